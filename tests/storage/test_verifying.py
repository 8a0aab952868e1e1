"""Whatever is changed behind the storage's back is found and named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Integer, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from adhere.storage import CheckRecord, Storage
from adhere.storage.chain import following
from adhere.storage.tables import checks, metadata
from tests.storage.conftest import ON, MakeUrl, chunk, engine_of, execute, fill, look, post

Place = tuple[str, str | None, int | None, int | None]


def written(url: str) -> None:
    """Two sealed audits and one that is not, decisions, and an erasure."""
    with Storage.open(url) as storage:
        fill(storage)
        fill(storage, "B", chunks=2)
        storage.record_chunk("C", 0, *chunk(0, 5))
        for each, decision in (("check1", "override"), ("check2", "agree"), ("check5", "override")):
            storage.decide(each, decision, reason="seen", by="R. Okafor", on=ON, audit_id="A")
        storage.revoke(4, reason="a mistake", by="R. Okafor", on=ON)
        storage.forget(post_id="p3", by="R. Okafor", reason="asked for", on=ON)
        assert storage.verify() == []


@pytest.fixture
def full(url: str) -> str:
    """A database with something of everything."""
    written(url)
    return url


OPENED: dict[str, Storage] = {}


def opened(url: str) -> Storage:
    """The storage that looks, opened once a database."""
    if url not in OPENED:
        OPENED[url] = Storage.open(url, create=False)
    return OPENED[url]


@pytest.fixture(autouse=True, scope="module")
def _closed() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.popitem()[1].close()


def places(url: str, audit_id: str | None = None, noted: str | None = None) -> set[Place]:
    """What `verify` finds, without the words."""
    found = opened(url).verify(audit_id, noted=noted)
    assert all(str(fault) for fault in found)
    return {(fault.what, fault.audit, fault.chunk, fault.event if fault.seq is None else fault.seq) for fault in found}


AT_13 = "where audit_id = 'A' and seq = 13"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (f"update adhere_checks set verdict = 'compliant' {AT_13}", ("changed", "A", 1, 13)),
        (f"update adhere_checks set input = '{{}}' {AT_13}", ("changed", "A", 1, 13)),
        (f"update adhere_checks set input = null {AT_13}", ("changed", "A", 1, 13)),
        (f"update adhere_findings set severity = 'note' {AT_13}", ("changed", "A", 1, 13)),
        (f"delete from adhere_findings {AT_13}", ("changed", "A", 1, 13)),
        ("insert into adhere_findings values ('A', 1, 99, 0, 'k', 'GB', 'gb.x', 'other', 'note')", ("extra", "A", 1, 99)),
        (f"delete from adhere_checks {AT_13}", ("missing", "A", 1, 13)),
        ("delete from adhere_checks where audit_id = 'A' and seq = 29", ("missing", "A", 2, 29)),
        (f"update adhere_checks set chunk = 2 {AT_13}", ("extra", "A", 2, 13)),
        (f"update adhere_checks set audit_id = 'D' {AT_13}", ("extra", "D", None, None)),
        ("delete from adhere_chunks where audit_id = 'A' and chunk = 1", ("missing", "A", 1, None)),
        ("update adhere_chunks set records = 1000000000000 where chunk = 1 and audit_id = 'A'", ("missing", "A", 1, 20)),
        ("insert into adhere_chunks values ('A', 3, 30, 0, 'x')", ("extra", "A", 3, None)),
        ("update adhere_audits set facts = '{}' where id = 'A'", ("changed", "A", None, None)),
        ("update adhere_audits set seal = null, chunks = null, records = null where id = 'A'", ("seal changed", "A", None, None)),
        ("update adhere_audits set seal = 'x', chunks = 1, records = 5 where id = 'C'", ("seal changed", "C", None, None)),
        ("delete from adhere_audits where id = 'A'", ("missing", "A", None, None)),
        ("update adhere_events set body = replace(body, 'seen', 'none') where number = 3", ("decision changed", "A", None, 3)),
        ("update adhere_events set body = replace(body, 'mistake', 'trick') where number = 6", ("decision changed", None, None, 6)),
        ("update adhere_events set body = replace(body, 'asked', 'told') where number = 7", ("erasure changed", None, None, 7)),
        ("delete from adhere_events where number = 4", ("missing", None, None, 4)),
        ("delete from adhere_events where number = 7", ("missing", None, None, 7)),
        ("update adhere_checks set erased_by = 7, input = null where seq = 2 and audit_id = 'A'", ("erasure changed", "A", None, 7)),
        ("update adhere_log set events = 6", ("extra", None, None, 7)),
        ("update adhere_log set head = 'x'", ("changed", None, None, None)),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_named(full: str, sql: str, found: Place) -> None:
    assert execute(full, sql) > 0
    assert found in places(full)


def test_a_text_that_was_not_kept_may_not_turn_up(full: str) -> None:
    """Not even the right one."""
    assert execute(full, "update adhere_checks set input = :text where audit_id = 'C' and seq = 2", text=post(2))
    assert places(full) == {("changed", "C", 0, 2)}


def swap(url: str, one: int, other: int, columns: list[str]) -> None:
    """Two records of the audit A change what stands in the columns."""
    engine = engine_of(url)
    here = checks.c.audit_id == "A"
    with engine.begin() as connection:
        rows = {
            seq: connection.execute(select(checks).where(here, checks.c.seq == seq)).one()._mapping
            for seq in (one, other)
        }
        for seq, source in ((one, other), (other, one)):
            values = {name: rows[source][name] for name in columns}
            connection.execute(update(checks).where(here, checks.c.seq == seq).values(**values))


FIELDS = ["check_id", "post_id", "input_sha256", "report_sha256", "verdict", "error", "as_of", "kept", "input"]


@pytest.mark.parametrize("columns", [FIELDS, [*FIELDS, "hash"]], ids=["without hashes", "with hashes"])
@pytest.mark.parametrize(("one", "other"), [(10, 13), (12, 15), (10, 19), (15, 18)])
def test_records_that_changed_places_are_named(full: str, columns: list[str], one: int, other: int) -> None:
    """Their findings stay, so that these are only reordered where they have none; see below."""
    swap(full, one, other, columns)
    found = places(full)
    assert {each[3] for each in found if each[2] == 1} >= {one, other}


def test_whole_records_that_changed_places_are_only_reordered(url: str) -> None:
    with Storage.open(url) as storage:
        storage.record_chunk("A", 0, chunk(0, 20, texts=True)[0], [])
    for one, other, columns in ((3, 4, FIELDS), (3, 11, [*FIELDS, "hash"]), (7, 8, [*FIELDS, "hash"]), (0, 19, FIELDS)):
        swap(url, one, other, columns)
        assert places(url) == {("reordered", "A", 0, one), ("reordered", "A", 0, other)}
        swap(url, one, other, columns)
        assert places(url) == set()


def test_one_change_is_one_fault(full: str) -> None:
    execute(full, f"update adhere_checks set verdict = 'compliant' {AT_13}")
    assert places(full) == {("changed", "A", 1, 13)}
    assert places(full, "A") == {("changed", "A", 1, 13)}
    assert places(full, "B") == set()


def test_a_chunk_that_is_gone_altogether_is_named(full: str) -> None:
    for table in ("chunks", "checks", "findings"):
        execute(full, f"delete from adhere_{table} where audit_id = 'A' and chunk = 1")
    assert ("missing", "A", 1, None) in places(full)


def test_an_audit_that_is_gone_altogether_is_named(full: str) -> None:
    for table, column in (("chunks", "audit_id"), ("checks", "audit_id"), ("findings", "audit_id"), ("audits", "id")):
        execute(full, f"delete from adhere_{table} where {column} = 'B'")
    assert {("missing", "B", None, None), ("missing", "B", 0, None), ("missing", "B", 1, None)} <= places(full)


def test_a_chunk_written_anew_with_good_hashes_breaks_the_seal(full: str, new_sqlite: MakeUrl) -> None:
    """The tamperer runs this very code on other records and puts the rows in place."""
    other = new_sqlite()
    with Storage.open(other) as storage:
        records, findings = chunk(10, 10, texts=True)
        storage.record_chunk("A", 1, [*records[:9], CheckRecord(19, *[None] * 7)], findings[:-1])
    for name in ("adhere_chunks", "adhere_checks", "adhere_findings"):
        copy(other, full, metadata.tables[name], "A", 1)
    assert places(full) == {("changed", "A", None, None)}


def copy(source: str, target: str, table: Table, audit_id: str, number: int) -> None:
    """Puts the rows of a chunk in place of those that are there."""
    with engine_of(source).connect() as connection:
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
    execute(target, f"delete from {table.name} where audit_id = '{audit_id}' and chunk = {number}")
    with engine_of(target).begin() as connection:
        connection.execute(insert(table), rows)


def test_a_log_cut_short_with_a_good_head_needs_the_noted_one(full: str) -> None:
    """The honest limit: without an anchor outside, a log that ends earlier is as good as one that never went on."""
    with Storage.open(full) as storage:
        storage.decide("check7", "agree", reason="seen", by="R. Okafor", on=ON)
        noted = storage.head()
    assert places(full, noted=noted) == set()
    execute(full, "delete from adhere_events where number = 8")
    execute(full, "update adhere_log set events = 7, head = (select hash from adhere_events where number = 7)")
    assert places(full) == set()
    assert places(full, noted=noted) == {("changed", None, None, None)}


def test_a_noted_head_stays_good_while_the_log_goes_on(full: str) -> None:
    with Storage.open(full) as storage:
        noted = storage.head()
        storage.decide("check7", "agree", reason="seen", by="R. Okafor", on=ON)
    assert places(full, noted=noted) == set()


@pytest.mark.parametrize(
    ("kind", "body"), [("seal", "{}"), ("seal", "[]"), ("erasure", "{}"), ("erasure", '{"erased": []}')]
)
def test_an_event_of_another_shape_with_good_hashes_is_no_crash(full: str, kind: str, body: str) -> None:
    previous, number = look(full, "select head, events + 1 from adhere_log")[0]
    made = following(previous, number, [kind, body])
    execute(
        full, "insert into adhere_events values (:n, :kind, :body, :made)", n=number, kind=kind, body=body, made=made
    )
    execute(full, "update adhere_log set events = :n, head = :made", n=number, made=made)
    assert {what for what, *_ in places(full)} == {"unreadable"}


def test_a_table_that_is_gone_is_no_crash(full: str) -> None:
    execute(full, "drop table adhere_findings")
    assert {what for what, *_ in places(full)} == {"unreadable"}


@pytest.fixture(scope="module")
def standing(new_url: MakeUrl) -> str:
    """A full database that each example tampers with, and mends again."""
    url = new_url()
    written(url)
    return url


def other_value(draw: st.DataObject, kind: Any, null: bool, taken: list[Any]) -> Any:
    """A value for a column, often one that stands in another row."""
    if isinstance(kind, BigInteger | Integer):
        most = 2**63 - 1 if isinstance(kind, BigInteger) else 2**31 - 1
        fresh: st.SearchStrategy[Any] = st.integers(-5, 40) | st.integers(-most, most)
    else:
        fresh = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
    return draw.draw(fresh | st.sampled_from(taken) | (st.none() if null else st.nothing()))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_change_in_any_column_is_found(standing: str, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(list(metadata.tables.values())))
    column = data.draw(st.sampled_from(list(table.columns)))
    engine = engine_of(standing)
    with engine.connect() as connection:
        rows = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings().all()
    row = data.draw(st.sampled_from(rows))
    value = other_value(data, column.type, bool(column.nullable), [each[column.name] for each in rows])
    assume(value != row[column.name])
    # the facts of an audit that is not sealed are not covered yet
    assume((table.name, column.name, row.get("id")) != ("adhere_audits", "facts", "C"))
    key = {each.name: row[each.name] for each in table.primary_key}
    try:
        change(engine, table, key, {column.name: value})
    except IntegrityError:
        assume(False)
    try:
        assert places(standing) != set()
    finally:
        moved = key | ({column.name: value} if column.name in key else {})
        change(engine, table, moved, {column.name: row[column.name]})


def change(engine: Any, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    with engine.begin() as connection:
        where = [table.c[name] == value for name, value in key.items()]
        assert connection.execute(update(table).where(*where).values(**values)).rowcount == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_row_that_is_gone_from_any_table_is_found(standing: str, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(list(metadata.tables.values())))
    with engine_of(standing).connect() as connection:
        rows = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings().all()
    row = data.draw(st.sampled_from(rows))
    where = [table.c[each.name] == row[each.name] for each in table.primary_key]
    with engine_of(standing).begin() as connection:
        connection.execute(table.delete().where(*where))
    try:
        assert places(standing) != set()
    finally:
        with engine_of(standing).begin() as connection:
            connection.execute(insert(table).values(**row))


def test_after_all_that_it_is_whole_again(standing: str) -> None:
    assert places(standing) == set()
