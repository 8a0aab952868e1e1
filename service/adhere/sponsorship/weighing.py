"""Which words of a post carried the classifier's suspicion: the model adds up weights of words, so each word's part is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import regex

from adhere.report import Evidence
from adhere.sponsorship.masking import MAX_READ, UNSPACED
from adhere.sponsorship.reading import WordReader

#: Quotes of a post at most, and the least part of the heaviest word's weight that is worth a quote.
MOST, LEAST = 6, 0.3
#: What is weighed and quoted whole: a stretch between spaces, or between stops where a script has no spaces.
_STRETCH = re.compile(r"[^\s。、，！？…]+")
#: Longer stretches of scripts without spaces are no words but sentences.
_WHOLE = 8
_UNSPACED = re.compile(f"[{UNSPACED}]")
#: They are taken in pieces: a few letters, and the hiragana that end them, as words do in Japanese.
_PIECE = regex.compile(r"(?:(?![\u3041-\u3096])\X){1,5}+[\u3041-\u3096]{0,6}|[\u3041-\u3096]{1,8}")


def telling_words(reader: WordReader, text: str, spans: Sequence[tuple[int, int]], kind: str) -> list[Evidence]:
    """The stretches of the text that speak most for a kind of advertising, joined into phrases, by place.

    `spans` are the labels' and are not read.
    """
    read = _covered(text[:MAX_READ], spans)
    found = _stretches(read)
    weights = reader.weigh([read[start:end] for start, end in found], kind)
    heaviest = max(weights, default=0.0)
    if heaviest <= 0:
        return []
    enough = max(sorted(weights, reverse=True)[:MOST][-1], LEAST * heaviest)
    heavy = [at for at, weight in enumerate(weights) if weight >= enough][:MOST]
    joined = [found[heavy[0]]]
    for last, at in pairwise(heavy):
        start, end = joined[-1][0], found[at][1]
        # One word between two that speak for advertising belongs to what they say, unless it speaks against it or is a label.
        near = at - last == 1 or (at - last == 2 and weights[at - 1] >= 0)
        if near and read[start:end] == text[start:end]:
            joined[-1] = (start, end)
        else:
            joined.append(found[at])
    return [Evidence("wording", text[start:end], start, end) for start, end in joined]


def _stretches(read: str) -> list[tuple[int, int]]:
    spans = [found.span() for found in _STRETCH.finditer(read)]
    if read.isascii() or _UNSPACED.search(read) is None:
        return spans
    return [
        part
        for start, end in spans
        for part in (_pieces(read, start, end) if end - start > _WHOLE else ((start, end),))
    ]


def _pieces(read: str, start: int, end: int) -> list[tuple[int, int]]:
    if _UNSPACED.search(read, start, end) is None:
        return [(start, end)]
    return [piece.span() for piece in _PIECE.finditer(read, start, end)]


def _covered(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces over the labels, each character in its place."""
    for start, end in spans:
        text = text[:start] + " " * (min(end, len(text)) - start) + text[end:]
    return text
