"""Adhere inside Ray Data. `python examples/engines/ray_data.py [POSTS.jsonl [FOLDER]]` checks posts and writes the answers as Parquet."""

from __future__ import annotations

import os
import sys
from collections import Counter

import pyarrow as pa
import ray

from adhere.arrow import check_table


def check(posts: pa.Table) -> pa.Table:
    """What each task runs. A worker loads rules and classifier once and keeps them."""
    return check_table(posts)


def main(posts: str = "examples/posts.jsonl", answers: str = "build/answers-ray") -> None:
    """Check, write, and count the verdicts of each market."""
    ray.init(num_cpus=2, object_store_memory=256 * 1024 * 1024, include_dashboard=False)
    checked = ray.data.read_json(posts).repartition(4).map_batches(check, batch_format="pyarrow", batch_size=1024)
    checked.write_parquet(os.path.abspath(answers), mode="overwrite")

    rows = ray.data.read_parquet(os.path.abspath(answers)).select_columns(["results"]).iter_rows()
    counts = Counter((each["jurisdiction"], each["verdict"]) for row in rows for each in row["results"] or [])
    for (market, verdict), count in sorted(counts.items()):
        print(f"{market:4} {verdict:14} {count:5}")
    ray.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
