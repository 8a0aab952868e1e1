"""POST /v1/check."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import Any

import pytest
from httpx import Client

from adhere.api import checks
from adhere.checker import Checker
from adhere.post import Post
from adhere.report import NOT_LEGAL_ADVICE, to_dict
from tests.api.conftest import JSON, problem_of

POST = {"id": "a1", "text": "hello #ad", "jurisdictions": ["XA"], "relationship": "paid", "published_on": "2024-03-02"}


def test_a_post_comes_back_as_a_report(client: Client) -> None:
    answer = client.post("/v1/check", json=POST)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == JSON
    report = answer.json()
    assert (report["id"], report["as_of"], report["as_of_source"]) == ("a1", "2024-03-02", "published_on")
    (result,) = report["results"]
    assert (result["jurisdiction"], result["verdict"]) == ("XA", "non_compliant")
    assert result["findings"][0]["spans"] == [{"field": "text", "start": 6, "end": 9, "quote": "#ad"}]
    assert result["remedy"]["verdict_after"] == "compliant"
    assert report["notice"] == NOT_LEGAL_ADVICE


def test_the_report_is_the_one_that_the_checker_gives(client: Client, settings: Any) -> None:
    checker = Checker.load(rules=settings.rules, classify=False)
    assert client.post("/v1/check", json=POST).json() == to_dict(checker.check(Post.model_validate(POST)))


def test_a_long_post_takes_the_way_through_a_worker_to_the_same_report(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = client.post("/v1/check", json=POST)
    monkeypatch.setattr(checks, "SHORT", 10)
    assert client.post("/v1/check", json=POST).content == here.content


def test_a_post_for_many_markets_takes_the_way_through_a_worker_to_the_same_report(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {**POST, "jurisdictions": ["GB", "US", "IE", "DE"]}
    monkeypatch.setattr(checks, "FEW", 4)
    here = client.post("/v1/check", json=asked)
    monkeypatch.setattr(checks, "FEW", 3)
    monkeypatch.setattr(checks, "answer_one", None)
    assert client.post("/v1/check", json=asked).content == here.content


def test_on_judges_by_another_day(client: Client) -> None:
    report = client.post("/v1/check?on=2016-01-01", json=POST).json()
    assert (report["as_of"], report["as_of_source"]) == ("2016-01-01", "argument")
    assert report["results"][0]["verdict"] == "compliant"


def test_without_a_day_it_is_today_in_utc(client: Client) -> None:
    report = client.post("/v1/check", json={"text": "Ad: x", "jurisdictions": ["XA"]}).json()
    assert report["as_of_source"] == "request"
    assert abs(dt.date.fromisoformat(report["as_of"]) - dt.datetime.now(dt.UTC).date()) <= dt.timedelta(days=1)


def test_without_jurisdictions_all_are_asked(client: Client) -> None:
    report = client.post("/v1/check", json={"text": "Ad: x"}).json()
    assert {"XA", "XB"} <= {each["jurisdiction"] for each in report["results"]}


def test_plain_strings_are_taken_for_words_and_speech(client: Client) -> None:
    post = {**POST, "overlay": ["Ad", {"text": "x", "start": 1}], "transcript": "hello"}
    assert client.post("/v1/check", json=post).status_code == 200


def test_half_characters_and_nul_are_text_like_any_other(client: Client) -> None:
    raw = rb'{"id": "\ud800", "text": "\u0000\udc00 \ud83d\ude00 #collab", "relationship": "paid"}'
    answer = client.post("/v1/check", content=raw, headers={"content-type": JSON})
    report = answer.json()
    assert report["id"] == "\ufffd"
    assert report["labels"][0]["spans"] == [{"field": "text", "start": 5, "end": 12, "quote": "#collab"}]


def test_the_body_may_leave_out_what_it_is(client: Client) -> None:
    request = client.build_request("POST", "/v1/check", content=b'{"text": "Ad: x"}')
    assert "content-type" not in request.headers
    assert client.send(request).status_code == 200


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_kinds_that_are_json(client: Client, kind: str) -> None:
    assert client.post("/v1/check", content=b'{"text": "Ad: x"}', headers={"content-type": kind}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/x-ndjson", ""])
def test_kinds_that_are_not(client: Client, kind: str) -> None:
    answer = client.post("/v1/check", content=b'{"text": "Ad: x"}', headers={"content-type": kind})
    assert problem_of(answer, 415)["errors"][0]["where"] == "Content-Type"


@pytest.mark.parametrize("path", ["/v1/check", "/v1/check/batch"])
def test_a_packed_body_is_not_read(client: Client, path: str) -> None:
    packed = gzip.compress(b'{"text": "Ad: x"}')
    answer = client.post(path, content=packed, headers={"content-type": JSON, "content-encoding": "gzip"})
    problem = problem_of(answer, 415)
    assert problem["detail"] == "Bodies packed with 'gzip' are not read. Send it as it is."
    plain = {"content-type": JSON, "content-encoding": "identity"}
    assert client.post("/v1/check", content=b'{"text": "Ad: x"}', headers=plain).status_code == 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Not JSON"),
        (b'{"text": ', "Not JSON: Expecting value: line 1 column 10"),
        (b"\xff\xfe", "Not UTF-8: byte 1 is 0xff"),
        (b'{"text": "caf\xe9"}', "Not UTF-8: byte 14 is 0xe9"),
        (b"[" * 10_000, "Not JSON"),
    ],
)
def test_what_is_not_json(client: Client, body: bytes, words: str) -> None:
    problem = problem_of(client.post("/v1/check", content=body, headers={"content-type": JSON}), 400)
    assert words in problem["detail"]
    assert problem["title"] == "Broken JSON"


@pytest.mark.parametrize(
    ("change", "where", "nearest"),
    [
        ({"txet": "x"}, "txet", "text"),
        ({"platform": "instagran"}, "platform", "instagram"),
        ({"relationship": "payd"}, "relationship", "paid"),
        ({"surface": "storry"}, "surface", "story"),
        ({"jurisdictions": ["XAA"]}, "jurisdictions", "XA"),
        ({"jurisdictions": []}, "jurisdictions", None),
        ({"jurisdictions": "XA"}, "jurisdictions", None),
        ({"text": 7}, "text", None),
        ({"text": None}, "text", None),
        ({"followers": "12"}, "followers", None),
        ({"followers": -1}, "followers", None),
        ({"platform_label": "yes"}, "platform_label", None),
        ({"published_on": "2026-02-30"}, "published_on", None),
        ({"published_on": 0}, "published_on", None),
        ({"published_on": "2026-01-01T00:00:00"}, "published_on", None),
        ({"published_on": "1999-01-01"}, "published_on", None),
        ({"overlay": [{"text": "x", "frame": 0}]}, "overlay.0.frame", None),
        ({"overlay": [{"txt": "x"}]}, "overlay.0.text", None),
        ({"id": "x" * 513}, "id", None),
    ],
)
def test_what_a_post_may_not_hold(client: Client, change: dict[str, Any], where: str, nearest: str | None) -> None:
    problem = problem_of(client.post("/v1/check", json=POST | change), 422)
    assert problem["errors"][0]["where"] == where
    assert problem["errors"][0].get("nearest") == nearest


@pytest.mark.parametrize("body", [b"[]", b"null", b"7", b'"x"'])
def test_a_body_that_is_no_object(client: Client, body: bytes) -> None:
    problem = problem_of(client.post("/v1/check", content=body, headers={"content-type": JSON}), 422)
    assert problem["errors"][0]["where"] == "body"


def test_every_mistake_is_listed(client: Client) -> None:
    problem = problem_of(client.post("/v1/check", json={"platform": "x-twitter", "followers": "many", "foo": 1}), 422)
    assert [part["where"] for part in problem["errors"]] == ["platform", "followers", "foo"]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("on=", "on"),
        ("on=yesterday", "on"),
        ("on=20240101", "on"),
        ("on=2024-02-30", "on"),
        ("on=2024-01-01&on=2024-01-02", "on"),
        ("onn=2024-01-01", "onn"),
    ],
)
def test_a_query_that_is_wrong_is_not_passed_over(client: Client, query: str, where: str) -> None:
    problem = problem_of(client.post(f"/v1/check?{query}", json=POST), 422)
    assert problem["errors"][0]["where"] == where


def test_a_text_beyond_the_limit(client: Client) -> None:
    problem = problem_of(client.post("/v1/check", json={"text": "x" * 50_001}), 413)
    assert "50,001 characters; at most 50,000" in problem["detail"]


def test_the_limit_counts_all_words_of_a_post(client: Client) -> None:
    post = {"text": "x" * 20_000, "profile": "x" * 20_000, "overlay": ["x" * 10_000, "x"]}
    problem_of(client.post("/v1/check", json=post), 413)


def test_a_mistake_of_ours_is_a_problem_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **options: Any) -> None:
        raise ZeroDivisionError("the secret text of a post")

    monkeypatch.setattr(Checker, "check", broken)
    answer = client.post("/v1/check", json=POST)
    assert problem_of(answer, 500)["title"] == "Internal error"
    assert "secret" not in answer.text
