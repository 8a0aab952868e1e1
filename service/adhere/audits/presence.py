"""Which processes live, where several machines share the work: each holds a lock in PostgreSQL that goes with its connection.

DBOS gives a process its own work back when it starts again. One that never does would keep its chunks for ever; whoever finds its
lock free puts them back on the queue. A chunk that is thereby done twice does no harm: see `adhere.audits.checking`.
"""

from __future__ import annotations

import logging
import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg
from dbos import DBOS
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

log = logging.getLogger(__name__)
#: Seconds between two looks for work that dead processes hold, and between two looks at one's own lock.
_LOOK = 5.0
#: The server gives up a connection to a machine that is gone after half a minute.
_ALIVE = "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
_LOCK = "select pg_try_advisory_lock(hashtextextended(%s, 7))"
_UNLOCK = "select pg_advisory_unlock(hashtextextended(%s, 7))"


@contextmanager
def present(database: str) -> Iterator[str]:
    """Gives this process a name, and holds its lock as long as the block lasts, over restarts of the server."""
    name = f"{socket.gethostname()}-{uuid.uuid4().hex[:12]}"
    held = [_locked(database, name)]

    def keep() -> None:
        try:
            # asked for again, not only the connection: the server may have kept the lock for the one that was lost, and let go of it
            # later, or somebody looked just then whether it was free. Taken twice, it is held as before.
            held[0].execute(_LOCK, [name])
        except psycopg.Error:
            held[0] = _locked(database, name)

    try:
        with _repeating(keep):
            yield name
    finally:
        held[0].close()


@contextmanager
def rescuing(database: str, queues: Mapping[str, str]) -> Iterator[None]:
    """Puts the work of processes that are gone back on the queue of its kind as long as the block lasts."""

    def look() -> None:
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        holders = {each.executor_id for each in pending if each.executor_id not in (None, DBOS.executor_id)}
        if not holders:
            return
        with _connected(database) as connection:
            gone = {holder for holder in holders if _free(connection, str(holder))}
        for each in pending:
            if each.executor_id in gone:
                DBOS.resume_workflow(each.workflow_id, queue_name=queues[each.name])

    with _repeating(look):
        yield


def _free(connection: psycopg.Connection[tuple[bool]], name: str) -> bool:
    row = connection.execute(_LOCK, [name]).fetchone()
    if row is None or not row[0]:
        return False
    connection.execute(_UNLOCK, [name])
    return True


def _connected(database: str) -> psycopg.Connection[tuple[bool]]:
    plain = database.replace("postgresql+psycopg://", "postgresql://")
    return psycopg.connect(plain, autocommit=True, options=_ALIVE, connect_timeout=10)


def _locked(database: str, name: str) -> psycopg.Connection[tuple[bool]]:
    connection = _connected(database)
    connection.execute(_LOCK, [name])
    return connection


@contextmanager
def _repeating(work: Callable[[], None]) -> Iterator[None]:
    """Does the work again and again in a thread, also after it failed: a server that is down comes back."""
    stop = threading.Event()

    def repeat() -> None:
        while not stop.wait(_LOOK):
            try:
                work()
            except Exception as error:
                log.warning("the database cannot be reached: %s", type(error).__name__)

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(2 * _LOOK)


@contextmanager
def patient() -> Iterator[None]:
    """Lets DBOS wait for a server that refuses connections, as long as the block lasts.

    It waits and tries again where a connection is lost, and knows by the driver's words that one could not be made; psycopg 3.3 uses
    other words, and a server that restarts would end what is going on.
    """

    def lost(context: ExceptionContext) -> None:
        if context.connection is None and isinstance(context.original_exception, psycopg.OperationalError):
            context.is_disconnect = True

    event.listen(Engine, "handle_error", lost)
    try:
        yield
    finally:
        event.remove(Engine, "handle_error", lost)
