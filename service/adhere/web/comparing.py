"""Two markets beside each other, or one market on two days: only what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adhere.rulebook import Pack, View
from adhere.rulebook.diff import diff
from adhere.rulebook.show import active_label, active_rule

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on either side. `about` is a kind of check, a rule or a wording; a side is empty where nothing holds there."""

    about: str
    left: tuple[Data, ...]
    right: tuple[Data, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs. `same` says that both sides are one market, and rules are compared by id; else they are by kind of check."""

    same: bool
    rules: tuple[Row, ...]
    words: tuple[Row, ...]
    words_left: int


#: So many words that differ are listed.
_MOST = 300


def compared(left: Pack, left_on: dt.date, right: Pack, right_on: dt.date) -> Comparison:
    """The differences. Raises DateOutOfRange before a market's first rule."""
    old, new = left.on(left_on), right.on(right_on)
    same = left is right
    rules = tuple(_changed_rules(left, left_on, right_on) if same else _rules_by_kind(old, new))
    words = list(_words(old, new))
    return Comparison(same, rules, tuple(words[:_MOST]), max(0, len(words) - _MOST))


def _changed_rules(pack: Pack, left_on: dt.date, right_on: dt.date) -> Iterable[Row]:
    old, new = pack.on(left_on).by_id, pack.on(right_on).by_id
    for each in diff(pack, left_on, right_on):
        if each.kind == "rule":
            left = (active_rule(old[each.id]),) if each.id in old else ()
            right = (active_rule(new[each.id]),) if each.id in new else ()
            yield Row(each.title, left, right, each.note)


def _rules_by_kind(left: View, right: View) -> Iterable[Row]:
    kinds = dict.fromkeys(rule.rule.check for view in (left, right) for rule in view.rules)
    for kind in kinds:
        here, there = _of_kind(left, kind), _of_kind(right, kind)
        if _said(here) != _said(there):
            yield Row(kind, here, there)


def _of_kind(view: View, kind: str) -> tuple[Data, ...]:
    return tuple(active_rule(rule) for rule in view.rules if rule.rule.check == kind)


def _said(side: Iterable[Data]) -> list[Data]:
    """What rules say, without who says it."""
    return [{"severity": rule["severity"], "params": rule["params"]} for rule in side]


def _words(left: View, right: View) -> Iterable[Row]:
    """Wordings of which the two think differently: those that both list first, then those that one lists."""
    sides = [_own_words(view) for view in (left, right)]
    names = sorted(sides[0].keys() | sides[1].keys(), key=lambda name: (not all(name in side for side in sides), name))
    for name in names:
        found = [tuple(side.get(name, ())) for side in sides]
        if [each["status"] for each in found[0]] != [each["status"] for each in found[1]]:
            yield Row(name, found[0], found[1])


def _own_words(view: View) -> dict[str, list[Data]]:
    """The words by name, without those that are inherited, which say little about a market."""
    found: dict[str, list[Data]] = {}
    for label in view.labels:
        if not label.inherited:
            found.setdefault(label.entry.name, []).append(active_label(label))
    return found
