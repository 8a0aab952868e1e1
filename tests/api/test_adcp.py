"""Creative briefs of the Ad Context Protocol, answered."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from httpx import Client

from adhere.api.adcp import concerns, disclosure_met
from adhere.post import Post
from tests.api.conftest import problem_of

ON = dt.date(2026, 3, 2)
LONG = "so lovely, " * 60


def met(item: dict[str, Any], **post: Any) -> tuple[str, list[str]]:
    found = disclosure_met({"text": "#ad"} | item, Post(**({"text": "hello"} | post)), ON)
    return found["met"], [each["quote"] for each in found["spans"]]


@pytest.mark.parametrize(
    ("item", "post", "wanted"),
    [
        ({}, {"text": "hello #AD"}, "yes"),
        ({}, {"text": "hello #adventure", "title": "", "overlay": [], "transcript": [], "first_comment": ""}, "no"),
        ({}, {"text": "hello"}, "unknown"),
        (
            {"text": "Anzeige"},
            {"text": "Bildungsanzeige", "title": "", "overlay": [], "transcript": [], "first_comment": ""},
            "no",
        ),
        ({"position": "prominent"}, {"text": "#ad hello", "platform": "instagram"}, "yes"),
        ({"position": "prominent"}, {"text": f"{LONG}#ad", "platform": "instagram", "title": "", "overlay": []}, "no"),
        ({"position": "prominent"}, {"text": LONG, "overlay": ["#ad"], "platform": "instagram"}, "yes"),
        ({"position": "footer"}, {"text": "hello\nthere #ad"}, "yes"),
        ({"position": "footer"}, {"text": "#ad hello\nthere"}, "no"),
        ({"position": "overlay"}, {"text": "#ad"}, "unknown"),
        ({"position": "overlay"}, {"text": "#ad", "overlay": []}, "no"),
        ({"position": "overlay"}, {"overlay": ["hello #ad"]}, "yes"),
        ({"position": "overlay", "min_duration_ms": 3000}, {"overlay": ["#ad"]}, "unknown"),
        ({"position": "overlay", "min_duration_ms": 3000}, {"overlay": [{"text": "#ad", "start": 0, "end": 3}]}, "yes"),
        ({"position": "overlay", "min_duration_ms": 3001}, {"overlay": [{"text": "#ad", "start": 0, "end": 3}]}, "no"),
        ({"position": "audio", "text": "this is an ad"}, {"transcript": ["Hello, this is an ad"]}, "yes"),
        ({"position": "pre_roll"}, {"overlay": ["#ad", "hello"], "transcript": []}, "yes"),
        ({"position": "pre_roll"}, {"overlay": ["hello", "#ad"], "transcript": []}, "no"),
        ({"position": "end_card"}, {"overlay": ["hello", "#ad"]}, "yes"),
        ({"position": "end_card"}, {"overlay": ["#ad", "hello"]}, "no"),
        ({"position": "companion"}, {"text": "#ad"}, "unknown"),
        ({"jurisdictions": ["DE"]}, {"text": "hello", "jurisdictions": ["GB"]}, "yes"),
        ({"jurisdictions": ["GB-SCT"]}, {"text": "#ad", "jurisdictions": ["GB"]}, "yes"),
    ],
)
def test_what_a_position_asks(item: dict[str, Any], post: dict[str, Any], wanted: str) -> None:
    found, quotes = met(item, **post)
    assert found == wanted
    assert found != "yes" or quotes or item.get("jurisdictions") == ["DE"]


def test_whom_an_item_concerns() -> None:
    assert concerns(None, ["GB"])
    assert concerns(["DE"], None)
    assert concerns(["DE"], ["EU"])
    assert concerns(["DE"], ["all-eu"])
    assert not concerns(["DE", "AT"], ["GB", "US"])


def test_spans_are_of_the_text_that_was_sent() -> None:
    found = disclosure_met({"text": "Anzeige"}, Post(text="🎉 ANZEIGE | Tee"), ON)
    assert found["spans"] == [{"field": "text", "start": 2, "end": 9, "quote": "ANZEIGE"}]


def test_a_brief_is_answered_beside_the_markets_own_rules(client: Client) -> None:
    brief = {
        "name": "Harbour",
        "objective": "awareness",
        "compliance": {
            "required_disclosures": [{"text": "#ad", "position": "prominent", "jurisdictions": ["XA"], "note": "kept"}],
            "prohibited_claims": ["clinically proven"],
        },
    }
    post = {"text": "hello, clinically PROVEN #ad", "jurisdictions": ["XA"], "relationship": "paid"}
    found = client.post("/v1/adcp/required-disclosures", json={"brief": brief, "post": post}).json()
    assert found["meets"] == "no"
    assert [each["met"] for each in found["required_disclosures"]] == ["yes"]
    assert found["prohibited_claims"][0]["spans"][0]["quote"] == "clinically PROVEN"
    # the brief asks for less than the market
    assert found["verdicts"] == {"XA": "non_compliant"}
    (proposed,) = found["proposed"]
    assert proposed["jurisdictions"] == ["XA"]
    assert proposed["text"]

    bare = client.post("/v1/adcp/required-disclosures", json={"brief": {"name": "x"}, "post": post}).json()
    assert (bare["meets"], bare["required_disclosures"]) == ("yes", [])


def test_a_word_that_stands_everywhere_is_shown_a_hundred_times_and_holds_up_nobody(client: Client) -> None:
    """Of the longest text all places of a hundred words would be ten million."""
    often = {"required_disclosures": [{"text": "a", "position": "footer"}] * 50, "prohibited_claims": ["a"] * 50}
    post = {"text": "a " * 24_000, "jurisdictions": ["XA"]}
    asked = {"brief": {"name": "x", "compliance": often}, "post": post}
    meanwhile = 0
    with ThreadPoolExecutor(1) as pool:
        answering = pool.submit(client.post, "/v1/adcp/required-disclosures", json=asked)
        while not answering.done():
            assert client.get("/health/live").status_code == 200
            meanwhile += 1
        found = answering.result().json()
    for each in (*found["required_disclosures"], *found["prohibited_claims"]):
        assert [span["start"] for span in each["spans"]] == list(range(0, 200, 2))
    # others were answered, and not only before and after
    assert meanwhile > 5


@pytest.mark.parametrize(
    "compliance",
    [
        {"required_disclosures": []},
        {"required_disclosures": [{}]},
        {"required_disclosures": [{"text": " "}]},
        {"required_disclosures": [{"text": "#ad", "position": "skywriting"}]},
        {"required_disclosures": [{"text": "#ad", "jurisdictions": ["Germany"]}]},
        {"required_disclosures": [{"text": "#ad", "min_duration_ms": 0}]},
    ],
)
def test_briefs_that_are_none(client: Client, compliance: dict[str, Any]) -> None:
    asked = {"brief": {"name": "x", "compliance": compliance}, "post": {"text": "x", "jurisdictions": ["XA"]}}
    problem_of(client.post("/v1/adcp/required-disclosures", json=asked), 422)
