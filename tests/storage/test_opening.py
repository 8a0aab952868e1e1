"""Databases that can be opened, and those that cannot."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from adhere.errors import InputError
from adhere.storage import Storage, databases
from adhere.storage.accounts import accounts
from adhere.storage.databases import connect, migrations
from adhere.storage.tables import metadata
from tests.storage.conftest import MakeUrl, chunk, engine_of, execute, fill, look

TABLES = {"adhere_audits", "adhere_checks", "adhere_chunks", "adhere_events", "adhere_findings", "adhere_log"}


def names(url: str) -> set[str]:
    return set(inspect(engine_of(url)).get_table_names()) - {"adhere_version"}


@pytest.mark.parametrize("tables", [databases.EVIDENCE, accounts.TABLES], ids=["evidence", "accounts"])
def test_the_newest_step_is_the_last_of_them(tables: databases.Tables) -> None:
    assert ScriptDirectory.from_config(migrations(tables=tables)).get_current_head() == tables.newest


def test_the_steps_go_up_and_down_and_up(url: str) -> None:
    engine = connect(url, create=True)
    assert names(url) == TABLES
    with engine.begin() as connection:
        command.downgrade(migrations(connection), "base")
    assert names(url) == set()
    with engine.begin() as connection:
        command.upgrade(migrations(connection), "head")
    assert names(url) == TABLES
    engine.dispose()
    with Storage.open(url, create=False) as storage:
        fill(storage)
        assert storage.verify() == []


def test_the_steps_make_what_the_code_knows(url: str) -> None:
    Storage.open(url).close()
    with engine_of(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "adhere_version"})
        assert compare_metadata(context, metadata) == []


def test_threads_open_an_empty_database_at_once(url: str) -> None:
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with Storage.open(url) as storage:
                storage.record_chunk("A", number, *chunk(number * 5, 5))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert look(url, "select count(*) from adhere_checks") == [(40,)]


def test_a_newer_database_is_left_alone(url: str) -> None:
    Storage.open(url).close()
    execute(url, "update adhere_version set version_num = '9999'")
    with pytest.raises(InputError, match=r"newer Adhere \(tables 9999, known up to 0001\)"):
        Storage.open(url)
    assert look(url, "select version_num from adhere_version") == [("9999",)]


def test_without_create_an_empty_database_stays_empty(url: str, tmp_path: Path) -> None:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    with pytest.raises(InputError, match="holds no evidence"):
        Storage.open(url, create=False)
    assert names(url) == set()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://me:secret@host/db", "'mysql'"),
        ("evidence", "no address"),
        ("sqlite://", "path"),
        ("sqlite:///:memory:", "path"),
        ("postgresql://me:secret@127.0.0.1:1/db", "cannot be opened"),
    ],
)
def test_a_wrong_address_is_said_without_its_password(url: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        Storage.open(url)
    assert "postgresql://USER" in caught.value.message
    assert "secret" not in caught.value.message


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the folder .* is not there"):
        Storage.open(f"sqlite:///{tmp_path}/at/all/e.sqlite")
    with pytest.raises(InputError, match="not there"):
        Storage.open(f"sqlite:///{tmp_path}/e.sqlite", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [True, False])
def test_another_file_is_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,text\n1,hello\n" * 100)
    before = path.read_bytes()
    with pytest.raises(InputError, match="cannot be opened"):
        Storage.open(f"sqlite:///{path}", create=create)
    assert path.read_bytes() == before


def test_sqlite_leaves_one_file(new_sqlite: MakeUrl) -> None:
    url = new_sqlite()
    storage = Storage.open(url)
    fill(storage)
    storage.verify()
    path = Path(url.removeprefix("sqlite:///"))
    assert [each.name for each in path.parent.iterdir()] == ["evidence.sqlite"]


def test_a_copy_that_nobody_may_write_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "100% mine? #1"
    folder.mkdir()
    with Storage.open(f"sqlite:///{folder}/e.sqlite") as storage:
        fill(storage)
    # root may write everywhere, so the answer is made up
    monkeypatch.setattr(databases, "_writable", lambda _: False)
    with Storage.open(f"sqlite:///{folder}/e.sqlite", create=False) as storage:
        assert storage.verify() == []
        with pytest.raises(InputError, match="cannot be written"):
            storage.purge_texts(dt.date(2100, 1, 1))
    assert [each.name for each in folder.iterdir()] == ["e.sqlite"]


def test_what_is_not_in_the_file_yet_is_read_or_missed_aloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, copy = tmp_path / "e.sqlite", tmp_path / "copy"
    copy.mkdir()
    Storage.open(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as held:
        # as long as somebody has it open, what is written stays beside the file, as it does where a writer was killed
        held.execute("SELECT * FROM adhere_log").fetchall()
        with Storage.open(f"sqlite:///{path}") as storage:
            fill(storage)
            head = storage.head()
        for name in ("e.sqlite", "e.sqlite-wal"):
            shutil.copy(tmp_path / name, copy)
        monkeypatch.setattr(databases, "_writable", lambda _: False)
        with Storage.open(f"sqlite:///{path}", create=False) as storage:
            assert (storage.verify(), storage.count(), storage.head()) == ([], 30, head)
        with pytest.raises(InputError, match="-wal holds what is not in"):
            Storage.open(f"sqlite:///{copy}/e.sqlite", create=False)
