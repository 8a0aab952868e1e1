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
#: A word with a capital behind another word: a name, mostly.
_NAME = re.compile(r"(?<=[^\W\d_] )[^\W\d_a-z]\w{3,}")


def opens_part(context: Context, second: float) -> bool:
    """Does a label open a part that advertises? Neither the title nor what comes before it promotes, and more comes after it."""
    fields = context.scan.post_text.fields
    if context.post.duration and second >= _CLOSING * context.post.duration:
        return False
    behind = [each for each in fields if each.start is not None and each.start >= second]
    more = [each for each in behind if _says_more(context, each) or (each.start or 0.0) >= second + _BETWEEN]
    if not more:
        return False
    before = [each for each in fields if each.kind == "title" or (each.start is not None and each.start < second)]
    # whom it is about is said with the label, or right after it
    told = [*(each for each in behind if each not in more), min(more, key=lambda each: each.start or 0.0)]
    names = {name.group() for each in told for name in _NAME.finditer(each.folded.original)}
    return not any(promotes(context, each) or any(name in each.folded.original for name in names) for each in before)


def _says_more(context: Context, field: Field) -> bool:
    """Is there more in it than a label?"""
    ends = [each.match.end for each in context.in_post if each.match.field is field]
    return not ends or len(field.folded.original[max(ends) :].split()) >= _MORE


def promotes(context: Context, field: Field) -> bool:
    """Does it name whom it promotes, or where to buy? One that only greets needs no label before the next."""
    text, brand = field.folded.original, context.post.brand
    layout = lay_out(text)
    if layout.mentions or layout.links or layout.codes:
        return True
    # no part of another word: a frame on glowing skin does not name Glow
    return brand is not None and re.search(rf"(?<!\w){re.escape(brand)}(?!\w)", text, re.IGNORECASE) is not None


def moments(context: Context) -> set[float]:
    """The seconds at which something that is given begins."""
    items = (*(context.post.overlay or ()), *(context.post.transcript or ()))
    return {item.start for item in items if item.start is not None}
