"""Excel workbooks."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from adhere.errors import InputError
from adhere.post import Platform, Surface
from tests.audits.reading.conftest import Write, only, post, posts, rows

HEADER = ("Post ID", "Caption", "Date", "Followers", "Network", "Type", "Paid partnership")
MOMENT = dt.datetime(2026, 3, 2, 9, 14)  # noqa: DTZ001 — a workbook has no zones


def book(path: Path, *sheets: Sequence[Sequence[Any]]) -> Path:
    """A workbook with these sheets."""
    written = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"})
    for cells in sheets:
        sheet = written.add_worksheet()
        for row, values in enumerate(cells):
            sheet.write_row(row, 0, values)
    written.close()
    return path


def test_cells_are_read_as_they_are_typed(tmp_path: Path) -> None:
    path = book(tmp_path / "posts.xlsx", [HEADER, (17, "Ad: lamp", MOMENT, 1200.0, "IG", "Reels", True)])
    source = only(path)
    assert (source.format, source.columns, source.unused) == ("xlsx", HEADER, ())
    found = post(path)
    assert (found.id, found.text, found.published_on, found.followers) == ("17", "Ad: lamp", dt.date(2026, 3, 2), 1200)
    assert (found.platform, found.surface, found.platform_label) == (Platform.INSTAGRAM, Surface.REEL, True)


def test_the_first_sheet_with_a_header_is_read(tmp_path: Path) -> None:
    cells = [("Report", "Lamps"), (), HEADER, (1, "a"), (), (2, "b")]
    found = rows(book(tmp_path / "posts.xlsx", [], cells))
    assert [(row.line, row.post.text if row.post else None) for row in found] == [(4, "a"), (6, "b")]


def test_many_rows(tmp_path: Path) -> None:
    assert len(posts(book(tmp_path / "posts.xlsx", [HEADER, *((n, f"post {n}") for n in range(3_000))]))) == 3_000


def test_cells_beyond_the_header_are_wrong(tmp_path: Path) -> None:
    found = rows(book(tmp_path / "posts.xlsx", [("id", "text"), (1, "a", "", "stray"), (2, "b")]))
    assert [(row.line, bool(row.error)) for row in found] == [(2, True), (3, False)]


def test_words_that_became_a_formula_are_lost_and_named(tmp_path: Path) -> None:
    (row,) = rows(book(tmp_path / "posts.xlsx", [("id", "text"), (1, "#NAME?")]))
    assert "took the words for a formula" in str(row.error)


def test_words_of_a_formula_that_nobody_calculated_are_lost_and_named(tmp_path: Path) -> None:
    # programs that write Excel files take any text that begins with = for a formula, and write 0 or nothing for its value
    cells = [("id", "text"), (1, "=== GIVEAWAY === #ad"), (2, "a lamp")]
    by_one = book(tmp_path / "one.xlsx", cells)
    written = openpyxl.Workbook()
    for row in cells:
        written.active.append(row)
    written.save(by_another := tmp_path / "another.xlsx")
    for path in (by_one, by_another):
        lost, read = rows(path)
        assert "took the words for a formula" in str(lost.error)
        assert read.post is not None
        assert read.post.text == "a lamp"


def test_a_calculated_formula_is_its_value(tmp_path: Path) -> None:
    written = xlsxwriter.Workbook(str(path := tmp_path / "posts.xlsx"))
    sheet = written.add_worksheet()
    sheet.write_row(0, 0, ("id", "text"))
    sheet.write_formula(1, 1, '="Ad: "&"lamp"', value="Ad: lamp")
    written.close()
    assert post(path).text == "Ad: lamp"


def test_a_cover_sheet_is_passed_over(tmp_path: Path) -> None:
    path = book(tmp_path / "posts.xlsx", [("Platform", "Rate"), ("IG", 3)], [HEADER, (1, "a")])
    assert [each.text for each in posts(path)] == ["a"]


def test_sheets_that_are_not_read_are_named(tmp_path: Path) -> None:
    path = book(tmp_path / "posts.xlsx", [HEADER, (1, "a")], [HEADER, (2, "b")], [])
    caution = only(path).caution
    assert caution is not None
    assert "Sheet1" in caution
    assert "Sheet2" in caution
    assert "Sheet3" not in caution
    assert only(book(tmp_path / "one.xlsx", [HEADER, (1, "a")])).caution is None


@pytest.mark.parametrize("keep", [100, 2_000, -30])
def test_what_was_cut_short_is_named(tmp_path: Path, write: Write, keep: int) -> None:
    whole = book(tmp_path / "posts.xlsx", [HEADER, (1, "a")]).read_bytes()
    with pytest.raises(InputError, match=r"cut\.xlsx is a damaged or incomplete"):
        only(write("cut.xlsx", whole[:keep]))


def test_a_workbook_without_its_sheets_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "posts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(InputError, match="damaged or incomplete Excel file"):
        only(path)


def test_an_empty_workbook_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sheet with a header"):
        only(book(tmp_path / "posts.xlsx", []))


def test_an_old_workbook_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match=r"old Excel file.*Save it as \.xlsx"):
        only(write("posts.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))
