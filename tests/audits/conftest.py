"""Invented posts in files, and the command line as a user starts it."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.storage.conftest import new_postgresql, postgresql  # noqa: F401  (the server that both rooms test on)

CAPTIONS = (
    "Ad: three weeks with the Lumea night serum and my skin is calmer",
    "Obsessed with this Lumea serum, code MIA20 saves you 20% #skincare",
    "Sunday walk, muddy dog, hot soup",
    "thank you @lumea for the parcel, I am in love with the blue one",
    "Anzeige | Der neue Rucksack von Nordwall trägt sich gut",
    "My own candles are back in the shop, come and smell them",
    "🎉 #gifted breakfast at Hafenkante, the eggs were perfect",
)
RELATIONSHIPS = ("paid", "paid", "none", "gifted", "paid", "own_brand", "gifted")
COLUMNS = ("id", "Caption", "User", "Network", "Date", "Tie", "Followers")


def rows_of(count: int, first: int = 0) -> list[dict[str, Any]]:
    """`count` invented posts over three years."""
    return [
        {
            "id": f"p{number}",
            "Caption": f"{CAPTIONS[number % 7]} {number}",
            "User": f"author{number % 11}",
            "Network": ("instagram", "tiktok", "youtube")[number % 3],
            "Date": (dt.date(2024, 1, 5) + dt.timedelta(days=number % 1000)).isoformat(),
            "Tie": RELATIONSHIPS[number % 7],
            "Followers": 500 + number * 37 % 20000,
        }
        for number in range(first, first + count)
    ]


def write_csv(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """The rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


def command(*arguments: object) -> list[str]:
    """The command line that starts Adhere."""
    return [sys.executable, "-m", "adhere.cli", *map(str, arguments)]


def environment() -> dict[str, str]:
    """The surroundings of a command: wide lines, and nothing of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADHERE_")}
    return kept | {"COLUMNS": "200", "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def adhere() -> Run:
    """Runs the command line to its end."""

    def run(*arguments: object, **options: Any) -> Done:
        done = subprocess.run(
            command(*arguments), capture_output=True, text=True, env=environment(), timeout=300, check=False, **options
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


def audited(folder: Path) -> list[tuple[Any, ...]]:
    """What the finished audit says of each post, in order."""
    found = duckdb.connect().execute(
        "select seq, id, verdict, error, report_sha256 from read_parquet(?)", [str(folder / "posts.parquet")]
    )
    return found.fetchall()


def summary_of(folder: Path) -> dict[str, Any]:
    """The audit's summary."""
    return dict(json.loads((folder / "summary.json").read_text("utf-8")))
