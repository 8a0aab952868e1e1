"""Words that come from others, made fit for a terminal: a caption may try to steer the terminal that shows it."""

from __future__ import annotations

import unicodedata

#: Control, format, surrogate, private use, line and paragraph separators.
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
#: Joins emoji into one picture; moves nothing.
_HARMLESS = "\n\u200d"


def printable(text: str) -> str:
    """The text with every character that could steer a terminal, or hide in it, written out as ⟨code point⟩."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\t", "    ")
    return "".join(
        f"⟨{ord(char):04x}⟩" if char not in _HARMLESS and unicodedata.category(char) in _STEERING else char
        for char in text
    )


def short(text: str, most: int) -> str:
    """At most `most` characters of the text, fit for a terminal."""
    return printable(text) if len(text) <= most else f"{printable(text[:most])} … ({len(text):,} characters)"
