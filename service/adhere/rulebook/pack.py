"""A loaded pack, and what it says on a day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from adhere.errors import DateOutOfRange, UnknownWord
from adhere.phrases import phrase
from adhere.report import Citation, Confidence, Finding
from adhere.rulebook.params import Params, words_of
from adhere.rulebook.schema import Instrument, LabelEntry, PackFile, Rule, Version, WordsFile


@dataclass(frozen=True, slots=True)
class ActiveRule:
    """A rule with the version in force on a day. `params` are the validated parameters of its kind of check."""

    rule: Rule
    version: Version
    params: Params
    citations: tuple[Citation, ...]
    confidence: Confidence
    #: Words that suggest a sector.
    words: frozenset[str] = frozenset()
    #: The ids of `citations`.
    cited: frozenset[str] = frozenset()
    #: A store for the checks: findings that quote nothing are the same in every post.
    found: dict[tuple[object, ...], Finding] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id


@dataclass(frozen=True, slots=True)
class ActiveLabel:
    """A label entry in force. `inherited` marks one that comes from a jurisdiction this one builds on."""

    entry: LabelEntry
    citations: tuple[Citation, ...]
    inherited: bool = False

    @property
    def status(self) -> str:
        """What the jurisdiction makes of the wording: what another accepts is not accepted here for that, and goes to a person."""
        return "ambiguous" if self.inherited and self.entry.status == "accepted" else self.entry.status


@dataclass(slots=True)
class View:
    """A jurisdiction on a day: its rules by kind of check, and its labels. Made once for each span between changes."""

    code: str
    name: str
    called: str
    languages: tuple[str, ...]
    rules: tuple[ActiveRule, ...]
    labels: tuple[ActiveLabel, ...]
    label_index: dict[str, tuple[ActiveLabel, ...]] = field(default_factory=dict)
    by_check: dict[str, ActiveRule] = field(default_factory=dict)
    by_id: dict[str, ActiveRule] = field(default_factory=dict)
    #: This jurisdiction's own wordings that a remedy may insert.
    remedies: tuple[ActiveLabel, ...] = ()
    #: Every wording that its rules look for in a post, besides the labels.
    words: frozenset[str] = frozenset()
    #: The numbers of followers from which some rule of it speaks.
    follower_steps: tuple[int, ...] = ()
    #: A store for the checks: what they worked out for a kind of post.
    plans: dict[tuple[object, ...], object] = field(default_factory=dict)
    #: Another one: how they read a wording.
    readings: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        steps = (each.rule.applies.followers_from for each in self.rules)
        self.follower_steps = tuple({step for step in steps if step is not None})
        groups: dict[str, list[ActiveLabel]] = {}
        for label in self.labels:
            groups.setdefault(label.entry.key, []).append(label)
        self.label_index = {key: tuple(group) for key, group in groups.items()}
        self.remedies = tuple(
            each for each in self.labels if each.entry.remedy and each.entry.status == "accepted" and not each.inherited
        )
        for rule in self.rules:
            self.by_check.setdefault(rule.rule.check, rule)
            self.by_id[rule.id] = rule
        self.words = frozenset(word for rule in self.rules for word in words_of(rule.params))

    def listed(self) -> tuple[ActiveLabel, ...]:
        """The labels without those inherited ones that never speak: of their wording the jurisdiction says itself what holds for all."""
        own = {
            each.entry.key
            for each in self.labels
            if not (each.inherited or each.entry.relationships or each.entry.bound)
        }
        return tuple(each for each in self.labels if not (each.inherited and each.entry.key in own))


@dataclass(eq=False)
class Pack:
    """One jurisdiction's rules. `parents` are the packs it builds on; `added` are a user's packs for it."""

    file: PackFile
    labels: tuple[LabelEntry, ...]
    rules: tuple[Rule, ...]
    params: Mapping[tuple[str, dt.date], Params]
    instruments: Mapping[str, Instrument]
    parents: tuple[Pack, ...] = ()
    views: dict[int, View] = field(default_factory=dict)
    #: Citations by their source ids: thousands of labels share a few hundred.
    cited: dict[tuple[str, ...], tuple[Citation, ...]] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The jurisdiction's code."""
        return self.file.jurisdiction

    @cached_property
    def lineage(self) -> tuple[Pack, ...]:
        """This pack and all it builds on, nearest first."""
        found: list[Pack] = [self]
        for parent in self.parents:
            found += [each for each in parent.lineage if each not in found]
        return tuple(found)

    @cached_property
    def boundaries(self) -> list[dt.date]:
        """Every day on which something begins, or on which something no longer holds; ascending."""
        days: set[dt.date] = set()
        for pack in self.lineage:
            spans: list[tuple[dt.date, dt.date | None]] = [
                (v.from_, v.to) for rule in pack.rules for v in rule.versions
            ]
            spans += [(label.from_, label.to) for label in pack.labels]
            for begin, end in spans:
                days.add(begin)
                if end is not None and end < dt.date.max:
                    days.add(end + dt.timedelta(days=1))
        return sorted(days)

    @cached_property
    def first_day(self) -> dt.date:
        """The first day on which a rule of this jurisdiction's own is in force; of what it builds on, where it has none."""
        own = self.rules or tuple(rule for pack in self.lineage for rule in pack.rules)
        return min(version.from_ for rule in own for version in rule.versions)

    def on(self, day: dt.date) -> View:
        """What holds on `day`. Raises DateOutOfRange before the first rule."""
        if day < self.first_day:
            raise DateOutOfRange(
                phrase(
                    "{code} has no rule in force on {day}; its first rule begins on {first}. "
                    "Give a later day (published_on, --on).",
                    code=self.code,
                    day=day,
                    first=self.first_day,
                ),
                where="published_on",
            )
        index = bisect_right(self.boundaries, day)
        view = self.views.get(index)
        if view is None:
            view = self.views[index] = self._view(day)
        return view

    def _view(self, day: dt.date) -> View:
        replaced = {
            name
            for pack in self.lineage
            for rule in pack.rules
            if rule.status == "active" and version_on(rule, day) is not None
            for name in rule.replaces
        }
        rules = [
            self._active(pack, rule, version)
            for pack in self.lineage
            for rule in pack.rules
            if rule.status == "active" and rule.id not in replaced and (version := version_on(rule, day)) is not None
        ]
        labels = [
            ActiveLabel(entry, pack.cite(entry.sources), inherited=pack is not self)
            for pack in self.lineage
            for entry in pack.labels
            if entry.from_ <= day and (entry.to is None or day <= entry.to)
        ]
        called = self.file.called or self.file.name
        return View(self.code, self.file.name, called, tuple(self.file.languages), tuple(rules), tuple(labels))

    def cite(self, sources: Iterable[str]) -> tuple[Citation, ...]:
        """The citations behind source ids."""
        ids = tuple(sources)
        found = self.cited.get(ids)
        if found is None:
            known = [(each, self.instruments[each]) for each in ids if each in self.instruments]
            found = self.cited[ids] = tuple(
                Citation(
                    id=source,
                    instrument=each.title,
                    force=each.force,
                    provision=each.provision,
                    url=each.url,
                    verified=each.verified,
                    read_on=each.read_on,
                )
                for source, each in known
            )
        return found

    @staticmethod
    def _active(pack: Pack, rule: Rule, version: Version) -> ActiveRule:
        citations = pack.cite(version.sources)
        confidence: Confidence = "high" if any(c.verified == "page" for c in citations) else "medium"
        params = pack.params[rule.id, version.from_]
        words = frozenset(each.lower() for each in getattr(params, "suggest", ()))
        cited = frozenset(each.id for each in citations)
        return ActiveRule(rule, version, params, citations, confidence, words, cited)


def version_on(rule: Rule, day: dt.date) -> Version | None:
    """The version of `rule` in force on `day`, newest first."""
    for version in reversed(rule.versions):
        if version.from_ <= day:
            return version if version.to is None or day <= version.to else None
    return None


@dataclass(eq=False)
class Rulebook:
    """Every pack and the vocabulary they share. `revision` names the exact content of all files read."""

    packs: Mapping[str, Pack]
    words: Mapping[str, WordsFile]
    sectors: Mapping[str, frozenset[str]]
    groups: Mapping[str, tuple[str, ...]]
    revision: str

    @cached_property
    def jurisdictions(self) -> tuple[str, ...]:
        """The codes of all packs, sorted."""
        return tuple(sorted(self.packs))

    def pack(self, code: str) -> Pack:
        """The pack of a jurisdiction. Raises UnknownWord with the nearest known code."""
        found = self.packs.get(code) or self.packs.get(code.upper())
        if found is None:
            raise UnknownWord("jurisdiction", code, self.packs, where="jurisdictions")
        return found

    def is_group(self, name: str) -> bool:
        """Does the name stand for a group of jurisdictions?"""
        return name.casefold() in self.groups

    def members(self, name: str) -> tuple[Pack, ...]:
        """The packs of a jurisdiction, or of a group and all groups in it. Raises UnknownWord with the nearest known name."""
        if self.is_group(name):
            group = self.groups[name.casefold()]
            return tuple(dict.fromkeys(pack for member in group for pack in self.members(member)))
        if name.upper() not in self.packs:
            raise UnknownWord("jurisdiction", name, (*self.packs, *self.groups), where="jurisdictions")
        return (self.pack(name),)

    @cached_property
    def _rules(self) -> dict[str, tuple[Pack, Rule]]:
        return {rule.id: (pack, rule) for pack in self.packs.values() for rule in pack.rules}

    def rule(self, rule_id: str) -> tuple[Pack, Rule]:
        """A rule and its pack. Raises UnknownWord with the nearest known id."""
        found = self._rules.get(rule_id)
        if found is None:
            raise UnknownWord("rule", rule_id, self._rules, where="rule")
        return found

    def sector_names(self, sector: str) -> frozenset[str]:
        """The canonical names that a caller's sector falls under: its own and every wider one."""
        name = sector.strip().casefold().replace(" ", "_").replace("-", "_")
        return self.sectors.get(name, frozenset({name}))
