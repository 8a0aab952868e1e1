"""An audit on PostgreSQL by two workers against one, each with a core of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from sqlalchemy import create_engine, make_url, text

from benchmarks.audit import write
from benchmarks.faults import server
from benchmarks.side_by_side import Ratio

COUNT, ROUNDS = 40_000, 1


def measure() -> Iterator[Ratio]:
    """Seconds from the audit's order to its end. What starting and ending take, measured with one post, is taken off."""
    taken: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as name, server() as postgresql:
        folder = Path(name)
        many, one = write(folder / "many.csv", COUNT), write(folder / "one.csv", 1)
        for number in range(ROUNDS):
            for workers, seconds in taken.items():
                url = _database(postgresql.get_uri(), f"round_{number}_{workers}")
                with _working(url, workers):
                    # the first audit also brings up the workers' processes
                    for posts in (one, one, many):
                        before = time.perf_counter()
                        _audit(posts, folder / f"{number}-{workers}-{posts.stem}-{len(list(folder.iterdir()))}", url)
                        if posts is one:
                            start = time.perf_counter() - before
                    seconds.append(time.perf_counter() - before - start)
    rate = f"two workers on PostgreSQL ({COUNT / median(taken[2]):,.0f}/s)"
    yield Ratio("posts a second", rate, "one", median(taken[1]) / median(taken[2]), 1.7)


@contextmanager
def _working(url: str, count: int) -> Iterator[None]:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    command = [sys.executable, "-m", "adhere.cli", "worker", "--database", url, "--jobs", "1"]
    with ExitStack() as stack:
        for number in range(count):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            stack.callback(process.wait)
            stack.callback(process.kill)
            if cores:
                os.sched_setaffinity(process.pid, {cores[number % len(cores)]})
            assert process.stderr is not None
            first = process.stderr.readline()
            if "waiting for work" not in first:
                raise RuntimeError(f"The worker began with {first!r}")
        yield


def _audit(posts: Path, output: Path, url: str) -> None:
    command = ["audit", str(posts), "-j", "GB", "-o", str(output), "--database", url, "--jobs", "0"]
    done = subprocess.run([sys.executable, "-m", "adhere.cli", *command], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)


def _database(url: str, name: str) -> str:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)
