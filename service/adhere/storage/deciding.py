"""What people decide about findings, and take back. A decision is an event; nothing of it is ever written over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, get_args

from sqlalchemy import Connection

from adhere.errors import InputError, UnknownWord
from adhere.phrases import phrase
from adhere.storage import log
from adhere.storage.records import Decision, DecisionKind, FindingRecord, StoredCheck


def decide(
    connection: Connection,
    found: Sequence[StoredCheck],
    decision: str,
    *,
    reason: str,
    by: str,
    on: dt.date,
    until: dt.date | None,
    jurisdiction: str | None,
    rule: str | None,
) -> list[Decision]:
    """One event for the findings that are meant, and what it decides of each."""
    if decision not in get_args(DecisionKind):
        raise UnknownWord("decision", decision, get_args(DecisionKind), where="decision")
    if decision == "ignore" and until is None:
        raise InputError(
            phrase("Ignoring needs a last day: give {example}.", example="--until YYYY-MM-DD"), where="--until"
        )
    if until is not None and until < on:
        raise InputError(
            phrase(
                "{option} ({day}) is before the day of the decision ({first}).", option="--until", day=until, first=on
            ),
            where="--until",
        )
    meant = _meant(found, jurisdiction, rule)
    why, who = reason_said(reason), name_said(by)
    body = _body(meant, decision, why, who, on, until)
    body |= {"audit": found[0].audit_id, "check_id": found[0].record.check_id}
    return _decisions(log.Event(log.append(connection, "decision", body), "decision", body))


def revoke(connection: Connection, number: int, *, reason: str, by: str, on: dt.date) -> None:
    """Takes the decision with that number back."""
    standing = {each.number for each in current(connection)}
    if number not in standing:
        known = ", ".join(map(str, sorted(standing))) or "none"
        raise InputError(f"There is no decision {number} in force. In force: {known}.", where="number")
    body = {
        "decision": number,
        "reason": reason_said(reason),
        "by": name_said(by),
        "on": on.isoformat(),
    }
    log.append(connection, "revocation", body)


def adopt(connection: Connection, decisions: Sequence[Decision]) -> int:
    """Takes over decisions of another database, each event as one; how many findings. What is decided here already stays."""
    decided = {each.key for each in current(connection)}
    taken = sorted((each for each in decisions if each.key not in decided), key=attrgetter("number"))
    for _, group in groupby(taken, key=attrgetter("number")):
        findings = list(group)
        one = findings[0]
        body = _body(findings, one.decision, one.reason, one.by, one.on, one.until)
        log.append(connection, "decision", body | {"audit": one.audit_id, "check_id": one.check_id, "adopted": True})
    return len(taken)


def current(connection: Connection) -> list[Decision]:
    """The last decision on each finding, without those taken back; a decision that follows one replaces it."""
    events = log.read(connection, "decision", "revocation")
    revoked = {event.body["decision"] for event in events if event.kind == "revocation"}
    last: dict[str, Decision] = {}
    for event in events:
        if event.kind == "decision" and event.number not in revoked:
            for each in _decisions(event):
                last[each.key] = each
    return sorted(last.values(), key=lambda each: each.number)


def made(connection: Connection, after: int) -> list[list[Decision]]:
    """What was decided here after that event of the log, each event as one; also what was taken back since."""
    events = log.read(connection, "decision", after=after)
    return [_decisions(event) for event in events if not event.body.get("adopted")]


def reason_said(text: str) -> str:
    """The reason, trimmed. Raises InputError where nothing can be seen of it."""
    if _is_blank(text):
        raise InputError(phrase("{option} is blank. Why?", option="--reason"), where="--reason")
    return text.strip()


def name_said(text: str) -> str:
    """The name of who answers for it, trimmed. Raises InputError where nothing can be seen of it."""
    if _is_blank(text):
        raise InputError(phrase("{option} is blank. Who answers for it?", option="--by"), where="--by")
    return text.strip()


def _is_blank(text: str) -> bool:
    return not any(char.isprintable() and not char.isspace() for char in text)


def _meant(found: Sequence[StoredCheck], jurisdiction: str | None, rule: str | None) -> list[FindingRecord]:
    all_of_them = {each.key: each for check in found for each in check.findings}
    meant = [
        each for each in all_of_them.values() if jurisdiction in (None, each.jurisdiction) and rule in (None, each.rule)
    ]
    if not meant:
        there = "; ".join(f"{each.jurisdiction} {each.rule}" for each in all_of_them.values()) or "none"
        raise InputError(phrase("The check has no such finding. Its findings: {known}.", known=there), where="--rule")
    return meant


def _body(
    findings: Sequence[FindingRecord | Decision],
    decision: str,
    reason: str,
    by: str,
    on: dt.date,
    until: dt.date | None,
) -> dict[str, Any]:
    return {
        "findings": [[each.key, each.jurisdiction, each.rule] for each in findings],
        "decision": decision,
        "reason": reason,
        "by": by,
        "on": on.isoformat(),
        "until": until.isoformat() if until else None,
    }


def _decisions(event: log.Event) -> list[Decision]:
    body: dict[str, Any] = event.body
    return [
        Decision(
            number=event.number,
            audit_id=body["audit"],
            check_id=body["check_id"],
            key=key,
            jurisdiction=jurisdiction,
            rule=rule,
            decision=body["decision"],
            reason=body["reason"],
            by=body["by"],
            on=dt.date.fromisoformat(body["on"]),
            until=dt.date.fromisoformat(body["until"]) if body["until"] else None,
        )
        for key, jurisdiction, rule in body["findings"]
    ]
