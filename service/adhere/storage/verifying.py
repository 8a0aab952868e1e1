"""Everything computed anew, and what does not agree with what is stored."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, select

from adhere.errors import InputError
from adhere.storage import log
from adhere.storage.chain import Chain, Link, beginning, content_of, sealed, sha256
from adhere.storage.erasing import Place, digests
from adhere.storage.records import CheckRecord, Fault, What
from adhere.storage.tables import audits, checks, chunks, events, findings
from adhere.storage.tables import log as log_table

_EVENT: dict[str, What] = {"decision": "decision changed", "revocation": "decision changed"}
_EVENT |= {"erasure": "erasure changed", "seal": "seal changed"}
_CHECK: dict[What, str] = {
    "changed": "the record or a finding of it is not what was recorded",
    "missing": "the record is not there",
    "extra": "a record that was never recorded",
    "reordered": "the record stood in another place",
}


class Verification:
    """One look at the whole database, or at one audit and the log."""

    def __init__(self, connection: Connection, audit_id: str | None) -> None:
        self.connection = connection
        self.asked = audit_id
        self.seals: dict[str, dict[str, Any]] = {}
        self.erasures: dict[int, dict[str, Any]] = {}
        self.erased: dict[int, list[Place]] = defaultdict(list)

    def faults(self, noted: str | None) -> Iterator[Fault]:
        """What is wrong with the log, then with each audit."""
        yield from self._log(noted)
        for audit_id in [self.asked] if self.asked is not None else self._audit_ids():
            yield from self._audit(audit_id)
        yield from self._erasures()

    def _audit_ids(self) -> list[str]:
        found = set(self.connection.scalars(select(audits.c.id))) | set(self.seals)
        for table in (chunks, checks, findings):
            found |= set(self.connection.scalars(select(table.c.audit_id).distinct()))
        return sorted(found)

    def _log(self, noted: str | None) -> Iterator[Fault]:
        rows = self.connection.execute(select(events).order_by(events.c.number)).all()
        heads = self.connection.execute(select(log_table)).all()
        if [row.id for row in heads] != [1]:
            yield Fault("changed", "the row that says where the log ends is not there, or not alone")
        count = heads[0].events if heads else len(rows)
        links = [Link(row.number, [row.kind, row.body], row.hash) for row in rows]
        chain = Chain(log.START, 1, count, links)
        wrong = chain.faults()
        kinds = {row.number: row for row in rows}
        for place, what in sorted(wrong.items()):
            yield _event_fault(place, what, kinds.get(place))
        if heads and not wrong and chain.ends() != heads[0].head:
            yield Fault("changed", "the log does not end in the hash that is noted as its head")
        if noted is not None and noted not in {log.START, *(row.hash for row in rows)}:
            yield Fault(
                "changed",
                f"the log never had the head {noted}: all of it was written anew, or this is another database",
            )
        for row in rows:
            if row.number not in wrong and row.kind in ("seal", "erasure"):
                body = json.loads(row.body)
                if row.kind == "seal":
                    self.seals[body["audit"]] = body
                else:
                    self.erasures[row.number] = body

    def _audit(self, audit_id: str) -> Iterator[Fault]:
        row = self.connection.execute(select(audits).where(audits.c.id == audit_id)).one_or_none()
        seal = self.seals.get(audit_id)
        if row is None:
            if seal is None:
                if not any(self._all(table, audit_id) for table in (chunks, checks, findings)):
                    raise InputError(f"There is no audit {audit_id!r} here.", where="--audit")
                yield Fault("extra", "records of an audit that was never begun", audit_id)
                return
            yield Fault("missing", "the audit's own row, with its facts, is not there", audit_id)
        elif row.seal is not None and seal is None:
            yield Fault("seal changed", "the log knows of no such seal", audit_id)
        elif row.seal is not None or seal is not None:
            stored = {"audit": audit_id, "chunks": row.chunks, "records": row.records, "seal": row.seal}
            if stored != seal:
                yield Fault("seal changed", "the audit's row does not say what the log says", audit_id)
        elif row.chunks is not None or row.records is not None:
            yield Fault("seal changed", "counts without a seal", audit_id)
        yield from self._chunks(audit_id, seal)
        if row is not None and seal is not None:
            yield from self._seal(audit_id, row.facts, seal)

    def _chunks(self, audit_id: str, seal: dict[str, Any] | None) -> Iterator[Fault]:
        known = {row.chunk: row for row in self._all(chunks, audit_id)}
        found = set(known)
        for table in (checks, findings):
            asked = select(table.c.chunk).where(table.c.audit_id == audit_id).distinct()
            found |= set(self.connection.scalars(asked))
        count = seal["chunks"] if seal is not None else max(known, default=-1) + 1
        for number in sorted(found | (set(range(count)) if seal is not None else set())):
            if number not in found:
                yield Fault("missing", "the chunk is not there, nor any record of it", audit_id, number)
            elif not 0 <= number < count:
                yield Fault("extra", "a chunk that the audit never had", audit_id, number)
            elif number not in known:
                yield Fault("missing", "the chunk's own row is not there", audit_id, number)
            else:
                yield from self._chunk(audit_id, number, known[number])

    def _chunk(self, audit_id: str, number: int, row: Row[Any]) -> Iterator[Fault]:
        said: dict[int, list[Row[Any]]] = defaultdict(list)
        for each in self._all(findings, audit_id, findings.c.chunk == number):
            if each.position != len(said[each.seq]):
                yield Fault("changed", "the findings do not follow each other", audit_id, number, each.seq)
            said[each.seq].append(each)
        links = []
        for each in self._all(checks, audit_id, checks.c.chunk == number):
            links.append(Link(each.seq, content_of(each, each.as_of, said.pop(each.seq, ()), each.kept), each.hash))
            if each.erased_by is not None:
                self.erased[each.erased_by].append((audit_id, number, each.seq))
            if (wrong := _text_fault(each)) is not None:
                yield Fault("changed", wrong, audit_id, number, each.seq)
        for seq in sorted(said):
            yield Fault("extra", "findings of a record that is not in the chunk", audit_id, number, seq)
        chain = Chain(beginning("chunk", audit_id, number), row.first, row.records, links)
        faults = chain.faults()
        for seq, what in sorted(faults.items()):
            yield Fault(what, _CHECK[what], audit_id, number, seq)
        if not faults and chain.ends() != row.head:
            yield Fault("changed", "the chunk does not end in the hash that is noted as its head", audit_id, number)

    def _seal(self, audit_id: str, facts: str | None, seal: dict[str, Any]) -> Iterator[Fault]:
        rows = self._all(chunks, audit_id)
        parts = [(row.first, row.records, row.head) for row in rows]
        if sealed(audit_id, parts, facts or "") != seal["seal"]:
            yield Fault("changed", "the chunks and the facts are not those that were sealed", audit_id)
        at = 0
        for row in rows:
            if row.records and row.first != at:
                yield Fault("changed", f"the chunk begins at {row.first}, and should at {at}", audit_id, row.chunk)
            at += row.records

    def _erasures(self) -> Iterator[Fault]:
        for number in sorted(self.erased.keys() | self.erasures.keys()):
            body = self.erasures.get(number)
            if body is None:
                yield Fault("erasure changed", "texts are gone, and the log knows of no such erasure", event=number)
                continue
            now = digests(self.erased.get(number, ()))
            for audit_id in sorted(now.keys() | body["erased"].keys()):
                asked = self.asked in (None, audit_id)
                if asked and now.get(audit_id) != body["erased"].get(audit_id):
                    yield Fault("erasure changed", "other texts are gone than were erased", audit_id, event=number)

    def _all(self, table: Table, audit_id: str, *where: Any) -> Sequence[Row[Any]]:
        asked: Select[Any] = select(table).where(table.c.audit_id == audit_id, *where)
        return self.connection.execute(asked.order_by(*table.primary_key.columns)).all()


def record_of(row: Row[Any]) -> CheckRecord:
    """A check out of its row."""
    return CheckRecord(
        seq=row.seq,
        check_id=row.check_id,
        post_id=row.post_id,
        input_sha256=row.input_sha256,
        report_sha256=row.report_sha256,
        verdict=row.verdict,
        error=row.error,
        as_of=dt.date.fromisoformat(row.as_of) if row.as_of else None,
        input=row.input,
    )


def _text_fault(row: Row[Any]) -> str | None:
    if row.input is None:
        return "the text is gone, and was not erased" if row.kept and row.erased_by is None else None
    if not row.kept:
        return "a text is there that was not kept"
    if row.erased_by is not None:
        return "the text was erased, and is there"
    return None if sha256(row.input) == row.input_sha256 else "the text is not what was recorded"


def _event_fault(number: int, what: What, row: Row[Any] | None) -> Fault:
    if row is None:
        return Fault(
            "missing", "an event of the log (a decision, a revocation, an erasure or a seal) is not there", event=number
        )
    try:
        audit = json.loads(row.body).get("audit")
    except (ValueError, AttributeError):
        audit = None
    if what == "changed":
        return Fault(_EVENT.get(row.kind, "changed"), f"the {row.kind} is not what was recorded", audit, event=number)
    detail = {"extra": "an event that was never recorded", "reordered": "the event stood in another place"}
    return Fault(what, detail[what], audit, event=number)
