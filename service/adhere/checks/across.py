"""Several jurisdictions beside each other: what the strictest asks, and of which labels they think differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adhere.checks.context import Context
from adhere.checks.kinds import CHECKS
from adhere.checks.plan import plan_of
from adhere.report import Across, Conflict, Demand

_REFUSED = frozenset({"rejected", "unsuited"})


def across(contexts: Sequence[Context]) -> Across:
    """The comparison of all the jurisdictions that were asked about a post."""
    return Across(tuple(_strictest(contexts)), tuple(_conflicts(contexts)))


def _strictest(contexts: Sequence[Context]) -> Iterator[Demand]:
    most: dict[str, int] = {}
    asked: dict[tuple[str, int, str], list[tuple[str, str]]] = {}
    for context in contexts:
        if context.duty == "not_required":
            continue
        for each in plan_of(context, CHECKS).demands:
            most[each.about] = max(each.rank, most.get(each.about, 0))
            asked.setdefault((each.about, each.rank, each.words), []).append((context.view.code, each.rule))
    for (about, rank, words), by in asked.items():
        if rank == most[about]:
            codes, rules = zip(*by, strict=True)
            yield Demand(about, words, tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(rules)))


def _conflicts(contexts: Sequence[Context]) -> Iterator[Conflict]:
    read: dict[str, dict[str, str]] = {}
    for context in contexts:
        for standing in context.standings:
            if standing.in_post and standing.match.wording.label and not standing.match.negated:
                read.setdefault(standing.match.quote.casefold(), {}).setdefault(context.view.code, standing.status)
    for label, statuses in read.items():
        groups: dict[str, list[str]] = {"accepted": [], "ambiguous": [], "refused": [], "unlisted": []}
        for context in contexts:
            code = context.view.code
            status = statuses.get(code, "foreign")
            known = "refused" if status in _REFUSED else status if status in groups else "unlisted"
            groups[known].append(code)
        if groups["accepted"] and len(groups["accepted"]) < len(contexts):
            yield Conflict(label, **{name: tuple(codes) for name, codes in groups.items()})
