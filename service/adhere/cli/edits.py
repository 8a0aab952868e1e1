"""A proposed edit, as a diff that holds the whole text."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Literal

Sign = Literal["+", "-", " "]
#: Lines kept on either side of a change in a long text.
CONTEXT = 3


def lines_of_edit(old: str, new: str) -> Iterator[tuple[Sign, str]]:
    """Each line of both texts, with its sign. What is signed `+` or ` ` is the new text; far lines are counted only."""
    before, after = old.split("\n"), new.split("\n")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False) if len(before) + len(after) < 400 else None
    if matcher is None:
        yield from (("-", line) for line in before[:CONTEXT])
        yield from (("+", line) for line in after[:CONTEXT])
        yield " ", f"… ({len(after)} lines)"
        return
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield from _shortened(before[i:j], first=i == 0, last=j == len(before))
            continue
        yield from (("-", line) for line in before[i:j])
        yield from (("+", line) for line in after[k:m])


def _shortened(lines: list[str], *, first: bool, last: bool) -> Iterator[tuple[Sign, str]]:
    head, tail = (0 if first else CONTEXT), (0 if last else CONTEXT)
    hidden = len(lines) - head - tail
    if hidden <= 2 * CONTEXT:
        yield from ((" ", line) for line in lines)
        return
    yield from ((" ", line) for line in lines[:head])
    yield " ", f"… ({hidden} lines as before)"
    yield from ((" ", line) for line in lines[len(lines) - tail :])
