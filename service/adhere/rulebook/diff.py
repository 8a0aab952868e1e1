"""What changed in a jurisdiction between two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Literal

from adhere.report import Citation
from adhere.rulebook.pack import ActiveLabel, ActiveRule, Pack
from adhere.rulebook.show import in_words


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule or label that differs. `before` and `after` are None where it did not hold yet, or holds no more."""

    kind: Literal["rule", "label"]
    id: str
    title: str
    before: str | None
    after: str | None
    since: dt.date | None
    note: str | None
    citations: tuple[Citation, ...]


def diff(pack: Pack, from_: dt.date, to: dt.date) -> list[Difference]:
    """Every difference between what holds on two days. Raises DateOutOfRange before the first rule."""
    old, new = pack.on(from_), pack.on(to)
    return [*_rules(old.rules, new.rules), *_labels(old.listed(), new.listed())]


def _rules(old: tuple[ActiveRule, ...], new: tuple[ActiveRule, ...]) -> Iterator[Difference]:
    before, after = {rule.id: rule for rule in old}, {rule.id: rule for rule in new}
    for name in sorted(before.keys() | after.keys()):
        left, right = before.get(name), after.get(name)
        if left is not None and right is not None and left.version == right.version:
            continue
        shown = right or left
        assert shown is not None  # one of the two holds the name
        same = _params(left).items() & _params(right).items()
        yield Difference(
            "rule",
            name,
            shown.rule.title,
            _says(left, same),
            _says(right, same),
            right.version.from_ if right is not None else None,
            right.version.note if right is not None else None,
            shown.citations,
        )


def _says(rule: ActiveRule | None, same: Set[tuple[str, str]]) -> str | None:
    """How grave the rule is, and its parameters without those that are the `same` on both days."""
    if rule is None:
        return None
    said = ", ".join(f"{key}: {value}" for key, value in _params(rule).items() if (key, value) not in same)
    return rule.version.severity + (f"; {said}" if said else "")


def _params(rule: ActiveRule | None) -> dict[str, str]:
    params = rule.params.model_dump(mode="json", exclude_defaults=True) if rule is not None else {}
    return {key: in_words(value, notes=True) for key, value in params.items()}


def _labels(old: tuple[ActiveLabel, ...], new: tuple[ActiveLabel, ...]) -> Iterator[Difference]:
    before, after = _by_wording(old), _by_wording(new)
    for name in sorted(before.keys() | after.keys()):
        left, right = before.get(name), after.get(name)
        says_left, says_right = _status(left), _status(right)
        if says_left == says_right:
            continue
        shown = right or left
        assert shown is not None  # one of the two holds the wording
        since = right.entry.from_ if right is not None else None
        yield Difference("label", name, name, says_left, says_right, since, shown.entry.note, shown.citations)


def _by_wording(labels: tuple[ActiveLabel, ...]) -> dict[str, ActiveLabel]:
    found: dict[str, ActiveLabel] = {}
    for label in labels:
        entry = label.entry
        limits = [*(entry.relationships or ()), *(entry.platforms or ()), *(entry.surfaces or ())]
        found.setdefault(entry.name + (f" ({', '.join(limits)})" if limits else ""), label)
    return found


def _status(label: ActiveLabel | None) -> str | None:
    return label.status if label is not None else None
