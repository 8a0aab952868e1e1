"""A text cut into the pieces in which it is drawn: what is marked, what lies behind the fold, what is too long to show."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from adhere.text.cut import Cut

MarkKind = Literal["breach", "warning", "note", "label", "evidence"]
Place = Literal["seen", "unsure", "hidden"]
_RANK: dict[MarkKind, int] = {"breach": 0, "warning": 1, "note": 2, "label": 3, "evidence": 4}
#: A text of more code points is shown in parts: its beginning, and what stands around its first marks.
_WHOLE = 20_000
_BEGINNING = 4_000
_AROUND = 300
#: So many marks are drawn in one text.
MOST_MARKS = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to mark, from `start` to before `end`, in code points. `number` is that of the finding it belongs to."""

    start: int
    end: int
    kind: MarkKind
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text that is drawn in one way. `kind` is that of the worst mark over it; None where there is none.

    `ends` are the numbers of the findings whose mark ends with it. `left_out` counts the code points that stand here and are not
    shown; `text` is empty then. `folds` says that the fold lies before it.
    """

    text: str
    kind: MarkKind | None
    ends: tuple[int, ...] = ()
    place: Place = "seen"
    left_out: int = 0
    folds: bool = False


def pieces(text: str, marks: Iterable[Mark], cut: Cut | None = None) -> list[Piece]:
    """The text in order. Marks may overlap; those that reach beyond the text are cut, those past `MOST_MARKS` are not drawn."""
    drawn = _drawn(text, marks)
    windows = _windows(text, drawn)
    edges = {0, len(text)}
    edges.update(edge for mark in drawn for edge in (mark.start, mark.end))
    edges.update(edge for window in windows for edge in window)
    if cut is not None and cut.kind == "cut":
        edges.update((cut.safe_end, cut.hidden_from))
    places = sorted(edge for edge in edges if 0 <= edge <= len(text))
    found: list[Piece] = []
    for start, end in pairwise(places):
        place = _place(start, cut)
        folds = place == "hidden" and (not found or found[-1].place != "hidden")
        if _inside(start, windows):
            over = [mark for mark in drawn if mark.start <= start and end <= mark.end]
            kind = min((mark.kind for mark in over), key=_RANK.__getitem__, default=None)
            ends = sorted({mark.number for mark in over if mark.end == end and mark.number is not None})
            found.append(Piece(text[start:end], kind, tuple(ends), place, folds=folds))
        else:
            found.append(Piece("", None, (), place, left_out=end - start, folds=folds))
    return found


def _drawn(text: str, marks: Iterable[Mark]) -> list[Mark]:
    whole = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    return sorted(whole, key=lambda mark: (_RANK[mark.kind], mark.start))[:MOST_MARKS]


def _windows(text: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The parts that are shown, ascending and apart."""
    if len(text) <= _WHOLE:
        return [(0, len(text))]
    around = sorted((max(0, mark.start - _AROUND), min(len(text), mark.start + 2 * _AROUND)) for mark in marks)
    merged = [(0, _BEGINNING)]
    for start, end in around:
        if start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _inside(place: int, windows: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right([start for start, _ in windows], place) - 1
    return index >= 0 and windows[index][0] <= place < windows[index][1]


def _place(start: int, cut: Cut | None) -> Place:
    if cut is None or cut.kind != "cut":
        return "seen"
    if start >= cut.hidden_from:
        return "hidden"
    return "unsure" if start >= cut.safe_end else "seen"
