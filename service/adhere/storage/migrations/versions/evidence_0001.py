"""Audits, chunks, checks, findings, and the log of events."""

import sqlalchemy as sa
from alembic import op

from adhere.storage.chain import beginning

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null)


#: SQLite takes the types seriously only in strict tables, and those know no BIGINT.
_LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, _LONG, nullable=null)


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "adhere_audits",
        sa.Column("id", sa.Text, primary_key=True),
        _text("facts", null=True),
        _number("chunks", null=True),
        _number("records", null=True),
        _text("seal", null=True),
        sqlite_strict=True,
    )
    op.create_table(
        "adhere_chunks",
        _text("audit_id"),
        sa.Column("chunk", sa.Integer, nullable=False),
        _number("first"),
        _number("records"),
        _text("head"),
        sa.PrimaryKeyConstraint("audit_id", "chunk"),
        sqlite_strict=True,
    )
    _create_checks()
    op.create_table(
        "adhere_events",
        sa.Column("number", _LONG, primary_key=True, autoincrement=False),
        _text("kind"),
        _text("body"),
        _text("hash"),
        sqlite_strict=True,
    )
    log = op.create_table(
        "adhere_log",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        _number("events"),
        _text("head"),
        sqlite_strict=True,
    )
    op.bulk_insert(log, [{"id": 1, "events": 0, "head": beginning("log")}])


def _place() -> tuple[sa.Column[str], sa.Column[int], sa.Column[int]]:
    return _text("audit_id"), sa.Column("chunk", sa.Integer, nullable=False), _number("seq")


def _create_checks() -> None:
    op.create_table(
        "adhere_checks",
        *_place(),
        *(
            _text(name, null=True)
            for name in ("check_id", "post_id", "input_sha256", "report_sha256", "verdict", "error", "as_of")
        ),
        sa.Column("kept", sa.Integer, nullable=False),
        _text("input", null=True),
        _number("erased_by", null=True),
        _text("hash"),
        sa.PrimaryKeyConstraint("audit_id", "chunk", "seq"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "adhere_findings",
        *_place(),
        sa.Column("position", sa.Integer, nullable=False),
        *(_text(name) for name in ("key", "jurisdiction", "rule", "reason", "severity")),
        sa.PrimaryKeyConstraint("audit_id", "chunk", "seq", "position"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Takes them away, with everything in them."""
    for name in ("log", "events", "findings", "checks", "chunks", "audits"):
        op.drop_table(f"adhere_{name}")
