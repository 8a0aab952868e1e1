"""Writing a chunk's records, and sealing an audit."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adhere.errors import InputError
from adhere.storage import log
from adhere.storage.chain import beginning, canonical, content_of, linked, sealed, sha256
from adhere.storage.records import CheckRecord, FindingRecord
from adhere.storage.tables import audits, checks, chunks, findings

Record = TypeVar("Record", CheckRecord, FindingRecord)
Rows = list[tuple[Any, ...]]


def begin(connection: Connection, audit_id: str, facts: str | None) -> None:
    """The audit's own row, if it is not there yet."""
    _insert_new(connection, audits, id=audit_id)
    if facts is not None:
        unsealed = audits.c.id == audit_id, audits.c.seal.is_(None)
        connection.execute(update(audits).where(*unsealed).values(facts=facts))


def record(
    engine: Engine, audit_id: str, chunk: int, given: Sequence[CheckRecord], said: Sequence[FindingRecord]
) -> str:
    """Writes the chunk, or nothing of it; its head. Raises InputError where it cannot be a part of the audit."""
    check_rows, finding_rows, head = _rows(audit_id, chunk, given, said)
    with engine.begin() as connection:
        begin(connection, audit_id, None)
        seal = connection.scalar(select(audits.c.seal).where(audits.c.id == audit_id).with_for_update(read=True))
        # the row is a lock, too: the same chunk may be recorded by two processes
        _insert_new(connection, chunks, audit_id=audit_id, chunk=chunk, first=0, records=0, head="")
        here = chunks.c.audit_id == audit_id, chunks.c.chunk == chunk
        known = connection.scalar(select(chunks.c.head).where(*here).with_for_update())
        if known == head:
            return head
        if seal is not None:
            raise InputError(f"The audit {audit_id} is sealed: chunk {chunk} cannot change any more.")
        if known:
            _clear(connection, audit_id, chunk)
        _insert_all(connection, checks, check_rows)
        _insert_all(connection, findings, finding_rows)
        first = given[0].seq if given else 0
        connection.execute(update(chunks).where(*here).values(first=first, records=len(given), head=head))
    return head


def seal(connection: Connection, audit_id: str, count: int, facts: str) -> str:
    """The seal over all chunks and the facts. Raises InputError where a record is missing, or the seal is another already."""
    begin(connection, audit_id, None)
    row = connection.execute(select(audits).where(audits.c.id == audit_id).with_for_update()).one()
    parts, records = _parts(connection, audit_id, count)
    made = sealed(audit_id, parts, facts)
    if row.seal not in (None, made):
        raise InputError(f"The audit {audit_id} is sealed already, over other records or other facts.")
    if row.seal is None:
        values = {"facts": facts, "chunks": count, "records": records, "seal": made}
        connection.execute(update(audits).where(audits.c.id == audit_id).values(**values))
        log.append(connection, "seal", {"audit": audit_id, "chunks": count, "records": records, "seal": made})
    return made


def _parts(connection: Connection, audit_id: str, count: int) -> tuple[list[tuple[int, int, str]], int]:
    """The first seq, the number of records and the head of each chunk, and how many records that makes."""
    found = connection.execute(select(chunks).where(chunks.c.audit_id == audit_id).order_by(chunks.c.chunk)).all()
    numbers = [row.chunk for row in found]
    if numbers != list(range(count)):
        missing = sorted(set(range(count)) - set(numbers))
        said = f"chunk {missing[0]} is missing" if missing else f"chunk {numbers[-1]} is there as well"
        raise InputError(f"The audit {audit_id} cannot be sealed over {count} chunks: {said}.")
    records = 0
    for row in found:
        if row.records and row.first != records:
            raise InputError(f"The audit {audit_id} has no record {records}: chunk {row.chunk} begins at {row.first}.")
        records += row.records
    if (there := counted(connection, audit_id)) != records:
        raise InputError(
            f"The audit {audit_id} recorded {records} records, and {there} are there. See adhere evidence verify."
        )
    return [(row.first, row.records, row.head) for row in found], records


def _rows(
    audit_id: str, chunk: int, given: Sequence[CheckRecord], said: Sequence[FindingRecord]
) -> tuple[Rows, Rows, str]:
    """The rows of both tables, in the order of their columns, and the head of the chain."""
    findings_of: dict[int, list[FindingRecord]] = defaultdict(list)
    for each in said:
        findings_of[each.seq].append(each)
    previous = beginning("chunk", audit_id, chunk)
    check_rows, finding_rows = [], []
    for check in _in_order(chunk, given):
        of_check = findings_of.pop(check.seq, [])
        as_of, kept = check.as_of.isoformat() if check.as_of else None, int(check.input is not None)
        content = content_of(check, as_of, of_check, kept)
        encoded = canonical([check.seq, content])
        if _unfit(encoded):
            content = content_of(_fit(check), as_of, [_fit(each) for each in of_check], kept)
            encoded = canonical([check.seq, content])
        previous = linked(previous, encoded)
        place = (audit_id, chunk, check.seq)
        check_rows.append((*place, *content[:8], check.input, None, previous))
        finding_rows += [(*place, at, *values) for at, values in enumerate(content[8])]
    if findings_of:
        raise InputError(f"Chunk {chunk} has findings of record {min(findings_of)}, which is none of its own.")
    return check_rows, finding_rows, previous


def _in_order(chunk: int, given: Sequence[CheckRecord]) -> Iterator[CheckRecord]:
    for at, check in enumerate(given, start=given[0].seq if given else 0):
        if check.seq != at:
            raise InputError(f"Chunk {chunk} has record {check.seq} where {at} should be: records are numbered on.")
        if check.input is not None and sha256(check.input) != check.input_sha256:
            raise InputError(f"Record {at}: the text is not the one that input_sha256 is of.")
        yield check


def _unfit(encoded: str) -> bool:
    return "\\u0000" in encoded or "\\ud" in encoded


def fit(text: str) -> str:
    """The text without what PostgreSQL or UTF-8 cannot hold: NUL, and halves of characters."""
    return text.replace("\0", "�").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _fit(record: Record) -> Record:
    """The text of the post stays as it is: JSON, in which nothing unfit can stand."""
    values = {name: getattr(record, name) for name in type(record).__slots__ if name != "input"}
    fitting: dict[str, Any] = {name: fit(value) for name, value in values.items() if isinstance(value, str)}
    return dataclasses.replace(record, **fitting)


def _clear(connection: Connection, audit_id: str, chunk: int) -> None:
    erased = select(exists().where(_here(checks, audit_id, chunk), checks.c.erased_by.is_not(None)))
    if connection.scalar(erased):
        raise InputError(f"Chunk {chunk} of the audit {audit_id} has erased texts and cannot be recorded otherwise.")
    for table in (checks, findings):
        connection.execute(delete(table).where(_here(table, audit_id, chunk)))


def _here(table: Table, audit_id: str, chunk: int) -> Any:
    return (table.c.audit_id == audit_id) & (table.c.chunk == chunk)


def _insert_new(connection: Connection, table: Table, **values: Any) -> None:
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(make(table).values(**values).on_conflict_do_nothing())


def _insert_all(connection: Connection, table: Table, rows: Rows) -> None:
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        # one step for all: row by row the driver would let go of the interpreter and wait for it again at each, in a busy service
        connection.exec_driver_sql(_insert_sql(table), (json.dumps(rows, ensure_ascii=False),))
        return
    columns = ", ".join(column.name for column in table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@cache
def _insert_sql(table: Table) -> str:
    """Inserts the rows of a JSON array of arrays."""
    columns = ", ".join(column.name for column in table.columns)
    values = ", ".join(f"json_extract(value, '$[{at}]')" for at in range(len(table.columns)))
    return f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM json_each(?)"


def counted(connection: Connection, audit_id: str | None) -> int:
    """How many records there are, of an audit or of all."""
    asked = select(func.count()).select_from(checks)
    if audit_id is not None:
        asked = asked.where(checks.c.audit_id == audit_id)
    return connection.scalar(asked) or 0
