"""The posts of a finished audit: every filter and order, page by page, complete and without repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from httpx import Client

from adhere.api import create_app
from adhere.settings import Settings
from tests.api.auditing import all_posts, begun, ended, posts, table
from tests.api.conftest import problem_of, serving, wait_until_ready

COUNT = 120
LONG = "Ad: " + "soup 🍲 " * 15_000
Row = dict[str, Any]


@pytest.fixture(scope="module")
def asked(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, str]]:
    """A service, and a finished audit in it whose last two rows are a very long post and one that cannot be read."""
    data = tmp_path_factory.mktemp("posts") / "data"
    rows = [*posts(COUNT), {"id": "long", "caption": LONG}, {"id": "bad", "caption": "x", "platform": "pigeon"}]
    ours = settings.model_copy(update={"data": data, "audit_jobs": 1, "max_text_length": 200_000})
    with serving(create_app(ours)) as client:
        wait_until_ready(client)
        audit = begun(client, [("posts.csv", table(rows))])
        assert ended(client, audit)["state"] == "finished"
        yield client, audit


@pytest.fixture(scope="module")
def whole(asked: tuple[Client, str]) -> list[Row]:
    """Every post of the audit, each as it is told by itself."""
    client, audit = asked
    return [client.get(f"/v1/audits/{audit}/posts/{seq}").json() for seq in range(COUNT + 2)]


def _verdict_in(row: Row, market: str) -> str | None:
    return next((each["verdict"] for each in row["verdicts"] if each["jurisdiction"] == market), None)


def _has(row: Row, **wanted: str) -> bool:
    return any(all(finding[name] == value for name, value in wanted.items()) for finding in row["findings"])


FILTERS: list[tuple[dict[str, str], Callable[[Row], bool]]] = [
    ({}, lambda row: True),
    ({"verdict": "non_compliant"}, lambda row: row["verdict"] == "non_compliant"),
    ({"verdict": "compliant", "jurisdiction": "XB"}, lambda row: _verdict_in(row, "XB") == "compliant"),
    ({"jurisdiction": "XA"}, lambda row: _verdict_in(row, "XA") is not None),
    ({"platform": "tiktok"}, lambda row: row["platform"] == "tiktok"),
    ({"brand": "O'Hafen"}, lambda row: row["brand"] == "O'Hafen"),
    ({"author": "author3", "platform": "instagram"}, lambda row: row["author"] == "author3" and row["seq"] % 2 == 0),
    ({"reason": "missing_label"}, lambda row: _has(row, reason="missing_label")),
    ({"rule": "xa.placement.start"}, lambda row: _has(row, rule="xa.placement.start")),
    (
        {"reason": "missing_label", "jurisdiction": "XB"},
        lambda row: _has(row, reason="missing_label", jurisdiction="XB"),
    ),
    ({"month": "2026-02"}, lambda row: (row["published_on"] or "").startswith("2026-02")),
    ({"suspected": "false"}, lambda row: row["suspected"] is False),
    ({"unread": "true"}, lambda row: row["error"] is not None),
    ({"unread": "false"}, lambda row: row["error"] is None),
    ({"q": "LUMEA serum"}, lambda row: "lumea" in (row["text"] or "").lower() and "serum" in row["text"].lower()),
    ({"q": "<script>"}, lambda row: "<script>" in (row["text"] or "")),
    ({"q": "%"}, lambda row: "%" in (row["text"] or "")),
    ({"q": "🍲"}, lambda row: "🍲" in (row["text"] or "")),
    ({"brand": "x' OR 1=1 --"}, lambda row: False),
    ({"author": "$posts"}, lambda row: False),
    ({"q": "'; DROP TABLE posts; --"}, lambda row: False),
]


@pytest.mark.parametrize(("filters", "meant"), FILTERS, ids=lambda each: str(each) if isinstance(each, dict) else "")
@pytest.mark.parametrize("sort", ["seq", "followers", "probability"])
def test_pages_are_complete_in_order_and_without_repeats(
    asked: tuple[Client, str], whole: list[Row], filters: dict[str, str], meant: Callable[[Row], bool], sort: str
) -> None:
    client, audit = asked
    found = all_posts(client, audit, sort=sort, limit=17, **filters)
    wanted = [row for row in whole if meant(row)]
    if sort != "seq":
        wanted.sort(key=lambda row: (-(row[sort] if row[sort] is not None else -1), row["seq"]))
    assert [row["seq"] for row in found] == [row["seq"] for row in wanted]
    first = client.get(f"/v1/audits/{audit}/posts", params={**filters, "sort": sort, "limit": 1}).json()
    assert first["total"] == len(wanted)
    if filters and wanted:
        assert len(wanted) < len(whole) or "unread" in filters


def test_the_list_tells_what_the_post_tells(asked: tuple[Client, str], whole: list[Row]) -> None:
    client, audit = asked
    for told, row in zip(all_posts(client, audit, limit=500), whole, strict=True):
        alike = told.keys() & row.keys() - {"text", "verdicts"}
        assert {name: told[name] for name in alike} == {name: row[name] for name in alike}
        assert told["reasons"] == sorted({each["reason"] for each in row["findings"] if each["severity"] != "note"})


def test_a_long_text_is_cut_in_the_list_and_whole_by_itself(asked: tuple[Client, str], whole: list[Row]) -> None:
    client, audit = asked
    (told,) = client.get(f"/v1/audits/{audit}/posts", params={"q": "🍲"}).json()["posts"]
    assert told["cut"]
    assert told["text"] == LONG[:1_000]
    assert whole[COUNT]["text"].strip() == LONG.strip()


def test_hostile_captions_come_back_as_they_were(asked: tuple[Client, str], whole: list[Row]) -> None:
    assert [row["text"] for row in whole[:COUNT]] == [each["caption"] for each in posts(COUNT)]


BAD = [
    ({"verdict": "fine"}, "verdict"),
    ({"month": "2026-13"}, "month"),
    ({"month": "March"}, "month"),
    ({"suspected": "yes"}, "suspected"),
    ({"sort": "likes"}, "sort"),
    ({"limit": "0"}, "limit"),
    ({"limit": "501"}, "limit"),
    ({"cursor": "!"}, "cursor"),
    ({"cursor": "é"}, "cursor"),
    ({"cursor": "WyJzZXEiLCBOYU4sIDBd"}, "cursor"),
    ({"cursor": "W1tb" * 5_000}, "cursor"),
    ({"cursor": "WyJcdTAwMDAiLCAxLCAwXQ"}, "cursor"),
    ({"cursor": "WyJmb2xsb3dlcnMiLCAxLCAwXQ"}, "cursor"),
    ({"colour": "blue"}, "colour"),
]


@pytest.mark.parametrize(("query", "where"), BAD, ids=lambda each: str(each)[:40])
def test_what_cannot_be_asked_is_told(asked: tuple[Client, str], query: dict[str, str], where: str) -> None:
    client, audit = asked
    problem = problem_of(client.get(f"/v1/audits/{audit}/posts", params=query), 422)
    assert problem["errors"][0]["where"] == where
