"""XLSX, row by row: the first sheet that has a header."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import openpyxl

from adhere.audits.reading.delimited import column_names, header_among, scorer
from adhere.audits.reading.files import MAX_RATIO, MAX_UNPACKED, Part, too_large
from adhere.audits.reading.rows import Record, Wrong
from adhere.audits.reading.zips import listing
from adhere.errors import InputError
from adhere.phrases import phrase

_BATCH = 500
_PREAMBLE = 30
#: Cells of one row; a sheet that claims more is not a table of posts.
_MOST_COLUMNS = 2_000


@dataclass(frozen=True, slots=True)
class Workbook:
    """A sheet of a workbook whose header stands in row `header`."""

    part: Part
    sheet: str
    columns: tuple[str, ...]
    header: int
    format: str = field(default="xlsx", init=False)
    nested: bool = field(default=False, init=False)

    def records(self) -> Iterator[tuple[int, Record | Wrong]]:
        """Every row below the header that is not blank, with its number in the sheet."""
        width = len(self.columns)
        with _opened(self.part) as book:
            for number, cells in enumerate(_rows(self.part, book[self.sheet]), start=1):
                if number <= self.header or all(cell is None or cell == "" for cell in cells):
                    continue
                if any(cell is not None and cell != "" for cell in cells[width:]):
                    yield (
                        number,
                        Wrong(
                            phrase("The row has cells beyond the {count} columns that the header names.", count=width)
                        ),
                    )
                    continue
                row = cells[:width]
                yield number, (*row, *(None,) * (width - len(row)))


def is_workbook(part: Part) -> bool:
    """Is this zip an Excel workbook?"""
    return any(info.filename == "xl/workbook.xml" for info in listing(part))


def workbook(part: Part, expected: frozenset[str]) -> Workbook:
    """The first sheet with a header. Raises InputError where there is none."""
    for info in listing(part):
        if info.file_size > max(MAX_UNPACKED, MAX_RATIO * info.compress_size):
            raise too_large(part.name, info.compress_size)
    score = scorer(expected)
    with _opened(part) as book:
        for sheet in book.worksheets:
            top = [[_as_name(cell) for cell in cells] for cells in islice(_rows(part, sheet), _PREAMBLE)]
            if found := header_among(top, score):
                at, header = found
                return Workbook(part, sheet.title, column_names(_without_end(header)), at + 1)
    raise InputError(
        phrase("{file} has no sheet with a header. Name the columns in the first row.", file=part.name), where=part.name
    )


def _as_name(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _without_end(header: Any) -> list[str]:
    """The header without the empty cells behind its last name."""
    names = list(header)
    while names and not names[-1].strip():
        names.pop()
    return names


@contextmanager
def _opened(part: Part) -> Iterator[Any]:
    with part.seekable() as file:
        with _explaining(part):
            book: Any = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()


@contextmanager
def _explaining(part: Part) -> Iterator[None]:
    """A workbook can be broken in as many ways as XML and zip together, and openpyxl lets most of their errors through."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (InputError, MemoryError):
            raise
        except Exception as error:
            why = " ".join(str(error).split())[:200] or type(error).__name__
            raise InputError(
                phrase(
                    "{file} is a damaged or incomplete Excel file: {note}. Save it again in Excel.",
                    file=part.name,
                    note=why,
                ),
                where=part.name,
            ) from None


def _rows(part: Part, sheet: Any) -> Iterator[tuple[Any, ...]]:
    with _explaining(part):
        # some programs write a size that is too small
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS)
    while True:
        with _explaining(part):
            batch = list(islice(rows, _BATCH))
        if not batch:
            return
        yield from batch
