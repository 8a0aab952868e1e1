"""Texts erased, on request or because they are old. Hashes and ids stay, so that the chain can still be checked.

The event names nobody: whose texts they were stands in it as a digest only. What was erased is gone from the tables at once, and
on SQLite from the file; PostgreSQL keeps old rows until its next vacuum, and in its backups.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from adhere.storage import log
from adhere.storage.chain import sha256
from adhere.storage.deciding import name_said, reason_said
from adhere.storage.recording import fit
from adhere.storage.tables import audits, checks

Place = tuple[str, int, int]
_PLACE = (checks.c.audit_id, checks.c.chunk, checks.c.seq)
_BLOCK = 5_000


def forget(
    connection: Connection, post_id: str | None, author: str | None, *, by: str, reason: str, on: dt.date
) -> int:
    """Erases the texts of a post or of an author; how many."""
    log.lock(connection)
    if post_id is not None:
        places = _of_post(connection, fit(post_id))
        subject = {"what": "post", "subject_sha256": sha256(post_id)}
    else:
        places = _of_author(connection, handle(author or ""))
        subject = {"what": "author", "subject_sha256": sha256(handle(author or ""))}
    why = {"by": name_said(by), "reason": reason_said(reason)}
    return _erase(connection, places, subject | why | {"on": on.isoformat()})


def purge(connection: Connection, older_than: dt.date) -> int:
    """Erases the texts of audits that began before that day, finished or not; how many."""
    # of two at once the second finds nothing left, and does not claim what the first erased
    log.lock(connection)
    old = [row.id for row in connection.execute(select(audits)) if _day(row.facts) < older_than]
    rows = connection.execute(select(*_PLACE).where(checks.c.audit_id.in_(old), checks.c.input.is_not(None)))
    places: list[Place] = [(row.audit_id, row.chunk, row.seq) for row in rows]
    return _erase(connection, places, {"what": "retention", "older_than": older_than.isoformat()})


def handle(author: str) -> str:
    """An author's name as platforms compare it, in whatever form of its letters an export wrote it."""
    return unicodedata.normalize("NFKC", author).strip().removeprefix("@").casefold()


def digests(places: Iterable[Place]) -> dict[str, list[Any]]:
    """Of each audit, how many places there are, and a digest of them all."""
    by_audit: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for audit_id, chunk, seq in places:
        by_audit[audit_id].append((chunk, seq))
    return {
        audit_id: [len(found), hashlib.sha256(str(sorted(found)).encode()).hexdigest()]
        for audit_id, found in by_audit.items()
    }


def _day(facts: str | None) -> dt.date:
    today = json.loads(facts).get("today") if facts else None
    return dt.date.fromisoformat(today) if today else dt.date.max


def _of_post(connection: Connection, post_id: str) -> list[Place]:
    rows = connection.execute(select(*_PLACE).where(checks.c.post_id == post_id, checks.c.input.is_not(None)))
    return [(row.audit_id, row.chunk, row.seq) for row in rows]


def _of_author(connection: Connection, name: str) -> list[Place]:
    """Each text is looked into here: PostgreSQL refuses to look into JSON that holds an escaped NUL."""
    return [place for place, text in _texts(connection) if handle(str(json.loads(text).get("author") or "")) == name]


def _texts(connection: Connection) -> Iterator[tuple[Place, str]]:
    asked = select(*_PLACE, checks.c.input).where(checks.c.input.is_not(None))
    for row in connection.execute(asked.execution_options(yield_per=_BLOCK)):
        yield (row.audit_id, row.chunk, row.seq), row.input


def _erase(connection: Connection, places: list[Place], body: dict[str, Any]) -> int:
    if not places:
        return 0
    number = log.append(connection, "erasure", body | {"erased": digests(places)})
    here = [column == bindparam(f"at_{column.name}") for column in _PLACE]
    names = [f"at_{column.name}" for column in _PLACE]
    change = update(checks).where(*here).values(input=None, erased_by=number)
    for start in range(0, len(places), _BLOCK):
        block = [dict(zip(names, place, strict=True)) for place in places[start : start + _BLOCK]]
        connection.execute(change, block)
    return len(places)
