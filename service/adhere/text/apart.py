"""Does a label stand apart from the words around it, so that it can be taken out, and what goes with it?

Brackets around it, the sign that parts it from its neighbour in a list, and a line that holds nothing else go with it. One that a sentence
goes on with ("this is an #ad for a lamp") stays, since what would be left of the sentence says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from adhere.text.blanks import with_plain_blanks

_BRACKETS = frozenset(["()", "[]", "{}", "<>", "（）", "【】", "［］"])
#: Emphasis and quotation marks: a sentence may well go on around them.
_MARKS = frozenset(["**", "__", "~~", '""', "''", "「」", "『』", "«»", "“”", "„“", "‘’"])
#: Marks of direction and the like, which nobody sees.
_BLANK = " \r\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
#: Parts of an emoji that look like marks on a letter.
_JOINS = "\ufe0e\ufe0f\u200d\u20e3"
#: What parts a label from what it is listed with, or set before. Behind those of `_COMMA` a sentence may go on.
_PARTS = re.compile(r" ?[,،、&+;/|·•:：] ?| [-–—](?: |$)")
_PARTS_BEFORE = re.compile(r"(?: ?[,،、&+;/|·•]| [-–—]) ?$")
_COMMA = ",،、&+;"
_STOPS = re.compile(r" ?[.!?…。！？؟।]+")
#: What may stand in a line beside a label and say nothing.
_SIGNS = _BLANK + ".!…。！,;:|/·•*_~=+<>-–—"
_NAME = re.compile(r"[#@＃＠]|https?://|www\.")


def taken_out(text: str, start: int, end: int, before_tags: Collection[str] = ()) -> tuple[int, int] | None:
    """The stretch that goes where the label at `start`..`end` is taken out; None where the words around it need it.

    `before_tags` are words that a tag at the end of a sentence completes ("this is an #ad"), in small letters.
    """
    plain = with_plain_blanks(text)
    tag = plain[start] in "#＃"
    start, end, set_off = _bracketed(plain, start, end)
    before, after = plain[plain.rfind("\n", 0, start) + 1 : start], plain[end:].partition("\n")[0].rstrip(_BLANK)
    if not (before + after).strip(_SIGNS):
        return _line(plain, start, end)
    left = before.rstrip(_BLANK)
    # a stop behind a label that no word stands before ends nothing but the label
    sign = (None if _ends_in_word(left) else _STOPS.match(after)) or _PARTS.match(after)
    gone = sign.group() if sign is not None else ""
    end, after = end + len(gone), after[len(gone) :].lstrip(_BLANK)
    if (not after or _STOPS.match(after)) and (listed := _PARTS_BEFORE.search(before)):
        return start - len(listed.group()), end
    if not set_off and not _apart(left, after, gone.strip(), before_tags if tag else None):
        return None
    return _without_gap(plain, start, end)


def _bracketed(text: str, start: int, end: int) -> tuple[int, int, bool]:
    """The stretch with the pairs of signs around it, and whether one of them is a bracket."""
    found = False
    while True:
        left, right = len(text[:start].rstrip(" ")), len(text) - len(text[end:].lstrip(" "))
        around = text[left - 1 : left] + text[right : right + 1]
        if around not in _BRACKETS and around not in _MARKS:
            return start, end, found
        start, end, found = left - 1, right + 1, found or around in _BRACKETS


def _line(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The line that holds only the label, with the blank lines that would be left behind it; None where the text holds nothing else."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end) + 1
    before, after = text[:begin].rstrip("\n" + _BLANK), text[stop:] if stop else ""
    if not after.strip("\n" + _BLANK):
        return (len(before), len(text)) if before else None
    blank = len(after) - len(after.lstrip("\n" + _BLANK))
    if blank and (not before or "\n" in text[len(before) : begin - 1]):
        stop += after.rfind("\n", 0, blank) + 1
    return begin, stop


def _apart(left: str, after: str, sign: str, before_tags: Collection[str] | None) -> bool:
    """Does no sentence go on through a label between `left` and `after`, with `sign` taken out behind it? None: it is no tag."""
    names = _NAME.match(after) is not None
    words = bool(after) and _is_word(after[0]) and not names
    if _ends_in_word(left):
        if before_tags is None or left.rsplit(None, 1)[-1].casefold() in before_tags:
            return False
        return not words and (names or not sign)
    if words and (not sign or sign in _COMMA):
        # a new sentence has a capital; scripts without capitals cannot tell
        return not after[0].islower() and unicodedata.category(after[0]) != "Lo"
    return True


def _ends_in_word(left: str) -> bool:
    """Does a word of a sentence stand last, and no tag, mention or link?"""
    return bool(left) and _is_word(left[-1]) and _NAME.search(left.rsplit(None, 1)[-1]) is None


def _is_word(char: str) -> bool:
    return char.isalnum() or (unicodedata.category(char)[0] == "M" and char not in _JOINS)


def _without_gap(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with one of two spaces that would meet, and those before the end of a line or a stop."""
    if text[end : end + 1] == " " and text[start - 1 : start] in ("", " ", "\n"):
        return start, end + 1
    rest = text[end:].partition("\n")[0]
    if not rest.strip(_BLANK) or _STOPS.match(rest):
        return len(text[:start].rstrip(" ")), end
    return start, end
