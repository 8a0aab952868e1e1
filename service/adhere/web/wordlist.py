"""The words of a market, searched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

STATUSES = ("accepted", "ambiguous", "rejected", "ordinary")
#: So many words of each status are listed at once.
_MOST = 60


@dataclass(frozen=True, slots=True)
class WordGroup:
    """The words of one status: those listed, and how many there are."""

    status: str
    words: tuple[dict[str, Any], ...]
    count: int


def words_of(labels: Iterable[dict[str, Any]], wanted: str, status: str) -> list[WordGroup]:
    """The labels (data of `adhere.rulebook.show`) that hold what is wanted, by status; `status` empty is all of them."""
    low = wanted.casefold()
    found: dict[str, list[dict[str, Any]]] = {each: [] for each in STATUSES if status in ("", each)}
    for label in labels:
        if label["status"] in found and low in label["label"].casefold():
            found[label["status"]].append(label)
    return [
        WordGroup(each, tuple(sorted(words, key=_order)[:_MOST]), len(words)) for each, words in found.items() if words
    ]


def _order(label: dict[str, Any]) -> tuple[bool, str]:
    """A market's own words before those it inherits."""
    return label["inherited"], label["label"].casefold()
