"""`adhere model`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_card_is_markdown(run: Run) -> None:
    shown = run("model", "card").stdout
    assert shown.startswith("# ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{bad\n", "cannot be read as JSON Lines"),
        (b"\xff\n", "cannot be read as JSON Lines"),
        (b'{"text": "x"}\n', "a row needs 'text' and 'label'"),
        (b'["x"]\n', "a row needs 'text' and 'label'"),
        (b'{"text": "x", "label": "1"}\n', "a row needs 'text' and 'label'"),
        (b'{"text": "x", "label": 1, "leak": 3}\n', "'leak' must be a list of spans"),
        (b'{"text": "x", "label": 1, "leak": [[0]]}\n', "'leak' must be a list of spans"),
        (b'{"text": "x", "label": 1, "leak": [["0", "1"]]}\n', "'leak' must be a list of spans"),
        (b"", "holds no row"),
    ],
)
def test_evaluate_names_what_it_cannot_read(run: Run, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(content)
    result = run("model", "evaluate", file)
    assert result.exit_code == 2
    assert words in result.stderr


def test_evaluate_names_the_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"text": "x", "label": 1}\n\n{"text": 1, "label": 1}\n', "utf-8")
    assert f"{file}:3: a row needs" in run("model", "evaluate", file).stderr


def test_evaluate(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    rows = [
        {"text": "#ad Code MIA20 gives you 20% off at @lumenwise, link in my bio", "label": 1, "leak": [[0, 3]]},
        {"text": "It rained all day and the cat judged me.", "label": 0, "source": "\ud800"},
        {"text": "Who knows", "label": None},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    result = run("model", "evaluate", file)
    assert result.exit_code == 0, result.stderr
    figures = json.loads(result.stdout)
    assert (figures["rows"], figures["not_scored"], figures["overall"]["posts"]) == (3, 1, 2)
    assert figures["overall"]["recall"] == 1
    assert figures["overall"]["false_alarm_rate"] == 0
    assert set(figures["by_source"]) == {"unknown", "\ud800"}


def test_evaluate_of_no_file(run: Run) -> None:
    assert run("model", "evaluate", "/no/such/file").exit_code == 2
