"""Mistakes that show only when all files are read together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adhere.errors import nearest
from adhere.rulebook.pack import Pack, Rulebook
from adhere.rulebook.schema import SLOTS, GroupsFile, LabelsFile, PackFile, RulesFile, fault_of

Mistake = tuple[str, tuple[Any, ...], str]
_SLOTS = frozenset(name.casefold() for name in SLOTS)
FilesOf = Mapping[str, Mapping[str, list[tuple[str, Any]]]]


def cross_check(rulebook: Rulebook, files_of: FilesOf) -> Iterator[Mistake]:
    """Ids claimed twice, sources and rules that do not exist, a folder that is not its jurisdiction."""
    owners: dict[str, str] = {}
    for code, group in sorted(files_of.items()):
        pack = rulebook.packs.get(code)
        if pack is None:
            continue
        yield from _heads(code, group.get("pack.yaml", []), rulebook)
        readable = all(file is not None for _, file in group.get("rules.yaml", []))
        if readable and not any(each.rules for each in pack.lineage):
            yield group["pack.yaml"][0][0], (), f"{code} has no rule: rules.yaml is missing or empty"
        known = {source for each in pack.lineage for source in each.instruments}
        for path, file in group.get("labels.yaml", []):
            if isinstance(file, LabelsFile):
                yield from _labels(path, file, known)
        for path, file in group.get("rules.yaml", []):
            if isinstance(file, RulesFile):
                yield from _rules(path, file, pack, rulebook, known, owners)


def check_groups(path: str, file: GroupsFile, rulebook: Rulebook) -> Iterator[Mistake]:
    """Members that are neither a jurisdiction nor a group, and groups that hold themselves."""
    known = {*rulebook.packs, *rulebook.groups}
    for name, members in file.groups.items():
        for i, member in enumerate(members):
            if member not in known:
                near = nearest(member, sorted(known))
                hint = f" Did you mean {near!r}?" if near else ""
                yield path, ("groups", name, i), f"{member!r} is neither a jurisdiction with a pack nor a group.{hint}"
        if name in _within(name, rulebook):
            yield path, ("groups", name), f"the group {name!r} holds itself"


def _within(name: str, rulebook: Rulebook) -> set[str]:
    """All that a group holds, however deep."""
    found: set[str] = set()
    still = [name]
    while still:
        new = set(rulebook.groups.get(still.pop(), ())) - found
        found |= new
        still += new
    return found


def _heads(code: str, heads: list[tuple[str, Any]], rulebook: Rulebook) -> Iterator[Mistake]:
    for path, head in heads:
        if not isinstance(head, PackFile):
            continue
        if head.jurisdiction != code:
            yield path, ("jurisdiction",), f"the folder is {code} but the pack says {head.jurisdiction}"
        for i, parent in enumerate(head.builds_on):
            if parent not in rulebook.packs:
                yield path, ("builds_on", i), f"builds on {parent!r}, which has no pack"
        for part in ("penalties", "changes"):
            for i, item in enumerate(getattr(head, part)):
                for source in item.sources:
                    if source not in head.instruments:
                        yield path, (part, i, "sources"), _unknown_source(source, set(head.instruments))


def _labels(path: str, file: LabelsFile, known: set[str]) -> Iterator[Mistake]:
    for i, entry in enumerate(file.labels):
        for source in entry.sources:
            if source not in known:
                yield path, ("labels", i, "sources"), _unknown_source(source, known)
        for slot in re.findall(r"\{(.*?)\}", entry.text or ""):
            if slot.casefold() not in _SLOTS:
                allowed = ", ".join(f"{{{name}}}" for name in SLOTS)
                yield path, ("labels", i, "text"), f"{{{slot}}} in {entry.text!r} is no slot; allowed: {allowed}"
        fault = fault_of(entry.text or "")
        if fault is not None:
            yield path, ("labels", i, "text"), fault
        if entry.text is not None and sum(c.isalpha() for c in _literal(entry.text)) < 2:
            yield path, ("labels", i, "text"), f"{entry.text!r} has nothing but slots: it would be found everywhere"


def _literal(text: str) -> str:
    """The wording without its slots."""
    out, depth = [], 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth == 0 and char != "}":
            out.append(char)
    return "".join(out)


def _rules(
    path: str, file: RulesFile, pack: Pack, rulebook: Rulebook, known: set[str], owners: dict[str, str]
) -> Iterator[Mistake]:
    inherited = {rule.id for each in pack.lineage for rule in each.rules}
    for i, rule in enumerate(file.rules):
        if rule.id in owners:
            yield path, ("rules", i, "id"), f"rule id {rule.id!r} is claimed twice: also in {owners[rule.id]}"
        owners.setdefault(rule.id, path)
        for j, version in enumerate(rule.versions):
            for source in version.sources:
                if source not in known:
                    yield path, ("rules", i, "versions", j, "sources"), _unknown_source(source, known)
        for name in rule.replaces:
            if name not in inherited or name == rule.id:
                near = nearest(name, sorted(inherited))
                hint = f" Did you mean {near!r}?" if near else ""
                yield (
                    path,
                    ("rules", i, "replaces"),
                    f"{rule.id} replaces {name!r}, which is no rule of {pack.code} or what it builds on.{hint}",
                )


def _unknown_source(source: str, known: set[str]) -> str:
    near = nearest(source, sorted(known))
    hint = f" Did you mean {near!r}?" if near else ""
    return f"source {source!r} is not among the instruments of pack.yaml.{hint}"
