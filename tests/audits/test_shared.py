"""One audit spread over several processes, with PostgreSQL as all that they share beside the folder."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dbos import DBOSClient

from adhere.audits.run import APPLICATION
from tests.audits.conftest import Run, audited, command, environment, rows_of, write_csv
from tests.storage.conftest import MakeUrl

COUNT = 9_000


def started(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment()
    )


@pytest.fixture
def workers(new_postgresql: MakeUrl) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A database, and two workers at it that are ready."""
    url = new_postgresql()
    found = []
    try:
        for _ in range(2):
            process = started("worker", "--database", url, "--jobs", "1")
            found.append(process)
            assert process.stdout is not None
            assert "waiting" in process.stdout.readline()
        yield url, found
    finally:
        for process in found:
            process.kill()
            process.communicate()


def parts(folder: Path) -> int:
    return sum(1 for _ in (folder / ".audit" / "parts").glob("posts-*.parquet"))


def test_workers_share_it_and_one_that_dies_loses_nothing(
    adhere: Run, workers: tuple[str, list[subprocess.Popen[str]]], tmp_path: Path
) -> None:
    url, running = workers
    folder = tmp_path / "out"
    posts = write_csv(tmp_path / "posts.csv", rows_of(COUNT))
    # it reads and finishes; the workers alone check
    main = started(
        "audit", posts, "-j", "GB", "-o", folder, "--map", "relationship=Tie", "--database", url, "--jobs", "0"
    )
    try:
        deadline = time.monotonic() + 120
        while not parts(folder) and main.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        running[0].send_signal(signal.SIGKILL)
        said, _ = main.communicate(timeout=180)
    finally:
        main.kill()
    assert main.returncode == 1, said
    assert [name for _, name, *_ in audited(folder)] == [f"p{number}" for number in range(COUNT)]
    verified = adhere("evidence", "verify", "--database", url)
    assert (verified.code, verified.out.splitlines()[0]) == (0, f"{COUNT} records, chain whole")


def test_cancelled_it_ends_everywhere_and_goes_on_when_asked(
    adhere: Run, workers: tuple[str, list[subprocess.Popen[str]]], tmp_path: Path
) -> None:
    url, _ = workers
    folder = tmp_path / "out"
    posts = write_csv(tmp_path / "posts.csv", rows_of(COUNT))
    main = started(
        "audit", posts, "-j", "GB", "-o", folder, "--map", "relationship=Tie", "--database", url, "--jobs", "0"
    )
    try:
        while not parts(folder) and main.poll() is None:
            time.sleep(0.05)
        assert adhere("audit", "--cancel", "-o", folder, "--database", url).code == 0
        said, _ = main.communicate(timeout=60)
    finally:
        main.kill()
    assert main.returncode == 2, said
    assert "ended with --cancel" in said
    assert not (folder / "summary.json").exists()
    assert adhere("audit", "--resume", "-o", folder, "--database", url).code == 1
    assert [name for _, name, *_ in audited(folder)] == [f"p{number}" for number in range(COUNT)]


def test_a_scheduled_audit_takes_the_files_of_its_day(
    adhere: Run, workers: tuple[str, list[subprocess.Popen[str]]], tmp_path: Path
) -> None:
    url, _ = workers
    output, pattern = tmp_path / "audits", tmp_path / "*.csv"
    asked = ("-j", "GB", "--map", "relationship=Tie", "--no-classifier", "-o", output, "--database", url)
    assert adhere("audit", pattern, *asked, "--schedule", "0 6 1 * *").code == 0
    assert adhere("audit", pattern, *asked, "--schedule", "0 6 1 *").code == 2
    assert str(output) in adhere("worker", "--schedules", "--database", url).out
    # the file comes after the order
    write_csv(tmp_path / "posts.csv", rows_of(30))
    client = DBOSClient(system_database_url=url, application_name=APPLICATION)
    try:
        client.trigger_schedule(str(output)).get_result(polling_interval_sec=0.2)
    finally:
        client.destroy()
    [folder] = output.iterdir()
    assert [name for _, name, *_ in audited(folder)] == [f"p{number}" for number in range(30)]
    assert not (folder / ".audit").exists()
    done = adhere("worker", "--unschedule", output, "--database", url)
    assert (done.code, done.out) == (0, "")
