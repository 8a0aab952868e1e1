"""The log of events: decisions, revocations, erasures and seals. One chain for the whole database; it is only added to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from adhere.storage.chain import beginning, canonical, following
from adhere.storage.tables import events, log

Kind = Literal["decision", "revocation", "erasure", "seal"]
START = beginning("log")


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `body` says what happened."""

    number: int
    kind: str
    body: dict[str, Any]


def lock(connection: Connection) -> int:
    """The number of the next event, for as long as the transaction lasts."""
    count = connection.scalar(select(log.c.events).where(log.c.id == 1).with_for_update())
    return (count or 0) + 1


def append(connection: Connection, kind: Kind, body: dict[str, Any]) -> int:
    """Adds an event; its number."""
    number = lock(connection)
    previous = connection.scalar(select(log.c.head).where(log.c.id == 1)) or START
    text = canonical(body)
    made = following(previous, number, [kind, text])
    connection.execute(insert(events).values(number=number, kind=kind, body=text, hash=made))
    connection.execute(update(log).where(log.c.id == 1).values(events=number, head=made))
    return number


def read(connection: Connection, *kinds: Kind, after: int = 0) -> list[Event]:
    """The events of some kinds, in order; those after that number."""
    query = select(events).where(events.c.kind.in_(kinds), events.c.number > after).order_by(events.c.number)
    found = connection.execute(query)
    return [Event(row.number, row.kind, json.loads(row.body)) for row in found]


def last(connection: Connection) -> int:
    """The number of the last event, 0 where there is none."""
    return connection.scalar(select(log.c.events).where(log.c.id == 1)) or 0


def head(connection: Connection) -> str:
    """The hash of the last event."""
    return connection.scalar(select(log.c.head).where(log.c.id == 1)) or START
