"""The posts and findings as tables: whole, in order, and harmless in Excel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from adhere import Checker, Post
from adhere.audits.outputs.tables import CELL, STANDING_FINDINGS
from adhere.audits.records import POSTS, Answer, findings_table, posts_table
from tests.audits.outputs.conftest import TODAY, Written, write


def answer(checker: Checker, post: Post, seq: int = 0) -> Answer:
    return Answer(seq, "posts.csv", seq + 2, None, post, checker.check(post, today=TODAY), None)


def test_posts_are_all_there_in_order(written: Written) -> None:
    table = pq.read_table(written.folder / "posts.parquet")
    assert table.schema.equals(POSTS)
    assert table.to_pylist() == posts_table(written.answers).to_pylist()


def test_findings_are_all_there_in_order(written: Written) -> None:
    table = pq.read_table(written.folder / "findings.parquet")
    assert table.schema.equals(STANDING_FINDINGS)
    assert table.drop_columns(["status", "decision", "decided_by", "decision_reason"]).to_pylist() == (
        findings_table(written.answers).to_pylist()
    )


def test_findings_as_json_lines(written: Written) -> None:
    lines = (written.folder / "findings.jsonl").read_text("utf-8").splitlines()
    wanted = findings_table(written.answers).to_pylist()
    assert len(lines) == len(wanted)
    for line, row in zip(lines, wanted, strict=True):
        found = json.loads(line)
        assert {key: found[key] for key in row} == row
        assert found["status"] is None


def test_csv_begins_with_a_mark_and_has_a_row_a_post(written: Written) -> None:
    assert (written.folder / "posts.csv").read_bytes().startswith(b'\xef\xbb\xbf"file","line","id"')
    rows = written.csv()
    assert [int(row["line"]) for row in rows] == [each.line for each in written.answers]
    for row, each in zip(rows, written.answers, strict=True):
        assert row["error"] == (each.error or "")
        if each.report is not None:
            assert row["verdict"] == each.report.verdict
            assert row["verdicts"] == "; ".join(f"{r.jurisdiction} {r.verdict}" for r in each.report.results)
            assert row["suspected"] == ("yes" if each.report.sponsorship.suspected else "no")
            for result in each.report.results:
                assert all(finding.message in row["findings"] for finding in result.findings)


STARTS = (
    "=1+1",
    "+1",
    "-1",
    "@mia",
    "\tx",
    "\rx",
    "\nx",
    "  =1",
    "\u3000=1",
    "\u00a0@x",
    "\u200b=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\ufeff=1",
)
DIGITS = ("7312345678901234567", "00123", "1E5", "12e3")
HARMLESS = (
    "plain",
    "0",
    "123456789012345",
    "e5",
    "a7312345678901234567",
    "a=b",
    "1-1",
    "#ad",
    "«=»",
    "mia@kelpi.example",
    "'=1",
)
#: A text, and whether a cell of Excel holds it whole.
LONG = (
    ("a" * CELL, True),
    ("a" * (CELL + 1), False),
    ("=" + "a" * (CELL - 1), False),
    ("é" * 100_000, False),
    ("\U0001f600" * (CELL // 2), True),
    ("\U0001f600" * (CELL // 2 + 1), False),
    ("a\U0001f600" * 20_000, False),
)


def rows_of(checker: Checker, posts: Sequence[Post], folder: Path) -> list[dict[str, Any]]:
    """The rows of one audit of the posts: each would take a second."""
    return write([answer(checker, post, seq) for seq, post in enumerate(posts)], folder).csv()


def test_formulas_are_disarmed(checker: Checker, tmp_path: Path) -> None:
    posts = [Post(id=each, text=each, author=each, brand=each, jurisdictions=["GB"]) for each in STARTS]
    for start, row in zip(STARTS, rows_of(checker, posts, tmp_path), strict=True):
        assert [row[name] for name in ("id", "text", "author", "brand")] == [f"'{start}"] * 4


def test_ids_that_excel_would_rewrite_stay_whole(checker: Checker, tmp_path: Path) -> None:
    posts = [Post(id=each, text="soup", author=each, brand=each, jurisdictions=["GB"]) for each in DIGITS]
    for digits, row in zip(DIGITS, rows_of(checker, posts, tmp_path), strict=True):
        assert [row[name] for name in ("id", "author", "brand")] == [f"'{digits}"] * 3


def test_harmless_cells_stay_as_they_are(checker: Checker, tmp_path: Path) -> None:
    posts = [Post(text=each, jurisdictions=["GB"]) for each in HARMLESS]
    assert [row["text"] for row in rows_of(checker, posts, tmp_path)] == list(HARMLESS)


def test_long_texts_are_cut_to_a_cell_of_excel(checker: Checker, tmp_path: Path) -> None:
    posts = [Post(text=text, jurisdictions=["GB"]) for text, _ in LONG]
    for (text, whole), row in zip(LONG, rows_of(checker, posts, tmp_path), strict=True):
        cell = row["text"]
        assert len(cell.encode("utf-16-le")) <= 2 * CELL
        assert cell == text if whole else cell.endswith("…")
        assert cell.removesuffix("…").removeprefix("'") in text


def test_any_letters_survive(checker: Checker, tmp_path: Path) -> None:
    text = 'quote " comma , line\r\nbreak; nul \x00, \u202eturned\u202c, 한국어 עברית \U0001f469\u200d\U0001f52c \uffff'
    made = write([answer(checker, Post(text=text, jurisdictions=["GB"]))], tmp_path)
    assert made.csv()[0]["text"] == text
    assert pq.read_table(made.folder / "posts.parquet")["text"].to_pylist() == [text]


def test_parts_of_another_schema_are_brought_into_ours(written: Written, tmp_path: Path) -> None:
    from adhere.audits.outputs import Parts, write_outputs
    from tests.audits.outputs.conftest import facts_of

    plain = []
    for number, part in enumerate((*written.parts.posts, *written.parts.findings)):
        table = pq.read_table(part)
        fields = [f.with_type(pa.string()) if pa.types.is_dictionary(f.type) else f for f in table.schema]
        plain.append(tmp_path / f"{number}.parquet")
        pq.write_table(table.cast(pa.schema(fields)).replace_schema_metadata(), plain[-1], store_schema=False)
    count = len(written.parts.posts)
    write_outputs(Parts(tuple(plain[:count]), tuple(plain[count:])), tmp_path / "audit", facts_of())
    assert pq.read_table(tmp_path / "audit" / "posts.parquet").equals(pq.read_table(written.folder / "posts.parquet"))
