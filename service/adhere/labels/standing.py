"""Does a bare word stand as a label, or is it a word in running prose? And is a hashtag or a quoted label only spoken of?

`Ad` as a label stands first in its line, in brackets, between separators, beside a mention, or in capitals amid small letters. "I saw an
ad for it" holds no label. Offsets here are of the folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

#: `heard`: amid what is said, which may be a label or talk of one ("I saw the ad and bought it").
Strength = Literal["clear", "loose", "heard", "no"]

_LETTER = re.compile(r"[^\W_]")
_TOKEN = re.compile(r"\S+")
#: One of the short words of Chinese and Japanese, which other words go on from (業配 in 業配文化).
_SHORT = re.compile(r"[\u3400-\u9fff]{1,3}")
#: So many words behind a label tell whether a sentence begins with it, or a name follows ("Reklama marki Miodek").
_NEXT = 4
#: So many small words alone in the line of a label may name a brand as well as make a headline.
_HEAD = 2
_ENDS = ",.:;!?…"
#: Where a sentence ends, or a separator stands.
_PARTS = re.compile(r"[.!?…](?=\s)|[|:;\n•·→]|\s[–—-]\s")
#: The number of a post in a thread, or of a frame ("1/3", "2."), is no word before a label.
_COUNTER = re.compile(r"[^\w\n]*\d{1,2}\s?(?:/\s?\d{1,2}|[.)])[^\w\n]*")
#: A greeting before a label ("Hola chicas, publicidad: …") has a few words, and a comma behind it.
_GREETING, _COMMAS = 3, ",،、"
_QUOTES = frozenset("\"'«»“”„‟‘’‚‹›`")
#: How far around a label its sentence is looked at.
_REACH = 200
#: Marks that may stand between a label spoken of and what the writer goes on to say.
_GOES_ON = frozenset(".,!?…;:)")
_SEPARATORS = frozenset("|·•–—-:/;.!?…*()[]{}<>«»\"'【】「」~=+_\u2192\u2190→←⇒►▶✨")


def strength(
    folded: str, start: int, end: int, original: str, *, line: str = "", phrase: bool = False, spoken: bool = False
) -> Strength:
    """How surely the word at `start`..`end` stands as a label; `original` is the word as written, `line` what stands before it.

    A `phrase` that leads its line or is set off is a label, whatever follows. What is `spoken` has no line breaks or brackets to
    set a word off, and a person must hear what is said of it.
    """
    line_start = folded.rfind("\n", 0, start) + 1
    line_end = folded.find("\n", end)
    before = folded[line_start:start]
    after = folded[end : line_end if line_end >= 0 else len(folded)]
    if _compound(before, after) or (not phrase and _joined(before, after)):
        return "no"
    if after[:1].isalnum() and _SHORT.fullmatch(folded, start, end):
        return "no"
    # "@glow Publicidad el sérum" begins with the label; a small word behind a mention goes on with a sentence
    leads = (
        not _LETTER.search(before)
        or _COUNTER.fullmatch(before) is not None
        or (original[:1].isupper() and _mentions(before))
    )
    closes = not _LETTER.search(after)
    followed = closes or not after.lstrip()[:1].isalnum()
    capitals = len(original) > 1 and original.isupper() and not _shouting(line, after)
    if _bracketed(before, after) or _greeted(before, after):
        return "clear"
    if leads and (followed or capitals or phrase):
        return "clear"
    set_off = _set_off(before)
    if set_off and (followed or phrase):
        return "clear"
    if leads or capitals or (set_off and closes):
        return "loose"
    return "heard" if spoken else "no"


def opens_sentence(original: str, start: int, end: int, towards: frozenset[str] = frozenset()) -> bool:
    """Is the word at `start`..`end` the first of a sentence of small words ("Reklama mnie przekonała")? `original` is unfolded.

    It has a capital, no sign before it, and no name among the next words; scripts without capitals cannot tell. Behind one of `towards`
    a few words with a sign or nothing after them are a name ("Reklam för glimta ✨").
    """
    word, rest = original[start:end], original[end:].partition("\n")[0]
    marked = original[:start].rpartition("\n")[2].strip()
    if marked or not word[:1].isupper() or word.isupper() or not rest.startswith(" "):
        return False
    small, tokens = 0, rest.split()
    for token in tokens[:_NEXT]:
        if token[0] in "@#" or token[0].isupper() or token[0].isdigit():
            return False
        if not token[0].islower():
            break
        small += 1
        if token[-1] in _ENDS:
            break
    else:
        # all of them are small words: does one more follow, and no sign?
        if any(map(str.isalnum, "".join(tokens[_NEXT : _NEXT + 1]))):
            return small > 1
    return small > 1 and tokens[0] not in towards


def heads(original: str, end: int) -> bool:
    """Do two words fill the rest of a line, and more lines follow ("Reklama mały konik": a name, or a headline)?"""
    rest, line_end, more = original[end:].partition("\n")
    words = rest.split()
    return bool(line_end) and bool(more.strip()) and len(words) == _HEAD and all(map(str.isalpha, words))


def spoken_of(original: str, start: int, end: int, *, hashtag: bool) -> bool:
    """Does a sentence speak of the label at `start`..`end` of the text as written (`they never put #ad in their stories`)?

    A hashtag is spoken of that stands in the middle of what is said, a word in small letters before it and more to come; any label is
    that is put in quotation marks within a sentence. Where somebody is mentioned, it may well label what is said of them.
    """
    before = original[max(0, start - _REACH) : start].rstrip("# \xa0")
    after = original[end : end + _REACH].lstrip(" \xa0")
    quoted = before[-1:] in _QUOTES and after[:1] in _QUOTES
    if not quoted and not hashtag:
        return False
    before, after = before.rstrip("".join(_QUOTES) + " \xa0("), after.lstrip("".join(_QUOTES) + " \xa0")
    before = _PARTS.split(before)[-1]
    words = before.split()
    if not words or not words[-1].isalpha() or not before[-1].islower() or "@" in original:
        return False
    if quoted:
        return True
    goes_on = after[:1].islower() or (after[:1] in _GOES_ON and _LETTER.search(after.partition("#")[0]) is not None)
    return goes_on and "\n" not in original[end : end + 2]


def _compound(before: str, after: str) -> bool:
    """`ad-free`, `pre-ad`, `ad's`: part of another word."""
    return (len(after) > 1 and after[0] in "-'" and after[1].isalnum()) or (
        len(before) > 1 and before[-1] in "-'" and before[-2].isalnum()
    )


def _joined(before: str, after: str) -> bool:
    """A letter stands right beside it, as only scripts without spaces allow: `広告代理店` (an agency), `求人広告` (a job advert)."""
    return before[-1:].isalnum() or after[:1].isalnum()


def _shouting(line: str, after: str) -> bool:
    """Does nothing follow in the line, and no small letter stand before, as written? Folded text cannot tell capitals."""
    return not after.strip() and not any(map(str.islower, line))


def _bracketed(before: str, after: str) -> bool:
    left, right = before.rstrip()[-1:], after.lstrip()[:1]
    return (left, right) in {
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("<", ">"),
        ("【", "】"),
        ("*", "*"),
        ("|", "|"),
        ("«", "»"),
        ("「", "」"),
    }


def _greeted(before: str, after: str) -> bool:
    """Is it set off by a greeting before it and a colon or bar behind it?"""
    if after.lstrip(" ")[:1] not in (":", "|") or before.rstrip()[-1:] not in tuple(_COMMAS):
        return False
    return len(before.split()) <= _GREETING and not any(char in before for char in "@#:")


def _tokens(line: str) -> Iterator[str]:
    """What stands between spaces, one by one: most lines are judged by their first word, and a post in one line may be long."""
    return (found[0] for found in _TOKEN.finditer(line))


def _mentions(before: str) -> bool:
    """Does nothing but mentions stand before?"""
    return all(token[:1] == "@" or not _LETTER.search(token) for token in _tokens(before))


def _set_off(before: str) -> bool:
    """Does a separator or an emoji stand right before, or nothing but mentions and hashtags?"""
    trimmed = before.rstrip()
    if not trimmed:
        return True
    last = trimmed[-1]
    if last in _SEPARATORS or not (last.isalnum() or last in ",'&%#@$€£"):
        return True
    # "@glow ad" is a label, "saw it on #glow ads" is none
    return all(token[:1] in "@#" or not _LETTER.search(token) for token in _tokens(trimmed))
