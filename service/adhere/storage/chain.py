"""The hashes that chain records, and what does not fit them.

A chain without an anchor outside the database cannot show that somebody computed all of it anew. Whoever needs that notes the
log's head elsewhere (`Storage.head`) and has `Storage.verify` look for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import Any

from adhere.storage.records import What

Content = list[Any]
#: ASCII, so that no letter and no database can come between two hashes of the same words.
_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
#: Where more links of a chain are broken, no two are tried as swapped.
_TRIED = 8
#: So many missing places in a row are named.
_NAMED = 1_000


def canonical(value: Any) -> str:
    """The one JSON text of a value."""
    return _encode(value)


def sha256(text: str) -> str:
    """The digest of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def beginning(*names: Any) -> str:
    """What a chain begins from: an audit and a chunk, an audit, or the log."""
    return sha256("|".join(map(str, names)))


def following(previous: str, place: int, content: Content) -> str:
    """The hash of what stands at a place behind `previous`."""
    return linked(previous, _encode([place, content]))


def linked(previous: str, encoded: str) -> str:
    """The same for a place and content that are encoded already."""
    return hashlib.sha256(f"{previous}|{encoded}".encode()).hexdigest()


def content_of(check: Any, as_of: str | None, findings: Iterable[Any], kept: int) -> Content:
    """What of a check, given as a record or as a row, its hash covers.

    The text is in it by its digest, so that it can be erased; `kept` is 1 where it was there.
    """
    said = [[each.key, each.jurisdiction, each.rule, each.reason, each.severity] for each in findings]
    digests = check.input_sha256, check.report_sha256
    return [check.check_id, check.post_id, *digests, check.verdict, check.error, as_of, kept, said]


def sealed(audit_id: str, chunks: Iterable[tuple[int, int, str]], facts: str) -> str:
    """The seal of an audit over its chunks, each with its first seq, its number of records and its head, and over its facts."""
    seal = beginning("audit", audit_id)
    for number, (first, records, head) in enumerate(chunks):
        seal = following(seal, number, [first, records, head])
    return following(seal, -1, [sha256(facts)])


@dataclass(frozen=True, slots=True)
class Link:
    """A record in its chain."""

    place: int
    content: Content
    hash: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Links in order of their places, which should be `count` from `first` on."""

    start: str
    first: int
    count: int
    links: Sequence[Link]

    def faults(self) -> dict[int, What]:
        """What is wrong, by place."""
        found = self._walk()
        changed = [place for place, what in found.items() if what == "changed"]
        if 2 <= len(changed) <= _TRIED:
            for one, other in combinations(changed, 2):
                for hashes in (True, False):
                    mended = self._swapped(one, other, hashes=hashes)
                    if {one, other}.isdisjoint(mended._walk()):
                        return mended.faults() | {one: "reordered", other: "reordered"}
        return found

    def ends(self) -> str:
        """The hash of the last link."""
        return self.links[-1].hash if self.links else self.start

    def _walk(self) -> dict[int, What]:
        end = self.first + self.count
        found: dict[int, What] = {link.place: "extra" for link in self.links if not self.first <= link.place < end}
        at, before = self.first, [self.start]
        for link in self.links:
            if link.place in found:
                continue
            if link.place != at:
                found |= _missing(at, link.place)
                # what stood before this one is gone; the next one can be told by this one's hash again
                before = []
            computed = [following(each, link.place, link.content) for each in before]
            if before and link.hash not in computed:
                found[link.place] = "changed"
            # either what it says or its hash was changed, and the next one knows which
            before = [link.hash, *(computed if link.place in found else ())]
            at = link.place + 1
        return found | _missing(at, end)

    def _swapped(self, one: int, other: int, *, hashes: bool) -> Chain:
        """The chain as it was, had these two changed places, with their hashes or without."""
        links = {link.place: link for link in self.links}
        for here, there in ((one, other), (other, one)):
            source = next(link for link in self.links if link.place == there)
            own = next(link for link in self.links if link.place == here)
            links[here] = Link(here, source.content, source.hash if hashes else own.hash)
        return replace(self, links=list(links.values()))


def _missing(first: int, end: int) -> dict[int, What]:
    # a count that was tampered with may be of any size
    return dict.fromkeys(islice(range(first, end), _NAMED), "missing")
