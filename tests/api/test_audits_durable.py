"""Audits that outlive the processes that run them: killed servers, several servers, and workers on a PostgreSQL."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client

from adhere.storage import Storage
from adhere.storage.places import workspace_database
from tests.api.auditing import ASKED, all_posts, begun, ended, home, ids_in, posts, process, progress, table
from tests.audits.conftest import command, environment
from tests.storage.conftest import MakeUrl, new_postgresql, postgresql  # noqa: F401

COUNT = 12_000


def _until_midway(client: Client, audit: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        done, read = progress(client, audit)
        if 0 < done < read:
            return
        time.sleep(0.02)
    raise AssertionError((done, read))


def _whole(evidence: str, folder: Path, audit: str) -> None:
    """Every post once, in the outputs and in the evidence."""
    assert ids_in(folder) == [f"p{number}" for number in range(COUNT)]
    with Storage.open(evidence, create=False) as storage:
        assert storage.audit(audit)["records"] == COUNT
        assert storage.verify(audit) == []


def test_a_killed_server_goes_on_where_it_was(packs: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with process(data, packs) as (client, server):
        audit = begun(client, [("a.csv", table(posts(COUNT)))])
        _until_midway(client, audit)
        server.send_signal(signal.SIGKILL)
        server.wait()
    with process(data, packs) as (client, _):
        found = ended(client, audit)
        assert (found["state"], found["outcome"]["checked"]) == ("finished", COUNT)
        assert len(all_posts(client, audit, limit=500, author="author1")) == len(range(1, COUNT, 7))
    _whole(f"sqlite:///{data / 'workspaces' / 'default' / 'evidence.sqlite'}", home(data) / audit, audit)


def test_of_several_servers_on_sqlite_one_runs_what_all_of_them_take(packs: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with process(data, packs) as (client, server), process(data, packs) as (other, _):
        audits = [begun(each, [("a.csv", table(posts(50)))]) for each in (client, other)]
        assert [ended(each, audit)["state"] for each, audit in zip((other, client), audits, strict=True)] == [
            "finished",
            "finished",
        ]
        # the one that is left takes over
        server.send_signal(signal.SIGKILL)
        server.wait()
        audit = begun(other, [("b.csv", table(posts(50)))])
        assert ended(other, audit)["state"] == "finished"


@pytest.fixture
def worker(new_postgresql: MakeUrl) -> Iterator[str]:  # noqa: F811
    """A database with a worker at it."""
    url = new_postgresql()
    started = subprocess.Popen(
        command("worker", "--database", url, "--jobs", "1"), stderr=subprocess.PIPE, env=environment()
    )
    try:
        assert started.stderr is not None
        assert b"waiting for work" in started.stderr.readline()
        yield url
    finally:
        started.kill()
        started.communicate()


def test_on_postgresql_a_worker_runs_what_a_server_takes(packs: Path, tmp_path: Path, worker: str) -> None:
    data = tmp_path / "data"
    with process(data, packs, database=worker, audit_jobs=0) as (client, server):
        audit = begun(client, [("a.csv", table(posts(COUNT)))])
        _until_midway(client, audit)
        server.send_signal(signal.SIGKILL)
        server.wait()
    with process(data, packs, database=worker, audit_jobs=0) as (client, _):
        found = ended(client, audit)
        assert (found["state"], found["outcome"]["checked"]) == ("finished", COUNT)
        compared = begun(client, [("b.csv", table(posts(5)))], ASKED | {"baseline": audit})
        assert ended(client, compared)["state"] == "finished"
        long = begun(client, [("c.csv", table(posts(COUNT)))])
        _until_midway(client, long)
        answer = client.delete(f"/v1/audits/{long}")
        assert answer.status_code == 200, answer.text
        assert ended(client, long)["state"] == "cancelled"
    _whole(workspace_database(worker, "default"), home(data) / audit, audit)
