"""The same text with plain blanks: what readers see as a space or as the end of a line is written as one, place for place.

A caption copied from a page or a phone has no-break spaces, line separators and marks that nobody sees at the ends of its lines. Rules ask
what stands first in a line, or behind a space, and must not have to know all these.
"""

from __future__ import annotations

import re

#: As folding reads them: kinds of space, blank letters and symbols, and line breaks. What parts of a `\r\n` is stays.
_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0"
_BREAKS = "\x0b\x0c\x85\u2028\u2029"
#: Controls and format characters, without the tags that end the flags of England and Scotland.
_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
)
_ODD = re.compile(f"[{_SPACES}{_BREAKS}{_UNSEEN}]|\r(?!\n)")
_SPACE = re.compile(f"[{_SPACES}]")
_BREAK = re.compile(f"[{_BREAKS}]|\r(?!\n)")
_EDGE = re.compile(f"(?:(?<=\\n)|\\A)[ {_UNSEEN}]++|(?<![ {_UNSEEN}])[ {_UNSEEN}]++(?=\\r?\\n|\\Z)")


def with_plain_blanks(text: str) -> str:
    """The text, as long as it was; the very same where it has plain blanks only. What is unseen inside a line stays as it is."""
    if _ODD.search(text) is None:
        return text
    text = _BREAK.sub("\n", _SPACE.sub(" ", text))
    return _EDGE.sub(lambda found: " " * len(found.group()), text)
