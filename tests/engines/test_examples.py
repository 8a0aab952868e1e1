"""The scripts in examples/engines, run as they stand, give the answers that the checker gives."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from adhere.arrow import SCHEMA, check_table
from adhere.post import Post

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(path.name for path in (ROOT / "examples" / "engines").glob("*.py"))
WORDS = (
    "Lovely #ad",
    "Ad: lovely soap from @brunnwerk",
    "<script>alert('ad')</script> code MIA20",
    '=cmd|"/c calc"!A1 #gifted',
    "a\u200bd \u202e#da\u202c 𝗔𝗗",
    "Werbung | 'quoted' \"twice\"\r\n\ttabbed \\ ",
    "각 광고 #협찬 ガ 🧴",
    "",
)


def test_every_engine_has_a_script() -> None:
    assert SCRIPTS == ["dask_frames.py", "duckdb_sql.py", "polars_frames.py", "ray_data.py", "spark.py"]


def examples() -> list[dict[str, Any]]:
    lines = (ROOT / "examples" / "posts.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def odd_posts() -> list[dict[str, Any]]:
    """More than one batch, with odd words, absent fields and rows that cannot be checked."""
    rng = random.Random(11)
    return [
        {
            "id": f"post {at:04}",
            "text": rng.choice([*WORDS, None]),
            "overlay": rng.choice([None, [], ["Day one", rng.choice(WORDS)]]),
            "platform": "myspace" if at % 50 == 7 else rng.choice(["instagram", "tiktok", None]),
            "relationship": rng.choice(["paid", "gifted", "unknown", None]),
            "platform_label": rng.choice([True, False, None]),
            "jurisdictions": ["ZZ"] if at % 40 == 9 else rng.choice([["GB"], ["DE", "FR"], ["US"]]),
            "published_on": rng.choice(["2026-03-02", "2025-11-30"]),
            "followers": rng.choice([None, 0, 12_000]),
        }
        for at in range(700)
    ]


def post_of(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in Post.model_fields}


def wanted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    table = pa.Table.from_pylist([post_of(row) for row in rows])
    return list(check_table(table).sort_by("id").to_pylist())


def test_odd_posts_are_odd() -> None:
    errors = [row["error"] for row in wanted(odd_posts()) if row["error"]]
    assert {error[:20] for error in errors} == {"Unknown platform 'my", "Unknown jurisdiction"}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("rows", [examples, odd_posts], ids=["examples", "odd"])
def test_an_engine_gives_what_the_checker_gives(script: str, rows: Any, tmp_path: Path) -> None:
    if script == "spark.py" and shutil.which("java") is None:
        pytest.fail("Spark needs Java 17 or newer. On Debian: apt install default-jre-headless")
    posts, answers = tmp_path / "posts.jsonl", tmp_path / "answers.parquet"
    posts.write_text("".join(json.dumps(row) + "\n" for row in rows()), "utf-8")
    command: list[str | Path] = [sys.executable, ROOT / "examples" / "engines" / script, posts, answers]
    ran = subprocess.run(command, cwd=tmp_path, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, timeout=300)
    assert ran.returncode == 0, ran.stderr.decode(errors="replace")[-4000:]
    found = pq.read_table(answers)
    assert found.column_names == SCHEMA.names
    assert found.sort_by("id").to_pylist() == wanted(rows())
    assert b"non_compliant" in ran.stdout
