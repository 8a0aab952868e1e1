"""SARIF 2.1.0: what the standard demands of a log, and where the findings point."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run, Spawn

POSTS = (
    '{"id": "a b", "text": "Ad: fine", "relationship": "paid"}\n'
    '{"id": "late", "text": "é\\u001b[31m late #ad", "relationship": "paid"}\n'
    "{bad\n"
    '{"text": "none", "relationship": "paid"}\n'
)


def log_of(check: Run, tmp_path: Path) -> tuple[int, Any]:
    file = tmp_path / "my posts.jsonl"
    file.write_text(POSTS, "utf-8")
    result = check("-f", "sarif", "-i", file, "-j", "XA")
    return result.exit_code, json.loads(result.stdout_bytes)


def test_the_log_is_what_the_standard_demands(check: Run, tmp_path: Path) -> None:
    code, log = log_of(check, tmp_path)
    assert code == 1
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "adhere"
    assert run["columnKind"] == "unicodeCodePoints"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        for location in result["locations"]:
            place = location["physicalLocation"]
            assert place["artifactLocation"]["uri"].endswith("my%20posts.jsonl")
            assert place["region"]["startLine"] >= 1


def test_a_finding_points_to_the_line_of_its_post_and_quotes(check: Run, tmp_path: Path) -> None:
    _, log = log_of(check, tmp_path)
    late, missing = log["runs"][0]["results"]
    (location,) = late["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 2}
    assert location["logicalLocations"] == [{"name": "late", "kind": "member"}]
    assert location["properties"]["spans"] == [{"field": "text", "start": 12, "end": 15, "quote": "#ad"}]
    assert late["properties"]["reason"] == "label_too_late"
    assert late["properties"]["verdict"] == "non_compliant"
    assert missing["locations"][0]["physicalLocation"]["region"] == {"startLine": 4}


def test_a_line_that_was_not_read_makes_the_run_unsuccessful(check: Run, tmp_path: Path) -> None:
    _, log = log_of(check, tmp_path)
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    (notice,) = invocation["toolExecutionNotifications"]
    assert "line 3: The line is not JSON" in notice["message"]["text"]
    assert notice["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_a_clean_run_is_a_log_without_results(check: Run) -> None:
    result = check("Ad: x", "-r", "paid", "-j", "XA", "-f", "sarif")
    run = json.loads(result.stdout_bytes)["runs"][0]
    assert result.exit_code == 0
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert "toolExecutionNotifications" not in run["invocations"][0]


def test_the_log_is_ascii(check: Run, tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl"
    file.write_text(POSTS, "utf-8")
    assert check("-f", "sarif", "-i", file, "-j", "XA").stdout_bytes.isascii()


def test_a_file_whose_name_is_no_text_is_pointed_to_by_its_bytes(spawn: Spawn, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"m\xe4rz \\ 1.jsonl")
    file.write_text(POSTS, "utf-8")
    result = spawn("check", "--rules", "@packs", "--no-classifier", "-f", "sarif", "-i", str(file), "-j", "XA")
    assert result.returncode == 1
    late, _ = json.loads(result.stdout)["runs"][0]["results"]
    uri = late["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.endswith("/m%E4rz%20%5C%201.jsonl")


def test_the_address_of_a_source_is_a_uri(packs: Path, tmp_path: Path, run: Run) -> None:
    shutil.copytree(packs, tmp_path / "packs")
    file = tmp_path / "packs" / "XA" / "pack.yaml"
    words = re.sub(r"(force: \w+)", r'\1, url: "https://example.org/für?a=%20b#ステマ"', file.read_text("utf-8"))
    file.write_text(words, "utf-8")
    done = run("check", "x", "-r", "paid", "-j", "XA", "--rules", tmp_path / "packs", "--no-classifier", "-f", "sarif")
    (rule,) = json.loads(done.stdout_bytes)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://example.org/f%C3%BCr?a=%20b#%E3%82%B9%E3%83%86%E3%83%9E"
