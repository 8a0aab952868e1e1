"""What looks like the name of a brand where `{Brand}` stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adhere.text.folding import Folded

#: Where a name may begin in a text of plain letters, as far as the letters before tell.
_START = re.compile(r"[@#]|(?<!\w)\w")
_DOMAIN = re.compile(r"[^\W_]+\.[^\W\d_]{2}")


def looks_like_name(original: str, folded: str, brand: str) -> bool:
    """A mention, a tag, a domain, a word with a capital or a digit first, the declared brand; any word of a script without case."""
    first = original.lstrip("\"'“„«(*")[:1]
    if not first:
        return False
    return _may_lead(first) or bool(brand and brand in folded) or _DOMAIN.match(original) is not None


def may_begin(folded: Folded, at: int) -> bool:
    """May a name begin at this offset? Never wrong about a no, unless the caller has said what the brand is."""
    if at >= len(folded.text):
        return False
    place = folded.at(at)
    first = folded.original[place]
    return _may_lead(first) or _DOMAIN.match(folded.original, place) is not None


def starts(folded: Folded, first: int, last: int) -> Iterator[int]:
    """Where names may begin in a stretch of a text of plain letters."""
    for found in _START.finditer(folded.text, first, last + 1):
        if may_begin(folded, found.start()):
            yield found.start()


def _may_lead(first: str) -> bool:
    """A mark of a mention or a tag, a capital, a digit, or a letter of a script without case."""
    return first in "@#" or first.isupper() or not (first.islower() or first.istitle())
