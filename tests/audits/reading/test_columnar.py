"""Parquet files."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from adhere.errors import InputError
from adhere.post import Platform
from tests.audits.reading.conftest import Write, only, posts, rows


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """5,000 posts with the types that a warehouse has."""
    count = 5_000
    moment = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)
    data = pa.table(
        {
            "post_id": pa.array(range(count), pa.int64()),
            "caption": pa.array([f"Ad: lamp {n}" for n in range(count)], pa.large_string()),
            "network": pa.array(["IG"] * count).dictionary_encode(),
            "created_at": pa.array([moment] * count, pa.timestamp("ns", "Europe/Berlin")),
            "followers": pa.array([None, *range(1, count)], pa.int32()),
            "owner": pa.array([{"username": f"author{n}", "verified": True} for n in range(count)]),
            "market": pa.array([["DE", "AT"]] * count),
        }
    )
    path = tmp_path / "posts.parquet"
    pq.write_table(data, path, row_group_size=1_500)
    return path


def test_columns_are_read_as_they_are_typed(table: Path) -> None:
    source = only(table)
    assert source.format == "parquet"
    assert source.unused == ("owner.verified",)
    assert source.mapping["author"] == "owner.username"
    found = posts(table)
    assert len(found) == 5_000
    last = found[-1]
    assert (last.id, last.text, last.platform, last.followers) == ("4999", "Ad: lamp 4999", Platform.INSTAGRAM, 4999)
    # 23:30 in UTC is the next day where the file says that it is
    assert (last.published_on, last.author, last.jurisdictions) == (dt.date(2026, 3, 3), "author4999", ["DE", "AT"])
    assert found[0].followers is None


def test_rows_are_numbered(table: Path) -> None:
    assert [row.line for row in rows(table)] == list(range(1, 5_001))


def test_packed(table: Path, write: Write) -> None:
    assert len(posts(write("posts.parquet.gz", gzip.compress(table.read_bytes())))) == 5_000


@pytest.mark.parametrize("keep", [4, 100, -1, -100])
def test_what_was_cut_short_is_named(table: Path, write: Write, keep: int) -> None:
    with pytest.raises(InputError, match=r"cut\.parquet is a damaged or incomplete Parquet file"):
        only(write("cut.parquet", table.read_bytes()[:keep]))


def test_damage_in_the_middle_is_named(table: Path, write: Write) -> None:
    content = bytearray(table.read_bytes())
    content[200:2_000] = b"\xff" * 1_800
    with pytest.raises(InputError, match="damaged"):
        rows(write("cut.parquet", bytes(content)))


def test_only_what_is_used_is_read(tmp_path: Path) -> None:
    path = tmp_path / "posts.parquet"
    pq.write_table(
        pa.table({"a.b": ["x"], "caption": ["Ad: lamp"], "s": [{"t": {"u": 1}, "v": "w"}], "other": [1]}), path
    )
    source = only(path, overrides={"title": "s.v", "brand": "a.b"})
    assert source.columns == ("a.b", "caption", "s.t.u", "s.v", "other")
    (row,) = source.rows()
    assert row.post is not None
    assert (row.post.text, row.post.title, row.post.brand) == ("Ad: lamp", "w", "x")
