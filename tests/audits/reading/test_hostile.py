"""Any bytes under any name: an answer or an InputError, and nothing else."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adhere.audits.reading import Row, open_sources
from adhere.audits.reading.nesting import Depth
from adhere.errors import InputError
from tests.audits.reading.conftest import Write, posts
from tests.audits.reading.test_workbook import book

#: Any text but lone surrogates, which no encoding has, and what spreadsheets leave of words that they lost.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(
    lambda text: not re.fullmatch("#[A-Z/0]+[?!]", text)
)
KEYS = st.sampled_from(
    "id text caption data items node snippet title author date followers platform url tags overlay transcript duration language brand "
    "relationship jurisdictions platform_label created_at author_id includes users surface audience post record kind".split()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(name: str, content: bytes) -> list[Row]:
    """The rows of what may be anything; an InputError is an answer."""
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(InputError):
        path = Path(folder, name)
        path.write_bytes(content)
        found: list[Row] = []
        for source in open_sources(path):
            found.extend(source.rows())
        assert all((row.post is None) != (row.error is None) for row in found)
        return found
    return []


def kept(name: str, content: bytes) -> list[str]:
    """The words of every row of a file in which nothing is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        return [post.text for post in posts(path)]


@QUICK
@given(
    st.lists(TEXT, min_size=1, max_size=8), st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_any_text_comes_through_csv(texts: list[str], separator: str, encoding: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "text"], *([str(n), text] for n, text in enumerate(texts))])
    assert kept("posts.csv", out.getvalue().encode(encoding)) == texts


@QUICK
@given(st.lists(TEXT, min_size=1, max_size=8), st.booleans(), st.sampled_from(["posts.jsonl", "posts.json"]))
def test_any_text_comes_through_json(texts: list[str], escaped: bool, name: str) -> None:
    records = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
    if name == "posts.jsonl":
        content = "".join(json.dumps(each, ensure_ascii=escaped) + "\n" for each in records)
    else:
        content = json.dumps(records, ensure_ascii=escaped)
    assert kept(name, content.encode()) == texts


@QUICK
@given(
    st.sampled_from(["a.csv", "a.json", "a.jsonl", "a.xlsx", "a.parquet", "a.zip", "a.gz", "a"]),
    st.binary(max_size=400),
)
def test_any_bytes(name: str, content: bytes) -> None:
    read(name, content)


@QUICK
@given(
    st.sampled_from(
        [
            b"id,text\n",
            b"{",
            b"[",
            b'{"text": "',
            b"PAR1",
            b"PK\x03\x04",
            b"\x1f\x8b\x08",
            b"\xfd7zXZ\0",
            b'text\n"',
            b"\xff\xfe",
        ]
    ),
    st.binary(max_size=200),
)
def test_any_bytes_behind_a_good_beginning(start: bytes, content: bytes) -> None:
    read("posts", start + content)


@QUICK
@given(VALUES | st.lists(VALUES, max_size=5), st.booleans())
def test_any_json(value: Any, lines: bool) -> None:
    read("posts.jsonl" if lines else "posts.json", json.dumps(value).encode())


@QUICK
@given(
    st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6),
    st.sampled_from(["text,date,followers,platform", "id;text;url", "text"]),
)
def test_any_cells(cells: list[list[str]], header: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(cells)
    read("posts.csv", header.encode() + b"\n" + out.getvalue().encode(errors="replace"))


def whole(kind: str, folder: Path) -> bytes:
    """A sound file of a kind."""
    path = folder / f"whole.{kind}"
    if kind == "parquet":
        pq.write_table(pa.table({"text": [f"post {n}" for n in range(300)], "date": ["2026-03-02"] * 300}), path)
    elif kind == "xlsx":
        book(path, [("id", "text"), *((n, f"post {n}") for n in range(50))])
    elif kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("posts.csv", "id,text\n1,a\n")
            archive.writestr("more.json", '[{"text": "a"}]')
    else:
        path.write_bytes(gzip.compress(b"id,text\n" + b"".join(b"%d,post\n" % n for n in range(300))))
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["parquet", "xlsx", "zip", "gz"])
def test_sound_files_with_bytes_changed_or_cut_off(kind: str, tmp_path: Path) -> None:
    content = whole(kind, tmp_path)
    assert read(f"posts.{kind}", content)

    @settings(QUICK, max_examples=60)
    @given(st.integers(0, len(content) - 1), st.binary(min_size=1, max_size=8), st.booleans())
    def damaged(at: int, changed: bytes, cut: bool) -> None:
        read(f"posts.{kind}", content[:at] + (b"" if cut else changed + content[at + len(changed) :]))

    damaged()


@pytest.mark.parametrize("wrap", ['{"a":', "[", '{"data":{"videos":['])
def test_nesting_without_end_takes_neither_memory_nor_the_process(write: Write, wrap: str) -> None:
    for name in ("posts.json", "posts.jsonl"):
        with pytest.raises(InputError):
            open_sources(write(name, wrap * 300_000))
    with pytest.raises(InputError):
        list(open_sources(write("late.json", '[{"text": "a"},' * 2 + wrap * 300_000))[0].rows())


def test_one_record_without_end_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="a record of more than"):
        open_sources(write("posts.json", '[{"text": "' + "x" * (40 * 1024 * 1024)))


@QUICK
@given(VALUES, st.integers(1, 9))
def test_depth_is_counted_outside_of_strings_wherever_pieces_end(value: Any, size: int) -> None:
    data = json.dumps([value, '\\"[[{{', "\\" * 5]).encode()
    depth = Depth()
    assert not any(depth.is_too_deep(data[at : at + size]) for at in range(0, len(data), size))
    assert depth._depth == 0


def test_depth_beyond_the_limit_is_seen_at_once_and_over_time() -> None:
    assert Depth().is_too_deep(b"[" * 65 + b"]" * 65)
    assert not Depth().is_too_deep(b"[" * 60 + b"]" * 60)
    slow = Depth()
    assert [slow.is_too_deep(b'[{"a": "[[[[", "b":') for _ in range(40)].index(True) == 32
