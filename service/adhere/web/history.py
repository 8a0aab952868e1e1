"""How a market's rules came to be: its events on a time line, and the spans of its rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from adhere.rulebook import Pack
from adhere.rulebook.schema import Rule


@dataclass(slots=True)
class Event:
    """What happened on a day. `begun` and `ended` are ids and titles of rules, `changed` those with a new version and its note."""

    date: dt.date
    what: list[str] = field(default_factory=list)
    begun: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, str | None]] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    words: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A version of a rule on an axis from 0 to 100. `severity` gives its looks."""

    left: float
    width: float
    severity: str


@dataclass(frozen=True, slots=True)
class RuleSpans:
    """A rule's versions, drawn."""

    id: str
    title: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """All rules of a market on one axis. `years` are the first and the last."""

    years: tuple[int, int]
    rules: tuple[RuleSpans, ...]


def latest_change(pack: Pack, today: dt.date) -> dt.date | None:
    """The last day up to today on which something of the market's own, or of what it builds on, began or ended."""
    return max((day for day in pack.boundaries if day <= today), default=None)


def time_line(pack: Pack) -> list[Event]:
    """Every day on which something of the market's own changed, the newest first."""
    events: dict[dt.date, Event] = {}

    def on(day: dt.date) -> Event:
        return events.setdefault(day, Event(day))

    for change in pack.file.changes:
        on(change.date).what.append(change.what)
    for rule in pack.rules:
        for index, version in enumerate(rule.versions):
            if index == 0:
                on(version.from_).begun.append((rule.id, rule.title))
            else:
                on(version.from_).changed.append((rule.id, rule.title, version.note))
        last = rule.versions[-1].to
        if last is not None and last < dt.date.max:
            on(last + dt.timedelta(days=1)).ended.append((rule.id, rule.title))
    starts = Counter(label.from_ for label in pack.labels)
    for day, count in starts.items():
        on(day).words = count
    return [events[day] for day in sorted(events, reverse=True)]


def spans_of(pack: Pack, until: dt.date) -> Axis:
    """The market's own rules from the year of the first to the end of the year of `until`."""
    first = dt.date(pack.first_day.year, 1, 1)
    last = dt.date(max(until.year, first.year), 12, 31)
    days = (last - first).days
    rules = tuple(RuleSpans(rule.id, rule.title, tuple(_spans(rule, first, last, days))) for rule in pack.rules)
    return Axis((first.year, last.year), rules)


def _spans(rule: Rule, first: dt.date, last: dt.date, days: int) -> list[Span]:
    ends = [version.from_ for version in rule.versions[1:]] + [None]
    found = []
    for version, following in zip(rule.versions, ends, strict=True):
        end = min(each for each in (version.to, following, last) if each is not None)
        left = (version.from_ - first).days * 100 / days
        width = max(0.3, (end - version.from_).days * 100 / days)
        if left < 100:
            found.append(Span(round(left, 2), round(min(width, 100 - left), 2), version.severity))
    return found
