"""The outputs together: all or none, the same bytes again, and audits in which there is nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from adhere.audits.outputs import writing
from adhere.audits.outputs.writing import OUTPUTS
from adhere.audits.records import Answer
from tests.audits.outputs.conftest import Written, facts_of, parts_of, write


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_nothing_but_the_outputs_is_left(written: Written) -> None:
    assert sorted(files(written.folder)) == sorted(OUTPUTS)


def test_same_parts_give_the_same_bytes_in_any_folder(written: Written, tmp_path: Path) -> None:
    again = tmp_path / "an audit [of] k=v, and don't *"
    writing.write_outputs(written.parts, again, facts_of())
    assert files(again) == files(written.folder)


def test_written_over_an_older_audit(written: Written, answers: list[Answer], tmp_path: Path) -> None:
    write(answers[:5], tmp_path)
    writing.write_outputs(written.parts, tmp_path / "audit", facts_of())
    assert files(tmp_path / "audit") == files(written.folder)


def test_failure_leaves_what_was_there(answers: list[Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(write(answers[:5], tmp_path).folder)

    def broken(*_: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(writing, "write_page", broken)
    with pytest.raises(OSError, match="No space"):
        writing.write_outputs(parts_of(answers, tmp_path / "more"), tmp_path / "audit", facts_of())
    assert files(tmp_path / "audit") == before


@pytest.mark.parametrize("parts", ["none", "empty"])
def test_audit_without_posts(tmp_path: Path, parts: str) -> None:
    from adhere.audits.outputs import Parts

    made = parts_of([], tmp_path / "parts") if parts == "none" else _empty(tmp_path)
    assert isinstance(made, Parts)
    summary = writing.write_outputs(made, tmp_path / "audit", facts_of(files=(), threshold=None, model_version=None))
    assert (summary.posts, summary.checked, summary.unread) == (0, 0, 0)
    assert summary.data["rates"] == {"compliant": None, "non_compliant": None, "review": None}
    page = (tmp_path / "audit" / "report.html").read_text("utf-8")
    assert "The audit had no posts" in page
    assert (tmp_path / "audit" / "posts.csv").read_bytes().count(b"\n") == 1
    assert (tmp_path / "audit" / "findings.jsonl").read_bytes() == b""
    assert openpyxl.load_workbook(tmp_path / "audit" / "report.xlsx").sheetnames[0] == "Summary"


def _empty(folder: Path) -> Any:
    import pyarrow.parquet as pq

    from adhere.audits.outputs import Parts
    from adhere.audits.records import findings_table, posts_table

    pq.write_table(posts_table([]), folder / "posts.parquet")
    pq.write_table(findings_table([]), folder / "findings.parquet")
    return Parts((folder / "posts.parquet",), (folder / "findings.parquet",))


def test_audit_of_which_nothing_could_be_read(answers: list[Answer], tmp_path: Path) -> None:
    unread = [each for each in answers if each.report is None]
    made = write(unread, tmp_path)
    assert (made.summary.posts, made.summary.checked, made.summary.unread) == (4, 0, 4)
    assert "nothing here says anything about compliance" in made.page
    assert "myspac60" in made.page
    assert [row["error"] for row in made.csv()] == [each.error for each in unread]


def test_only_the_first_unread_rows_are_told(tmp_path: Path) -> None:
    unread = [Answer(at, "a.csv", at + 2, None, None, None, f"row {at} is broken") for at in range(150)]
    made = write(unread, tmp_path)
    told = json.loads((made.folder / "summary.json").read_text("utf-8"))["unread_rows"]
    assert [row["line"] for row in told] == list(range(2, 102))
    assert "the first 100" in made.page
    sheet = openpyxl.load_workbook(made.folder / "report.xlsx")["Unread"]
    assert sheet.max_row == 151
