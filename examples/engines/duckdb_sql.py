"""Adhere between two DuckDB queries. `python examples/engines/duckdb_sql.py [POSTS.jsonl [FILE]]` writes answers as Parquet."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pyarrow as pa

from adhere.arrow import SCHEMA, check_batches


def main(posts: str = "examples/posts.jsonl", answers: str = "build/answers-duckdb.parquet") -> None:
    """Check, write, and count the verdicts of each market."""
    # one connection reads while the other writes: answers are written as they come, and not all held before
    source, target = duckdb.connect(), duckdb.connect()
    table = source.read_json(posts, format="newline_delimited")
    checked = pa.RecordBatchReader.from_batches(SCHEMA, check_batches(table))
    Path(answers).parent.mkdir(parents=True, exist_ok=True)
    target.from_arrow(checked).write_parquet(answers)

    target.sql(
        f"""
        SELECT result.jurisdiction, result.verdict, count(*) AS posts
        FROM (SELECT unnest(results) AS result FROM read_parquet('{answers}'))
        GROUP BY ALL ORDER BY ALL
        """
    ).show()


if __name__ == "__main__":
    main(*sys.argv[1:])
