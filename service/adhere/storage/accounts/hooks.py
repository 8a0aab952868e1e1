"""Webhooks: who wants to be told of what, and each delivery until it has arrived or was given up."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from adhere.storage.accounts.accounts import Accounts, note
from adhere.storage.accounts.tables import deliveries, hooks

State = Literal["waiting", "delivered", "failed"]
#: Seconds for which a delivery that was taken is left to whoever took it; after that it counts as never sent.
TAKEN = 180
#: Seconds for which deliveries are kept after they were delivered or given up.
KEPT = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Hook:
    """An address that wants to be told.

    `secret` signs what is sent there; `created` is in seconds since 1970; `decided` is the number of the last event in the log of the
    workspace's evidence that it was told of, or that was there before it; -1 where that is not known.
    """

    id: str
    workspace: str
    url: str
    secret: str = field(repr=False)
    events: tuple[str, ...]
    created_by: str
    created: int
    decided: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event to one hook.

    Moments are in seconds since 1970. `attempts` counts those begun; `next` is when it is due again, None once it has ended; `answer`
    is what came of the last attempt.
    """

    id: str
    workspace: str
    hook: str
    event: str
    body: str
    state: State
    created: int
    attempts: int = 0
    next: int | None = None
    answer: str | None = None


def add(connection: Connection, hook: Hook) -> None:
    """A new hook."""
    connection.execute(
        insert(hooks).values(
            id=hook.id,
            workspace=hook.workspace,
            url=hook.url,
            secret=hook.secret,
            events=",".join(hook.events),
            created_by=hook.created_by,
            created=hook.created,
            decided=hook.decided,
        )
    )


def find(connection: Connection, workspace: str, hook_id: str) -> Hook | None:
    """The hook of that id in the workspace."""
    row = connection.execute(select(hooks).where(hooks.c.id == hook_id, hooks.c.workspace == workspace)).one_or_none()
    return _hook(row) if row is not None else None


def listed(connection: Connection, workspace: str) -> list[Hook]:
    """The hooks of a workspace, in the order in which they were made."""
    query = select(hooks).where(hooks.c.workspace == workspace).order_by(hooks.c.created, hooks.c.id)
    return [_hook(row) for row in connection.execute(query)]


def wanting(connection: Connection, event: str, workspace: str | None) -> list[Hook]:
    """The hooks that want the event, of a workspace or of all: for who tells them, not for callers."""
    query = select(hooks).order_by(hooks.c.workspace, hooks.c.id)
    if workspace is not None:
        query = query.where(hooks.c.workspace == workspace)
    return [hook for hook in map(_hook, connection.execute(query)) if event in hook.events]


def remove(connection: Connection, workspace: str, hook_id: str) -> bool:
    """Forgets a hook and all its deliveries; False where the workspace has none of that id."""
    mine = hooks.c.id == hook_id, hooks.c.workspace == workspace
    if connection.execute(delete(hooks).where(*mine)).rowcount == 0:
        return False
    connection.execute(delete(deliveries).where(deliveries.c.hook == hook_id, deliveries.c.workspace == workspace))
    return True


def announce(connection: Connection, workspace: str, event: str, body: str, now: int) -> int:
    """A delivery for each hook of the workspace that wants the event; how many."""
    # held until the deliveries are in, so that none is left behind by a hook that is removed meanwhile
    query = select(hooks).where(hooks.c.workspace == workspace).with_for_update(read=True)
    wanting = [hook for hook in map(_hook, connection.execute(query)) if event in hook.events]
    for hook in wanting:
        deliver(connection, hook, event, body, now)
    return len(wanting)


def deliver(connection: Connection, hook: Hook, event: str, body: str, now: int) -> Delivery:
    """A delivery to that hook, due at once. Takes away what is too old."""
    mine = deliveries.c.hook == hook.id, deliveries.c.workspace == hook.workspace
    old = deliveries.c.state != "waiting", deliveries.c.created < now - KEPT
    connection.execute(delete(deliveries).where(*mine, *old))
    # the clock has seconds, and more may happen in one: ids that grow within it keep the order
    before = select(func.count()).select_from(deliveries).where(*mine, deliveries.c.created == now)
    message_id = f"msg_{connection.scalar(before):08x}{secrets.token_hex(8)}"
    made = Delivery(message_id, hook.workspace, hook.id, event, body, "waiting", now, next=now)
    connection.execute(
        insert(deliveries).values(
            id=made.id,
            workspace=made.workspace,
            hook=made.hook,
            event=made.event,
            body=made.body,
            state=made.state,
            created=made.created,
            attempts=made.attempts,
            next=made.next,
        )
    )
    return made


def catch_up(connection: Connection, seen: Hook, decided: int, event: str, bodies: Sequence[str], now: int) -> bool:
    """The deliveries of what was decided up to that event of the log; False where somebody else made them, or the hook is gone."""
    as_it_was = hooks.c.id == seen.id, hooks.c.workspace == seen.workspace, hooks.c.decided == seen.decided
    if connection.execute(update(hooks).where(*as_it_was).values(decided=decided)).rowcount == 0:
        return False
    for body in bodies:
        deliver(connection, seen, event, body, now)
    return True


def delivered(connection: Connection, workspace: str, hook_id: str, limit: int) -> list[Delivery]:
    """The deliveries to a hook of the workspace, the newest first."""
    query = (
        select(deliveries)
        .where(deliveries.c.hook == hook_id, deliveries.c.workspace == workspace)
        .order_by(deliveries.c.created.desc(), deliveries.c.id.desc())
        .limit(limit)
    )
    return [_delivery(row) for row in connection.execute(query)]


def due(connection: Connection, now: int, busy: Collection[str], limit: int) -> list[Delivery]:
    """The deliveries that are due, in all workspaces, but for those to the hooks in `busy`: for who sends them, not for callers."""
    query = (
        select(deliveries)
        .where(deliveries.c.state == "waiting", deliveries.c.next <= now, deliveries.c.hook.not_in(busy))
        .order_by(deliveries.c.next, deliveries.c.id)
        .limit(limit)
    )
    return [_delivery(row) for row in connection.execute(query)]


def waiting(connection: Connection) -> int:
    """How many deliveries have not ended, in all workspaces together."""
    query = select(func.count()).select_from(deliveries).where(deliveries.c.state == "waiting")
    return connection.scalar(query) or 0


def take(connection: Connection, seen: Delivery, now: int) -> Delivery | None:
    """The delivery as it stands for whoever sends it now; None where somebody else has taken it, or it is gone."""
    taken = replace(seen, attempts=seen.attempts + 1, next=now + TAKEN)
    done = connection.execute(
        update(deliveries).where(*_as_it_was(seen)).values(attempts=taken.attempts, next=taken.next)
    )
    return taken if done.rowcount == 1 else None


def settle(connection: Connection, taken: Delivery, after: Delivery) -> bool:
    """Writes what came of an attempt; False where it counted as lost, and somebody else has taken the delivery since."""
    done = connection.execute(
        update(deliveries).where(*_as_it_was(taken)).values(state=after.state, next=after.next, answer=after.answer)
    )
    return done.rowcount == 1


class Hooks:
    """The hooks in the service's own database. Safe to share between threads."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def add(self, hook: Hook, **detail: Any) -> None:
        """See `add`; notes who made it."""
        with self._accounts.engine.begin() as connection:
            add(connection, hook)
            note(connection, hook.workspace, hook.created, hook.created_by, "webhook created", hook.id, **detail)

    def find(self, workspace: str, hook_id: str) -> Hook | None:
        """See `find`."""
        with self._accounts.reading.connect() as connection:
            return find(connection, workspace, hook_id)

    def listed(self, workspace: str) -> list[Hook]:
        """See `listed`."""
        with self._accounts.reading.connect() as connection:
            return listed(connection, workspace)

    def remove(self, workspace: str, hook_id: str, now: int, who: str) -> bool:
        """See `remove`; notes who did it."""
        with self._accounts.engine.begin() as connection:
            removed = remove(connection, workspace, hook_id)
            if removed:
                note(connection, workspace, now, who, "webhook deleted", hook_id)
            return removed

    def wanting(self, event: str, workspace: str | None = None) -> list[Hook]:
        """See `wanting`."""
        with self._accounts.reading.connect() as connection:
            return wanting(connection, event, workspace)

    def catch_up(self, seen: Hook, decided: int, event: str, bodies: Sequence[str], now: int) -> bool:
        """See `catch_up`."""
        with self._accounts.engine.begin() as connection:
            return catch_up(connection, seen, decided, event, bodies, now)

    def deliver(self, hook: Hook, event: str, body: str, now: int) -> Delivery:
        """See `deliver`."""
        with self._accounts.engine.begin() as connection:
            return deliver(connection, hook, event, body, now)

    def delivered(self, workspace: str, hook_id: str, limit: int) -> list[Delivery]:
        """See `delivered`."""
        with self._accounts.reading.connect() as connection:
            return delivered(connection, workspace, hook_id, limit)

    def waiting(self) -> int:
        """See `waiting`."""
        with self._accounts.reading.connect() as connection:
            return waiting(connection)

    def take(self, now: int, busy: Collection[str], limit: int) -> list[tuple[Hook, Delivery]]:
        """Takes what is due, one delivery a hook and at most `limit`, with the hooks it goes to. See `due` and `take`."""
        with self._accounts.reading.connect() as connection:
            seen = _first_of_each_hook(due(connection, now, busy, limit))
        if not seen:
            return []
        found = []
        with self._accounts.engine.begin() as connection:
            for each in seen:
                hook = find(connection, each.workspace, each.hook)
                taken = take(connection, each, now) if hook is not None else None
                if hook is not None and taken is not None:
                    found.append((hook, taken))
        return found

    def settle(self, taken: Delivery, after: Delivery) -> bool:
        """See `settle`."""
        with self._accounts.engine.begin() as connection:
            return settle(connection, taken, after)


def _first_of_each_hook(found: Sequence[Delivery]) -> list[Delivery]:
    first: dict[str, Delivery] = {}
    for each in found:
        first.setdefault(each.hook, each)
    return list(first.values())


def _as_it_was(seen: Delivery) -> tuple[Any, ...]:
    """Attempts only ever grow, so that they tell whether somebody else was there."""
    mine = deliveries.c.id == seen.id, deliveries.c.workspace == seen.workspace
    return *mine, deliveries.c.state == "waiting", deliveries.c.attempts == seen.attempts


def _hook(row: Row[Any]) -> Hook:
    return Hook(
        id=row.id,
        workspace=row.workspace,
        url=row.url,
        secret=row.secret,
        events=tuple(row.events.split(",")),
        created_by=row.created_by,
        created=row.created,
        decided=row.decided,
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        workspace=row.workspace,
        hook=row.hook,
        event=row.event,
        body=row.body,
        state=row.state,
        created=row.created,
        attempts=row.attempts,
        next=row.next,
        answer=row.answer,
    )
