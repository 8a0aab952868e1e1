"""The tables of the service. Made and changed by the migrations alone; here is what the code knows of them.

Moments are in seconds since 1970, UTC. Every table but the first names a workspace, and nothing is read without it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

metadata = MetaData()
#: SQLite's strict tables know no BIGINT, and need none.
_LONG = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null, primary_key=key)


def _number(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, _LONG, nullable=null)


workspaces = Table("adhere_workspaces", metadata, _text("name", key=True), _number("created"))
#: `roles` are words with commas between them; `digest` is the SHA-256 of the secret.
keys = Table(
    "adhere_keys",
    metadata,
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
#: Who did what: the act, the thing it was done to, and what else there is to say of it as JSON. Only ever added to.
acts = Table(
    "adhere_acts",
    metadata,
    Column("number", _LONG, primary_key=True, autoincrement=True),
    _text("workspace"),
    _number("at"),
    _text("who"),
    _text("act"),
    _text("subject"),
    _text("detail", null=True),
)
#: What may stand in the column `state` of `jobs`.
JOB_STATES = ("waiting", "running", "finished", "failed", "cancelled")
#: Audits that came over HTTP. `outcome` is JSON; `resumed` is how often the audit was taken up again.
jobs = Table(
    "adhere_jobs",
    metadata,
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
    _number("resumed"),
)
#: What was answered to a request that creates, so that the same request sent again is answered alike and creates nothing.
#: `status` is null while the first one is still being answered; `headers` is JSON.
answers = Table(
    "adhere_answers",
    metadata,
    _text("workspace", key=True),
    _text("key", key=True),
    _text("fingerprint"),
    _number("created"),
    _number("status", null=True),
    _text("headers", null=True),
    _text("body", null=True),
)
#: `events` are words with commas between them; `secret` signs what is sent, so that it cannot be stored as a digest; `decided` is
#: the last event of the log of the workspace's evidence that the hook was told of, or that was there before it.
hooks = Table(
    "adhere_hooks",
    metadata,
    _text("id", key=True),
    _text("workspace"),
    _text("url"),
    _text("secret"),
    _text("events"),
    _text("created_by"),
    _number("created"),
    _number("decided"),
)
#: One event to one hook. `state` is waiting, delivered or failed.
deliveries = Table(
    "adhere_deliveries",
    metadata,
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
