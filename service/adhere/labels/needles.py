"""Looks for the needles of an index in a text: an automaton finds all at once, and what cannot stand there is left out early."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import ahocorasick_rs

from adhere.labels.index import Index, Kind, Needle, Target, open_edges, words_only

#: A tag with all that no space parts from it.
_TAG = re.compile(r"#\S+")


class Met(NamedTuple):
    """A needle that was met.

    Of `every` target, `always` are those that any text behind it may go on to, `behind` those that need certain two letters there.
    `edges` says where it has no edge to ask for. `exact` needles are letters alone, and stand wherever they are found.
    """

    needle: Needle
    every: list[Target]
    always: list[Target]
    behind: dict[str, list[Target]]
    edges: tuple[bool, bool]
    exact: bool

    def targets(self, text: str, end: int, *, wide: bool) -> list[Target]:
        """What may stand where it ends at `end`; any, in a text that is `wide` with spaces."""
        if not self.behind:
            return self.always
        if wide:
            return self.every
        next_ = self.behind.get(text[end : end + 2])
        return self.always + next_ if next_ is not None else self.always


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

    def hits(self, text: str) -> list[tuple[Met, int, int]]:
        """Every needle in a folded text where no letter stands beside it that may not, and its place."""
        found: list[tuple[Met, int, int]] = []
        if self._automaton is None or not text:
            return found
        if self._kind == "tagged":
            for tag in _TAG.finditer(text):
                self._add(found, self._automaton, text, tag.group(), tag.start())
        elif self._kind == "plain":
            # Two letters stand in every other word. So these are sought with the spaces around them, which spares most hits inside
            # words, and the automaton most of its ways.
            self._add(found, self._automaton, text, f" {words_only(text)} ", -1)
        else:
            self._add(found, self._automaton, text, text, 0)
        return found

    def _add(
        self,
        found: list[tuple[Met, int, int]],
        automaton: ahocorasick_rs.AhoCorasick,
        text: str,
        looked_in: str,
        offset: int,
    ) -> None:
        """Add the needles in what is looked in, which stands at `offset` of the text."""
        length, padded = len(text), self._kind == "plain"
        for hit, first, last in automaton.find_matches_as_indexes(looked_in, overlapping=True):
            met = self._met[hit] or self._meet(hit)
            _, needle, left, right, _ = met.needle
            start, end = first + offset, last + offset
            if padded:
                start, end = start + left, end - right
                if not met.exact and not text.startswith(needle, start):
                    continue
            if (left and start and text[start - 1].isalnum()) or (right and end < length and text[end].isalnum()):
                continue
            found.append((met, start, end))

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
        exact = needle.text.isascii() and needle.text.isalnum()
        found = self._met[hit] = Met(needle, targets, always, behind, open_edges(needle.text), exact)
        return found
