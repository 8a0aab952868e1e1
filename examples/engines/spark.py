"""Adhere inside Spark. `python examples/engines/spark.py [POSTS.jsonl [FOLDER]]` checks posts and writes the answers as Parquet.

Spark needs Java 17 or newer, and Adhere has to be installed where the workers run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema

from adhere.arrow import SCHEMA, check_batches

# the workers run the Python that runs this
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


def check(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What each task runs. Rules and classifier are loaded by a worker's first task and kept for its next."""
    return check_batches(batches)


def main(posts: str = "examples/posts.jsonl", answers: str = "build/answers-spark") -> None:
    """Check, write, and count the verdicts of each market."""
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    table = spark.read.json(posts).repartition(4)
    table.mapInArrow(check, from_arrow_schema(SCHEMA)).write.mode("overwrite").parquet(answers)

    results = spark.read.parquet(answers).select(f.explode("results").alias("result"))
    results.groupBy("result.jurisdiction", "result.verdict").count().orderBy("jurisdiction", "verdict").show()
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
