"""The parts of a recording: whether a label that comes late opens one that advertises."""

from __future__ import annotations

import re

from adhere.checks.context import Context
from adhere.text.layout import lay_out
from adhere.text.post_text import Field

#: After this share of its length a recording has no further part: what comes then closes it.
_CLOSING = 0.95
#: So many words behind a label, in what is said with it, are a part of their own.
_MORE = 6
#: So many seconds between the first label and one that says it again hold a part: it is announced, and ended.
_BETWEEN = 30
#: Evidence that asks for something, and does not only praise.
_ASKS = frozenset({"call_to_action", "discount_code"})
#: A word with a capital behind another word: a name, mostly.
_NAME = re.compile(r"(?<=[^\W\d_] )[^\W\d_a-z]\w{3,}")


def opens_part(context: Context, second: float) -> bool:
    """Does a label open a part that advertises? Neither the title nor what comes before it promotes, and more comes after it."""
    if context.post.duration and second >= _CLOSING * context.post.duration:
        return False
    more = any(_says_more(context, each) or _at(each) >= second + _BETWEEN for each in _behind(context, second))
    return more and not any(promotes(context, each) for each in _before(context, second))


def named_before(context: Context, second: float) -> bool:
    """Does a word that looks like a name, told with the label or right behind it, stand in what comes before, too? A guess at most."""
    behind = _behind(context, second)
    more = [each for each in behind if _says_more(context, each)]
    told = [*(each for each in behind if each not in more), *more[:1]]
    names = {name.group() for each in told for name in _NAME.finditer(each.folded.original)}
    return any(name in each.folded.original for each in _before(context, second) for name in names)


def _behind(context: Context, second: float) -> list[Field]:
    """What is said or shown from the second on, in its order."""
    timed = [each for each in context.scan.post_text.fields if _at(each) >= second]
    return sorted(timed, key=_at)


def _before(context: Context, second: float) -> list[Field]:
    """The title, and what is said or shown before the second."""
    return [each for each in context.scan.post_text.fields if each.kind == "title" or 0 <= _at(each) < second]


def _at(field: Field) -> float:
    """The second at which it begins; none is before all."""
    return -1.0 if field.start is None else field.start


def _says_more(context: Context, field: Field) -> bool:
    """Is there more in it than a label, behind the last one or before one that says that the part is over?"""
    found = sorted((each.match.start, each.match.end) for each in context.in_post if each.match.field is field)
    if not found:
        return True
    text = field.folded.original
    behind = [*(start for start, _ in found[1:]), len(text)]
    return any(len(text[end:start].split()) >= _MORE for (_, end), start in zip(found, behind, strict=True))


def promotes(context: Context, field: Field) -> bool:
    """Does it name whom it promotes, or where to buy? One that only greets needs no label before the next."""
    text, brand = field.folded.original, context.post.brand
    layout = lay_out(text)
    if layout.mentions or layout.links or layout.codes:
        return True
    # no part of another word: a frame on glowing skin does not name Glow
    return brand is not None and re.search(rf"(?<!\w){re.escape(brand)}(?!\w)", text, re.IGNORECASE) is not None


def asks_to_buy(context: Context, field: Field) -> bool:
    """Does it ask to follow a link, to use a code or to buy? Evidence found in it says so."""
    return any(each.kind in _ASKS and each.field == field.name for each in context.evidence)


def moments(context: Context) -> set[float]:
    """The seconds at which something that is given begins."""
    items = (*(context.post.overlay or ()), *(context.post.transcript or ()))
    return {item.start for item in items if item.start is not None}
