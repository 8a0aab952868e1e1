"""Adhere inside Dask. `python examples/engines/dask_frames.py [POSTS.jsonl [FOLDER]]` checks posts and writes the answers as Parquet."""

from __future__ import annotations

import sys

import dask
import pandas as pd
import pyarrow as pa
import pyarrow.json
import pyarrow.parquet as pq
from dask import dataframe as dd

from adhere.arrow import SCHEMA, check_table

PARTS = 4


def frame_of(answers: pa.Table) -> pd.DataFrame:
    """Arrow's own types, so that lists and structs stay what they are."""
    return answers.to_pandas(types_mapper=pd.ArrowDtype)


def check(part: int, posts: str) -> pd.DataFrame:
    """What each task runs, here on every fourth row; with many files, give each task a file of its own."""
    table = pyarrow.json.read_json(posts)
    return frame_of(check_table(table.take(list(range(part, table.num_rows, PARTS)))))


def main(posts: str = "examples/posts.jsonl", answers: str = "build/answers-dask") -> None:
    """Check, write, and count the verdicts of each market."""
    dask.config.set(scheduler="processes", num_workers=2)
    checked = dd.from_map(check, range(PARTS), posts=posts, meta=frame_of(SCHEMA.empty_table()))
    checked.to_parquet(answers, schema=SCHEMA, write_index=False, overwrite=True)

    results = pq.read_table(answers, columns=["results"])["results"].combine_chunks().flatten()
    markets = pd.DataFrame({name: results.field(name) for name in ("jurisdiction", "verdict")})
    print(markets.value_counts().sort_index().to_string())


if __name__ == "__main__":
    main(*sys.argv[1:])
