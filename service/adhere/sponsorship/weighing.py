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
    """The stretches of the text that speak most for advertising, joined into phrases, by place.

    `spans` are the labels' and are not read. `leanings` say by how much each class of the reader counts for advertising.
    """
    read = _covered(text[:MAX_READ], spans)
    pieces = _weighed(reader, read, leanings)
    heaviest = max((each.weight for each in pieces), default=0.0)
    if heaviest <= 0:
        return []
    enough = max(sorted((each.weight for each in pieces), reverse=True)[:MOST][-1], LEAST * heaviest)
    heavy = [at for at, each in enumerate(pieces) if each.weight >= enough][:MOST]
    joined = [pieces[heavy[0]]]
    for last, at in pairwise(heavy):
        start, end = joined[-1].start, pieces[at].end
        # One word between two that speak for advertising belongs to what they say, unless it speaks against it or is a label.
        near = at - last == 1 or (at - last == 2 and pieces[at - 1].weight >= 0)
        if near and read[start:end] == text[start:end]:
            joined[-1] = _Piece(start, end, pieces[at].weight)
        else:
            joined.append(pieces[at])
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
