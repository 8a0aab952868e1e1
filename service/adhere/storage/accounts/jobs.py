"""Audits that came over HTTP: what each is called, where it lies, how it stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from adhere.storage.accounts import hooks
from adhere.storage.accounts.accounts import Accounts, note
from adhere.storage.accounts.tables import jobs

State = Literal["waiting", "running", "finished", "failed", "cancelled"]
#: The states in which an audit has not ended.
GOING: tuple[State, ...] = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class Job:
    """One audit.

    Moments are in seconds since 1970; `folder` is a path inside that of the workspace; `outcome` is of a finished one; `resumed` is how
    often it was taken up again.
    """

    id: str
    workspace: str
    name: str
    folder: str
    state: State
    created_by: str
    created: int
    ended: int | None = None
    error: str | None = None
    outcome: dict[str, Any] | None = None
    resumed: int = 0

    @property
    def attempt(self) -> str:
        """How the queue calls it, which keeps each attempt for itself."""
        return f"{self.id}+{self.resumed}" if self.resumed else self.id

    @property
    def going(self) -> bool:
        """Has it not ended yet?"""
        return self.state in GOING

    @property
    def ended_early(self) -> bool:
        """Has it ended before all was done, so that it could go on?"""
        return self.state in ("failed", "cancelled")


def add(connection: Connection, job: Job) -> None:
    """A new audit that waits for its turn."""
    connection.execute(
        insert(jobs).values(
            id=job.id,
            workspace=job.workspace,
            name=job.name,
            folder=job.folder,
            state=job.state,
            created_by=job.created_by,
            created=job.created,
            resumed=job.resumed,
        )
    )


def find(connection: Connection, workspace: str, job_id: str) -> Job | None:
    """The audit of that id in the workspace."""
    if not job_id.isprintable():
        # no database holds NUL, and PostgreSQL does not even look for it
        return None
    row = connection.execute(select(jobs).where(jobs.c.id == job_id, jobs.c.workspace == workspace)).one_or_none()
    return _job(row) if row is not None else None


def listed(connection: Connection, workspace: str, before: tuple[int, str] | None, limit: int) -> list[Job]:
    """The audits of a workspace, the newest first; `before` is the moment and the id of the last one seen."""
    query = select(jobs).where(jobs.c.workspace == workspace)
    if before is not None:
        created, job_id = before
        query = query.where(or_(jobs.c.created < created, and_(jobs.c.created == created, jobs.c.id < job_id)))
    query = query.order_by(jobs.c.created.desc(), jobs.c.id.desc()).limit(limit)
    return [_job(row) for row in connection.execute(query)]


def going(connection: Connection) -> list[Job]:
    """The audits that have not ended, in all workspaces: for those who see to it that they end, not for callers."""
    query = select(jobs).where(jobs.c.state.in_(GOING)).order_by(jobs.c.created, jobs.c.id)
    return [_job(row) for row in connection.execute(query)]


def move(connection: Connection, before: Job, after: Job) -> bool:
    """Writes how an audit stands now; False where it does not stand as it did before, since somebody else was first."""
    done = connection.execute(
        update(jobs)
        .where(
            jobs.c.id == before.id,
            jobs.c.workspace == before.workspace,
            jobs.c.state == before.state,
            jobs.c.resumed == before.resumed,
        )
        .values(
            state=after.state,
            ended=after.ended,
            error=after.error,
            outcome=json.dumps(after.outcome, ensure_ascii=False) if after.outcome is not None else None,
            resumed=after.resumed,
        )
    )
    return done.rowcount == 1


def remove(connection: Connection, job: Job) -> bool:
    """Forgets an audit that has ended; False where it is not there any more, or goes on."""
    ended = jobs.c.id == job.id, jobs.c.workspace == job.workspace, jobs.c.state.not_in(GOING)
    return connection.execute(delete(jobs).where(*ended)).rowcount == 1


class Jobs:
    """The audits in the service's own database, each act on them noted. Safe to share between threads."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def add(self, job: Job, **detail: Any) -> None:
        """See `add`; notes who began it."""
        with self._accounts.engine.begin() as connection:
            add(connection, job)
            note(connection, job.workspace, job.created, job.created_by, "audit begun", job.id, name=job.name, **detail)

    def find(self, workspace: str, job_id: str) -> Job | None:
        """See `find`."""
        with self._accounts.reading.connect() as connection:
            return find(connection, workspace, job_id)

    def listed(self, workspace: str, before: tuple[int, str] | None, limit: int) -> list[Job]:
        """See `listed`."""
        with self._accounts.reading.connect() as connection:
            return listed(connection, workspace, before, limit)

    def going(self) -> Sequence[Job]:
        """See `going`."""
        with self._accounts.reading.connect() as connection:
            return going(connection)

    def move(self, before: Job, after: Job) -> bool:
        """See `move`."""
        with self._accounts.engine.begin() as connection:
            return move(connection, before, after)

    def end(self, before: Job, after: Job, event: str, body: str, now: int) -> bool:
        """See `move`; with it, a delivery is made for each hook that wants the event."""
        with self._accounts.engine.begin() as connection:
            moved = move(connection, before, after)
            if moved:
                hooks.announce(connection, after.workspace, event, body, now)
            return moved

    def resume(self, ended: Job, now: int, who: str) -> bool:
        """Has an audit that ended early wait for its turn again, and notes who did it; False where somebody else was first."""
        waiting = replace(ended, state="waiting", ended=None, error=None, resumed=ended.resumed + 1)
        with self._accounts.engine.begin() as connection:
            moved = move(connection, ended, waiting)
            if moved:
                note(connection, ended.workspace, now, who, "audit resumed", ended.id, name=ended.name)
            return moved

    def remove(self, job: Job, now: int, who: str) -> bool:
        """See `remove`; notes who did it."""
        with self._accounts.engine.begin() as connection:
            removed = remove(connection, job)
            if removed:
                note(connection, job.workspace, now, who, "audit deleted", job.id, name=job.name)
            return removed


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        workspace=row.workspace,
        name=row.name,
        folder=row.folder,
        state=row.state,
        created_by=row.created_by,
        created=row.created,
        ended=row.ended,
        error=row.error,
        outcome=json.loads(row.outcome) if row.outcome else None,
        resumed=row.resumed,
    )
