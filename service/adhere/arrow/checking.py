"""Batches in, batches out, a piece at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa

from adhere.arrow.answers import SCHEMA, batch_of
from adhere.arrow.columns import Row, check_columns, rows_of
from adhere.checker import BATCH, Checker, Classify
from adhere.errors import AdhereError, InputError
from adhere.post import Post
from adhere.report import Report

#: Captions of so many characters make a piece, however few: edited for sixty markets, they still fit into one Arrow array.
_CHARACTERS = 4_000_000
_loading = Lock()
_Check = Callable[[Sequence[Post]], Iterator[Report | InputError]]


def check_batches(
    batches: Iterable[pa.RecordBatch],
    *,
    jurisdictions: Sequence[str] | None = None,
    on: dt.date | None = None,
    today: dt.date | None = None,
    rules: Sequence[Path] = (),
    classify: Classify = "needed",
    remedies: bool = True,
    checker: Checker | None = None,
) -> Iterator[pa.RecordBatch]:
    """One row of `SCHEMA` for each row that comes in, in order, in batches of at most 256 rows.

    `batches` are record batches, or anything that gives an Arrow stream: a reader, a table, a Polars frame, a DuckDB relation. Their
    columns are named as the fields of `Post`; one of text, title, overlay and transcript is needed, others are ignored. The
    options are those of `Checker.check`. A row that is no valid post, or cannot be checked, says so in `error`. Raises InputError
    where the columns or the options are wrong, PackError and ModelError where `rules` or the classifier cannot be loaded.

    Each process loads the checker for `rules` once and keeps it. So a function that calls this one can be sent to the workers of
    an engine as it is; a `checker` of your own cannot.
    """
    if checker is None:
        with _loading:
            checker = _loaded(tuple(Path(folder) for folder in rules), classify)
    _check_jurisdictions(checker, jurisdictions)
    dated = on is not None or today is not None
    if hasattr(batches, "__arrow_c_stream__"):
        stream = pa.RecordBatchReader.from_stream(batches)
        check_columns(stream.schema, dated=dated)
        batches = stream
    check: _Check = partial(
        checker.check_many,
        jurisdictions=jurisdictions,
        on=on,
        today=today,
        remedies=remedies,
        classify=classify,
        yield_errors=True,
    )
    return _checked(batches, check, dated)


def check_table(table: Any, **options: Any) -> pa.Table:
    """The same for a whole table, or anything that gives an Arrow stream; `options` are those of `check_batches`."""
    if not hasattr(table, "__arrow_c_stream__"):
        raise InputError(f"An Arrow table is needed, not {type(table).__name__}. Use pyarrow.table(…).", where="table")
    return pa.Table.from_batches(check_batches(table, **options), SCHEMA)


@cache
def _loaded(rules: tuple[Path, ...], classify: Classify) -> Checker:
    return Checker.load(rules=rules, classify=classify)


def _check_jurisdictions(checker: Checker, jurisdictions: Sequence[str] | None) -> None:
    """A wrong option is one error, not one in every row."""
    if jurisdictions is None:
        return
    if isinstance(jurisdictions, str) or not jurisdictions:
        raise InputError(
            f"jurisdictions is {jurisdictions!r}; it is a list of at least one, such as ['GB'].", where="jurisdictions"
        )
    for code in jurisdictions:
        checker.rulebook.members(code)


def _checked(batches: Iterable[Any], check: _Check, dated: bool) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if not isinstance(batch, pa.RecordBatch):
            raise InputError(
                f"Record batches are needed, not {type(batch).__name__}. A whole table goes to check_table.",
                where="batches",
            )
        check_columns(batch.schema, dated=dated)
        for start in range(0, batch.num_rows, BATCH):
            for piece in _pieces(rows_of(batch.slice(start, BATCH))):
                yield batch_of(_answers(piece, check))


def _pieces(rows: Iterable[Row]) -> Iterator[list[Row]]:
    piece: list[Row] = []
    length = 0
    for row in rows:
        more = len(row.post.text) if row.post is not None else 0
        if piece and length + more > _CHARACTERS:
            yield piece
            piece, length = [], 0
        piece.append(row)
        length += more
    if piece:
        yield piece


def _answers(rows: Sequence[Row], check: _Check) -> Iterator[tuple[str | None, Report | str]]:
    reports = _reports([row.post for row in rows if row.post is not None], check)
    for row in rows:
        said = next(reports) if row.post is not None else row.error or ""
        yield row.id, said if isinstance(said, Report) else str(said)


def _reports(posts: Sequence[Post], check: _Check) -> Iterator[Report | AdhereError]:
    """The piece at once; if that breaks on a mistake of ours, post by post, so that it costs one post and not all."""
    try:
        return iter(list(check(posts)))
    except AdhereError:
        raise
    except Exception as error:
        if len(posts) == 1:
            why = f"An error inside Adhere ({type(error).__name__}): the post was not checked. Please report it."
            return iter([AdhereError(why)])
        return (report for post in posts for report in _reports([post], check))
