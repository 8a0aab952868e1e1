"""A caption in pieces: marked where findings point, shortened around the marks, and beside it the text that is proposed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

#: A caption of so many characters is shown whole; of a longer one its beginning, and what is near a mark.
WHOLE, BEGINNING, NEAR, MOST = 900, 240, 120, 2_000
_GRAVITY = ("note", "warning", "breach")
#: Control characters have pictures; line breaks and tabs stay.
_PICTURES = {code: 0x2400 + code for code in range(32) if code not in (9, 10, 13)} | {0x7F: 0x2421}


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the finding with this number points. Offsets are code points of the text."""

    start: int
    end: int
    number: int
    severity: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text. `severity` is the gravest of the findings `numbers` that point at it; `gap` stands for what is left out."""

    text: str
    severity: str | None = None
    numbers: tuple[int, ...] = ()
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Words that stay, come (`insert`) or go (`delete`)."""

    text: str
    kind: str


def pieces(text: str, marks: Sequence[Mark]) -> list[Piece]:
    """The text cut at the edges of its marks."""
    marks = [each for each in marks if 0 <= each.start < min(each.end, len(text))]
    shown = _windows(text, marks)
    found: list[Piece] = []
    at = 0
    for start, end in shown:
        if start > at:
            found.append(Piece(" … ", gap=True))
        found.extend(_cut(text, start, end, marks))
        at = end
    if at < len(text):
        found.append(Piece(f" … ({len(text):,} characters)", gap=True))
    return found


def _windows(text: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """What to show of the text: ranges in order, apart from each other."""
    if len(text) <= WHOLE:
        return [(0, len(text))] if text else []
    edges = sorted({0, *(edge for mark in marks for edge in (mark.start, mark.end))})
    merged: list[tuple[int, int]] = []
    for edge in edges:
        start, end = max(edge - NEAR, 0), min(edge + NEAR if edge else BEGINNING, len(text))
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return list(_at_most(MOST, merged))


def _at_most(size: int, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in ranges:
        if size <= 0:
            return
        yield start, min(end, start + size)
        size -= end - start


def _cut(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = sorted({start, end, *(edge for mark in inside for edge in (mark.start, mark.end) if start < edge < end)})
    for left, right in pairwise(edges):
        over = [mark for mark in inside if mark.start <= left and mark.end >= right]
        severity = max((mark.severity for mark in over), key=_GRAVITY.index, default=None)
        yield Piece(printable(text[left:right]), severity, tuple(sorted({mark.number for mark in over})))


def printable(text: str) -> str:
    """The text as a page can show it: control characters as pictures, line breaks of one kind, no long run of empty lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_PICTURES)
    return re.sub(r"\n(?:[^\S\n]*\n){4,}", "\n⋮\n", lines)


def changes(before: str, after: str) -> list[Change]:
    """The text `after` beside what it was before; what stays is shortened where it is long."""
    end = _alike(before[::-1], after[::-1])
    start = _alike(before[: len(before) - end], after[: len(after) - end])
    found = [Change(after[:start], "keep")]
    found += _compared(before[start : len(before) - end], after[start : len(after) - end])
    found.append(Change(after[len(after) - end :], "keep"))
    return [Change(printable(_shortened(each)), each.kind) for each in found if each.text]


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _compared(before: str, after: str) -> Iterator[Change]:
    """What differs: word by word, in a long text sentence by sentence, in a very long one as a whole."""
    longest = max(len(before), len(after))
    apart = r"(\s+)" if longest <= MOST else r"(?<=[\n.!?…。！？])"
    old, new = (re.split(apart, each) if longest <= 10 * MOST else [each] for each in (before, after))
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield Change("".join(new[c:d]), "keep")
        else:
            yield Change("".join(old[a:b]), "delete")
            yield Change("".join(new[c:d]), "insert")


def _shortened(change: Change) -> str:
    if len(change.text) <= WHOLE // 2:
        return change.text
    return f"{change.text[:NEAR]} … {change.text[-NEAR:]}"
