"""The storage: audits with their checks and findings, and a log of what people decided and erased."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Row, func, select
from sqlalchemy.exc import DBAPIError, OperationalError

from adhere.errors import InputError, StorageError, Unreachable
from adhere.phrases import phrase
from adhere.storage import databases, deciding, erasing, log, recording
from adhere.storage.chain import canonical
from adhere.storage.records import CheckRecord, Decision, Fault, FindingRecord, StoredCheck
from adhere.storage.tables import audits, checks, chunks, findings
from adhere.storage.verifying import Verification, record_of

#: So many faults are told of at most.
MOST_FAULTS = 1_000


class Storage:
    """A database of evidence. Safe to share between threads; each process opens its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = databases.reading(engine)

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Storage:
        """The database at `sqlite:///path` or `postgresql://…`, with tables as this version knows them.

        Without `create` it must be there and hold evidence. Raises InputError where it cannot be opened.
        """
        return cls(databases.connect(url, create=create))

    def close(self) -> None:
        """Ends all connections."""
        self._engine.dispose()

    def __enter__(self) -> Storage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin_audit(self, facts_json: dict[str, Any], audit_id: str) -> None:
        """Notes an audit that begins. The facts count once it is sealed."""
        with self._engine.begin() as connection:
            recording.begin(connection, audit_id, canonical(facts_json))

    def audit(self, audit_id: str) -> dict[str, Any]:
        """An audit's facts; with `seal`, `chunks` and `records`, which are None until it is sealed. Raises InputError."""
        with self._reading.connect() as connection:
            row = connection.execute(select(audits).where(audits.c.id == recording.fit(audit_id))).one_or_none()
        if row is None:
            known = ", ".join(each["id"] for each in self.audits()) or "none"
            raise InputError(f"There is no audit {audit_id!r} here. Known: {known}.", where="--audit")
        return _audit(row)

    def audits(self) -> list[dict[str, Any]]:
        """All audits, by their ids."""
        with self._reading.connect() as connection:
            return [_audit(row) for row in connection.execute(select(audits).order_by(audits.c.id))]

    def count(self, audit_id: str | None = None) -> int:
        """How many records there are, of an audit or of all."""
        with self._reading.connect() as connection:
            return recording.counted(connection, audit_id)

    def recorded_chunks(self, audit_id: str) -> int:
        """How many chunks of an audit are recorded."""
        with self._reading.connect() as connection:
            counted = select(func.count()).select_from(chunks).where(chunks.c.audit_id == audit_id)
            return connection.scalar(counted) or 0

    def verdicts(self, audit_id: str) -> dict[str, int]:
        """How many records of an audit have each verdict; those that could not be checked have none and count under `error`."""
        counted = select(func.coalesce(checks.c.verdict, "error"), func.count()).where(checks.c.audit_id == audit_id)
        with self._reading.connect() as connection:
            return dict(connection.execute(counted.group_by(checks.c.verdict)).all())

    def record_chunk(
        self, audit_id: str, chunk: int, checks: Sequence[CheckRecord], findings: Sequence[FindingRecord]
    ) -> str:
        """Writes a chunk's records in one transaction; the head of its chain.

        Recorded again, equal records stay as they are, and others replace them as long as the audit is not sealed. Raises InputError
        where the seqs do not follow each other, or a text is not what its digest is of.
        """
        return recording.record(self._engine, audit_id, chunk, checks, findings)

    def seal_audit(self, audit_id: str, chunks: int, facts_json: dict[str, Any]) -> str:
        """Closes the audit over its chunks and facts; the seal. Raises InputError where a chunk or a record is missing."""
        with self._engine.begin() as connection:
            return recording.seal(connection, audit_id, chunks, canonical(facts_json))

    def check(self, check_id: str, audit_id: str | None = None) -> list[StoredCheck]:
        """The records of a check; several where the same post stands in several rows or audits. Raises InputError where there is none."""
        # what no database holds is in none of them, and a driver would not even ask
        where = [checks.c.check_id == recording.fit(check_id)] + (
            [checks.c.audit_id == audit_id] if audit_id is not None else []
        )
        with self._reading.connect() as connection:
            rows = connection.execute(select(checks).where(*where).order_by(checks.c.audit_id, checks.c.seq)).all()
            with _legible():
                found = [_stored(row, connection.execute(_findings_of(row)).all()) for row in rows]
        if not found:
            raise InputError(f"There is no check {check_id!r} here.", where="CHECK_ID")
        return found

    def verify(self, audit_id: str | None = None, *, noted: str | None = None) -> list[Fault]:
        """Computes every hash anew; what does not agree, MOST_FAULTS at most.

        Found are records, findings, chunks, audits, decisions and erasures that were changed, added, taken away or moved. Not
        found, without an anchor outside, is a rewrite of the whole: whoever may write here can compute every hash anew, also of a
        log cut short. So note `head` elsewhere: given as `noted`, it must be a head that this log once had. The facts of an
        audit that is not sealed, and records beyond its last chunk, are not covered yet.
        """
        found: list[Fault] = []
        audit_id = recording.fit(audit_id) if audit_id is not None else None
        with self._reading.connect() as connection:
            try:
                for fault in islice(Verification(connection, audit_id).faults(noted), MOST_FAULTS):
                    found.append(fault)
            except (DBAPIError, AttributeError, LookupError, TypeError, ValueError) as error:
                found.append(Fault("unreadable", repr(error) if isinstance(error, LookupError) else str(error)))
        return found

    def head(self) -> str:
        """The head of the log; noted elsewhere, it is the anchor that `verify` takes. Every seal is in the log."""
        with self._reading.connect() as connection:
            return log.head(connection)

    def decide(
        self,
        check_id: str,
        decision: str,
        *,
        reason: str,
        by: str,
        on: dt.date,
        until: dt.date | None = None,
        jurisdiction: str | None = None,
        rule: str | None = None,
        audit_id: str | None = None,
    ) -> list[Decision]:
        """`agree`, `override` or `ignore`, of all findings of a check or of those of a rule or jurisdiction.

        It is kept under the findings' keys, so that it counts in the next audit of the same post. Raises InputError.
        """
        found = self.check(check_id, audit_id)
        with _legible(), self._engine.begin() as connection:
            return deciding.decide(
                connection,
                found,
                decision,
                reason=reason,
                by=by,
                on=on,
                until=until,
                jurisdiction=jurisdiction,
                rule=rule,
            )

    def decisions(self, audit_id: str | None = None, *, on: dt.date | None = None) -> list[Decision]:
        """The last decision on each finding, without those taken back; with `on`, only those that still count on that day."""
        with self._reading.connect() as connection, _legible():
            found = deciding.current(connection)
        return [each for each in found if audit_id in (None, each.audit_id) and (on is None or each.stands(on))]

    def last_event(self) -> int:
        """The number of the last event of the log, 0 where there is none."""
        with self._reading.connect() as connection:
            return log.last(connection)

    def decided_after(self, event: int) -> tuple[list[list[Decision]], int]:
        """What was decided here after that event of the log, each act as one, and the number of the last event by now.

        Decisions that were taken back since are among them; those taken over from another database are not.
        """
        with self._reading.connect() as connection, _legible():
            return deciding.made(connection, event), log.last(connection)

    def adopt(self, decisions: Sequence[Decision]) -> int:
        """Takes over decisions of another database, such as the one in an earlier audit's folder; how many findings they are of.

        A finding that is decided here already keeps its decision, so that doing it twice does it once.
        """
        with _legible(), self._engine.begin() as connection:
            return deciding.adopt(connection, decisions)

    def revoke(self, number: int, *, reason: str, by: str, on: dt.date) -> None:
        """Takes a decision back. Raises InputError where there is none of that number."""
        with _legible(), self._engine.begin() as connection:
            deciding.revoke(connection, number, reason=reason, by=by, on=on)

    def forget(
        self, *, post_id: str | None = None, author: str | None = None, by: str, reason: str, on: dt.date
    ) -> int:
        """Erases the stored texts of a post, or of an author by any spelling of the handle; how many.

        Ids and hashes stay. The files in audits' folders hold texts as well and are not touched.
        """
        if (post_id is None) == (author is None) or not (post_id or author or "").strip():
            raise InputError("Name either a post or an author.", where="--post")
        with _legible(), self._engine.begin() as connection:
            return erasing.forget(connection, post_id, author, by=by, reason=reason, on=on)

    def purge_texts(self, older_than: dt.date) -> int:
        """Erases the stored texts of audits that began before a day, also of those that were never finished; how many."""
        with _legible(), self._engine.begin() as connection:
            return erasing.purge(connection, older_than)


@contextmanager
def _legible() -> Iterator[None]:
    """Says in plain words that something was tampered with so that it cannot be read, or that nothing can be written."""
    try:
        yield
    except OperationalError as error:
        raise Unreachable(
            phrase("The evidence cannot be written: {note}.", note=str(error.orig).strip()), where="--database"
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise StorageError(
            phrase("The evidence is damaged ({note}). See adhere evidence verify.", note=repr(error)),
            where="--database",
        ) from None


def _audit(row: Row[Any]) -> dict[str, Any]:
    with _legible():
        facts = json.loads(row.facts) if row.facts else {}
    return {**facts, "id": row.id, "chunks": row.chunks, "records": row.records, "seal": row.seal}


def _findings_of(row: Row[Any]) -> Any:
    place = findings.c.audit_id == row.audit_id, findings.c.chunk == row.chunk, findings.c.seq == row.seq
    return select(findings).where(*place).order_by(findings.c.position)


def _stored(row: Row[Any], said: Sequence[Row[Any]]) -> StoredCheck:
    found = tuple(
        FindingRecord(each.seq, each.key, each.jurisdiction, each.rule, each.reason, each.severity) for each in said
    )
    return StoredCheck(row.audit_id, row.chunk, record_of(row), found, row.erased_by is not None, row.hash)
