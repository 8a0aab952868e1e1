"""Text of strangers, made safe to show: markup is text, and what cannot be seen is made visible."""

from __future__ import annotations

import unicodedata

import regex
from markupsafe import Markup, escape

#: Scripts in which joiners are part of the spelling.
_JOINING = "".join(
    rf"\p{{Script={name}}}"
    for name in "Arabic Syriac Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar".split()
)
_UNSEEN = r"[[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]--[\n\t]]"
_TOKENS = regex.compile(
    rf"""(?P<emoji>(?=\p{{Extended_Pictographic}})\X)
       | (?P<keycap>[0-9\#*]\ufe0f?\u20e3)
       | (?P<joiner>(?<=[{_JOINING}]\p{{M}}{{0,3}})[\u200c\u200d](?=[{_JOINING}]))
       | (?P<unseen>{_UNSEEN}+)""",
    regex.VERBOSE | regex.VERSION1,
)
_ANY_UNSEEN = regex.compile(_UNSEEN, regex.VERSION1)
#: The longest emoji, a family with its skins, and a flag of a region, need fewer code points.
_LONGEST_EMOJI = 16
#: So many different invisible characters of a run are named.
_NAMED = 3


def shown(text: str) -> Markup:
    """The text as HTML. Direction marks and invisible characters become small symbols that name them, and have no effect any more.

    Joiners inside emoji and inside words of scripts that are written with them stay.
    """
    if _ANY_UNSEEN.search(text) is None:
        return escape(text)
    parts: list[str] = []
    done = 0
    for token in _TOKENS.finditer(text):
        parts.append(escape(text[done : token.start()]))
        found = token.group()
        if token.lastgroup == "unseen":
            parts.append(_symbol(found))
        elif len(found) > _LONGEST_EMOJI:
            parts += escape(found[0]), _symbol(found[1:])
        else:
            parts.append(escape(found))
        done = token.end()
    parts.append(escape(text[done:]))
    return Markup("".join(parts))


def _symbol(run: str) -> str:
    kinds = list(dict.fromkeys(run))
    names = ", ".join(f"U+{ord(each):04X} {unicodedata.name(each, 'control character')}" for each in kinds[:_NAMED])
    if len(kinds) > _NAMED:
        names += ", …"
    count = f" ×{len(run)}" if len(run) > 1 else ""
    sign = "·".join(f"{ord(each):04X}" for each in kinds[:_NAMED])
    return Markup(
        '<span class="unseen" role="img" aria-label="{names}{count}" title="{names}{count}">{sign}{count}</span>'
    ).format(names=names, count=count, sign=sign)
