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
from adhere.phrases import Phrase, phrase

_LINES = frozenset({".jsonl", ".ndjson", ".jsonlines"})
_PACKING = frozenset({".gz", ".xz", ".gzip"})
_JSON = re.compile(r'[\ufeff\s]*(?:\{\s*(?:["}]|$)|\[\s*(?:[\[{"\]\d-]|null|true|false|$))')


def readers_of(part: Part, expected: frozenset[str]) -> Iterator[tuple[Part, Reader]]:
    """The readers of a file: one, or one for each member of a zip. `expected` are columns that the caller names."""
    part, head = _unpacked(part)
    if head.startswith(ZIP) and not is_workbook(part):
        if part.member is not None or part.layers:
            raise InputError(
                phrase("{file} is a zip inside another. Unpack the outer one, and name the inner.", file=part.name),
                where=part.name,
            )
        for member in members_of(part):
            inner, head = _unpacked(member)
            if head.startswith(ZIP) and not is_workbook(inner):
                raise InputError(
                    phrase(
                        "{file} is a zip inside another. Unpack the outer one, and name the inner.", file=inner.name
                    ),
                    where=inner.name,
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
            raise InputError(
                phrase("{file} is packed more than {count} times over. Unpack it.", file=part.name, count=MAX_LAYERS),
                where=part.name,
            )
        part = replace(part, layers=(*part.layers, layer))
    if not head.strip(b"\0 \t\r\n"):
        raise InputError(phrase("{table} is empty.", table=part.name), where=part.name)
    return part, head


def _reader(part: Part, head: bytes, expected: frozenset[str]) -> Reader:
    if head.startswith(b"PAR1"):
        return parquet(part)
    if head.startswith(ZIP):
        return workbook(part, expected)
    refused = _refused(part.name, head.removeprefix(b"\xef\xbb\xbf").lstrip())
    if refused is not None:
        raise InputError(refused, where=part.name)
    suffix = _suffix(part.name)
    if suffix in _LINES or _begins_like_json(part):
        return json_of(part, True if suffix in _LINES else None)
    if suffix == ".json":
        raise InputError(
            phrase("{file} is not JSON: it begins with neither {{ nor [.", file=part.name), where=part.name
        )
    return delimited(part, expected)


def _refused(file: str, head: bytes) -> Phrase | None:
    """What people hand in by mistake, by its first bytes, and what to do about it; None for what may hold posts."""
    said = {
        b"\xd0\xcf\x11\xe0": phrase(
            "{file} is an old Excel file, or one with a password. Save it as .xlsx without a password.", file=file
        ),
        b"%PDF": phrase("{file} is a PDF. Export a table instead.", file=file),
        b"\x28\xb5\x2f\xfd": phrase("{file} is packed with Zstandard. Unpack it first.", file=file),
        b"BZh": phrase("{file} is packed with bzip2. Unpack it first.", file=file),
        b"7z\xbc\xaf": phrase("{file} is a 7z archive. Unpack it first.", file=file),
        b"Rar!": phrase("{file} is a RAR archive. Unpack it first.", file=file),
        b"SQLite format 3": phrase("{file} is an SQLite database. Export a table from it.", file=file),
        b"\x89PNG": phrase("{file} is a picture. Name a table of posts.", file=file),
        b"\xff\xd8\xff": phrase("{file} is a picture. Name a table of posts.", file=file),
        b"ARROW1": phrase("{file} is an Arrow file. Save it as Parquet.", file=file),
        b"PK\x05\x06": phrase("{file} is an empty zip.", file=file),
        b"PK\x07\x08": phrase("{file} is one piece of a split zip. Join the pieces first.", file=file),
        b"<": phrase("{file} is a web page or XML. Export a table instead, such as CSV.", file=file),
    }
    return next((each for start, each in said.items() if head.startswith(start)), None)


def _suffix(name: str) -> str:
    suffixes = [each.casefold() for each in PurePath(name).suffixes]
    while suffixes and suffixes[-1] in _PACKING:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _begins_like_json(part: Part) -> bool:
    """A table's header may begin with a bracket too, but not like this."""
    with text_of(part, encoding_of(part), newline="") as text:
        return bool(_JSON.match(text.read(1 << 12)))
