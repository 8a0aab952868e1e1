"""Folding: one reading for the many ways to write a word, with the way back to the original letters.

Case, width, styled letters, diacritics of Latin, Greek and Cyrillic, zero-width and bidi characters, kinds of space, quotes and dashes
are undone one character at a time, so that every folded character knows where it comes from. A second reading undoes look-alike
letters and letters set apart; it is made only where it would differ.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache

from adhere.text.lookalikes import LOOKALIKES

#: Letters that no decomposition takes apart, but that people write without their stroke or ligature.
_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th", "ĸ": "k"}
_PUNCTUATION = {
    **dict.fromkeys("‘’‚‛′ʼʻ`´＇", "'"),
    **dict.fromkeys("“”„‟″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "＃": "#",
    "﹟": "#",
    "＠": "@",
    "\t": " ",
    "\n": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x85": "\n",
    "\x0b": "\n",
    "\x0c": "\n",
    "\u3164": "",
    "\u115f": "",
    "\u1160": "",
}
#: Voicing marks of kana and conjoining Hangul: to be composed with the letter before them, never dropped.
_COMPOSING = re.compile("[\u3099\u309a\u1160-\u11ff]")


class Folded:
    """A folded text. `text` is what labels are matched on; `span` leads back to the original's code points."""

    __slots__ = ("__dict__", "_starts", "original", "text")

    def __init__(self, original: str, text: str, starts: list[int] | None) -> None:
        self.original = original
        self.text = text
        # for each folded character the original offset it comes from; None where all are one to one
        self._starts = starts

    def at(self, index: int) -> int:
        """The original offset of a folded index, from 0 to the length."""
        if self._starts is None:
            return index
        return self._starts[index] if index < len(self._starts) else len(self.original)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets that a folded span covers, without marks or invisible characters trailing it."""
        if self._starts is None:
            return start, end
        if start >= end:
            return self.at(start), self.at(start)
        last = self._starts[end - 1]
        following = end
        # several folded characters of one original one
        while following < len(self._starts) and self._starts[following] == last:
            following += 1
        return self._starts[start], self._close(last + 1, self.at(following))

    def _close(self, begin: int, limit: int) -> int:
        """Marks on the last letter belong to it; what is invisible after it does not."""
        while begin < limit and unicodedata.category(self.original[begin]) in ("Mn", "Me"):
            begin += 1
        return begin

    @cached_property
    def lookalike(self) -> Folded | None:
        """The reading with look-alike letters undone, or None where it would be the same."""
        return _second_reading(self)


def fold(text: str) -> Folded:
    """Fold a text. Never raises, whatever the text holds."""
    if text.isascii() and not _ASCII_ODD.search(text):
        return Folded(text, text.lower(), None)
    table: dict[str, str] = {char: _fold_char(char) for char in set(text)}
    if all(len(folded) == 1 for folded in table.values()) and not _COMPOSING.search(text):
        return Folded(text, text.translate({ord(char): folded for char, folded in table.items()}), None)
    out: list[str] = []
    starts: list[int] = []
    for index, char in enumerate(text):
        if out and _COMPOSING.match(char):
            composed = unicodedata.normalize("NFC", out[-1] + char)
            if len(composed) == 1:
                out[-1] = composed
                continue
        folded = table[char]
        if len(folded) == 1:
            out.append(folded)
            starts.append(index)
        else:
            out.extend(folded)
            starts.extend([index] * len(folded))
    return Folded(text, "".join(out), starts)


def fold_wording(text: str) -> str:
    """A label's wording, folded as posts are."""
    return fold(text).text


_ASCII_ODD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f`]")


@lru_cache(maxsize=65536)
def _fold_char(char: str) -> str:
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cs") or _is_dropped_mark(char):
        return ""
    if category == "Zs":
        return " "
    folded = unicodedata.normalize("NFKC", char).casefold()
    if folded.isascii():
        return folded
    stripped = "".join(each for each in unicodedata.normalize("NFD", folded) if not _is_dropped_mark(each))
    composed = unicodedata.normalize("NFC", stripped)
    return "".join(_LETTERS.get(each, each) for each in composed)


def _is_dropped_mark(char: str) -> bool:
    """Marks of Latin, Greek, Cyrillic, Hebrew and Arabic, and variation selectors. Marks of other scripts carry the word."""
    code = ord(char)
    if code < 0x300:
        return False
    return (
        code <= 0x36F
        or 0x483 <= code <= 0x489
        or (0x591 <= code <= 0x5C7 and unicodedata.category(char) == "Mn")
        or 0x610 <= code <= 0x61A
        or 0x64B <= code <= 0x65F
        or code in (0x640, 0x670)
        or 0x1AB0 <= code <= 0x1AFF
        or 0x1DC0 <= code <= 0x1DFF
        or 0x20D0 <= code <= 0x20FF
        or 0xFE00 <= code <= 0xFE0F
        or 0xFE20 <= code <= 0xFE2F
        or 0xE0100 <= code <= 0xE01EF
    )


_APART = re.compile(r"#\s+(?=\w{2,}\b)|#\s*(?:\w[ .\-]){1,15}\w(?!\w)|(?<![\w.])(?:[^\W\d_][ .]){1,15}[^\W\d_](?![\w.])")
_LATIN = re.compile(r"[a-z]")


def _second_reading(first: Folded) -> Folded | None:
    text = first.text
    doubtful = not text.isascii() and any(char in LOOKALIKES for char in set(text))
    apart = "#" in text and _APART.search(text)
    if not doubtful and not apart:
        return None
    out: list[str] = list(_undo_lookalikes(text) if doubtful else text)
    keep = [True] * len(out)
    if "#" in text:
        for found in _APART.finditer("".join(out)):
            if found.group().startswith("#"):
                for index in range(found.start(), found.end()):
                    keep[index] = out[index] not in " .-"
    joined = "".join(char for char, kept in zip(out, keep, strict=True) if kept)
    if joined == text:
        return None
    return Folded(first.original, joined, [first.at(index) for index, kept in enumerate(keep) if kept])


def _undo_lookalikes(text: str) -> str:
    """Word by word: only where a word mixes scripts, or is a hashtag or a symbol spelt with look-alikes alone."""

    def undo(found: re.Match[str]) -> str:
        word = found.group()
        likes = sum(char in LOOKALIKES for char in word)
        if not likes:
            return word
        letters = [char for char in word if char.isalpha() or char in LOOKALIKES]
        whole = likes == len(letters)
        symbols = all(unicodedata.category(char) != "Ll" or ord(char) >= 0x1D00 for char in letters)
        if _LATIN.search(word) or (whole and (word.startswith("#") or symbols)):
            return "".join(LOOKALIKES.get(char, char) for char in word)
        return word

    return re.sub(r"\S+", undo, text)
