"""Looks for the needles of an index in a text: an automaton finds all at once, and what cannot stand there is left out early."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import ahocorasick_rs

from adhere.labels.index import Index, Kind, Needle, Target, open_edges, words_only

#: Tags side by side, with all that no space parts from them.
_TAGS = re.compile(r"#\S+(?:\s+#\S+)*")


class Met(NamedTuple):
    """A needle that was met.

    Of `every` target, `always` are those that any text behind it may go on to, `behind` those that need certain two letters there.
    `edges` says where it has no edge to ask for. `exact` needles are letters alone, and stand wherever they are found.
    """

    text: str
    left: bool
    right: bool
    exact: bool
    edges: tuple[bool, bool]
    every: list[Target]
    always: list[Target]
    behind: dict[str, list[Target]]


#: What may stand where a needle was found, whether it has edges to ask for, left and right, and its start and end. A plain tuple, since
#: there are twenty of them in a post.
Hit = tuple[list[Target], tuple[bool, bool], int, int]


class Needles:
    """The needles of a kind, as an automaton that is made when it is first asked."""

    def __init__(self, index: Index, kind: Kind) -> None:
        self._index = index
        self._kind = kind
        self._needles: list[Sequence[Any]] = index.needles[kind]
        self._met: list[Met | None] = [None] * len(self._needles)

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick | None:
        return ahocorasick_rs.AhoCorasick([sought for sought, *_ in self._needles]) if self._needles else None

    def hits(self, text: str, *, wide: bool) -> list[Hit]:
        """Every needle in a folded text where no letter stands beside it that may not. `wide` where it holds two spaces in a row."""
        found: list[Hit] = []
        if self._automaton is None or not text:
            return found
        if self._kind == "tagged":
            for tags in _TAGS.finditer(text):
                self._add(found, self._automaton, text, wide, tags.group(), tags.start())
        elif self._kind == "plain":
            # Two letters stand in every other word. So these are sought with the spaces around them, which spares most hits inside
            # words, and the automaton most of its ways.
            self._add(found, self._automaton, text, wide, f" {words_only(text)} ", -1)
        else:
            self._add(found, self._automaton, text, wide, text, 0)
        return found

    def _add(
        self,
        found: list[Hit],
        automaton: ahocorasick_rs.AhoCorasick,
        text: str,
        wide: bool,
        looked_in: str,
        offset: int,
    ) -> None:
        """Add the needles in what is looked in, which stands at `offset` of the text."""
        length, padded = len(text), self._kind == "plain"
        for number, first, last in automaton.find_matches_as_indexes(looked_in, overlapping=True):
            needle, left, right, exact, edges, every, always, behind = self._met[number] or self._meet(number)
            start, end = first + offset, last + offset
            if padded:
                start, end = start + left, end - right
                if not exact and not text.startswith(needle, start):
                    continue
            if (left and start and text[start - 1].isalnum()) or (right and end < length and text[end].isalnum()):
                continue
            targets = always
            if behind:
                # here half of all ways to go on end, before anything is called
                near = behind.get(text[end : end + 2])
                targets = every if wide else always + near if near is not None else always
            if targets:
                found.append((targets, edges, start, end))

    def _meet(self, hit: int) -> Met:
        needle = Needle._make(self._needles[hit])
        targets = self._index.targets(needle, self._kind)
        always: list[Target] = []
        behind: dict[str, list[Target]] = {}
        for each in targets:
            letters = each.slotted.behind if each.slotted is not None else ()
            for two in letters:
                behind.setdefault(two, []).append(each)
            if not letters:
                always.append(each)
        text = needle.text
        exact = text.isascii() and text.isalnum()
        found = Met(text, needle.left, needle.right, exact, open_edges(text), targets, always, behind)
        self._met[hit] = found
        return found
