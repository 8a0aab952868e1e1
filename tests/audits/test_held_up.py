"""Processes that go on after others have done their work, audits that take the place of others, ends that are reached twice."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from adhere.audits import checking, run
from adhere.audits.checking import check_chunk, part_path
from adhere.audits.chunks import Reader, read_chunk
from adhere.audits.finishing import finish, settings_of, tidy
from adhere.audits.outputs.writing import OUTPUTS
from adhere.audits.plan import WORK, Plan, replacing
from adhere.audits.planning import plan_audit
from adhere.errors import InputError
from adhere.storage import Storage
from tests.audits.conftest import rows_of, write_csv
from tests.audits.test_other_rules import NOW, planned
from tests.cli.packs import write_packs


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The evidence that all share."""
    return f"sqlite:///{tmp_path / 'evidence.sqlite'}"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The rules of all."""
    return write_packs(tmp_path / "packs")


def begun(tmp_path: Path, packs: Path, database: str, first: int = 0) -> tuple[Path, Plan]:
    """An audit that was read and noted, in a folder that is always the same."""
    folder = tmp_path / "out"
    posts = write_csv(tmp_path / f"posts-{first}.csv", rows_of(1_005, first))
    plan = planned(folder, posts, packs)
    with Storage.open(database) as storage:
        storage.begin_audit(settings_of(plan), plan.id)
    return folder, plan


def test_a_baseline_that_went_away_is_said_and_may_come_back(tmp_path: Path, packs: Path, database: str) -> None:
    folder, before = begun(tmp_path, packs, database)
    with Storage.open(database) as storage:
        for number in range(2):
            check_chunk(folder, number, database)
        finish(before, folder, 2, NOW, storage)
        earlier = folder.rename(tmp_path / "earlier")
        folder, plan = begun(tmp_path, packs, database)
        plan = plan.model_copy(update={"baseline": earlier})
        for number in range(2):
            check_chunk(folder, number, database)
        (earlier / "posts.parquet").rename(tmp_path / "away")
        with pytest.raises(InputError, match="earlier was there when the audit began"):
            finish(plan, folder, 2, NOW, storage)
        with pytest.raises(InputError, match="holds no finished audit"):
            plan_audit([], tmp_path / "next", {"jurisdictions": ["XA"], "baseline": earlier}, [], NOW)
        (tmp_path / "away").rename(earlier / "posts.parquet")
        assert finish(plan, folder, 2, NOW, storage).posts == 1_005
    assert '"open"' in (folder / "summary.json").read_text()


def ids(path: Path) -> list[str]:
    """The posts of a part or an output."""
    return [name for (name,) in duckdb.execute("select id from read_parquet(?) order by seq", [str(path)]).fetchall()]


def test_an_audit_in_the_folder_of_one_that_was_deleted_is_checked_as_asked(
    tmp_path: Path, packs: Path, database: str
) -> None:
    folder, before = begun(tmp_path, packs, database)
    check_chunk(folder, 0, database)
    shutil.rmtree(folder)
    folder, after = begun(tmp_path, packs, database, 5_000)
    check_chunk(folder, 0, database)
    with Storage.open(database) as storage:
        assert (storage.count(before.id), storage.count(after.id)) == (1_000, 1_000)


def test_a_reader_of_the_audit_before_reads_nothing_for_the_next(
    tmp_path: Path, packs: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = run._read.__wrapped__  # type: ignore[attr-defined]
    folder, plan = begun(tmp_path, packs, database)
    left = Reader(plan, folder)
    left.write(0)
    monkeypatch.setattr(run._Here, "readers", {folder: left}, raising=False)
    shutil.rmtree(folder)
    begun(tmp_path, packs, database, 5_000)
    # another process read the first chunk, and died
    assert read(str(folder), 1) == 5
    check_chunk(folder, 1, database)
    assert ids(part_path(folder, "posts", 1)) == [f"p{number}" for number in range(6_000, 6_005)]


def test_two_may_write_one_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "part"
    with replacing(path) as late, late.open("w") as slow:
        slow.write("the ")
        slow.flush()
        with replacing(path) as first:
            first.write_text("the same")
        assert path.read_text() == "the same"
        slow.write("same")
    assert [each.name for each in tmp_path.iterdir()] == ["part"]
    assert path.read_text() == "the same"


@pytest.mark.parametrize("gone", ["finished", "deleted"])
def test_who_was_held_up_brings_nothing_back(
    tmp_path: Path, packs: Path, database: str, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    folder, _ = begun(tmp_path, packs, database)

    def held_up(folder: Path, number: int) -> object:
        rows = read_chunk(folder, number)
        tidy(folder) if gone == "finished" else shutil.rmtree(folder)
        return rows

    monkeypatch.setattr(checking, "read_chunk", held_up)
    with pytest.raises(FileNotFoundError):
        check_chunk(folder, 1, database)
    assert not (folder / WORK).exists()
    # and once more, as the queue would have it
    with pytest.raises(InputError, match="no unfinished audit"):
        check_chunk(folder, 1, database)
    assert folder.exists() == (gone == "finished")


def test_an_end_that_was_cut_behind_the_seal_is_reached_again(tmp_path: Path, packs: Path, database: str) -> None:
    folder, plan = begun(tmp_path, packs, database)
    for number in range(2):
        check_chunk(folder, number, database)
    with Storage.open(database) as storage:
        first = finish(plan, folder, 2, NOW, storage)
        before = {name: (folder / name).read_bytes() for name in OUTPUTS}
        assert finish(plan, folder, 2, NOW + dt.timedelta(hours=3), storage) == first
        assert {name: (folder / name).read_bytes() for name in OUTPUTS} == before
        assert storage.verify() == []
