"""What a process holds while it runs audits."""

from __future__ import annotations

import datetime as dt
import pickle
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from dbos._error import DBOSMaxStepRetriesExceeded
from sqlalchemy.exc import OperationalError

from adhere.audits import run
from adhere.errors import InputError, Unreachable
from adhere.storage import Storage, databases
from tests.audits.conftest import rows_of, write_csv
from tests.audits.test_other_rules import planned
from tests.cli.packs import write_packs


def test_no_input_is_held_once_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    posts = write_csv(tmp_path / "posts.csv", rows_of(1_005))
    planned(folder, posts, write_packs(tmp_path / "packs"))
    monkeypatch.setattr(run._Here, "readers", {}, raising=False)
    # without the queue, which keeps what it answers
    read = run._read.__wrapped__  # type: ignore[attr-defined]
    assert (read(str(folder), 0), list(run._Here.readers)) == (1_000, [folder])
    assert [read(str(folder), number) for number in (1, 2)] == [5, 0]
    assert run._Here.readers == {}
    # the end is asked for again where a process died before it was noted
    assert (read(str(folder), 2), run._Here.readers) == (0, {})
    assert read(str(folder), 0) == 1_000
    posts.write_text("id,Caption\n", "utf-8")
    with pytest.raises(InputError, match="changed"):
        read(str(folder), 0)
    assert run._Here.readers == {}


def test_a_database_that_does_not_answer_is_tried_again() -> None:
    # nothing listens at port 1, as where a server is being started again
    with pytest.raises(Unreachable, match="cannot be opened") as away:
        Storage.open("postgresql://me@127.0.0.1:1/db")
    # a process that checks sends it to the one that tries again
    sent = pickle.loads(pickle.dumps(away.value))
    assert run._worth_a_retry(sent)
    assert run._only_unreachable(sent)
    with pytest.raises(InputError) as wrong:
        Storage.open("mysql://me@127.0.0.1/db")
    assert not run._worth_a_retry(wrong.value)


def test_a_database_that_takes_nothing_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_BUSY", 0)
    path = tmp_path / "e.sqlite"
    with Storage.open(f"sqlite:///{path}") as storage, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unreachable, match="locked") as locked:
            storage.purge_texts(dt.date(2100, 1, 1))
    assert run._only_unreachable(locked.value)


def test_what_the_last_try_failed_of_is_the_cause() -> None:
    last = Unreachable("refused")
    assert run.cause_of(DBOSMaxStepRetriesExceeded("finish", 2, [OSError("first"), last])) is last
    assert run.cause_of(last) is last
    full = sqlite3.OperationalError("database or disk is full")
    told = run.cause_of(DBOSMaxStepRetriesExceeded("check", 1, [OperationalError("INSERT …", {}, full)]))
    assert str(told) == "database or disk is full"
