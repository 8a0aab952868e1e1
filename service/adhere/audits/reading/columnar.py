"""Parquet, a batch of rows at a time, structs as dotted columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from adhere.audits.reading.files import Part, unreadable
from adhere.audits.reading.rows import Record, Wrong
from adhere.errors import InputError
from adhere.phrases import phrase

_BATCH = 2_000
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Parquet:
    """A Parquet file. Its lines are row numbers."""

    part: Part
    columns: tuple[str, ...]
    format: str = field(default="parquet", init=False)
    nested: bool = field(default=False, init=False)
    #: The columns that are read; the cells of the others are None.
    wanted: frozenset[str] | None = None

    def records(self) -> Iterator[tuple[int, Record | Wrong]]:
        """Every row with its number."""
        number = 0
        with self.part.seekable() as file:
            columns = None if self.wanted is None else sorted(self.wanted)
            batches = _opened(self.part, file).iter_batches(batch_size=_BATCH, columns=columns)
            while True:
                try:
                    batch = next(batches, None)
                    cells = [] if batch is None else self._cells(_flat(batch))
                except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
                    raise _damaged(self.part, error) from None
                if batch is None:
                    return
                for row in zip(*cells, strict=True):
                    number += 1
                    yield number, row

    def _cells(self, table: Any) -> list[list[Any]]:
        """The cells of each column of the file."""
        found = dict(zip(table.schema.names, table.columns, strict=True))
        nothing = [None] * table.num_rows
        return [_plain(found[name]) if name in found else nothing for name in self.columns]


def _opened(part: Part, file: Any) -> Any:
    try:
        return pq.ParquetFile(file)
    except (pa.ArrowException, ValueError) as error:
        raise _damaged(part, error) from None
    except OSError as error:
        raise (_damaged(part, error) if error.errno is None else unreadable(part.name, error)) from None


def _damaged(part: Part, error: BaseException) -> InputError:
    why = " ".join(str(error).split())[:200]
    return InputError(
        phrase(
            "{file} is a damaged or incomplete Parquet file: {note}. Fetch or export it again.",
            file=part.name,
            note=why,
        ),
        where=part.name,
    )


def _flat(batch: Any) -> Any:
    """The batch as a table without structs."""
    table = pa.Table.from_batches([batch])
    for _ in range(_DEEPEST):
        if not any(pa.types.is_struct(each.type) for each in table.schema):
            break
        table = table.flatten()
    return table


def _plain(column: Any) -> list[Any]:
    """Python values. Nanoseconds, which Python has not, go: of a time only the day is wanted."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    values: list[Any] = column.to_pylist()
    return values


def parquet(part: Part) -> Parquet:
    """The file as Parquet. Raises InputError where it is damaged."""
    with part.seekable() as file:
        schema = _opened(part, file).schema_arrow
    try:
        table = _flat(pa.RecordBatch.from_pylist([], schema))
    except (pa.ArrowException, ValueError) as error:
        raise _damaged(part, error) from None
    return Parquet(part, tuple(table.schema.names))
