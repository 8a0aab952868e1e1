"""The workbook, read back: its sheets, figures and charts, and that nothing in it can run."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from adhere import Checker, Post
from adhere.audits.outputs import sheets
from adhere.audits.outputs.sheets import fitting
from adhere.audits.outputs.tables import CELL
from adhere.audits.records import Answer, findings_table
from tests.audits.outputs.conftest import CAUTION, STARTED, TODAY, Written, write

SHEETS = "Summary Jurisdictions Platforms Brands Authors Months Reasons Findings Unread Method".split()


def rows(sheet: Worksheet) -> list[dict[Any, Any]]:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


@pytest.fixture(scope="module")
def book(written: Written) -> openpyxl.Workbook:
    return openpyxl.load_workbook(written.folder / "report.xlsx")


def test_sheets_are_there_with_frozen_heads_and_filters(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS
    for name in SHEETS[1:-1]:
        assert book[name].freeze_panes == "B2"
        assert book[name].auto_filter.ref


def test_figures_are_those_of_the_summary(book: openpyxl.Workbook, written: Written) -> None:
    said = {row[0]: row[1:] for row in book["Summary"].iter_rows(values_only=True)}
    assert said["Posts checked"][0] == written.summary.checked
    assert said["Not compliant"][:2] == (
        written.summary.verdicts["non_compliant"],
        written.summary.data["rates"]["non_compliant"],
    )
    for name, key in (("Jurisdictions", "jurisdictions"), ("Platforms", "platforms"), ("Months", "months")):
        told = [(row["Posts"], row["Not compliant"], row["Not compliant %"]) for row in rows(book[name])]
        wanted = written.summary.data[key]
        assert told == [(row["posts"], row["non_compliant"], row["non_compliant_rate"]) for row in wanted]
    assert book["Jurisdictions"]["F2"].number_format == "0.0%"


def test_findings_are_all_there(book: openpyxl.Workbook, written: Written) -> None:
    told = [(row["Rule"], row["Message"]) for row in rows(book["Findings"])]
    assert told == [(row["rule"], row["message"]) for row in findings_table(written.answers).to_pylist()]
    first = rows(book["Findings"])[0]
    assert first["Published on"].date() == dt.date(2026, 1, 1)
    assert first["Platform"] == "Instagram"


def test_nothing_is_a_formula_or_a_link(written: Written, book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert "=cmd()" in {cell.value for cell in cells}
    with zipfile.ZipFile(written.folder / "report.xlsx") as file:
        for name in file.namelist():
            assert b"<f>" not in file.read(name) or name.startswith("xl/charts/")
            assert b'TargetMode="External"' not in file.read(name)


def test_charts_have_their_figures_with_them(written: Written) -> None:
    with zipfile.ZipFile(written.folder / "report.xlsx") as file:
        charts = [file.read(name).decode() for name in sorted(file.namelist()) if name.startswith("xl/charts/chart")]
    assert len(charts) == 6
    assert "United Kingdom" in charts[0]
    assert all("<c:numCache>" in chart for chart in charts)


def test_what_is_to_know_of_a_file_stands_beside_it(book: openpyxl.Workbook) -> None:
    rows = list(book["Method"].iter_rows(values_only=True))
    assert [row for row in rows if row[0] == "more.jsonl" and CAUTION in row]
    assert not [row for row in rows if row[0] == "posts.csv" and CAUTION in row]


def test_days_are_those_of_the_audit(book: openpyxl.Workbook) -> None:
    assert book.properties.created == (STARTED + dt.timedelta(minutes=4, seconds=31)).replace(tzinfo=None)


def test_a_sheet_takes_what_it_holds_and_says_so(
    answers: list[Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "ROWS", 11)
    monkeypatch.setattr("adhere.audits.outputs.workbook.ROWS", 11)
    book = openpyxl.load_workbook(write(answers, tmp_path).folder / "report.xlsx")
    assert book["Findings"].max_row == 11
    for name in ("Summary", "Method"):
        words = " ".join(str(cell) for row in book[name].iter_rows(values_only=True) for cell in row)
        assert "the first 10" in words


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plain", "plain"),
        ("a" * CELL, "a" * CELL),
        ("a" * (CELL + 1), "a" * (CELL - 1) + "…"),
        ("\U0001f600" * 20_000, "\U0001f600" * 16_383 + "…"),
        ("x\x00\x0b\uffff", "x\ufffd\ufffd\ufffd"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_fitting(text: str, cell: str) -> None:
    assert fitting(text) == cell


def test_hostile_letters_survive_the_way(checker: Checker, tmp_path: Path) -> None:
    author = "<b>&\"' \x01 _x0041_ \u202e \U0001f469 ]]>"
    post = Post(author=author, text="Use code MIA20", jurisdictions=["GB"], relationship="paid", platform="instagram")
    answer = Answer(0, "a.csv", 2, "javascript:alert(1)", post, checker.check(post, today=TODAY), None)
    book = openpyxl.load_workbook(write([answer], tmp_path).folder / "report.xlsx")
    first = rows(book["Findings"])[0]
    assert unescape(first["Author"]) == author.replace("\x01", "\ufffd")
    assert first["Address"] == "javascript:alert(1)"
