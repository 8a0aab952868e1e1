"""Workspaces, keys, acts, jobs, answers, hooks and deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: SQLite takes the types seriously only in strict tables, and those know no BIGINT.
_LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _text(name: str, *, null: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, primary_key=key)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, _LONG, nullable=null)


def _table(name: str, *columns: sa.Column[str] | sa.Column[int]) -> None:
    op.create_table(name, *columns, sqlite_strict=True)


def upgrade() -> None:
    """Makes the tables."""
    _table("adhere_workspaces", _text("name", key=True), _number("created"))
    _table(
        "adhere_keys",
        _text("id", key=True),
        _text("workspace"),
        _text("name"),
        _text("roles"),
        _text("digest"),
        _number("created"),
        _number("expires", null=True),
        _number("last_used", null=True),
        _number("revoked", null=True),
    )
    _table(
        "adhere_acts",
        sa.Column("number", _LONG, primary_key=True, autoincrement=True),
        _text("workspace"),
        _number("at"),
        _text("who"),
        _text("act"),
        _text("subject"),
        _text("detail", null=True),
    )
    op.create_index("adhere_acts_of", "adhere_acts", ["workspace", "number"])
    _table(
        "adhere_jobs",
        _text("id", key=True),
        _text("workspace"),
        _text("name"),
        _text("folder"),
        _text("state"),
        _text("created_by"),
        _number("created"),
        _number("ended", null=True),
        _text("error", null=True),
        _text("outcome", null=True),
    )
    op.create_index("adhere_jobs_of", "adhere_jobs", ["workspace", "created"])
    _table(
        "adhere_answers",
        _text("workspace", key=True),
        _text("key", key=True),
        _text("fingerprint"),
        _number("created"),
        _number("status", null=True),
        _text("headers", null=True),
        _text("body", null=True),
    )
    _hooks()


def _hooks() -> None:
    _table(
        "adhere_hooks",
        _text("id", key=True),
        _text("workspace"),
        _text("url"),
        _text("secret"),
        _text("events"),
        _text("created_by"),
        _number("created"),
    )
    _table(
        "adhere_deliveries",
        _text("id", key=True),
        _text("workspace"),
        _text("hook"),
        _text("event"),
        _text("body"),
        _text("state"),
        _number("created"),
        _number("attempts"),
        _number("next", null=True),
        _text("answer", null=True),
    )
    op.create_index("adhere_deliveries_due", "adhere_deliveries", ["state", "next"])
