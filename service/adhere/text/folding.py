"""Folding: one reading for the many ways to write a word, with the way back to the original letters.

Case, width, styled letters, marks of Latin, Greek, Cyrillic, Arabic and Hebrew, invisible characters, kinds of space, quotes and dashes are
undone character by character. Most texts keep their length, and then an offset is an offset; where characters vanish or grow, the places
where the count shifts are kept and looked up by bisection. `lookalike` holds a second reading, made by `disguise`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from adhere.text.letters import LetterFolds, composable, is_invisible

_FOLDS = LetterFolds()
#: Characters known to fold to what `str.lower` makes of them. Grows as texts bring new ones; Unicode bounds it.
_PLAIN: set[str] = set()
_ASCII_ODD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f`]")
_RUN = re.compile(r"  +")
#: With more kinds of odd characters than these, one pass over the text is cheaper than one search for each kind.
_MANY_KINDS = 24

#: Where the count shifts: folded offsets, and the original offset that each stands for. Between two entries both count in step.
Shifts = tuple[list[int], list[int]]


class Folded:
    """A folded text. `text` is what labels are matched on; `at` and `span` lead back to code points of `original`."""

    __slots__ = ("_base", "_lookalike", "_shifts", "original", "text")

    def __init__(self, original: str, text: str, shifts: Shifts | None = None, base: Folded | None = None) -> None:
        self.original = original
        self.text = text
        self._shifts = shifts
        # the reading whose offsets `shifts` lead to; None where they lead to the original
        self._base = base
        self._lookalike: Folded | bool | None = False

    def at(self, index: int) -> int:
        """The original offset of a folded offset, from 0 to the length of each."""
        if self._shifts is not None:
            folded, origin = self._shifts
            found = bisect_right(folded, index) - 1
            if found >= 0:
                index = origin[found] + index - folded[found]
        return index if self._base is None else self._base.at(index)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets `[start, end)` that a folded span covers, with the marks on its last letter.

        Invisible characters around it are left out, unless the span is the whole text.
        """
        if self._shifts is None and self._base is None:
            return start, end
        if start <= 0 and end >= len(self.text):
            return 0, len(self.original)
        first = self.at(start)
        if start >= end:
            return first, first
        last, stop = self.at(end - 1), self.at(end)
        # one original character may have grown to several folded ones
        while stop == last and end < len(self.text):
            end += 1
            stop = self.at(end)
        while stop > last + 1 and is_invisible(self.original[stop - 1]):
            stop -= 1
        return first, stop

    @property
    def lookalike(self) -> Folded | None:
        """The reading with look-alike letters and letters set apart undone; None where it would be the same."""
        if isinstance(self._lookalike, bool):
            # here, since the second reading is made of first ones
            from adhere.text.disguise import undisguise

            self._lookalike = undisguise(self)
        return self._lookalike


def fold(text: str) -> Folded:
    """Fold a text. Never raises, whatever the text holds; takes time in step with its length."""
    if _folds_by_case(text):
        return _squeeze(Folded(text, text.lower()))
    kinds = set(text)
    odd = kinds - _PLAIN
    swaps: dict[str, str] = {}
    changing: list[str] = []
    for char in odd:
        folded = _FOLDS[char]
        if len(folded) != 1 or char == "\r":
            changing.append(char)
        elif folded == char.lower() and char != "Σ":
            # Σ stays out: str.lower makes it ς at the end of a word
            _PLAIN.add(char)
        else:
            swaps[char] = folded
    body = _swap(text, swaps)
    result = Folded(text, body) if not changing else _shift(text, body, changing)
    return _squeeze(result if not composable(kinds) else _compose(result))


def fold_wording(text: str) -> str:
    """A label's wording, folded as the text of posts is."""
    return text.lower() if _folds_by_case(text) else fold(text).text


def _folds_by_case(text: str) -> bool:
    """Plain ASCII, as most texts are: only its case folds."""
    return text.isascii() and not _ASCII_ODD.search(text)


def _swap(text: str, swaps: dict[str, str]) -> str:
    """Fold every character that keeps its length. The others are lowered, which keeps their place."""
    if len(swaps) > _MANY_KINDS or any(folded.lower() != folded for folded in swaps.values()):
        return "".join([folded if len(folded := _FOLDS[char]) == 1 else "\0" for char in text])
    for char, folded in swaps.items():
        text = text.replace(char, folded)
    return text.lower()


def _shift(text: str, body: str, changing: list[str]) -> Folded:
    """Put in what the characters in `changing` fold to; `body` is the rest, place for place."""
    pieces: list[str] = []
    folded_at: list[int] = []
    origin_at: list[int] = []
    count = done = 0
    for place in _places(text, changing):
        if place > done:
            pieces.append(body[done:place])
            count += place - done
        done = place + 1
        folded = _FOLDS[text[place]]
        if folded == "\n":
            # \r\n is one line break
            folded = "" if text[done : done + 1] == "\n" else "\n"
        if folded:
            pieces.append(folded)
            for _ in folded:
                folded_at.append(count)
                origin_at.append(place)
                count += 1
        if folded_at and folded_at[-1] == count:
            origin_at[-1] = done
        else:
            folded_at.append(count)
            origin_at.append(done)
    pieces.append(body[done:])
    return Folded(text, "".join(pieces), (folded_at, origin_at))


def _places(text: str, kinds: list[str]) -> list[int]:
    if len(kinds) > _MANY_KINDS:
        wanted = frozenset(kinds)
        return [place for place, char in enumerate(text) if char in wanted]
    places: list[int] = []
    for char in kinds:
        places += _each(text, char)
    places.sort()
    return places


def _each(text: str, char: str) -> Iterator[int]:
    place = text.find(char)
    while place >= 0:
        yield place
        place = text.find(char, place + 1)


def _compose(first: Folded) -> Folded:
    """Join kana with their voicing marks, conjoining Hangul, and vowels written in two parts, so that each has one spelling."""
    pieces: list[str] = []
    folded_at: list[int] = []
    origin_at: list[int] = []
    count = done = 0
    for found in composable.pairs(first.text):
        joined = unicodedata.normalize("NFC", found.group())
        if joined == found.group():
            continue
        pieces += (first.text[done : found.start()], joined)
        count += found.start() - done
        for offset in range(len(joined)):
            folded_at.append(count + offset)
            origin_at.append(found.start())
        count += len(joined)
        done = found.end()
        folded_at.append(count)
        origin_at.append(done)
    if not pieces:
        return first
    pieces.append(first.text[done:])
    return Folded(first.original, "".join(pieces), (folded_at, origin_at), first)


def _squeeze(first: Folded) -> Folded:
    """Make one space of several, but for those that part words whose letters are set apart (`A D  t e a`)."""
    text = first.text
    if "  " not in text:
        return first
    pieces: list[str] = []
    folded_at: list[int] = []
    origin_at: list[int] = []
    count = done = 0
    for found in _RUN.finditer(text):
        start, end = found.start() + 1, found.end()
        if _single(text, found.start() - 1) and _single(text, end):
            continue
        pieces.append(text[done:start])
        count += start - done
        done = end
        folded_at.append(count)
        origin_at.append(done)
    if not pieces:
        return first
    pieces.append(text[done:])
    return Folded(first.original, "".join(pieces), (folded_at, origin_at), first)


def _single(text: str, place: int) -> bool:
    """Is the letter there a word by itself?"""
    around = text[max(place - 1, 0) : place + 2] if place else f" {text[:2]}"
    return text[place : place + 1].isalpha() and not around[0].isalnum() and not around[2:3].isalnum()
