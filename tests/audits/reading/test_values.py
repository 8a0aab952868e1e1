"""What people write into cells, and what it means."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest

from adhere.errors import InputError, UnknownWord
from adhere.post import Platform, Relationship, Surface
from tests.audits.reading.conftest import Write, post, rows


def read(write: Write, **cells: Any) -> Any:
    """The value of the one field given, after a way through JSON."""
    found = post(write("posts.json", json.dumps([{"text": "a", **cells}])))
    return getattr(found, next(iter(cells)))


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-02",
        "2026-03-02T23:59:59+09:00",
        "2026-03-02T00:30:00.000Z",
        "2026-03-02 09:14:00 EST",
        "2026-03-02 09:14:00.0",
        "2026-03-02T09:14:00+0000",
        "2026/03/02",
        "2026/3/2 9:14",
        "2026.03.02",
        "2026. 3. 2.",
        "2026. 3. 2. 오후 3:12",
        "2026年3月2日",
        "20260302",
        20260302,
        "02.03.2026",
        "2.3.2026 09:14",
        "02.03.2026, 09:14 Uhr",
        1772442840,
        1772442840.0,
        "1772442840",
        1772442840123,
        "1772442840123",
        "Mon, 02 Mar 2026 09:14:00 +0000",
        "Mon Mar 02 09:14:00 +0000 2026",
        "March 2, 2026",
        "Mar 2, 2026 9:14 AM",
        "2 March 2026",
        "2-Mar-2026",
    ],
)
def test_days(write: Write, written: Any) -> None:
    assert read(write, published_on=written) == dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    "written", ["soon", "2026-02-30", "2026-03", "2026-03-02 maybe", "02/03/26", True, [1], 12, -5, 1e300]
)
def test_what_is_no_day_is_named(write: Write, written: Any) -> None:
    (row,) = rows(write("posts.json", json.dumps([{"text": "a", "published_on": written}])))
    assert row.post is None
    assert row.error is not None
    assert row.error.startswith("published_on: ")
    assert "Write days as YEAR-MONTH-DAY" in row.error


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["31/12/2026", "03/04/2026"], [dt.date(2026, 12, 31), dt.date(2026, 4, 3)]),
        (["12/31/2026", "03/04/2026 9:14"], [dt.date(2026, 12, 31), dt.date(2026, 3, 4)]),
        (["05/05/2026"], [dt.date(2026, 5, 5)]),
        (["03/04/2026", "05/06/2026"], [None, None]),
        (["31/12/2026", "12/31/2026", "03/04/2026"], [dt.date(2026, 12, 31), dt.date(2026, 12, 31), None]),
        (["31/12/2026"] * 1_000 + ["12/31/2026"], [dt.date(2026, 12, 31)] * 1_000 + [None]),
    ],
)
def test_the_order_of_day_and_month_is_taken_from_the_column(
    write: Write, written: list[str], expected: list[Any]
) -> None:
    found = rows(write("posts.csv", "text,date\n" + "".join(f"a,{day}\n" for day in written)))
    assert [row.post.published_on if row.post else None for row in found] == expected
    assert all("YEAR-MONTH-DAY" in str(row.error) for row in found if row.post is None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12,345", 12345),
        ("12.345", 12345),
        ("12 345", 12345),
        ("12\u202f345", 12345),
        ("12'345", 12345),
        ("1,234,567", 1234567),
        ("12345", 12345),
        ("12345.0", 12345),
        (12345.0, 12345),
        ("12.3K", 12300),
        ("1,2 M", 1200000),
        ("0", 0),
        ("n/a", None),
        ("-", None),
    ],
)
def test_counts(write: Write, written: Any, expected: int | None) -> None:
    assert read(write, followers=written) == expected


@pytest.mark.parametrize("written", ["many", "1.5", "-3", -3, True, [3], "1,23,456", "9" * 5_000 + "x"])
def test_what_is_no_count_is_named(write: Write, written: Any) -> None:
    (row,) = rows(write("posts.json", json.dumps([{"text": "a", "followers": written}])))
    assert str(row.error).startswith("followers: ")
    assert len(str(row.error)) < 300


@pytest.mark.parametrize(
    "written", [True, "true", "TRUE", "yes", "Ja", "oui", "wahr", "VRAI", "1", 1, 1.0, "sí", "はい"]
)
def test_yes(write: Write, written: Any) -> None:
    assert read(write, platform_label=written) is True


@pytest.mark.parametrize("written", [False, "false", "No", "nein", "non", "Falsch", "0", 0, "faux"])
def test_no(write: Write, written: Any) -> None:
    assert read(write, platform_label=written) is False


@pytest.mark.parametrize("written", ["", None, "unknown", "N/A"])
def test_not_said(write: Write, written: Any) -> None:
    assert read(write, platform_label=written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("IG", Platform.INSTAGRAM),
        ("insta", Platform.INSTAGRAM),
        ("Twitter", Platform.X),
        ("X (Twitter)", Platform.X),
        ("YT", Platform.YOUTUBE),
        ("Tik Tok", Platform.TIKTOK),
        ("小红书", Platform.XIAOHONGSHU),
        ("네이버 블로그", Platform.NAVER_BLOG),
        ("naver_blog", Platform.NAVER_BLOG),
    ],
)
def test_platforms(write: Write, written: str, expected: Platform) -> None:
    assert read(write, platform=written) is expected


def test_an_unknown_platform_is_an_error_with_the_nearest(write: Write) -> None:
    (row,) = rows(write("posts.csv", "text,platform\na,instgram\n"))
    assert "Unknown platform 'instgram'. Did you mean 'instagram'?" in str(row.error)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("REELS", Surface.REEL),
        ("clips", Surface.REEL),
        ("IG story", Surface.STORY),
        ("CAROUSEL_ALBUM", Surface.FEED),
        ("Shorts", Surface.SHORT),
        ("feed", Surface.FEED),
        ("IMAGE", None),
        ("hologram", None),
    ],
)
def test_surfaces(write: Write, written: str, expected: Surface | None) -> None:
    assert read(write, surface=written) is expected


def test_relationships(write: Write) -> None:
    assert read(write, relationship="Gifted with obligation") is Relationship.GIFTED_WITH_OBLIGATION
    (row,) = rows(write("posts.csv", "text,relationship\na,payed\n"))
    assert "Did you mean 'paid'?" in str(row.error)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("GB, FR", ["GB", "FR"]),
        ("gb|fr", ["GB", "FR"]),
        ("GB FR", ["GB", "FR"]),
        (["GB", "FR"], ["GB", "FR"]),
        ("all-eu;UK", ["all-eu", "GB"]),
        ("United Kingdom", ["GB"]),
        ("Deutschland / Österreich", ["DE", "AT"]),
        ("ZZ", ["ZZ"]),
    ],
)
def test_markets(write: Write, written: Any, expected: list[str]) -> None:
    assert read(write, jurisdictions=written) == expected


@pytest.mark.parametrize(
    ("written", "expected"), [("de", "de"), ("pt_BR", "pt-BR"), ("English", "en"), ("und", None), ("???", None)]
)
def test_languages(write: Write, written: str, expected: str | None) -> None:
    assert read(write, language=written) == expected


@pytest.mark.parametrize(
    ("written", "expected"), [("PT9M12S", 552.0), ("0:35", 35.0), ("1:02:03", 3723.0), ("12,5", 12.5), (7, 7.0)]
)
def test_durations(write: Write, written: Any, expected: float) -> None:
    assert read(write, duration=written) == expected


@pytest.mark.parametrize(
    "written", ["@ana, @lumea", '["@ana", "@lumea"]', ["@ana", "@lumea"], [{"username": "@ana"}, {"name": "@lumea"}]]
)
def test_tagged_accounts(write: Write, written: Any) -> None:
    assert read(write, tags=written) == ["@ana", "@lumea"]


def test_every_mistake_of_a_row_is_told_with_its_column(write: Write) -> None:
    content = io.StringIO()
    csv.writer(content).writerows([["Caption", "Datum", "Follower", "Network"], ["a", "soon", "many", "instgram"]])
    (row,) = rows(write("posts.csv", content.getvalue()))
    error = str(row.error)
    assert "published_on (Datum): 'soon' is no day" in error
    assert "followers (Follower): 'many' is no whole number" in error
    assert "Unknown platform 'instgram'" in error


def test_text_of_another_kind_is_named(write: Write) -> None:
    found = rows(write("posts.json", '[{"text": {"a": 1}}, {"text": [1, 2]}, {"text": 7}, {"text": ["a", "b"]}]'))
    assert [bool(row.error) for row in found] == [True, True, False, False]


def test_defaults_fill_what_a_row_leaves_out(write: Write) -> None:
    path = write("posts.csv", "text,platform\na,\nb,tiktok\n")
    defaults = {"platform": "instagram", "relationship": "paid", "brand": "Lumea", "published_on": "2026-03-02"}
    first, second = rows(path, defaults=defaults)
    assert first.post is not None
    assert second.post is not None
    assert (first.post.platform, second.post.platform) == (Platform.INSTAGRAM, Platform.TIKTOK)
    assert (first.post.relationship, first.post.published_on) == (Relationship.PAID, dt.date(2026, 3, 2))


def test_wrong_defaults_are_an_error(write: Write) -> None:
    path = write("posts.csv", "text\na\n")
    with pytest.raises(UnknownWord, match="Did you mean 'brand'"):
        rows(path, defaults={"brnd": "Lumea"})
    with pytest.raises(InputError, match="Unknown platform 'instgram'"):
        rows(path, defaults={"platform": "instgram"})


@pytest.mark.parametrize("left", ["#NAME?", "#NOM?", "#¿NOMBRE?", "#NAAM?", "#WERT!", "#ИМЯ?"])
def test_words_that_a_spreadsheet_lost_are_named_in_any_of_its_languages(write: Write, left: str) -> None:
    (row,) = rows(write("posts.csv", f"id;text\n1;{left}\n"))
    assert "took the words for a formula" in str(row.error)
