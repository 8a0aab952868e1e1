"""What looks like the name of a brand where `{Brand}` stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from adhere.text.folding import Folded

#: Where a name may begin in a text of plain letters, as far as the letters before tell.
_START = re.compile(r"[@#]|(?<!\w)\w")
_DOMAIN = re.compile(r"[^\W_]+\.[^\W\d_]{2}")
#: A name of small letters that no ordinary word is like: `h2go`, `lotus 7` before a sign, `e.l.m.`
_MARKED = re.compile(r"[^\W\d_]+\d|[^\W\d_]{3,} \d{1,4}(?= ?(?:[^\w\s.,%€$£°]|[\n:]|$))|(?:[^\W\d_]\.){2}")
_MENTION = re.compile(r"(?<!\w)@(\w[\w.]*\w)")
#: What parts the words of a mention.
_PARTS = re.compile(r"[._]+")
#: So many letters make a word of a mention telling.
_TELLING = 4
#: Mentions that are looked at: each is sought in all the text.
_MENTIONS = 20


def looks_like_name(folded: Folded, first: int, last: int, brand: str) -> bool:
    """A mention, a tag, a domain, a word with a capital or a digit, the known brand; any word of a script without case.

    Between two offsets of the text of plain letters. What stands behind the name tells, too: `lotus 7`.
    """
    start, end = folded.span(first, last)
    lead = folded.original[start:end].lstrip("\"'“„«(*")[:1]
    if not lead:
        return False
    known = bool(brand) and (brand in folded.text[first:last] or folded.text.startswith(brand, first))
    return _may_lead(lead) or known or _marked(folded.original, start)


def may_begin(folded: Folded, at: int) -> bool:
    """May a name begin at this offset? Never wrong about a no, unless the caller has said what the brand is."""
    if at >= len(folded.text):
        return False
    place = folded.at(at)
    first = folded.original[place]
    return _may_lead(first) or _marked(folded.original, place)


def starts(folded: Folded, first: int, last: int) -> Iterator[int]:
    """Where names may begin in a stretch of a text of plain letters."""
    for found in _START.finditer(folded.text, first, last + 1):
        if may_begin(folded, found.start()):
            yield found.start()


def mentioned_name(texts: Sequence[str]) -> str:
    """The name of an account that the post also writes in plain small letters ("Reklam för pasdechat", "@pasdechat.shoes"), or none."""
    mentions = (found[1] for text in texts if "@" in text for found in _MENTION.finditer(text))
    for mention in islice(mentions, _MENTIONS):
        words = [each for each in _PARTS.split(mention) if each]
        for name in dict.fromkeys((" ".join(words), "".join(words), words[0] if words else "")):
            if len(name) >= _TELLING and any(_written(name, text) for text in texts):
                return name
    return ""


def _written(name: str, text: str) -> bool:
    """Does the name stand in the text, outside of a mention, a tag or a link?"""
    return text.count(name) > text.count("@" + name) and bool(re.search(rf"(?<![\w@#.]){name}(?![\w@]|\.\w)", text))


def _marked(original: str, place: int) -> bool:
    """Is it a domain, or a name that its digits or its dots tell?"""
    return _DOMAIN.match(original, place) is not None or _MARKED.match(original, place) is not None


def _may_lead(first: str) -> bool:
    """A mark of a mention or a tag, a capital, a digit, or a letter of a script without case."""
    return first in "@#" or first.isupper() or not (first.islower() or first.istitle())
