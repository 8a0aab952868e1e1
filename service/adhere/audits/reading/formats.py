"""Decides by its first bytes, and then by its name, what a file is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from adhere.audits.reading.columnar import parquet
from adhere.audits.reading.decoding import encoding_of, text_of
from adhere.audits.reading.delimited import delimited
from adhere.audits.reading.files import GZIP, MAX_LAYERS, XZ, ZIP, Part
from adhere.audits.reading.json_records import json_of
from adhere.audits.reading.rows import Reader
from adhere.audits.reading.workbook import is_workbook, workbook
from adhere.audits.reading.zips import members_of
from adhere.errors import InputError

_LINES = frozenset({".jsonl", ".ndjson", ".jsonlines"})
_PACKING = frozenset({".gz", ".xz", ".gzip"})
_JSON = re.compile(r'[\ufeff\s]*(?:\{\s*(?:["}]|$)|\[\s*(?:[\[{"\]\d-]|null|true|false|$))')
#: First bytes of what people hand in by mistake, and what to do about it.
_NOT_POSTS = {
    b"\xd0\xcf\x11\xe0": "an old Excel file, or one with a password. Save it as .xlsx without a password",
    b"%PDF": "a PDF. Export a table instead",
    b"\x28\xb5\x2f\xfd": "packed with Zstandard. Unpack it first",
    b"BZh": "packed with bzip2. Unpack it first",
    b"7z\xbc\xaf": "a 7z archive. Unpack it first",
    b"Rar!": "a RAR archive. Unpack it first",
    b"SQLite format 3": "an SQLite database. Export a table from it",
    b"\x89PNG": "a picture. Name a table of posts",
    b"\xff\xd8\xff": "a picture. Name a table of posts",
    b"ARROW1": "an Arrow file. Save it as Parquet",
    b"PK\x05\x06": "an empty zip",
    b"PK\x07\x08": "one piece of a split zip. Join the pieces first",
    b"<": "a web page or XML. Export a table instead, such as CSV",
}


def readers_of(part: Part, expected: frozenset[str]) -> Iterator[tuple[Part, Reader]]:
    """The readers of a file: one, or one for each member of a zip. `expected` are columns that the caller names."""
    part, head = _unpacked(part)
    if head.startswith(ZIP) and not is_workbook(part):
        if part.member is not None or part.layers:
            raise InputError(
                f"{part.name} is a zip inside another. Unpack the outer one, and name the inner.", where=part.name
            )
        for member in members_of(part):
            inner, head = _unpacked(member)
            if head.startswith(ZIP) and not is_workbook(inner):
                raise InputError(
                    f"{inner.name} is a zip inside another. Unpack the outer one, and name the inner.", where=inner.name
                )
            yield inner, _reader(inner, head, expected)
        return
    yield part, _reader(part, head, expected)


def _unpacked(part: Part) -> tuple[Part, bytes]:
    """The part with its packing taken off, and its first bytes."""
    while True:
        head = part.head()
        layer = "gz" if head.startswith(GZIP) else "xz" if head.startswith(XZ) else None
        if layer is None:
            break
        if len(part.layers) == MAX_LAYERS:
            raise InputError(f"{part.name} is packed more than {MAX_LAYERS} times over. Unpack it.", where=part.name)
        part = replace(part, layers=(*part.layers, layer))
    if not head.strip(b"\0 \t\r\n"):
        raise InputError(f"{part.name} is empty.", where=part.name)
    return part, head


def _reader(part: Part, head: bytes, expected: frozenset[str]) -> Reader:
    if head.startswith(b"PAR1"):
        return parquet(part)
    if head.startswith(ZIP):
        return workbook(part, expected)
    for start, what in _NOT_POSTS.items():
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(start):
            raise InputError(f"{part.name} is {what}.", where=part.name)
    suffix = _suffix(part.name)
    if suffix in _LINES or _begins_like_json(part):
        return json_of(part, True if suffix in _LINES else None)
    if suffix == ".json":
        raise InputError(f"{part.name} is not JSON: it begins with neither {{ nor [.", where=part.name)
    return delimited(part, expected)


def _suffix(name: str) -> str:
    suffixes = [each.casefold() for each in PurePath(name).suffixes]
    while suffixes and suffixes[-1] in _PACKING:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _begins_like_json(part: Part) -> bool:
    """A table's header may begin with a bracket too, but not like this."""
    with text_of(part, encoding_of(part), newline="") as text:
        return bool(_JSON.match(text.read(1 << 12)))
