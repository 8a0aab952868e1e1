"""Which words of a post carried the classifier's suspicion: the model adds up weights of words, so each word's part is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from adhere.report import Evidence
from adhere.sponsorship.masking import MAX_READ
from adhere.sponsorship.reading import WordReader

#: Quotes of a post at most, and the least part of the heaviest word's weight that is worth a quote.
MOST, LEAST = 6, 0.3
#: What is weighed and quoted whole: a stretch between spaces, or between stops where a script has no spaces.
_STRETCH = re.compile(r"[^\s。、，！？…]+")


def telling_words(reader: WordReader, text: str, spans: Sequence[tuple[int, int]], kind: str) -> list[Evidence]:
    """The stretches of the text that speak most for a kind of advertising, joined into phrases, by place.

    `spans` are the labels' and are not read.
    """
    read = _covered(text[:MAX_READ], spans)
    found = list(_STRETCH.finditer(read))
    weights = reader.weigh([each[0] for each in found], kind)
    heaviest = max(weights, default=0.0)
    if heaviest <= 0:
        return []
    enough = max(sorted(weights, reverse=True)[:MOST][-1], LEAST * heaviest)
    heavy = [at for at, weight in enumerate(weights) if weight >= enough][:MOST]
    joined = [found[heavy[0]].span()]
    for last, at in pairwise(heavy):
        start, end = joined[-1][0], found[at].end()
        # One word between two that speak for advertising belongs to what they say, unless it speaks against it or is a label.
        near = at - last == 1 or (at - last == 2 and weights[at - 1] >= 0)
        if near and read[start:end] == text[start:end]:
            joined[-1] = (start, end)
        else:
            joined.append(found[at].span())
    return [Evidence("wording", text[start:end], start, end) for start, end in joined]


def _covered(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces over the labels, each character in its place."""
    for start, end in spans:
        text = text[:start] + " " * (min(end, len(text)) - start) + text[end:]
    return text
