"""CSV in all its dialects, row by row. A row that is wrong is named by its line, and reading goes on with the next."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from adhere.audits.reading.decoding import encoding_of, is_sound, text_of, undecodable
from adhere.audits.reading.files import Part
from adhere.audits.reading.names import plain, ranks
from adhere.audits.reading.rows import MAX_TEXT, Record, Wrong
from adhere.errors import InputError
from adhere.phrases import grouped, phrase

_SEPARATORS = ",;\t|"
_SAMPLE, _SAMPLE_ROWS = 1 << 18, 200
#: Rows that may stand above the header: report names, filters, days.
_PREAMBLE = 30
MAX_LINE, MAX_RECORD = 4 * MAX_TEXT, 8 * MAX_TEXT
#: How often rows behind a quote that is never closed are read again.
_RESCUES = 20

csv.field_size_limit(MAX_TEXT)


class _Overlong(Exception):
    """A line or a row beyond the limits."""


class _Lines:
    """Lines for the csv module, counted, with those of the row at hand kept for a second reading."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._size = 0
        self.taken: list[str] = []
        #: Lines of all rows that are done.
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self.taken.append(line)
        self._size += len(line)
        if self._size > MAX_RECORD or (len(line) >= MAX_LINE and line[-1] not in "\r\n"):
            self._skip_line(line)
            raise _Overlong
        return line

    def _skip_line(self, line: str) -> None:
        while line and line[-1] not in "\r\n":
            line = self._text.readline(MAX_LINE)

    def done(self) -> None:
        """The row at hand is read."""
        self.number += len(self.taken)
        self._size = 0
        self.taken.clear()

    def give_back(self) -> None:
        """Takes only the first line of the row at hand for read."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file separates its cells."""

    separator: str
    skip_blanks: bool = False

    def reader(self, lines: Iterator[str], strict: bool = True) -> Iterator[list[str]]:
        """The rows of the lines."""
        return csv.reader(lines, delimiter=self.separator, skipinitialspace=self.skip_blanks, strict=strict)


@dataclass(frozen=True, slots=True)
class Delimited:
    """A CSV file whose header has been found. `above` are the rows above it and itself."""

    part: Part
    encoding: str
    dialect: Dialect
    columns: tuple[str, ...]
    above: int
    format: str = field(default="csv", init=False)
    nested: bool = field(default=False, init=False)

    def records(self) -> Iterator[tuple[int, Record | Wrong]]:
        """Every row below the header that is not blank."""
        width = len(self.columns)
        for number, (line, row) in enumerate(_rows(self.part, self.encoding, self.dialect)):
            if number < self.above or row == []:
                continue
            if isinstance(row, Wrong):
                yield line, row
                continue
            if len(row) != width:
                row = self._fitted(row, width)
            if isinstance(row, Wrong) or any(row):
                yield line, row

    def _fitted(self, row: list[str], width: int) -> list[str] | Wrong:
        """A row of another length than the header: empty cells at its end are nothing, and all else is wrong."""
        if not any(row[width:]) and len(row) > width:
            return row[:width]
        if not any(row):
            return row
        separator = _named(self.dialect.separator)
        if len(row) == 1:
            return Wrong(
                phrase(
                    "The row has 1 cell, and the header {count}. "
                    "Put a cell that holds {separator} or a line break in double quotes.",
                    count=width,
                    separator=separator,
                )
            )
        return Wrong(
            phrase(
                "The row has {number} cells, and the header {count}. "
                "Put a cell that holds {separator} or a line break in double quotes.",
                number=len(row),
                count=width,
                separator=separator,
            )
        )


def _named(separator: str) -> str:
    return {"\t": "a tab", ",": "a comma", ";": "a semicolon"}.get(separator, f"'{separator}'")


def _rows(part: Part, encoding: str, dialect: Dialect) -> Iterator[tuple[int, list[str] | Wrong]]:
    """Every row with the line on which it begins."""
    rescues = _RESCUES
    with text_of(part, encoding, newline="") as text:
        lines = _Lines(text)
        reader = dialect.reader(lines)
        while True:
            row: list[str] | Wrong
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                row = Wrong(_quoting(str(error)))
                if len(lines.taken) > 1 and rescues:
                    rescues -= 1
                    lines.give_back()
                reader = dialect.reader(lines)
            except _Overlong:
                row = Wrong(phrase("The row is longer than {most} characters.", most=grouped(MAX_LINE)))
                reader = dialect.reader(lines)
            line = lines.number + 1
            lines.done()
            if not isinstance(row, Wrong) and not is_sound(joined := "".join(row)):
                row = Wrong(undecodable(encoding, joined))
            yield line, row


def _quoting(problem: str) -> str:
    if "end of data" in problem:
        return phrase("A double quote opens in this row and never closes. Write a quote inside a quoted cell twice.")
    if "field limit" in problem:
        return phrase(
            "A cell is longer than {most} characters, or its double quote never closes.", most=grouped(MAX_TEXT)
        )
    if "expected after" in problem:
        return phrase("A double quote stands inside a quoted cell. Write it twice.")
    return phrase("The row is no CSV: {note}.", note=problem)


def delimited(part: Part, expected: frozenset[str]) -> Delimited:
    """The file as CSV. `expected` are columns that the caller names. Raises InputError where there is no header."""
    encoding = encoding_of(part)
    with text_of(part, encoding, newline="") as text:
        sample = text.read(_SAMPLE)
    lines = list(io.StringIO(sample, newline=""))
    if len(sample) >= _SAMPLE and len(lines) > 1:
        lines.pop()
    said = _said_separator(lines)
    score = scorer(expected)
    dialect = said or max((Dialect(each) for each in _SEPARATORS), key=lambda each: _fit(each, lines, score))
    spaced = Dialect(dialect.separator, skip_blanks=True)
    if f'{dialect.separator} "' in sample and _fit(spaced, lines, score)[1] > _fit(dialect, lines, score)[1]:
        dialect = spaced
    return _with_header(part, encoding, dialect, score, bool(said))


def _said_separator(lines: Sequence[str]) -> Dialect | None:
    """`sep=;` on the first line, as Excel reads it."""
    first = lines[0].strip().strip('"') if lines else ""
    return Dialect(first[4]) if len(first) == 5 and first.startswith("sep=") and first[4] in _SEPARATORS else None


def scorer(expected: frozenset[str]) -> Callable[[Sequence[str]], int]:
    """How many cells of a row are names of columns."""
    known = ranks()

    def score(row: Sequence[str]) -> int:
        return sum(cell.strip() in expected or (len(cell) < 60 and plain(cell) in known) for cell in row)

    return score


def _fit(dialect: Dialect, lines: Sequence[str], score: Callable[[Sequence[str]], int]) -> tuple[int, float, int]:
    """How well a dialect fits: names of columns in a row near the top, rows of one length, and how long they are."""
    rows: list[list[str]] = []
    reader = dialect.reader(iter(lines), strict=False)
    while len(rows) < _SAMPLE_ROWS:
        try:
            rows.append(next(reader))
        except StopIteration:
            break
        except csv.Error:
            continue
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0, 0.0, 0
    width, often = max(widths.items(), key=lambda each: (each[1], each[0]))
    return max(score(row) for row in rows[:_PREAMBLE]), often / sum(widths.values()), width


def _with_header(
    part: Part, encoding: str, dialect: Dialect, score: Callable[[Sequence[str]], int], said: bool
) -> Delimited:
    top: list[list[str] | Wrong] = []
    for _, row in _rows(part, encoding, dialect):
        top.append(row)
        if len(top) >= _PREAMBLE + said:
            break
    at, header = header_among(top[said:], score) or (-1, [])
    if not any(cell.strip() for cell in header):
        raise InputError(
            phrase("{file} has no header. Name the columns in its first row.", file=part.name), where=part.name
        )
    return Delimited(part, encoding, dialect, column_names(header), at + said + 1)


def header_among(
    top: Sequence[Sequence[str] | Wrong], score: Callable[[Sequence[str]], int]
) -> tuple[int, Sequence[str]] | None:
    """The header: the first row with words in it, or a later one that names clearly more columns that we know."""
    rows = [(at, row) for at, row in enumerate(top) if not isinstance(row, Wrong) and any(cell.strip() for cell in row)]
    if not rows:
        return None
    first = score(rows[0][1])
    at, best = max(rows, key=lambda each: (score(each[1]), -each[0]))
    return (at, best) if score(best) >= max(2, first + 2) else rows[0]


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """A name of its own for each column: the header's, and for those without one their number."""
    names: dict[str, None] = {}
    for number, cell in enumerate(header, start=1):
        name = cell.strip().lstrip("\ufeff") or f"column {number}"
        at = 1
        while (unique := name if at == 1 else f"{name} ({at})") in names:
            at += 1
        names[unique] = None
    return tuple(names)
