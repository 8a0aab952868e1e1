"""The linter for packs: what the format allows, but a good pack does not do.

Errors stop CI; warnings are for a person to weigh.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from adhere.errors import PackError, PackIssue
from adhere.rulebook.loading import load_folder, load_rulebook
from adhere.rulebook.pack import Pack, Rulebook
from adhere.rulebook.params import Params, PlatformToolParams
from adhere.rulebook.schema import Example, LabelEntry, Rule, Version

_VAGUE = frozenset({"unknown", "n/a", "none", "tbd", "?", "-"})


def lint(paths: Sequence[Path]) -> list[PackIssue]:
    """Everything wrong or doubtful in trees of packs; an empty list means all is well."""
    issues: list[PackIssue] = []
    for path in paths:
        try:
            # a tree with its own pack.yaml stands by itself, any other adds to ours
            whole = any(path.glob("[A-Z][A-Z]/pack.yaml"))
            rulebook = load_folder(path) if whole else load_rulebook([path])
        except PackError as error:
            issues += error.issues
            continue
        issues += lint_rulebook(rulebook, str(path))
    return sorted(issues)


def lint_rulebook(rulebook: Rulebook, root: str = "rules") -> list[PackIssue]:
    """The same for packs that are loaded."""
    return sorted(issue for code in rulebook.jurisdictions for issue in _pack(rulebook.packs[code], root))


def _pack(pack: Pack, root: str) -> Iterator[PackIssue]:
    rules, labels = f"{root}/{pack.code}/rules.yaml", f"{root}/{pack.code}/labels.yaml"
    for rule in pack.rules:
        if rule.status == "active":
            for message, severity in _rule(rule, pack):
                yield PackIssue(rules, 0, f"{rule.id}: {message}", severity)
    for message in _labels(pack):
        yield PackIssue(labels, 0, message)
    cited = {source for rule in pack.rules for version in rule.versions for source in version.sources}
    cited |= {source for label in pack.labels for source in label.sources}
    cited |= {source for part in (pack.file.penalties, pack.file.changes) for item in part for source in item.sources}
    for source in sorted(set(pack.instruments) - cited):
        yield PackIssue(f"{root}/{pack.code}/pack.yaml", 0, f"instrument {source!r} is cited nowhere", "warning")


def _rule(rule: Rule, pack: Pack) -> Iterator[tuple[str, str]]:
    prefix = pack.code.lower() + "."
    if not rule.id.startswith(prefix) and not rule.replaces and "." not in rule.id.removeprefix(prefix):
        yield f"an id begins with its jurisdiction ({prefix}…)", "error"
    if any(limit.strip(" .").casefold() in _VAGUE for limit in rule.limits):
        yield "limits say what text cannot decide, or stay empty", "error"
    for index, version in enumerate(rule.versions):
        end = version.to or (
            rule.versions[index + 1].from_ - dt.timedelta(days=1) if index + 1 < len(rule.versions) else None
        )
        within = [
            example for example in rule.examples if version.from_ <= example.on and (end is None or example.on <= end)
        ]
        if not any(example.expect == "pass" for example in within):
            yield f"the version of {version.from_} has no example that passes", "error"
        if not any(_fails(example) for example in within) and _can_fail(pack.params.get((rule.id, version.from_))):
            yield f"the version of {version.from_} has no example that fails", "error"
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
        yield f"no example on {version.from_}, the day of the change", "error"
    if version.from_ - dt.timedelta(days=1) not in days:
        yield f"no example on the day before the change of {version.from_}", "error"


def _shared_word(entry: LabelEntry, other: LabelEntry) -> bool:
    """One word that several languages have, with the same standing in each (`Reklama`)."""
    return entry.language != other.language and entry.status == other.status


def _labels(pack: Pack) -> Iterator[str]:
    seen: dict[str, list[LabelEntry]] = {}
    for entry in pack.labels:
        key = " ".join(entry.key.casefold().split())
        for other in seen.get(key, []):
            if _overlap(entry, other) and _same_people(entry, other) and not _shared_word(entry, other):
                yield f"{entry.key!r} stands twice for the same days and relationships ({other.status} and {entry.status})"
        seen.setdefault(key, []).append(entry)
        if not entry.sources and entry.verified == "page":
            yield f"{entry.key!r} is marked as read but names no source"
    if not any(entry.remedy and entry.relationships is None for entry in pack.labels):
        yield "no label with `remedy: true` for all relationships: there is nothing to propose"
    languages = {entry.language for entry in pack.labels if entry.remedy}
    missing = [language for language in pack.file.languages if language not in languages] if not _union(pack) else []
    if missing:
        yield f"no remedy label in {', '.join(missing)}"


def _union(pack: Pack) -> bool:
    """A jurisdiction that others build on need not speak every language itself."""
    return len(pack.file.languages) > 5


def _overlap(one: LabelEntry, other: LabelEntry) -> bool:
    latest = dt.date.max
    return one.from_ <= (other.to or latest) and other.from_ <= (one.to or latest)


def _same_people(one: LabelEntry, other: LabelEntry) -> bool:
    if one.relationships is None or other.relationships is None:
        # an entry for some relationships beside one for all is how a pack says "except"
        return one.relationships is None and other.relationships is None
    return bool(set(one.relationships) & set(other.relationships))
