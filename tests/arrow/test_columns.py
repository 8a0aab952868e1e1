"""The columns that are taken, and what becomes of odd cells."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from adhere.arrow.columns import check_columns, rows_of
from adhere.errors import InputError
from adhere.post import Post

MOMENT = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)
TEXT_TYPES = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int32(), pa.string()),
    pa.dictionary(pa.uint8(), pa.large_string()),
]
LIST_TYPES = [
    pa.list_(pa.string()),
    pa.large_list(pa.large_string()),
    pa.list_(pa.string(), 2),
    pa.list_(pa.string_view()),
    pa.list_view(pa.string()),
]


def batch(**columns: Any) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(columns)


def posts(**columns: Any) -> list[Post | str | None]:
    given = batch(**columns)
    check_columns(given.schema, dated=True)
    return [row.post or row.error for row in rows_of(given)]


@pytest.mark.parametrize("type", TEXT_TYPES, ids=str)
def test_strings_of_every_make(type: pa.DataType) -> None:
    text = pa.array(["Ad: ließ", None], pa.string()).cast(type)
    platform = pa.array(["tiktok", None], pa.string()).cast(type)
    assert posts(text=text, platform=platform, overlay=text) == [
        Post(text="Ad: ließ", platform="tiktok", overlay=["Ad: ließ"]),
        Post(),
    ]


@pytest.mark.parametrize("type", LIST_TYPES, ids=str)
def test_lists_of_every_make(type: pa.DataType) -> None:
    words = pa.array([["GB", "US"], None], type)
    expected = [Post(text="x", jurisdictions=["GB", "US"], tags=["GB", "US"], transcript=["GB", "US"]), Post(text="y")]
    assert posts(text=["x", "y"], jurisdictions=words, tags=words, transcript=words) == expected


def test_an_empty_list_is_known_to_be_empty() -> None:
    assert posts(
        text=["x"], tags=pa.array([[]], pa.list_(pa.null())), overlay=pa.array([[]], pa.list_(pa.string()))
    ) == [Post(text="x", tags=[], overlay=[])]


def test_structs_for_what_is_shown_and_spoken() -> None:
    overlay = [[{"text": "Ad", "start": 0.5, "end": 2.0, "frame": 1, "legible": True}, {"text": "x"}], None]
    assert posts(overlay=overlay, transcript=[[{"text": "hi", "start": 3}], []]) == [
        Post(overlay=overlay[0], transcript=[{"text": "hi", "start": 3}]),
        Post(transcript=[]),
    ]


@pytest.mark.parametrize(
    ("column", "day"),
    [
        (pa.array([dt.date(2026, 3, 1)]), 1),
        (pa.array([dt.date(2026, 3, 1)], pa.date64()), 1),
        (pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp("ns")), 1),
        (pa.array([MOMENT], pa.timestamp("us", "UTC")), 1),
        (pa.array([MOMENT], pa.timestamp("ms", "Europe/Berlin")), 2),
        (pa.array([MOMENT], pa.timestamp("s", "America/New_York")), 1),
        (pa.array([MOMENT], pa.timestamp("s", "+09:00")), 2),
        (pa.array(["2026-03-01"]), 1),
        (pa.array(["2026-03-01T23:30:00Z"]), 1),
        (pa.array(["2026-03-02 08:30:00.123+09:00"]), 2),
        (pa.array(["2026-03-01"]).dictionary_encode(), 1),
    ],
    ids=lambda value: str(getattr(value, "type", "")),
)
def test_days(column: pa.Array, day: int) -> None:
    """The day of a moment is the one where the column's clock hangs."""
    assert posts(text=["x"], published_on=column) == [Post(text="x", published_on=dt.date(2026, 3, day))]


@pytest.mark.parametrize("written", ["yesterday", "1700000000", "", "01/03/2026", "2026-02-30", "٢٠٢٦-٠٣-٠١" * 20])
def test_what_is_no_day(written: str) -> None:
    good, bad = posts(text=["x", "y"], published_on=["2026-03-01", written])
    assert isinstance(good, Post)
    assert isinstance(bad, str)
    assert "is no ISO 8601 date" in bad
    assert len(bad) < 150


@pytest.mark.parametrize(
    "column",
    [
        pa.array([0, 2**31 - 1, None], pa.int32()).view(pa.date32()),
        pa.array([0, 2**55, None], pa.int64()).view(pa.timestamp("s")),
        pa.array([0, -(2**62), None], pa.int64()).view(pa.timestamp("us", "Europe/Berlin")),
    ],
    ids=lambda column: str(column.type),
)
def test_a_day_beyond_the_calendar_costs_its_row(column: pa.Array) -> None:
    first, second, third = posts(text=["x", "y", "z"], published_on=column)
    assert first == Post(text="x", published_on=dt.date(1970, 1, 1))
    assert second == "published_on: the value cannot be read: it is out of range."
    assert third == Post(text="z")


def test_bytes_that_are_no_text_cost_their_row() -> None:
    raw = pa.array([b"Ad", b"\xff\xfe", None], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 3, raw.buffers(), null_count=1)
    given = batch(id=["a", "b", "c"], text=text)
    found = list(rows_of(given))
    assert [row.id for row in found] == ["a", "b", "c"]
    assert [row.error for row in found] == [None, "text: the value cannot be read: it is not UTF-8.", None]


def test_ids_may_be_numbers() -> None:
    assert posts(id=pa.array([7, None, 2**63], pa.uint64()), text=["x"] * 3) == [
        Post(id="7", text="x"),
        Post(text="x"),
        Post(id=str(2**63), text="x"),
    ]


def test_numbers_of_every_make() -> None:
    for cells in (pa.array([3], pa.uint8()), pa.array([3.0]), pa.array([Decimal("3.00")])):
        assert posts(text=["x"], followers=cells, duration=cells) == [Post(text="x", followers=3, duration=3)]


def test_columns_of_nulls_are_absent() -> None:
    nulls = {name: pa.nulls(1) for name in Post.model_fields}
    assert posts(**nulls) == [Post()]


def test_other_columns_are_ignored() -> None:
    assert posts(text=["x"], likes=[5], raw=[b"\xff"], Platform=["tiktok"]) == [Post(text="x")]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"platform": ["instgram"]}, "Unknown platform 'instgram'. Did you mean 'instagram'?"),
        ({"relationship": ["Paid"]}, "Did you mean 'paid'?"),
        ({"followers": [-1]}, "followers: Input should be greater than or equal to 0."),
        ({"followers": [1.5]}, "followers: Input should be a valid integer"),
        ({"duration": [float("nan")]}, "duration:"),
        ({"id": ["x" * 513]}, "id: String should have at most 512 characters."),
        ({"tags": [["a", None]]}, "tags.1: Input should be a valid string."),
        ({"overlay": [[{"text": None, "start": 1.0}]]}, "overlay.0.text: Input should be a valid string."),
        ({"audience": ["pets"]}, "audience: Input should be 'general' or 'minors'."),
        ({"followers": [-1], "audience": ["pets"]}, "followers: Input should be greater than or equal to 0. audience:"),
    ],
)
def test_a_row_that_is_no_post_says_why(columns: dict[str, Any], words: str) -> None:
    (found,) = posts(text=["x"], **columns)
    assert isinstance(found, str)
    assert words in found


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, "Name one of text, title, overlay, transcript; there are: none."),
        ({"caption": ["x"], "brand": ["y"]}, "there are: caption, brand."),
        ({"text": [b"x"]}, "The column text is binary; it may be string. Cast it first."),
        ({"text": [5]}, "The column text is int64; it may be string."),
        ({"text": ["x"], "jurisdictions": ["GB"]}, "The column jurisdictions is string; it may be list<string>."),
        ({"text": ["x"], "tags": [[1]]}, "it may be list<string>."),
        ({"text": ["x"], "platform_label": ["yes"]}, "it may be bool."),
        ({"text": ["x"], "platform_label": [1]}, "it may be bool."),
        ({"text": ["x"], "followers": ["12"]}, "it may be an integer, a float or a decimal."),
        ({"text": ["x"], "published_on": [20260301]}, "it may be date, timestamp or an ISO 8601 string."),
        ({"text": ["x"], "id": [1.0]}, "it may be string or an integer."),
        ({"overlay": [[{"text": "x", "colour": "red"}]]}, "list<struct<text, start, end, frame, legible>>"),
        ({"transcript": [[{"start": 1.0}]]}, "list<struct<text, start>>"),
        ({"transcript": [[{"text": "x", "start": "1"}]]}, "list<struct<text, start>>"),
        ({"overlay": [5]}, "string, list<string> or list<struct"),
    ],
)
def test_wrong_columns_are_one_error(columns: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as raised:
        check_columns(batch(**columns).schema, dated=True)
    assert words in str(raised.value)
    assert raised.value.where


def test_a_column_twice_is_an_error() -> None:
    schema = pa.schema([("text", pa.string()), ("text", pa.string())])
    with pytest.raises(InputError, match="2 columns are named text"):
        check_columns(schema, dated=True)


def test_a_field_of_a_struct_twice_is_an_error() -> None:
    twice = pa.list_(pa.struct([("text", pa.string()), ("text", pa.string())]))
    with pytest.raises(InputError, match="The column overlay is list"):
        check_columns(pa.schema([("overlay", twice)]), dated=True)


def test_posts_need_a_day() -> None:
    check_columns(pa.schema([("text", pa.string()), ("published_on", pa.date32())]), dated=False)
    with pytest.raises(InputError, match="The posts have no day to judge by"):
        check_columns(pa.schema([("text", pa.string())]), dated=False)
