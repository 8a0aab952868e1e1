"""Which words of a post carried the classifier's suspicion: the model adds up weights of words, so each word's part is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from adhere.report import Evidence
from adhere.sponsorship.masking import MAX_READ
from adhere.sponsorship.reading import WordReader

#: Quotes of a post at most, and the least part of the heaviest word's weight that is worth a quote.
MOST, LEAST = 6, 0.3
#: What is weighed and quoted whole: a stretch between spaces, or between stops where a script has no spaces.
_STRETCH = re.compile(r"[^\s。、，！？…]+")


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    weight: float


def telling_words(
    reader: WordReader, text: str, spans: Sequence[tuple[int, int]], leanings: Sequence[float]
) -> list[Evidence]:
    """The stretches of the text that speak most for advertising, neighbours joined, by place.

    `spans` are the labels' and are not read. `leanings` say by how much each class of the reader counts for advertising.
    """
    pieces = _weighed(reader, _covered(text[:MAX_READ], spans), leanings)
    heaviest = max((each.weight for each in pieces), default=0.0)
    if heaviest <= 0:
        return []
    enough = sorted((each.weight for each in pieces), reverse=True)[:MOST][-1]
    heavy = [each for each in pieces if each.weight >= max(enough, LEAST * heaviest)][:MOST]
    joined: list[_Piece] = []
    for each in heavy:
        if joined and not text[joined[-1].end : each.start].strip():
            each = _Piece(joined.pop().start, each.end, each.weight)
        joined.append(each)
    return [Evidence("wording", text[each.start : each.end], each.start, each.end) for each in joined]


def _weighed(reader: WordReader, text: str, leanings: Sequence[float]) -> list[_Piece]:
    """Each stretch with what its words add; a pair's weight lies on both its ends."""
    found = [(each.start(), each.end(), reader.words(each.group())) for each in _STRETCH.finditer(text)]
    weights = [sum(reader.weight(word, leanings) for word in set(words)) for _, _, words in found]
    ends = [(at, word) for at, (_, _, words) in enumerate(found) for word in words]
    for (one_at, one), (other_at, other) in pairwise(ends):
        half = reader.weight((one, other), leanings) / 2
        weights[one_at] += half
        weights[other_at] += half
    return [_Piece(start, end, weight) for (start, end, _), weight in zip(found, weights, strict=True)]


def _covered(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces over the labels, each character in its place."""
    for start, end in spans:
        text = text[:start] + " " * (min(end, len(text)) - start) + text[end:]
    return text
