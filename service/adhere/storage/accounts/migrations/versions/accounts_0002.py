"""How often an audit was taken up again, and the last decision that a hook was told of."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: SQLite takes the types seriously only in strict tables, and those know no BIGINT.
_LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Adds the columns. A hook that is there already begins with the decisions from now on: see `adhere.api.announcing`."""
    op.add_column("adhere_jobs", sa.Column("resumed", _LONG, nullable=False, server_default="0"))
    op.add_column("adhere_hooks", sa.Column("decided", _LONG, nullable=False, server_default="-1"))
