"""Exit codes, and errors of whoever typed the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adhere.errors import ModelError
from tests.cli.conftest import Run


def posts(*texts: str) -> str:
    return "".join(json.dumps({"text": text, "relationship": "paid"}) + "\n" for text in texts)


@pytest.mark.parametrize(
    ("input", "code"),
    [
        pytest.param(posts("Ad: x", "Ad: y"), 0, id="all compliant"),
        pytest.param(posts("Ad: x", "y"), 1, id="one not compliant"),
        pytest.param(posts("Ad: x", "y") + "{bad\n", 1, id="a breach outweighs a line not read"),
        pytest.param(posts("Ad: x") + "{bad\n", 3, id="a line not read"),
        pytest.param("{bad\n", 2, id="nothing read"),
        pytest.param("", 2, id="empty"),
        pytest.param("\n \n", 2, id="blank lines"),
    ],
)
def test_exit_codes(check: Run, input: str, code: int) -> None:
    assert check("-f", "jsonl", "-i", "-", "-j", "XA", input=input).exit_code == code


def test_doubt_is_a_failure_only_where_strict(check: Run) -> None:
    doubtful = ("Partners! #partner", "-r", "paid", "-j", "XB")
    assert "? a person must decide" in check(*doubtful).stdout
    assert check(*doubtful).exit_code == 0
    assert check(*doubtful, "--strict").exit_code == 1


def test_an_empty_stream_says_so(check: Run) -> None:
    result = check("-i", "-", "-f", "jsonl", input="")
    assert result.stdout == ""
    assert "nothing to check" in result.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["x", "-j", "XAA"], ["Unknown jurisdiction 'XAA'", "Did you mean 'XA'"]),
        (["x", "-j", ","], ["--jurisdiction names none"]),
        (["x", "-p", "instagran"], ["Unknown platform 'instagran'", "Did you mean 'instagram'", "tiktok"]),
        (["x", "-s", "storry"], ["Unknown surface", "Did you mean 'story'"]),
        (["x", "-r", "payed"], ["Unknown relationship", "Did you mean 'paid'"]),
        (["x", "-f", "yaml"], ["Unknown format 'yaml'", "json, jsonl, sarif, text"]),
        (["x", "--on", "03/02/2026"], ["--on", "YYYY-MM-DD"]),
        (["x", "--published-on", "20260302"], ["--published-on", "YYYY-MM-DD"]),
        (["x", "-j", "XA", "--on", "1999-01-01"], ["XA has no rule in force on 1999-01-01", "2010-01-01"]),
        ([], ["Give either the post's text, or --input"]),
        (["x", "-i", "-"], ["Give either the post's text, or --input"]),
        ([""], ["The text is empty"]),
        ([" \n"], ["The text is empty"]),
        (["-i", "/no/such/file"], ["--input", "/no/such/file", "No such file"]),
        (["-i", "/"], ["--input", "directory"]),
        (["x", "--frmat", "json"], ["No such option: --frmat"]),
        (["x", "--rules", "/no/such/folder"], ["/no/such/folder: no such folder"]),
    ],
)
def test_wrong_use_is_explained(check: Run, args: list[str], words: list[str]) -> None:
    result = check(*args)
    assert result.exit_code == 2
    for each in words:
        assert each in result.stderr


def test_every_mistake_in_the_rules_is_told_with_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "XC").mkdir()
    (tmp_path / "XC" / "rules.yaml").write_text("rules:\n  - id: xc.x\n    chek: duty\n", "utf-8")
    result = run("check", "x", "--rules", tmp_path)
    assert result.exit_code == 2
    assert "rules.yaml:" in result.stderr
    assert "chek" in result.stderr


def test_a_classifier_that_cannot_be_loaded_is_not_wrong_use(
    check: Run, run: Run, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from adhere.checker import Checker

    def broken(**options: Any) -> Checker:
        raise ModelError("The classifier is missing.")

    monkeypatch.setattr(Checker, "load", broken)
    result = run("check", "x", "--rules", packs)
    assert result.exit_code == 3
    assert result.stderr == "adhere: The classifier is missing.\n"


def test_words_are_taken_in_any_case_and_codes_in_any_way(check: Run) -> None:
    result = check("Ad: x", "-j", "xa, xb", "-j", "XA", "-p", "Instagram", "-r", "own-brand", "-f", "json")
    report = json.loads(result.stdout_bytes)
    assert [each["jurisdiction"] for each in report["results"]] == ["XA", "XB"]
    assert report["sponsorship"]["declared"] == "own_brand"


def test_all_markets_are_asked_where_none_is_named(check: Run) -> None:
    report = json.loads(check("Ad: x", "-f", "json").stdout_bytes)
    assert {"XA", "XB"} <= {each["jurisdiction"] for each in report["results"]}


def test_options_reach_the_post(check: Run) -> None:
    args = ["--title", "T", "--brand", "Glow", "--sector", "alcohol", "--language", "en-GB", "--platform-label"]
    plain = json.loads(check("Ad: x", "-j", "XA", "--on", "2024-01-01", "-f", "json").stdout_bytes)
    report = json.loads(check("Ad: x", "-j", "XA", "--on", "2024-01-01", "-f", "json", *args).stdout_bytes)
    assert report["language"] == "en"
    assert report["check_id"] != plain["check_id"]


def test_the_help_teaches(run: Run) -> None:
    shown = run("check", "--help").stdout
    for words in ("Exit codes:", "Examples:", "--no-classifier", "--strict", "adhere check --format jsonl --input"):
        assert words in shown
