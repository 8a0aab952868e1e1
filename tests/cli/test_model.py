"""`adhere model`."""

from __future__ import annotations

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
        (b"", "holds no row"),
    ],
)
def test_evaluate_names_what_it_cannot_read(run: Run, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(content)
    result = run("model", "evaluate", file)
    assert result.exit_code == 2
    assert words in result.stderr


def test_evaluate_of_no_file(run: Run) -> None:
    assert run("model", "evaluate", "/no/such/file").exit_code == 2
