"""`adhere backup`: a copy that is whole, made while others write."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from adhere.storage import Storage, backup
from adhere.storage.accounts import Accounts
from adhere.storage.places import workspace_database
from tests.cli.conftest import Run
from tests.storage.conftest import FACTS, chunk, fill

WORKSPACES = ("default", "brand-team")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A service's folder with two workspaces, a key, a pack and an audit's files."""
    data = tmp_path / "data"
    with Accounts.at(data, None) as accounts:
        for name in WORKSPACES:
            accounts.create_key(name, "R. Okafor", ["review"], 1, by="test")
    for name in WORKSPACES:
        with Storage.open(evidence_of(data, name)) as storage:
            fill(storage, f"{name}-1")
    (data / "rules" / "XN").mkdir(parents=True)
    (data / "rules" / "XN" / "labels.yaml").write_text("labels: []\n", "utf-8")
    (data / "workspaces" / "default" / "audits" / "a1").mkdir(parents=True)
    (data / "workspaces" / "default" / "audits" / "a1" / "summary.json").write_text("{}", "utf-8")
    (data / "rules.lock").touch()
    return data


def evidence_of(data: Path, workspace: str) -> str:
    return workspace_database(f"sqlite:///{data / 'evidence.sqlite'}", workspace)


@contextmanager
def writing(data: Path) -> Iterator[list[int]]:
    """Audits that go on being recorded, and keys that go on being made; how many there are."""
    done: list[int] = []
    stop = threading.Event()

    def write() -> None:
        with Storage.open(evidence_of(data, "default")) as storage, Accounts.at(data, None) as accounts:
            number = 0
            while not stop.is_set():
                name = f"running-{number}"
                for part in range(3):
                    storage.record_chunk(name, part, *chunk(part * 5, 5, texts=True))
                storage.seal_audit(name, 3, FACTS)
                accounts.create_key("default", name, ["check"], number, by="test")
                number += 1
                done.append(number)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while not done:
            assert thread.is_alive()
            time.sleep(0.01)
        yield done
    finally:
        stop.set()
        thread.join(60)


def test_the_copy_is_whole_though_the_service_writes(run: Run, data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with writing(data) as done:
        before = len(done)
        result = run("backup", data, copy)
        assert result.exit_code == 0, result.output
        while len(done) == before:
            # the service went on
            time.sleep(0.01)
    assert result.stdout == f"3 databases and 2 files copied to {copy}\n"
    for workspace in WORKSPACES:
        verified = run("evidence", "verify", copy / "workspaces" / workspace)
        assert verified.exit_code == 0, verified.output
        assert "chain whole" in verified.output
    with Storage.open(evidence_of(copy, "default"), create=False) as storage:
        assert {f"running-{number}" for number in range(before)} <= {each["id"] for each in storage.audits()}
    with Accounts.at(copy, None) as accounts:
        assert len(accounts.keys()) >= 2
    assert (copy / "rules" / "XN" / "labels.yaml").read_text("utf-8") == "labels: []\n"
    assert (copy / "workspaces" / "default" / "audits" / "a1" / "summary.json").exists()
    assert not [path for path in copy.rglob("*") if path.name.endswith(("-wal", "-shm", ".lock"))]
    assert copy.stat().st_mode & 0o077 == 0


def test_what_was_changed_in_a_copy_shows(run: Run, data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert run("backup", data, copy).exit_code == 0
    with sqlite3.connect(copy / "workspaces" / "default" / "evidence.sqlite") as connection:
        connection.execute("update adhere_checks set verdict = 'compliant' where seq = 3")
    connection.close()
    verified = run("evidence", "verify", copy / "workspaces" / "default")
    assert verified.exit_code == 1, verified.output


def test_erased_texts_are_in_no_copy(run: Run, data: Path, tmp_path: Path) -> None:
    # words that only the free pages of the database still hold
    path = data / "workspaces" / "default" / "evidence.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma secure_delete = off")
        connection.execute("create table passing (words text)")
        connection.execute("insert into passing values (?)", ["the secret campaign " * 500])
        connection.commit()
        connection.execute("drop table passing")
    connection.close()
    assert b"the secret campaign" in path.read_bytes()
    assert run("backup", data, tmp_path / "copy").exit_code == 0
    copied = (tmp_path / "copy" / "workspaces" / "default" / "evidence.sqlite").read_bytes()
    assert b"the secret campaign" not in copied


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [("missing", "copy", "no folder"), ("data", "data/copy", "outside"), ("data", "data", "there already")],
)
def test_mistakes_are_explained(run: Run, data: Path, tmp_path: Path, source: str, target: str, said: str) -> None:
    result = run("backup", tmp_path / source, tmp_path / target)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize("linked", ["workspaces", "workspaces/default/evidence.sqlite"])
def test_what_lies_behind_a_link_is_not_left_out_unsaid(run: Run, data: Path, tmp_path: Path, linked: str) -> None:
    (data / linked).rename(tmp_path / "elsewhere")
    (data / linked).symlink_to(tmp_path / "elsewhere")
    result = run("backup", data, tmp_path / "copy")
    assert result.exit_code == 2
    assert f"{data / linked} is a link" in " ".join(result.output.split())
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("there", [False, True], ids=["made", "empty"])
def test_a_copy_that_fails_leaves_nothing(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    copy, seen = tmp_path / "copy", list[list[Path]]()

    def full(path: Path, target: Path) -> None:
        # half of it is there by now, and what is killed here is no data folder
        seen.append([each.relative_to(copy) for each in copy.iterdir()])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    if there:
        copy.mkdir()
    monkeypatch.setattr(shutil, "copy2", full)
    result = run("backup", data, copy)
    assert result.exit_code == 2
    assert f"{data} cannot be copied to {copy}: No space left on device." in " ".join(result.output.split())
    assert seen == [[Path(".unfinished")]]
    assert list(copy.iterdir()) == [] if there else not copy.exists()
    monkeypatch.undo()
    assert run("backup", data, copy).exit_code == 0
    assert not (copy / ".unfinished").exists()


def test_what_comes_and_goes_meanwhile_does_not_end_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = data / "workspaces" / "default" / "audits" / "a2" / ".audit" / "dbos.sqlite"
    gone.parent.mkdir(parents=True)
    shutil.copy(data / "workspaces" / "default" / "evidence.sqlite", gone)
    copy_database = backup._copy_database
    late = Path(evidence_of(data, "late").removeprefix("sqlite:///"))
    with ExitStack() as stack:

        def meanwhile(path: Path, target: Path) -> None:
            if not late.exists():
                # an audit is tidied away, and a workspace is new; what is written there stays beside its file for now
                gone.unlink()
                with Storage.open(f"sqlite:///{late}") as storage:
                    held = stack.enter_context(closing(sqlite3.connect(late)))
                    held.execute("SELECT * FROM adhere_log").fetchall()
                    fill(storage)
            copy_database(path, target)

        monkeypatch.setattr(backup, "_copy_database", meanwhile)
        copied = backup.copy_data(data, tmp_path / "copy")
    assert not gone.exists()
    assert copied.databases == sum(1 for _ in (tmp_path / "copy").rglob("*.sqlite"))
    with Storage.open(evidence_of(tmp_path / "copy", "late"), create=False) as storage:
        assert (storage.verify(), storage.count()) == ([], 30)


def test_it_says_what_a_postgresql_leaves_to_be_done(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("backup", data, tmp_path / "copy")
    assert "pg_dump" not in result.output


def test_a_postgresql_is_named(run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADHERE_DATABASE", "postgresql://adhere@127.0.0.1/adhere")
    assert "pg_dump" in run("backup", data, tmp_path / "copy").output
