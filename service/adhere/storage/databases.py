"""Reaching a database: SQLite for one machine, PostgreSQL for several, with the tables that this version knows."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, column, create_engine, event, inspect, make_url, select, table, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from adhere.errors import InputError, Unreachable

if TYPE_CHECKING:
    from alembic.config import Config

ALLOWED = "Allowed are sqlite:///PATH and postgresql://USER:PASSWORD@HOST/DATABASE."
#: Seconds that a process waits for another one to finish its writing on SQLite.
_BUSY = 120
#: The lock under which one process at a time changes tables on PostgreSQL.
_LOCK = 4_711_202_601


@dataclass(frozen=True, slots=True)
class Tables:
    """A family of tables: the folder of the steps that make them, the newest, the table that notes which were taken, what they hold."""

    migrations: Path
    newest: str
    versions: str
    hold: str


EVIDENCE = Tables(Path(__file__).parent / "migrations", "0001", "adhere_version", "evidence")


def connect(url: str, *, create: bool, tables: Tables = EVIDENCE) -> Engine:
    """An engine on a database that has our tables.

    Raises InputError where there is no such database, or it is not ours, and Unreachable where it does not answer.
    """
    parsed = _parsed(url)
    shown = parsed.render_as_string(hide_password=True)
    engine = _sqlite(parsed, create) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
    try:
        _bring_up(engine, shown, create, tables)
    except DBAPIError as error:
        engine.dispose()
        raise _closed(shown, error, f"Is it there, and does it hold {tables.hold}?") from None
    except InputError:
        engine.dispose()
        raise
    return engine


def reach(url: str) -> None:
    """Raises Unreachable where a PostgreSQL does not answer, InputError where it cannot hold every text; whatever tables it has.

    SQLite has no server.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return
    engine = _postgresql(parsed)
    try:
        engine.connect().close()
    except DBAPIError as error:
        raise _closed(parsed.render_as_string(hide_password=True), error, "Is it there?") from None
    finally:
        engine.dispose()


def _closed(shown: str, error: DBAPIError, question: str) -> InputError:
    said = f"{shown} cannot be opened: {str(error.orig).strip()}. {question} {ALLOWED}"
    # what is no database stays none, but a server comes back, and a lock is let go of
    kind = Unreachable if isinstance(error, OperationalError) else InputError
    return kind(said, where="--database")


def reading(engine: Engine) -> Engine:
    """The same for reading: it sees one moment from its first look on, and does not hold up those who write."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(reading=True)
    return engine.execution_options(isolation_level="REPEATABLE READ")


def migrations(connection: Connection | None = None, tables: Tables = EVIDENCE) -> Config:
    """Alembic's settings, for taking the steps on a connection."""
    # here, since hardly a process takes a step, and each would wait for the import
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "versions": tables.versions})
    # a percent sign in a path would be taken for a setting's name
    config.set_main_option("script_location", str(tables.migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _parsed(url: str) -> URL:
    parsed = _split(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise InputError(f"A database of the kind {parsed.drivername!r} is not known. {ALLOWED}", where="--database")
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise InputError(f"sqlite: the path of a file is missing. {ALLOWED}", where="--database")
    return parsed


def _split(url: str) -> URL:
    if url.startswith("sqlite:///"):
        # a folder may be called anything, so that ? and % mean nothing here
        return URL.create("sqlite", database=url.removeprefix("sqlite:///"))
    try:
        return make_url(url)
    except ArgumentError:
        raise InputError(f"That is no address of a database. {ALLOWED}", where="--database") from None


def _sqlite(url: URL, create: bool) -> Engine:
    path = Path(str(url.database))
    if not create and not path.is_file():
        raise InputError(f"{path} is not there. Name a finished audit's folder, or its database.", where="--database")
    if create and not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} is not there. Make it first.", where="--database")
    fixed = not create and not (_writable(path) and _writable(path.parent))
    if fixed:
        url = URL.create("sqlite", database=f"file:{_quoted(path)}", query={**_fixed(path), "uri": "true"})
    # no connection outlives its use: the last one to close takes SQLite's side files away
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _BUSY})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    if not fixed:
        _switch_to_wal(engine)
    return engine


def _fixed(path: Path) -> dict[str, str]:
    """How SQLite reads a file that we may not write. Raises InputError where it could read a part of it only."""
    ahead, index = Path(f"{path}-wal"), Path(f"{path}-shm")
    if not ahead.is_file() or not ahead.stat().st_size:
        # a copy on a medium that nobody writes to; SQLite would want to put its files beside it
        return {"immutable": "1"}
    if not index.is_file() and not _writable(path.parent):
        raise InputError(
            f"{ahead} holds what is not in {path} yet, and cannot be read where nothing can be written. "
            "Copy both into a folder of your own, and name that.",
            where="--database",
        )
    # a writer is at work, or was killed: an immutable file would be read without what stands beside it
    return {"mode": "ro"}


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK)


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _prepare(connection: Any, _record: Any) -> None:
    # the driver would begin transactions of its own, and not where tables are made
    connection.isolation_level = None
    # what is erased is written over
    connection.execute("PRAGMA secure_delete = ON")


def _begin(connection: Connection) -> None:
    # a writer that begins as a reader cannot wait for its turn
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")


def _switch_to_wal(engine: Engine) -> None:
    """For readers beside a writer. SQLite does not wait for its turn here, so we do."""
    for _ in range(_BUSY * 20):
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except Exception as error:
            if "locked" not in str(error):
                # an unreadable file is told of by the first look into it
                return
            threading.Event().wait(0.05)
        finally:
            raw.close()


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    # before SQLAlchemy asks for the version, which it cannot read where the database holds bytes for text
    event.listen(engine, "do_connect", _connected)
    return engine


def _connected(dialect: Any, _record: Any, given: Any, named: Any) -> Any:
    connection = dialect.connect(*given, **named)
    encoding = connection.info.parameter_status("server_encoding")
    # what stands between us and the server need not tell it
    if encoding not in (None, "UTF8"):
        name = connection.info.dbname
        connection.close()
        raise InputError(
            f"The database {name} keeps text as {encoding}, which cannot hold every post; UTF8 can. "
            "Make another one: createdb --encoding UTF8 --template template0 NAME",
            where="--database",
        )
    return connection


def _bring_up(engine: Engine, shown: str, create: bool, tables: Tables) -> None:
    with reading(engine).connect() as connection:
        if _revision(connection, tables) == tables.newest:
            return
    from alembic import command
    from alembic.script import ScriptDirectory

    known = {each.revision for each in ScriptDirectory.from_config(migrations(tables=tables)).walk_revisions()}
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _make_schema(connection)
        found = _revision(connection, tables)
        if found is None and not create:
            raise InputError(
                f"{shown} holds no {tables.hold} of Adhere's. Name the database of an audit.", where="--database"
            )
        if found is not None and found not in known:
            raise InputError(
                f"{shown} was written by a newer Adhere (tables {found}, known up to {tables.newest}). Install that one.",
                where="--database",
            )
        if found != tables.newest:
            command.upgrade(migrations(connection, tables), "head")


def _make_schema(connection: Connection) -> None:
    """Makes the schema that the address names in its search path, where it names one."""
    path = connection.scalar(text("show search_path"))
    if path and path.startswith("adhere_"):
        connection.execute(CreateSchema(path, if_not_exists=True))


def _revision(connection: Connection, tables: Tables) -> str | None:
    """The step that was taken last, as Alembic notes it."""
    if not inspect(connection).has_table(tables.versions):
        return None
    found: str | None = connection.scalar(select(column("version_num")).select_from(table(tables.versions)))
    return found
