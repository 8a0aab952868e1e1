"""What was answered to requests that create, so that the same request sent again creates nothing again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from adhere.storage.accounts.accounts import Accounts
from adhere.storage.accounts.tables import answers

#: Seconds for which an answer is kept.
KEPT = 24 * 3600
#: Seconds after which a request that was never answered counts as lost, and may be answered anew.
LOST = 600


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given; `status` is None while it is still being given."""

    fingerprint: str
    status: int | None
    headers: dict[str, str]
    body: str | None


class Answers:
    """The answers of a service, each of a workspace and by a key of the caller's choice."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def begin(self, workspace: str, key: str, fingerprint: str, now: int) -> Kept | None:
        """Takes the key for a request that is about to be answered; the answer that it has already, where it was taken before."""
        mine = answers.c.workspace == workspace, answers.c.key == key
        with self._accounts.engine.begin() as connection:
            _clean(connection, now)
        try:
            with self._accounts.engine.begin() as connection:
                connection.execute(
                    insert(answers).values(workspace=workspace, key=key, fingerprint=fingerprint, created=now)
                )
                return None
        except IntegrityError:
            with self._accounts.reading.connect() as connection:
                row = connection.execute(select(answers).where(*mine)).one_or_none()
        # it may have been let go between the two looks
        return (
            Kept(row.fingerprint, row.status, json.loads(row.headers or "{}"), row.body)
            if row is not None
            else Kept(fingerprint, None, {}, None)
        )

    def finish(self, workspace: str, key: str, status: int, headers: dict[str, str], body: str) -> None:
        """Keeps the answer."""
        with self._accounts.engine.begin() as connection:
            connection.execute(
                update(answers)
                .where(answers.c.workspace == workspace, answers.c.key == key)
                .values(status=status, headers=json.dumps(headers), body=body)
            )

    def let_go(self, workspace: str, key: str) -> None:
        """Forgets the key, so that the request can be sent again."""
        with self._accounts.engine.begin() as connection:
            connection.execute(delete(answers).where(answers.c.workspace == workspace, answers.c.key == key))


def _clean(connection: Connection, now: int) -> None:
    """Takes away what is too old, in all workspaces."""
    old = answers.c.created < now - KEPT
    lost = answers.c.status.is_(None) & (answers.c.created < now - LOST)
    connection.execute(delete(answers).where(old | lost))
