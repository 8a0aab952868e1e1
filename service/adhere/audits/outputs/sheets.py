"""Sheets of a workbook for Excel, written row by row: no formulas, no links, nothing held that grows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from adhere.audits.outputs.tables import CELL

#: The rows that a sheet of Excel holds.
ROWS = 1_048_576
Kind = Literal["text", "number", "share", "day", "long"]
_SERIES = (
    ("Not compliant", {"color": "#B3261E"}),
    ("Needs a person", {"pattern": "wide_upward_diagonal", "fg_color": "#C98300", "bg_color": "#F6DFA8"}),
    ("Compliant", {"color": "#A9CDBF"}),
)
#: What XML cannot say.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, what its cells hold, and its width in letters."""

    head: str
    kind: Kind = "text"
    width: int = 14


class Book:
    """A workbook being written. `close` it, or it is not there."""

    def __init__(self, path: Path, *, title: str, created: dt.datetime) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "use_zip64": True,
            },
        )
        self._book.set_properties(
            {"title": title, "author": "Adhere", "created": created.astimezone(dt.UTC).replace(tzinfo=None)}
        )
        add = self._book.add_format
        self._head = add({"bold": True, "bottom": 1, "bg_color": "#EFECE4", "text_wrap": True, "valign": "vcenter"})
        self._title = add({"bold": True, "font_size": 18})
        self._bold = add({"bold": True, "valign": "top"})
        self._formats = {
            "text": add({"valign": "top"}),
            "long": add({"valign": "top", "text_wrap": True}),
            "number": add({"valign": "top", "num_format": "#,##0"}),
            "share": add({"valign": "top", "num_format": "0.0%"}),
            "day": add({"valign": "top", "num_format": "yyyy-mm-dd"}),
        }

    def close(self) -> None:
        """Write what is still held."""
        self._book.close()

    def facts(
        self,
        name: str,
        title: str,
        lines: Iterable[Sequence[Any]],
        *,
        widths: Sequence[int],
        sentences: Sequence[str] = (),
    ) -> None:
        """A sheet of sentences, and names and what is to say of them. A line of one cell is a heading; shares are floats."""
        sheet = self._sheet(name)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, title, self._title)
        for row, sentence in enumerate(sentences, 2):
            self._cell(sheet, row, 0, sentence, self._formats["text"])
        for row, line in enumerate(lines, 3 + len(sentences) if sentences else 2):
            for column, value in enumerate(line):
                kind: Kind = "share" if isinstance(value, float) else "number" if isinstance(value, int) else "long"
                self._cell(sheet, row, column, value, self._bold if column == 0 else self._formats[kind])

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, charted: int = 0) -> None:
        """A sheet with a table of as many rows as it holds, and a chart of the first `charted` rows beside it."""
        sheet = self._sheet(name)
        sheet.set_row(0, 34)
        sheet.repeat_rows(0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, column.head, self._head)
        sheet.freeze_panes(1, 1)
        formats = [self._formats[column.kind] for column in columns]
        first: list[Sequence[Any]] = []
        taken = 0
        for row in rows:
            if taken == ROWS - 1:
                break
            taken += 1
            for at, value in enumerate(row):
                self._cell(sheet, taken, at, value, formats[at])
            if taken <= charted:
                first.append(row)
        sheet.autofilter(0, 0, max(taken, 1), len(columns) - 1)
        if first:
            self._chart(sheet, name, columns, first)

    def _sheet(self, name: str) -> Worksheet:
        """A sheet that prints across one page of A4."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    @staticmethod
    def _cell(sheet: Worksheet, row: int, column: int, value: Any, format: Any) -> None:
        if value is None:
            return
        if isinstance(value, str):
            sheet.write_string(row, column, fitting(value), format)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), format)
        else:
            sheet.write_number(row, column, value, format)

    def _chart(self, sheet: Worksheet, name: str, columns: Sequence[Column], rows: list[Sequence[Any]]) -> None:
        """Stacked bars of the verdicts. The figures go along: a reader that does not reckon shows them as well."""
        over_time = name == "Months"
        chart = self._book.add_chart({"type": "column" if over_time else "bar", "subtype": "stacked"})
        heads = [column.head for column in columns]
        for head, fill in _SERIES:
            if head not in heads:
                continue
            at = heads.index(head)
            chart.add_series(
                {
                    "name": head,
                    "categories": [name, 1, 0, len(rows), 0],
                    "values": [name, 1, at, len(rows), at],
                    "categories_data": [fitting(str(row[0])) for row in rows],
                    "values_data": [row[at] for row in rows],
                    "pattern" if "pattern" in fill else "fill": fill,
                    "gap": 60,
                }
            )
        chart.set_title({"name": f"{name}: posts by verdict", "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"})
        lines = {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
        # Excel draws bars from below
        across, up = ({}, lines) if over_time else (lines, {"reverse": True})
        chart.set_x_axis(across)
        chart.set_y_axis(up)
        chart.set_size({"width": 620, "height": max(300, 120 + (0 if over_time else 26 * len(rows)))})
        sheet.insert_chart(1, len(columns) + 1, chart)


def fitting(text: str) -> str:
    """The text as a cell of Excel takes it: not longer than it holds, without what XML cannot say."""
    text = _ILLEGAL.sub("\ufffd", text)
    if 2 * len(text) <= CELL:
        return text
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * CELL else units[: 2 * (CELL - 1)].decode("utf-16-le", "ignore") + "…"
