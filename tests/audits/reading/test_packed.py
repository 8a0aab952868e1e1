"""Files in files, files that are no tables, and files that change or are gone."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import zipfile
import zlib
from pathlib import Path

import pytest

from adhere.audits.reading import files, open_sources
from adhere.errors import InputError
from tests.audits.reading.conftest import Write, only, posts, rows

CSV = b"id,text\n1,Ad: lamp\n"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """A zip with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, lambda data: gzip.compress(lzma.compress(data))])
@pytest.mark.parametrize("name", ["posts.csv.gz", "posts"])
def test_packing_is_taken_off(write: Write, pack: object, name: str) -> None:
    assert callable(pack)
    source = only(write(name, pack(CSV)))
    assert (source.format, len(list(source.rows()))) == ("csv", 1)


def test_every_member_of_a_zip_is_a_source(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "exports.zip",
        {
            "march.csv": CSV,
            "deep/april.json.gz": gzip.compress(b'[{"text": "a"}]'),
            "../../may.jsonl": b'{"text": "b"}\n{"text": "c"}\n',
            "__MACOSX/._march.csv": b"junk",
            "deep/.DS_Store": b"junk",
            "pictures/1.jpg": b"\xff\xd8\xff",
            "empty/": b"",
        },
    )
    found = open_sources(path)
    assert [source.name for source in found] == [
        "exports.zip/march.csv",
        "exports.zip/deep/april.json.gz",
        "exports.zip/../../may.jsonl",
    ]
    assert [source.format for source in found] == ["csv", "json", "jsonl"]
    assert [len(list(source.rows())) for source in found] == [1, 1, 2]
    assert {source.path for source in found} == {path}
    assert [each.name for each in tmp_path.iterdir()] == ["exports.zip"]


def test_a_zip_without_posts_or_within_another_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.csv": CSV})
    with pytest.raises(InputError, match="no file that could hold posts"):
        open_sources(zipped(tmp_path / "a.zip", {"1.jpg": b"x"}))
    with pytest.raises(InputError, match="zip inside another"):
        open_sources(zipped(tmp_path / "b.zip", {"inner.zip": inner.read_bytes()}))
    with pytest.raises(InputError, match=r"c\.zip/a\.csv is empty"):
        open_sources(zipped(tmp_path / "c.zip", {"a.csv": b""}))


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": b"id,text\n" + os.urandom(2_000).hex().encode()})
    content = bytearray(path.read_bytes())
    content[300:400] = bytes(100)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.zip/a\.csv is damaged or was cut short"):
        rows(path)


@pytest.mark.parametrize("name", ["bomb.csv.gz", "bomb.zip"])
def test_bombs_are_put_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(files, "MAX_UNPACKED", 1_000_000)
    monkeypatch.setattr("adhere.audits.reading.zips.MAX_UNPACKED", 1_000_000)
    content = b"id,text\n" + b"1,a\n" * 2_000_000
    path = tmp_path / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(content))
    else:
        zipped(path, {"bomb.csv": content})
    with pytest.raises(InputError, match="made to do harm"):
        rows(path)


def test_large_but_honest_files_are_no_bombs(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_UNPACKED", 1_000)
    content = b"id,text\n" + b"".join(b"%d,%s\n" % (n, os.urandom(20).hex().encode()) for n in range(2_000))
    assert len(posts(write("posts.csv.gz", gzip.compress(content)))) == 2_000


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_packed_file_that_was_cut_short_ends_in_an_error(write: Write, pack: object) -> None:
    assert callable(pack)
    content = b"id,text\n" + b"".join(b"%d,%s\n" % (n, os.urandom(20).hex().encode()) for n in range(20_000))
    path = write("posts.csv.gz", pack(content)[:-30_000])
    with pytest.raises(InputError, match=r"posts\.csv\.gz is damaged or was cut short.*again"):
        rows(path)


def test_a_file_that_changes_meanwhile_is_an_error(write: Write) -> None:
    path = write("posts.csv", CSV + b"2,b\n" * 50_000)
    found = only(path).rows()
    next(found)
    with path.open("ab") as file:
        file.write(b"3,c\n")
    with pytest.raises(InputError, match=r"posts\.csv changed while it was read"):
        list(found)


def test_what_is_no_file_is_named(tmp_path: Path, write: Write) -> None:
    with pytest.raises(InputError, match="does not exist"):
        open_sources(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a directory"):
        open_sources(tmp_path)
    with pytest.raises(InputError, match="is empty"):
        open_sources(write("empty.csv", b""))
    with pytest.raises(InputError, match="is empty"):
        open_sources(write("empty.csv.gz", gzip.compress(b"")))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no ordinary file"):
        open_sources(tmp_path / "pipe")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(write: Write) -> None:
    path = write("posts.csv", CSV)
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be read"):
        open_sources(path)


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\n<html>", "a web page"),
        (b"SQLite format 3\0", "SQLite"),
    ],
)
def test_other_things_are_called_what_they_are(write: Write, start: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        open_sources(write("posts.csv", start + b"x" * 100))


def test_an_xz_that_wants_too_much_memory_is_refused(write: Write) -> None:
    content = bytearray(lzma.compress(json.dumps([{"text": "a"}]).encode()))
    # the header of the first block: its size, the filter and how large a dictionary that needs, and a checksum
    end = 12 + (content[12] + 1) * 4
    content[content.index(b"\x21\x01", 12, end) + 2] = 38
    content[end - 4 : end] = zlib.crc32(content[12 : end - 4]).to_bytes(4, "little")
    with pytest.raises(InputError, match="damaged or was cut short: Memory usage limit"):
        open_sources(write("posts.json.xz", bytes(content)))
