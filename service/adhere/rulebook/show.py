"""Packs as plain data, for the command line and the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from adhere.report import Citation
from adhere.rulebook.pack import ActiveLabel, ActiveRule, Pack, Rulebook

_DUTIES = ("required", "depends")


def summary(pack: Pack) -> dict[str, Any]:
    """One jurisdiction in a few words."""
    return {
        "jurisdiction": pack.code,
        "name": pack.file.name,
        "languages": list(pack.file.languages),
        "builds_on": list(pack.file.builds_on),
        "rules": len(pack.rules),
        "labels": len(pack.labels),
        "since": pack.first_day.isoformat(),
        "changes": [{"date": change.date.isoformat(), "what": change.what} for change in pack.file.changes],
    }


def jurisdiction_on(pack: Pack, day: dt.date) -> dict[str, Any]:
    """A jurisdiction on a day, whole. Raises DateOutOfRange before its first rule."""
    view = pack.on(day)
    return {
        **summary(pack),
        "on": day.isoformat(),
        "regulators": [each.model_dump() for each in pack.file.regulators],
        "in_force": [active_rule(rule) for rule in view.rules],
        "words": [active_label(label) for label in view.listed()],
        "minors": pack.file.minors,
        "penalties": [each.model_dump(exclude_none=True) for each in pack.file.penalties],
        "notes": list(pack.file.notes),
        "open_questions": list(pack.file.open_questions),
    }


def rule_on(rulebook: Rulebook, rule_id: str, day: dt.date) -> dict[str, Any]:
    """One rule: what it says on a day, and all its versions."""
    pack, rule = rulebook.rule(rule_id)
    now = (
        next((each for each in pack.on(day).rules if each.rule.id == rule_id), None) if pack.first_day <= day else None
    )
    return {
        "id": rule.id,
        "jurisdiction": pack.code,
        "title": rule.title,
        "check": rule.check,
        "status": rule.status,
        "applies": rule.applies.model_dump(mode="json", exclude_none=True),
        "replaces": list(rule.replaces),
        "limits": list(rule.limits),
        "on": day.isoformat(),
        "in_force": active_rule(now) if now is not None else None,
        "versions": [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in rule.versions],
        "examples": [each.model_dump(mode="json", exclude_none=True) for each in rule.examples],
    }


def active_rule(rule: ActiveRule) -> dict[str, Any]:
    """A rule in force."""
    return {
        "id": rule.rule.id,
        "title": rule.rule.title,
        "check": rule.rule.check,
        "severity": rule.version.severity,
        "since": rule.version.from_.isoformat(),
        "params": rule.params.model_dump(mode="json", exclude_defaults=True),
        "note": rule.version.note,
        "citations": [citation(each) for each in rule.citations],
    }


def active_label(label: ActiveLabel) -> dict[str, Any]:
    """A label in force."""
    entry = label.entry
    return {
        "label": entry.name,
        "language": entry.language,
        "understood": list(entry.understood),
        "status": label.status,
        "since": entry.from_.isoformat(),
        "until": entry.to.isoformat() if entry.to else None,
        "relationships": [each.value for each in entry.relationships] if entry.relationships else None,
        "platforms": [each.value for each in entry.platforms] if entry.platforms else None,
        "surfaces": [each.value for each in entry.surfaces] if entry.surfaces else None,
        "inherited": label.inherited,
        "note": entry.note,
        "verified": entry.verified,
        "citations": [citation(each) for each in label.citations],
    }


def citation(each: Citation) -> dict[str, Any]:
    """A source."""
    return {
        "id": each.id,
        "instrument": each.instrument,
        "force": each.force,
        "provision": each.provision,
        "url": each.url,
        "verified": each.verified,
        "read_on": each.read_on.isoformat() if each.read_on else None,
    }


def in_words(value: Any, *, notes: bool = False) -> str:
    """A parameter of a rule in words; of a relationship's duty also what evidence and the brand's own account make of it."""
    if isinstance(value, dict) and "value" in value:
        when = [f"{duty} with {', '.join(value[key])}" for duty in _DUTIES if value.get(key := f"{duty}_when")]
        when += ["depends with an account tagged on the picture"] if value.get("depends_when_tagged") else []
        when += [f"on the brand's own account: {value['own_account']}"] if value.get("own_account") else []
        when += [value["note"]] if notes and value.get("note") else []
        return str(value["value"]) + "".join(f" ({each})" for each in when)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {in_words(each, notes=notes)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(in_words, value))
    return "yes" if value is True else "no" if value is False else str(value)
