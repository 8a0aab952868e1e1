"""XLSX, row by row: the first sheet whose header names the words of a post, else the first that has a header."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from adhere.audits.reading.delimited import column_names, header_among, scorer
from adhere.audits.reading.files import MAX_RATIO, MAX_UNPACKED, Part, too_large
from adhere.audits.reading.matching import WORDS
from adhere.audits.reading.names import plain, ranks
from adhere.audits.reading.rows import Record, Wrong
from adhere.audits.reading.zips import listing
from adhere.errors import InputError
from adhere.phrases import Phrase, phrase

_BATCH = 500
_PREAMBLE = 30
#: Cells of one row; a sheet that claims more is not a table of posts.
_MOST_COLUMNS = 2_000
#: What a cell holds whose words became a formula that nobody has calculated.
_LOST = "#VALUE!"


@dataclass(frozen=True, slots=True)
class Workbook:
    """A sheet of a workbook whose header stands in row `header`. `others` are sheets that hold something too, and are not read."""

    part: Part
    sheet: str
    columns: tuple[str, ...]
    header: int
    others: tuple[str, ...] = ()
    format: str = field(default="xlsx", init=False)
    nested: bool = field(default=False, init=False)

    @property
    def caution(self) -> Phrase | None:
        """What is not read of the workbook, in words."""
        if not self.others:
            return None
        return phrase(
            "Only the sheet {file} is read, not: {known}. If those hold posts too, save each as a file of its own.",
            file=self.sheet,
            known=", ".join(self.others[:20]),
        )

    def records(self) -> Iterator[tuple[int, Record | Wrong]]:
        """Every row below the header that is not blank, with its number in the sheet."""
        width = len(self.columns)
        with _opened(self.part) as book:
            for number, cells in enumerate(_calculated(self.part, book, self.sheet), start=1):
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
    """The sheet that holds posts. Raises InputError where no sheet has a header."""
    for info in listing(part):
        if info.file_size > max(MAX_UNPACKED, MAX_RATIO * info.compress_size):
            raise too_large(part.name, info.compress_size)
    score = scorer(expected)
    found: list[Workbook] = []
    with _opened(part) as book:
        for sheet in book.worksheets:
            top = [[_as_name(cell) for cell in cells] for cells in islice(_rows(part, sheet), _PREAMBLE)]
            if among := header_among(top, score):
                at, header = among
                found.append(Workbook(part, sheet.title, column_names(_without_end(header)), at + 1))
    if not found:
        raise InputError(
            phrase("{file} has no sheet with a header. Name the columns in the first row.", file=part.name),
            where=part.name,
        )
    # a cover sheet may come first
    chosen = next((each for each in found if _names_words(each.columns, expected)), found[0])
    return replace(chosen, others=tuple(each.sheet for each in found if each is not chosen))


def _names_words(columns: Sequence[str], expected: frozenset[str]) -> bool:
    known = ranks()
    return any(
        column in expected or any(field in WORDS for field, _, _ in known.get(plain(column), ())) for column in columns
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
def _opened(part: Part, formulas: bool = False) -> Iterator[Any]:
    # here, since it takes long to import and few processes read a workbook
    import openpyxl

    with part.seekable() as file:
        with _explaining(part):
            book: Any = openpyxl.load_workbook(file, read_only=True, data_only=not formulas, keep_links=False)
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


def _calculated(part: Part, book: Any, sheet: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet. Programs that write Excel files take a text that begins with = for a formula, and do not calculate it."""
    if not (book.calculation and book.calculation.fullCalcOnLoad):
        yield from _rows(part, book[sheet])
        return
    with _opened(part, formulas=True) as formulas:
        for values, cells in zip(_rows(part, book[sheet]), _rows(part, formulas[sheet], values=False), strict=True):
            # a formula without a value, or with the 0 that is written in its place
            yield tuple(
                _LOST if not value and cell.data_type == "f" else value
                for value, cell in zip(values, cells, strict=True)
            )


def _rows(part: Part, sheet: Any, values: bool = True) -> Iterator[tuple[Any, ...]]:
    with _explaining(part):
        # some programs write a size that is too small
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=values, max_col=_MOST_COLUMNS)
    while True:
        with _explaining(part):
            batch = list(islice(rows, _BATCH))
        if not batch:
            return
        yield from batch
