"""The tables. Made and changed by the migrations alone; here is what the code knows of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

metadata = MetaData()
#: SQLite's strict tables know no BIGINT, and need none.
_LONG = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _number(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, _LONG, nullable=null)


audits = Table(
    "adhere_audits",
    metadata,
    Column("id", Text, primary_key=True),
    _text("facts", null=True),
    _number("chunks", null=True),
    _number("records", null=True),
    _text("seal", null=True),
)
chunks = Table(
    "adhere_chunks",
    metadata,
    Column("audit_id", Text, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    _number("first"),
    _number("records"),
    _text("head"),
)
#: `kept`: the text was stored when the check was recorded; `erased_by`: the event that erased it.
checks = Table(
    "adhere_checks",
    metadata,
    Column("audit_id", Text, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("seq", _LONG, primary_key=True),
    _text("check_id", null=True),
    _text("post_id", null=True),
    _text("input_sha256", null=True),
    _text("report_sha256", null=True),
    _text("verdict", null=True),
    _text("error", null=True),
    _text("as_of", null=True),
    Column("kept", Integer, nullable=False),
    _text("input", null=True),
    _number("erased_by", null=True),
    _text("hash"),
)
findings = Table(
    "adhere_findings",
    metadata,
    Column("audit_id", Text, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("seq", _LONG, primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("key"),
    _text("jurisdiction"),
    _text("rule"),
    _text("reason"),
    _text("severity"),
)
#: Decisions, revocations, erasures and seals, in the order in which they came; only ever added to.
events = Table(
    "adhere_events",
    metadata,
    Column("number", _LONG, primary_key=True, autoincrement=False),
    _text("kind"),
    _text("body"),
    _text("hash"),
)
#: One row: how many events there are, and the hash of the last.
log = Table(
    "adhere_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _number("events"),
    _text("head"),
)
