"""A whole audit, reading and writing included, against `Checker.check_many` alone; two cores against one; ten times the posts in memory."""

from __future__ import annotations

import csv
import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.posts import posts
from benchmarks.side_by_side import Ratio

COUNT, ROUNDS = 20_000, 3
COLUMNS = ("id", "text", "platform", "relationship", "author", "followers", "published_on")
#: Runs in a process of its own, on one core, and prints the seconds that checking the file's posts took.
ALONE = """
import csv, datetime as dt, gc, sys, time
from adhere import Checker, Post
posts = []
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")):
    posts.append(Post(**{**row, "followers": int(row["followers"]), "published_on": dt.date.fromisoformat(row["published_on"])}))
checker = Checker.load()
for _ in checker.check_many(posts[:500], jurisdictions=["GB"], today=dt.date(2026, 11, 25)): pass
gc.collect(); gc.freeze()
began = time.perf_counter()
for _ in checker.check_many(posts, jurisdictions=["GB"], today=dt.date(2026, 11, 25)): pass
print(time.perf_counter() - began)
"""


def measure() -> Iterator[Ratio]:
    """Seconds over seconds. What an audit needs to start, measured with one post, is taken off."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many, one = write(folder / "many.csv", COUNT), write(folder / "one.csv", 1)
        alone, single, double = [], [], []
        for number in range(ROUNDS):
            alone.append(float(_run([sys.executable, "-c", ALONE, str(many)], cores[:1])))
            single.append(
                _audit(many, folder / f"s{number}", cores[:1]) - _audit(one, folder / f"t{number}", cores[:1])
            )
            double.append(
                _audit(many, folder / f"d{number}", cores[:2]) - _audit(one, folder / f"u{number}", cores[:2])
            )
    rate = f"adhere audit, GB, one core ({COUNT / median(single):,.0f}/s)"
    yield Ratio("seconds", rate, "check_many alone", median(single) / median(alone), 1.35, least=False)
    rate = f"adhere audit, GB, two cores ({COUNT / median(double):,.0f}/s)"
    yield Ratio("posts a second", rate, "one core", median(single) / median(double), 1.8)


def write(path: Path, count: int, seed: int = 7) -> Path:
    """A CSV of `count` captions of authors in three years; 2,000 texts come again and again with another number."""
    rng = random.Random(seed)
    some = posts(min(count, 2_000), seed)
    first = dt.date(2024, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number in range(count):
            post = some[number % len(some)]
            day = first + dt.timedelta(days=rng.randrange(1_000))
            author = f"author{rng.randrange(max(count // 20, 1))}"
            rows.writerow(
                (
                    number,
                    f"{post.text} {number}",
                    post.platform.value,
                    post.relationship.value,
                    author,
                    rng.randrange(500, 20_000),
                    day,
                )
            )
    return path


def _audit(posts: Path, output: Path, cores: list[int]) -> float:
    began = time.perf_counter()
    _run([sys.executable, "-m", "adhere.cli", "audit", str(posts), "-j", "GB", "-o", str(output)], cores, good=(0, 1))
    return time.perf_counter() - began


def _run(command: list[str], cores: list[int], good: tuple[int, ...] = (0,)) -> str:
    options: dict[str, Any] = {"preexec_fn": lambda: os.sched_setaffinity(0, cores)} if cores else {}
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode not in good:
        raise RuntimeError(done.stderr)
    return done.stdout
