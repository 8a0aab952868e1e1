"""An audit killed again and again, against the same audit undisturbed: every post once, the same answers, the chain whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks.audit import write
from benchmarks.side_by_side import Ratio

COUNT, KILLS = 40_000, 50


def measure() -> Iterator[Ratio]:
    """The share of posts that stand once in the disturbed audit, with the same answer as in the other, where the chain verifies."""
    rng = random.Random(5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        posts = write(folder / "posts.csv", COUNT)
        start = ["audit", str(posts), "-j", "GB", "-o"]
        subprocess.run(_adhere(*start, str(folder / "calm")), capture_output=True, check=False)
        kills = _disturbed(start, folder / "killed", rng)
        same = _answers(folder / "calm") == _answers(folder / "killed")
        chain = subprocess.run(_adhere("evidence", "verify", str(folder / "killed")), capture_output=True, check=False)
        once = len(set(_answers(folder / "killed"))) / COUNT if same and chain.returncode == 0 else 0.0
    yield Ratio("posts once", f"audit killed {kills} times", "undisturbed", once, 1.0)
    yield Ratio("kills", "counted", f"{KILLS}", kills / KILLS, 1.0)


def _disturbed(start: list[str], output: Path, rng: random.Random) -> int:
    """Kills now the main process, now one that checks, at a moment that nobody chose; the number of kills until it was done."""
    kills, first = 0, True
    while True:
        resume = ["audit", "--resume", "-o", str(output)]
        planned = (output / ".audit" / "plan.json").is_file()
        process = subprocess.Popen(
            _adhere(*(resume if planned else [*start, str(output)])),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # as often as needed, and then it may end
        if kills >= KILLS:
            process.wait()
            return kills
        # early kills come before anything is done; later ones must leave it the time to get on
        time.sleep(rng.uniform(0.2, 4.0) if not first else 0.3)
        first = False
        children = _children(process.pid)
        victim = rng.choice([process.pid, *children]) if children else process.pid
        if process.poll() is None:
            os.kill(victim, signal.SIGKILL)
            kills += 1
        if victim != process.pid:
            time.sleep(rng.uniform(0.0, 1.5))
            if process.poll() is None:
                process.kill()
                kills += 1
        process.wait()
        if process.returncode in (0, 1) and (output / "summary.json").is_file():
            return kills


def _children(parent: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(each) for each in found.stdout.split()]


def _answers(output: Path) -> list[tuple[object, ...]]:
    path = output / "posts.parquet"
    if not path.is_file():
        return []
    return (
        duckdb.connect().execute("select seq, id, verdict, report_sha256 from read_parquet(?)", [str(path)]).fetchall()
    )


def _adhere(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "adhere.cli", *arguments]
