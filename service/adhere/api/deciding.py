"""Evidence and decisions of a workspace, in the shapes of answers; for the routes and for the pages. What is not async is for threads."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import Any

from adhere.api.access import Caller
from adhere.api.announcing import announce_decisions
from adhere.api.problems import NotFound
from adhere.api.service import Service, today
from adhere.api.shown import decision_shown, record_shown
from adhere.errors import InputError, StorageError
from adhere.phrases import phrase
from adhere.storage import Decision, Storage, StoredCheck

#: The words of the command line in errors of the storage, and what they are called here.
_WORDS = {"--until": "until", "--reason": "reason", "--by": "by", "--rule": "rule", "CHECK_ID": "check_id"}


def retold(error: InputError) -> InputError:
    """The error in the words of this interface, fields in place of options."""
    for option, field in _WORDS.items():
        error.message = error.message.replace(f"give {option} YYYY-MM-DD", f"give {field}, YYYY-MM-DD").replace(
            option, field
        )
        error.where = field if error.where == option else error.where
    error.args = (error.message,)
    return error


def records_of(storage: Storage, check_id: str) -> list[StoredCheck]:
    """Every record of a check, the last first. Raises NotFound."""
    try:
        found = storage.check(check_id)
    except StorageError:
        raise
    except InputError:
        raise NotFound(phrase("There is no check {given} here.", given=repr(check_id)), where="check_id") from None
    begun = {audit_id: storage.audit(audit_id).get("started", "9") for audit_id in {each.audit_id for each in found}}
    # an audit that has not said when it began is going on
    return sorted(found, key=lambda each: (begun[each.audit_id], each.record.seq), reverse=True)


def evidence_of(storage: Storage, check_id: str, today: dt.date) -> dict[str, Any]:
    """All that is recorded of a check. Raises NotFound."""
    found = records_of(storage, check_id)
    decided = {each.key: each for each in storage.decisions()}
    return {
        "check_id": check_id,
        "records": [record_shown(each, storage.audit(each.audit_id), decided, today) for each in found],
        "head": storage.head(),
    }


def decide(storage: Storage, check_id: str, asked: dict[str, Any], by: str, today: dt.date) -> list[Decision]:
    """Notes a decision. Raises NotFound for an unknown check, InputError for what cannot be decided so."""
    records_of(storage, check_id)
    try:
        return storage.decide(
            check_id,
            asked["decision"],
            reason=asked["reason"],
            by=by,
            on=today,
            until=asked.get("until"),
            jurisdiction=asked.get("jurisdiction"),
            rule=asked.get("rule"),
        )
    except InputError as error:
        raise retold(error) from None


def revoke(storage: Storage, number: int, reason: str, by: str, today: dt.date) -> None:
    """Takes a decision back. Raises NotFound where none of that number is in force, InputError without a reason."""
    if number not in {each.number for each in storage.decisions()}:
        raise NotFound(phrase("There is no decision {count} in force here.", count=number), where="number")
    try:
        storage.revoke(number, reason=reason, by=by, on=today)
    except InputError as error:
        raise retold(error) from None


async def note_decision(
    service: Service, caller: Caller, check_id: str, asked: dict[str, Any], by: str
) -> list[dict[str, Any]]:
    """Decides, notes who did, and tells the webhooks; the decision, finding by finding. Raises what `decide` raises."""
    on = today()
    storage = await asyncio.to_thread(service.evidence, caller.workspace)
    made = await asyncio.to_thread(decide, storage, check_id, asked, by, on)
    shown = [decision_shown(each, on) for each in made]
    await _note(service, caller, "decided", check_id, decision=made[0].decision, number=made[0].number)
    await announce_decisions(service, caller.workspace)
    return shown


async def note_revocation(service: Service, caller: Caller, number: int, reason: str) -> None:
    """Takes a decision back, and notes who did. Raises what `revoke` raises."""
    storage = await asyncio.to_thread(service.evidence, caller.workspace)
    await asyncio.to_thread(revoke, storage, number, reason, caller.name, today())
    await _note(service, caller, "decision taken back", str(number))


async def _note(service: Service, caller: Caller, act: str, subject: str, **detail: Any) -> None:
    note = service.kept.note
    await asyncio.to_thread(lambda: note(caller.workspace, int(time.time()), caller.name, act, subject, **detail))


def no_post(seq: int) -> NotFound:
    """What is raised where an audit has no such post."""
    return NotFound(phrase("The audit has no post {count}.", count=seq), where="seq")


def day_of(value: str) -> dt.date:
    """The last day of a decision as somebody wrote it. Raises InputError."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise InputError(
            phrase("until: {given} is no day. Write YYYY-MM-DD.", given=repr(value)), where="until"
        ) from None
