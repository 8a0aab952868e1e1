"""The second reading of a text: as a person reads it who does not mind which script a letter belongs to, or a gap inside a tag.

It undoes look-alike letters (`#аd` with a Cyrillic а), letters in frames and small capitals (🅰🅳, ᴀᴅ), and letters set apart
(`# ad`, `#a.d`, `A D` on its own). It is held back where ordinary writing looks the same: a Russian word that happens to be made
of letters that Latin has too stays Russian, and the vitamins A, D and E stay three.
"""

from __future__ import annotations

import re

from adhere.text.folding import Folded, fold_wording
from adhere.text.lookalikes import DOUBLES, EVERYDAY, LOOKALIKES, STYLED

#: Some fold to two characters, one of them a space, which stands between words and in none.
_DISGUISED = frozenset(folded for folded in map(fold_wording, LOOKALIKES) if len(folded) == 1)
_SUSPECTS = _DISGUISED | STYLED.keys()
_SUSPECT_CLASS = re.escape("".join(sorted(_DISGUISED)))
#: A word of Latin letters, digits and look-alikes only, with at least one look-alike; with its `#`, if it has one.
_WORD = re.compile(rf"(?<!\w)#?(?<![^\W#])[a-z0-9_]*+[{_SUSPECT_CLASS}][a-z0-9_{_SUSPECT_CLASS}]*+(?!\w)")
_LATIN = re.compile(r"[a-z]")
#: Letters of the scripts in which look-alikes live that are no look-alikes themselves: where one stands, the text is in that script.
_ORDINARY = re.compile(rf"(?![{_SUSPECT_CLASS}])[\u0370-\u058f\u13a0-\u13ff\uab70-\uabbf]")

#: What people put between letters to keep them apart. A space only singly, so that a paragraph does not become a word.
_GAP = r"[ .\-_·•*|~]"
_LETTER = r"[^\W\d_]"
_APART_TAG = re.compile(rf"#(?: ?{_LETTER}{_GAP})+{_LETTER}(?!\w)|# +(?={_LETTER})")
#: Two single letters and a gap, behind something else: what every word set apart begins with, and cheap to look for.
_APART_PAIR = re.compile(rf"[^\w#@.]{_LETTER}{_GAP}{_LETTER}(?!\w)")
_APART_WORD = re.compile(rf"(?<![\w#@.]){_LETTER}({_GAP}){_LETTER}(?!\w)(?:\1{_LETTER}(?!\w))*+\.?")
#: From this many letters on nobody sets them apart by chance.
_SURELY_APART = 5


def undisguise(first: Folded) -> Folded | None:
    """The second reading of a folded text, or None where it is the same."""
    text = first.text
    if not text.isascii() and not _SUSPECTS.isdisjoint(text):
        text = _undo_letters(first, text)
    drops = _gaps(text)
    if not drops:
        return None if text == first.text else Folded(first.original, text, None, first)
    pieces: list[str] = []
    folded_at: list[int] = []
    origin_at: list[int] = []
    count = done = 0
    for place in drops:
        pieces.append(text[done:place])
        count += place - done
        done = place + 1
        if folded_at and folded_at[-1] == count:
            origin_at[-1] = done
        else:
            folded_at.append(count)
            origin_at.append(done)
    pieces.append(text[done:])
    return Folded(first.original, "".join(pieces), (folded_at, origin_at), first)


def _undo_letters(first: Folded, text: str) -> str:
    for char in STYLED.keys() & set(text):
        text = text.replace(char, STYLED[char])
    pieces: list[str] = []
    done = 0
    ordinary: bool | None = None
    latin_too = False
    for found in _WORD.finditer(text):
        start, word = found.start(), found.group()
        mixed = _LATIN.search(word) is not None
        if not mixed and not word.startswith("#"):
            if ordinary is None:
                ordinary, latin_too = _ORDINARY.search(text) is not None, _LATIN.search(text) is not None
            # nor is a letter by itself one of a label set apart, where none of the others is Latin
            if (ordinary and _everyday(first, start, word)) or (len(word) == 1 and not latin_too):
                continue
        latin = _as_latin(first, start, word, mixed=mixed)
        if latin is not None:
            pieces += (text[done:start], latin)
            done = start + len(word)
    if not pieces:
        return text
    pieces.append(text[done:])
    return "".join(pieces)


def _everyday(first: Folded, start: int, word: str) -> bool:
    return all(
        first.original[first.at(start + offset)] in EVERYDAY for offset, char in enumerate(word) if char in _DISGUISED
    )


def _as_latin(first: Folded, start: int, word: str, *, mixed: bool) -> str | None:
    """The word in Latin letters, or None where one of its letters, in the case it was written in, does not look Latin."""
    letters = list(word)
    for offset, char in enumerate(word):
        if char in _DISGUISED:
            written = first.original[first.at(start + offset)]
            double = written if written in DOUBLES else char if char in DOUBLES and not written.isupper() else None
            if double is None and not mixed:
                return None
            latin = LOOKALIKES.get(double or written) or LOOKALIKES.get(char)
            if latin is None:
                return None
            letters[offset] = latin
    return "".join(letters)


def _gaps(text: str) -> list[int]:
    """Offsets of what stands between letters set apart, in order."""
    drops: set[int] = set()
    if "#" in text:
        for found in _APART_TAG.finditer(text):
            drops.update(place for place in range(found.start() + 1, found.end()) if not text[place].isalpha())
    first = 0 if _APART_PAIR.match(f" {text[:4]}") else None
    if first is None:
        pair = _APART_PAIR.search(text)
        first = pair.start() + 1 if pair is not None else None
    for found in _APART_WORD.finditer(text, first) if first is not None else ():
        start, end = found.span()
        if end - start >= 2 * _SURELY_APART - 1 or _stands_alone(text, start, end):
            drops.update(place for place in range(start, end) if not text[place].isalpha())
    return sorted(drops)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """No word on either side in the same line: `A D` as a label, not as part of a sentence or a list of vitamins."""
    # character by character: a slice of the line for each of its letters would take time with the square of its length
    while start and text[start - 1] == " ":
        start -= 1
    while text[end : end + 1] == " ":
        end += 1
    return not _touches(text[start - 1 : start]) and not _touches(text[end : end + 1])


def _touches(char: str) -> bool:
    return char.isalnum() or char in (",", "/", "&", "+", "'", "#", "@") if char else False
