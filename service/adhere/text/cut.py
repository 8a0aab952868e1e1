"""The fold: the cut after which a platform hides the rest of a caption.

Platforms cut by rendered width, so a count of characters stands in for it and the figures of `rules/platforms` come with a
range: what ends within the lower figure is seen, what begins past the upper one is hidden, in between nobody can tell. Where a
surface has figures for the phone, they decide: that is where most people read, and what they do not see is not disclosed to them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from adhere.post import Platform, Surface
from adhere.text.platforms import Fold, load_platforms

CutKind = Literal["cut", "none", "field_not_shown", "overlay_only", "unknown"]
_GRAPHEME = regex.compile(r"\X")
#: Latin and its punctuation, each character one column wide and a cluster of its own.
_SIMPLE = regex.compile(r"[\n\x20-\x7e\u00a0-\u02ff\u2010-\u2027\u20ac]*+")
_WIDE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\uff01-\uff60\uffe0-\uffe6]")
#: No character before it is wide: a look at most letters that saves a search.
_FIRST_WIDE = "\u1100"


@dataclass(frozen=True, slots=True)
class Cut:
    """Original offsets: a label that ends by `safe_end` is seen; one that begins at `hidden_from` or later is hidden."""

    field: str
    kind: CutKind
    safe_end: int
    hidden_from: int


def cut_of(text: str, platform: Platform, surface: Surface | None, field: str, on: dt.date) -> Cut:
    """Where the platform cuts a field on a day."""
    folds = _folds(platform, surface, field, on)
    folds = tuple(fold for fold in folds if fold.client == "mobile_app") or folds
    length = len(text)
    kinds = {fold.kind for fold in folds}
    if not folds or kinds <= {"unknown", "none", "overlay_only"} or ("none" in kinds and not _long_only(folds)):
        kind: CutKind = folds[0].kind if folds else "unknown"
        return Cut(field, kind, length, length)
    folds = tuple(fold for fold in folds if fold.kind in ("cut", "field_not_shown"))
    kind = "cut" if any(fold.kind == "cut" for fold in folds) else "field_not_shown"
    # platforms drop what is blank before the first word
    shown = text.lstrip()
    lead = length - len(shown)
    safe = lead + min(_reach(shown, fold.chars_safe, fold.lines_safe, fold.unit) for fold in folds)
    hidden = lead + max(_reach(shown, fold.chars_hidden, fold.lines_hidden, fold.unit) for fold in folds)
    return Cut(field, kind, min(safe, hidden), hidden)


def _long_only(folds: tuple[Fold, ...]) -> bool:
    return any(fold.kind == "cut" and fold.only_longer for fold in folds)


@lru_cache(maxsize=4096)
def _folds(platform: Platform, surface: Surface | None, field: str, on: dt.date) -> tuple[Fold, ...]:
    facts = load_platforms().get(platform)
    if facts is None:
        return ()
    for name, found in facts.surfaces.items():
        if surface is None or surface.value == name or surface in found.also:
            return tuple(
                fold
                for fold in found.folds
                if fold.field == field
                and (fold.from_ is None or fold.from_ <= on)
                and (fold.to is None or on <= fold.to)
            )
    return ()


def _reach(text: str, chars: int | None, lines: int | None, unit: str) -> int:
    """The offset to which so many characters and lines reach, whichever ends first."""
    length = len(text)
    if chars is None and lines is None:
        return length
    used = breaks = place = 0
    plain = _plain_end(text, length if chars is None or lines is None else chars + lines + 1)
    while place < plain:
        line_end = text.find("\n", place, plain)
        end = line_end if line_end >= 0 else plain
        if chars is not None and used + end - place > chars:
            return place + chars - used
        used += end - place
        place = end
        if line_end >= 0:
            breaks += 1
            place += 1
            if lines is not None and breaks >= lines:
                return end
    for cluster in _GRAPHEME.finditer(text, plain):
        letter = cluster.group()
        if letter in ("\n", "\r\n", "\r", "\u2028", "\u2029"):
            breaks += 1
            if lines is not None and breaks >= lines:
                return int(cluster.start())
            continue
        used += 2 if unit != "cjk_characters" and letter >= _FIRST_WIDE and _WIDE.match(letter) else 1
        if chars is not None and used > chars:
            return int(cluster.start())
    return length


def _plain_end(text: str, most: int) -> int:
    """Where the text stops to begin with letters one column wide, each a cluster of its own; looked for up to `most`."""
    plain = _SIMPLE.match(text, 0, most)
    end = plain.end() if plain is not None else 0
    # the last of them may carry a mark
    return max(end - 1, 0) if end < len(text) else end
