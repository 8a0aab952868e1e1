"""What the linter looks for in rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from adhere.rulebook.pack import Pack
from adhere.rulebook.params import DutyParams, Params, PlacementParams, PlatformToolParams, SectorBanParams
from adhere.rulebook.schema import Example, Rule, Version

_VAGUE = frozenset({"unknown", "n/a", "none", "tbd", "?", "-"})
#: Asked where no duty is.
_WITHOUT_DUTY = frozenset({"duty", "contradicting_claim", "suspected_advertising"})

Remark = tuple[str, str, str, str]


def lint_rules(pack: Pack) -> Iterator[Remark]:
    """Remarks on the active rules: what was looked for, the rule, the message, the severity."""
    for rule in pack.rules:
        if rule.status == "active":
            for check, message in _rule(rule, pack):
                yield check, rule.id, f"{rule.id}: {message}", "error"
            for check, message in _unreachable(rule, pack):
                yield check, rule.id, f"{rule.id}: {message}", "warning"
            for message in _unproved(rule, pack):
                yield "unproved-breach", rule.id, f"{rule.id}: {message}", "error"


def _rule(rule: Rule, pack: Pack) -> Iterator[tuple[str, str]]:
    prefix = pack.code.lower() + "."
    if not rule.id.startswith(prefix) and not rule.replaces and "." not in rule.id.removeprefix(prefix):
        yield "rule-id", f"an id begins with its jurisdiction ({prefix}…)"
    if any(limit.strip(" .").casefold() in _VAGUE for limit in rule.limits):
        yield "vague-limits", "limits say what text cannot decide, or stay empty"
    for index, version in enumerate(rule.versions):
        end = version.to or (
            rule.versions[index + 1].from_ - dt.timedelta(days=1) if index + 1 < len(rule.versions) else None
        )
        within = [
            example for example in rule.examples if version.from_ <= example.on and (end is None or example.on <= end)
        ]
        if not any(example.expect == "pass" for example in within):
            yield "no-example", f"the version of {version.from_} has no example that passes"
        if not any(_fails(example) for example in within) and _can_fail(pack.params.get((rule.id, version.from_))):
            yield "no-example", f"the version of {version.from_} has no example that fails"
        if index:
            yield from _boundary(rule, version)


def _can_fail(params: Params | None) -> bool:
    """A platform's tag that is enough by itself is found fault with by no post."""
    return not (isinstance(params, PlatformToolParams) and params.sufficient == "yes")


def _fails(example: Example) -> bool:
    return not isinstance(example.expect, str)


def _boundary(rule: Rule, version: Version) -> Iterator[tuple[str, str]]:
    days = {example.on for example in rule.examples}
    if version.from_ not in days:
        yield "no-example", f"no example on {version.from_}, the day of the change"
    if version.from_ - dt.timedelta(days=1) not in days:
        yield "no-example", f"no example on the day before the change of {version.from_}"


def _unreachable(rule: Rule, pack: Pack) -> Iterator[tuple[str, str]]:
    """Rules that can speak of no post."""
    for version in rule.versions:
        params = pack.params.get((rule.id, version.from_))
        if isinstance(params, PlacementParams) and params == PlacementParams() and len(rule.versions) == 1:
            yield "asks-nothing", "a placement that takes a label anywhere asks nothing"
    replaced = {
        name for other in pack.rules if other.status == "active" and other is not rule for name in other.replaces
    }
    if rule.id in replaced:
        yield "unreachable", "another rule of this pack stands in for it"
    ties = rule.applies.relationships
    if ties is not None and rule.check not in _WITHOUT_DUTY and not _binds_whoever(rule, pack):
        duties = [
            params
            for held in pack.lineage
            for (name, _), params in held.params.items()
            if isinstance(params, DutyParams) and name not in replaced
        ]
        asked = {tie for each in duties for tie in ties if getattr(each, tie.value, None) is not None}
        free = [tie for tie in asked if all(_free(each, tie.value) for each in duties)]
        if duties and len(free) == len(ties):
            yield "unreachable", "none of its relationships ever brings a duty"


def _binds_whoever(rule: Rule, pack: Pack) -> bool:
    held = (pack.params.get((rule.id, version.from_)) for version in rule.versions)
    return any(isinstance(params, SectorBanParams) and params.whoever for params in held)


def _free(duty: DutyParams, tie: str) -> bool:
    case = getattr(duty, tie)
    return case.value == "not_required" and not (case.required_when or case.depends_when or case.depends_when_tagged)


def _unproved(rule: Rule, pack: Pack) -> Iterator[str]:
    """What nobody has read may be a warning, and no breach. That paid advertising has to be told at all is not left to one source."""
    if rule.check in ("duty", "label_present", "label_clear"):
        return
    known = {name: each for held in pack.lineage for name, each in held.instruments.items()}
    for version in rule.versions:
        cited = [known[name] for name in version.sources if name in known]
        if version.severity == "breach" and cited and all(each.verified == "memory" for each in cited):
            yield f"the version of {version.from_} makes a breach of what nobody has read: make it a warning, or read a source"
