"""Adhere in a lazy Polars query. `python examples/engines/polars_frames.py [POSTS.jsonl [FILE]]` writes answers as Parquet."""

from __future__ import annotations

import sys

import polars as pl

from adhere.arrow import SCHEMA, check_table

ANSWERS = pl.from_arrow(SCHEMA.empty_table()).schema


def check(posts: pl.DataFrame) -> pl.DataFrame:
    """Polars gives and takes Arrow without a copy."""
    return pl.from_arrow(check_table(posts))


def main(posts: str = "examples/posts.jsonl", answers: str = "build/answers-polars.parquet") -> None:
    """Check, write, and count the verdicts of each market."""
    table = pl.scan_ndjson(posts, infer_schema_length=None)
    table.map_batches(check, schema=ANSWERS, streamable=True).sink_parquet(answers, mkdir=True)

    results = pl.scan_parquet(answers).select(pl.col("results").explode().struct.unnest())
    print(results.group_by("jurisdiction", "verdict").len().sort("jurisdiction", "verdict").collect())


if __name__ == "__main__":
    main(*sys.argv[1:])
