"""The Parquet parts that the outputs are made of, and the database that counts over them without holding them."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

Database = duckdb.DuckDBPyConnection
Row = dict[str, Any]
#: What DuckDB may hold; the rest goes to its files in the work folder.
_MEMORY = "1GB"
_THREADS = 4


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of an audit lie.

    `posts` and `findings` have the columns of `records`, in order of seq. `standing` tells of a finding's key whether it is new
    or still open, and what was decided about it: key, status, decision, decided_by, decision_reason, decided_on, expires_on.
    `mended` are the findings of the baseline that are gone.
    """

    posts: tuple[Path, ...]
    findings: tuple[Path, ...]
    standing: Path | None = None
    mended: Path | None = None


def open_database(work: Path) -> Database:
    """An empty database that spills into the folder `work` and never goes to the network."""
    spill = work / "spill"
    spill.mkdir()
    return empty_database(
        memory_limit=_MEMORY,
        temp_directory=str(spill),
        threads=min(_THREADS, os.cpu_count() or 1),
        preserve_insertion_order=True,
    )


def empty_database(**config: str | bool | int) -> Database:
    """An empty database that neither goes to the network nor loads anything, and says nothing of itself."""
    made = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False, **config})
    # it takes a process that another one started for a person at a terminal, and draws a bar into the log
    made.execute("SET enable_progress_bar = false")
    return made


def parquet(path: Path, *, number_rows: bool = False) -> str:
    """The SQL that reads a Parquet file, whatever letters its path has; with `number_rows`, file_row_number is a column."""
    # what looks like key=value in a path would become a column
    options = f"hive_partitioning = false, file_row_number = {str(number_rows).lower()}"
    return f"read_parquet({literal(glob.escape(str(path)))}, {options})"


def literal(text: str) -> str:
    """A string in SQL."""
    return "'" + text.replace("'", "''") + "'"


def rows(db: Database, sql: str, values: list[Any] | None = None) -> list[Row]:
    """All rows of an answer that is known to be short."""
    return list(stream(db, sql, values))


def stream(db: Database, sql: str, values: list[Any] | None = None) -> Iterator[Row]:
    """The rows of an answer, however long; nothing else may be asked meanwhile."""
    asked = db.execute(sql, values)
    names = [column[0] for column in asked.description]
    while some := asked.fetchmany(2048):
        for row in some:
            yield dict(zip(names, row, strict=True))


def one(db: Database, sql: str) -> Row:
    """The only row of an answer."""
    return rows(db, sql)[0]
