"""`adhere audit` as its users run it: what comes out, and what happens when something goes wrong."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import resource
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from adhere import Checker, Post
from adhere.audits.chunks import Reader
from adhere.audits.plan import WORK, InputTable, Plan, look_at
from adhere.errors import InputError
from tests.audits.conftest import Run, audited, command, environment, rows_of, write_csv


@pytest.fixture(scope="module")
def finished(adhere: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """An audit of two files, one of them with rows that cannot be read."""
    folder = tmp_path_factory.mktemp("audit")
    rows = rows_of(120)
    write_csv(folder / "one.csv", rows[:70])
    broken = [*rows[70:], {**rows[0], "id": "bad", "Date": "some day"}]
    write_csv(folder / "two.csv", broken)
    done = adhere(
        "audit",
        folder / "one.csv",
        folder / "two.csv",
        "-j",
        "GB,DE",
        "-o",
        folder / "out",
        "--map",
        "relationship=Tie",
    )
    assert done.code == 1, done.err
    assert done.out.strip() == str(folder / "out" / "report.html")
    return folder / "out", rows


def test_every_row_has_one_answer_in_its_place(finished: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, rows = finished
    found = audited(folder)
    assert [seq for seq, *_ in found] == list(range(121))
    assert [name for _, name, *_ in found[:120]] == [row["id"] for row in rows]
    assert all(verdict for _, _, verdict, _, _ in found[:120])
    assert found[120][2] is None
    assert "some day" in found[120][3]


def test_it_says_what_the_checker_says(finished: tuple[Path, list[dict[str, Any]]]) -> None:
    """Each post by the rules of its own day, over three years."""
    folder, rows = finished
    posts = [
        Post(
            id=row["id"],
            text=row["Caption"],
            author=row["User"],
            platform=row["Network"],
            published_on=dt.date.fromisoformat(row["Date"]),
            relationship=row["Tie"],
            followers=row["Followers"],
        )
        for row in rows
    ]
    reports = list(Checker.load().check_many(posts, jurisdictions=["GB", "DE"], today=dt.date.today()))
    assert [report.verdict for report in reports] == [verdict for _, _, verdict, _, _ in audited(folder)[:120]]
    lines = (folder / "findings.jsonl").read_text("utf-8").splitlines()
    assert [
        (report.id, result.jurisdiction, finding.rule)
        for report in reports
        for result in report.results
        for finding in result.findings
    ] == [(each["id"], each["jurisdiction"], each["rule"]) for each in map(json.loads, lines)]


def test_the_folder_holds_what_was_promised_and_nothing_unfinished(finished: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, _ = finished
    assert sorted(path.name for path in folder.iterdir()) == [
        "evidence.sqlite",
        "findings.jsonl",
        "findings.parquet",
        "posts.csv",
        "posts.parquet",
        "report.html",
        "report.xlsx",
        "summary.json",
    ]
    with (folder / "posts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 121


def test_the_columns_are_shown_before_the_run(adhere: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "posts.csv", rows_of(3))
    done = adhere("audit", path, "-j", "GB", "--dry-run")
    assert done.code == 0
    assert all(word in done.err for word in ("text", "Caption", "author", "User", "not read: Tie"))
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_column_is_named_with_the_nearest(adhere: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "posts.csv", rows_of(3))
    done = adhere("audit", path, "-j", "GB", "-o", tmp_path / "out", "--map", "text=Captoin")
    assert done.code == 2
    assert "Caption" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out"], "No market"),
        (["-j", "GB"], "--output"),
        (["-j", "QQ", "-o", "out"], "QQ"),
        (["-j", "GB", "-o", "out", "--baseline", "."], "no finished audit"),
    ],
)
def test_wrong_use_is_said_before_anything_is_read(
    adhere: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    path = write_csv(tmp_path / "posts.csv", rows_of(3))
    done = adhere("audit", path, *arguments, cwd=tmp_path)
    assert done.code == 2
    assert said in done.err
    assert list(tmp_path.iterdir()) == [path]


def test_a_finished_audit_is_not_written_over(adhere: Run, finished: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, _ = finished
    before = (folder / "summary.json").read_bytes()
    again = adhere("audit", folder.parent / "one.csv", "-j", "GB", "-o", folder)
    resumed = adhere("audit", "--resume", "-o", folder)
    assert (again.code, resumed.code) == (2, 2)
    assert "not empty" in again.err
    assert "finished" in resumed.err
    assert (folder / "summary.json").read_bytes() == before


def begun(folder: Path, posts: Path, *more: str) -> subprocess.Popen[str]:
    """An audit in a process of its own, once it has checked something."""
    process = subprocess.Popen(
        command("audit", posts, "-j", "GB", "-o", folder, "--map", "relationship=Tie", *more),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    parts = folder / ".audit" / "parts"
    for _ in range(1_200):
        if process.poll() is not None or (parts.is_dir() and any(parts.glob("posts-*.parquet"))):
            return process
        time.sleep(0.05)
    raise AssertionError("the audit checks nothing")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of several chunks."""
    return write_csv(tmp_path_factory.mktemp("many") / "many.csv", rows_of(5_000))


@pytest.fixture(scope="module")
def undisturbed(adhere: Run, many: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    folder = tmp_path_factory.mktemp("undisturbed") / "out"
    assert adhere("audit", many, "-j", "GB", "-o", folder, "--map", "relationship=Tie").code == 1
    return audited(folder)


def test_killed_it_goes_on_without_loss_and_counts_no_post_twice(
    adhere: Run, many: Path, undisturbed: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    process = begun(folder, many)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (folder / "summary.json").exists()
    done = adhere("audit", "--resume", "-o", folder)
    assert done.code == 1, done.err
    assert audited(folder) == undisturbed
    assert adhere("evidence", "verify", folder).code == 0


def test_ctrl_c_keeps_what_is_done(adhere: Run, many: Path, undisturbed: list[tuple[Any, ...]], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    process = begun(folder, many)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in said
    assert adhere("audit", many, "-j", "GB", "-o", folder).code == 2
    assert adhere("audit", "--resume", "-o", folder).code == 1
    assert audited(folder) == undisturbed


def test_it_goes_on_as_it_began_or_not_at_all(
    adhere: Run, finished: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    path, folder = write_csv(tmp_path / "posts.csv", rows_of(7)), tmp_path / "out"
    (tmp_path / "elsewhere").mkdir()
    before = os.path.relpath(finished[0], tmp_path)
    command = ("audit", path, "-j", "GB,DE", "-o", folder, "--platform", "tiktok", "--baseline", before)
    # begun, and left at once: nobody is there to check
    assert adhere(*command, "--jobs", 0, cwd=tmp_path).code == 2
    resume = ("audit", "--resume", "-o", folder)
    others = ("-j", "FR", "--platform", "x", "--no-classifier", "--map", "text=id", "--as-of", "2024-01-01")
    done = adhere(*resume, tmp_path / "others.csv", *others, cwd=tmp_path)
    assert done.code == 2
    assert "other files, --jurisdiction, --map, --as-of, --no-classifier, --platform," in done.err
    # the same command again, from another folder, where the baseline's name leads nowhere
    done = adhere(*resume, path, "-j", "de,gb", "--platform", "tiktok", cwd=tmp_path / "elsewhere")
    assert done.code == 1, done.err  # of a post that is not compliant
    assert json.loads((folder / "summary.json").read_bytes())["baseline"] is not None


def test_a_second_process_is_kept_from_an_audit_that_runs(
    adhere: Run, many: Path, undisturbed: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    process = begun(folder, many)
    # so that it is not over before the second comes
    process.send_signal(signal.SIGSTOP)
    try:
        second = adhere("audit", "--resume", "-o", folder)
    finally:
        process.send_signal(signal.SIGCONT)
    assert second.code == 2
    assert "Another process is at work" in second.err
    process.communicate(timeout=120)
    assert process.returncode == 1
    assert audited(folder) == undisturbed


def test_a_file_that_changes_while_it_is_read_ends_it_with_its_name(adhere: Run, tmp_path: Path) -> None:
    posts, folder = write_csv(tmp_path / "posts.csv", rows_of(500)), tmp_path / "out"
    plan = Plan(
        id="a1",
        started=dt.datetime(2026, 11, 25, tzinfo=dt.UTC),
        files=(look_at(posts),),
        tables=((InputTable(name="posts.csv", format="csv", mapping={}),),),
        today=dt.date(2026, 11, 25),
        rows=100,
        rules_revision="r",
        model_version=None,
        threshold=None,
        adhere_version="0",
    )
    (folder / WORK).mkdir(parents=True)
    reader = Reader(plan, folder)
    assert reader.write(0) == 100
    write_csv(posts, rows_of(499))
    with pytest.raises(InputError, match=r"posts\.csv.*changed"):
        list(map(reader.write, range(1, 10)))
    with pytest.raises(InputError, match=r"posts\.csv.*changed"):
        Reader(plan, folder).write(0)


def test_a_full_disk_ends_it_and_leaves_nothing_that_looks_whole(adhere: Run, many: Path, tmp_path: Path) -> None:
    """No file may grow beyond a limit, as on a disk without room."""
    folder = tmp_path / "out"
    limit = 120_000

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = adhere("audit", many, "-j", "GB", "-o", folder, "--map", "relationship=Tie", preexec_fn=small_disk)
    assert done.code == 2
    assert "--resume" in done.err
    assert not (folder / "summary.json").exists()
    assert not (folder / "report.html").exists()
    assert adhere("audit", "--resume", "-o", folder).code == 1
