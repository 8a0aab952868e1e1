"""The service's own database: who may do what, and who did."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from adhere.errors import InputError
from adhere.storage import databases
from adhere.storage.accounts import keys
from adhere.storage.accounts.keys import Key
from adhere.storage.accounts.tables import JOB_STATES, acts, jobs, workspaces

TABLES = databases.Tables(Path(__file__).parent / "migrations", "0002", "adhere_accounts_version", "accounts")
#: The workspace of those who name none.
DEFAULT = "default"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did. `at` is in seconds since 1970."""

    number: int
    at: int
    who: str
    act: str
    subject: str
    detail: dict[str, Any]


class Accounts:
    """A database of the service. Safe to share between threads; each process opens its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.reading = databases.reading(engine)

    @classmethod
    def open(cls, url: str) -> Accounts:
        """The database at `sqlite:///path` or `postgresql://…`, made where it is not there. Raises InputError."""
        return cls(databases.connect(url, create=True, tables=TABLES))

    @classmethod
    def at(cls, data: Path, database: str | None) -> Accounts:
        """The database of a service: in PostgreSQL where that is given, else a file in `data`, which is made. Raises InputError."""
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"The data folder {data} cannot be made: {error.strerror}.", where="--data") from None
        return cls.open(database or f"sqlite:///{data.resolve() / 'service.sqlite'}")

    def close(self) -> None:
        """Ends all connections."""
        self.engine.dispose()

    def __enter__(self) -> Accounts:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reach(self) -> None:
        """Raises InputError where the database does not answer."""
        try:
            with self.reading.connect() as connection:
                # not a mere number: SQLite gives that without a look at its file, which may be gone
                connection.execute(select(workspaces.c.name).limit(1))
        except DBAPIError as error:
            raise InputError(f"The service's database does not answer: {type(error.orig).__name__}.") from None

    def workspaces(self) -> list[str]:
        """The names of all workspaces."""
        with self.reading.connect() as connection:
            return list(connection.scalars(select(workspaces.c.name).order_by(workspaces.c.name)))

    def add_workspace(self, name: str, now: int) -> None:
        """Makes a workspace where there is none of that name. Raises InputError for a name that is none."""
        check_name(name)
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(workspaces).values(name=name, created=now))
        except IntegrityError:
            # it is there already
            return

    def create_key(
        self, workspace: str, name: str, roles: Iterable[str], now: int, *, expires: int | None = None, by: str
    ) -> tuple[Key, str]:
        """A new key, and its token, which nobody can be shown again. Makes the workspace too. Raises InputError."""
        wanted = keys.roles_of(roles)
        self.add_workspace(workspace, now)
        with self.engine.begin() as connection:
            key, token = keys.create(connection, workspace, name, wanted, now, expires)
            note(connection, workspace, now, by, "key created", key.id, name=key.name, roles=sorted(wanted))
        return key, token

    def keys(self, workspace: str | None = None) -> list[Key]:
        """All keys, or those of a workspace."""
        with self.reading.connect() as connection:
            return keys.listed(connection, workspace)

    def key(self, token: str) -> Key | None:
        """The key that the token opens, whether or not it still counts."""
        with self.reading.connect() as connection:
            return keys.find(connection, token)

    def key_of_id(self, key_id: str) -> Key | None:
        """The key of that id, whether or not it still counts."""
        with self.reading.connect() as connection:
            return keys.of_id(connection, key_id)

    def revoke_key(self, key_id: str, now: int, *, by: str, workspace: str | None = None) -> None:
        """Ends a key for ever. Raises InputError where there is none of that id, in the workspace where one is named."""
        with self.engine.begin() as connection:
            keys.revoke(connection, key_id, now, workspace)
            of = next(each.workspace for each in keys.listed(connection, workspace) if each.id == key_id)
            note(connection, of, now, by, "key revoked", key_id)

    def note_use(self, moments: Mapping[str, int]) -> None:
        """Notes when keys were last used, by their ids."""
        with self.engine.begin() as connection:
            keys.used(connection, moments)

    def jobs_by_state(self) -> dict[str, int]:
        """How many audits there are in each state, in all workspaces together."""
        query = select(jobs.c.state, func.count()).group_by(jobs.c.state)
        with self.reading.connect() as connection:
            rows = connection.execute(query).all()
        return dict.fromkeys(JOB_STATES, 0) | {row[0]: row[1] for row in rows}

    def note(self, workspace: str, now: int, who: str, act: str, subject: str, **detail: Any) -> None:
        """Notes who did what to which thing."""
        with self.engine.begin() as connection:
            note(connection, workspace, now, who, act, subject, **detail)

    def acts(self, workspace: str, *, before: int | None = None, limit: int = 100) -> list[Act]:
        """What was done in a workspace, the last first; `before` is the number of the last one seen."""
        query = select(acts).where(acts.c.workspace == workspace).order_by(acts.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(acts.c.number < before)
        with self.reading.connect() as connection:
            return [
                Act(row.number, row.at, row.who, row.act, row.subject, json.loads(row.detail or "{}"))
                for row in connection.execute(query)
            ]


def check_name(name: str) -> None:
    """Raises InputError where that is no name of a workspace."""
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot name a workspace: 1 to 40 letters a to z, digits and hyphens, such as brand-team.",
            where="workspace",
        )


def note(connection: Connection, workspace: str, now: int, who: str, act: str, subject: str, **detail: Any) -> None:
    """Notes who did what, in the transaction that does it."""
    connection.execute(
        insert(acts).values(
            workspace=workspace,
            at=now,
            who=who,
            act=act,
            subject=subject,
            detail=json.dumps(detail, ensure_ascii=False) if detail else None,
        )
    )
