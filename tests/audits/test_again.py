"""The second audit of the same posts: what is new, open and mended, and what a person decided, told to the end."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.audits.conftest import Run, rows_of, summary_of, write_csv

ASKED = ("-j", "GB", "--map", "relationship=Tie", "--no-classifier")


def breaches(folder: Path) -> dict[str, dict[str, Any]]:
    """The breaches, each by its post."""
    lines = (folder / "findings.jsonl").read_text("utf-8").splitlines()
    return {each["id"]: each for each in map(json.loads, lines) if each["severity"] == "breach"}


def test_baseline_and_decisions_carry_over(adhere: Run, tmp_path: Path) -> None:
    rows = [row for row in rows_of(14) if row["Tie"] == "paid"]
    first, second = tmp_path / "first", tmp_path / "second"
    assert adhere("audit", write_csv(tmp_path / "one.csv", rows), *ASKED, "-o", first).code == 1
    found = breaches(first)
    assert {"p1", "p8"} <= set(found)

    decided = adhere(
        "decide", found["p1"]["check_id"], "override", "--audit", first, "--reason", "a joke", "--by", "R. Okafor"
    )
    assert decided.code == 0, decided.err
    # one post is mended, one is new, one stays; rows and file have moved
    mended = [{**row, "Caption": f"Ad: {row['Caption']}"} if row["id"] == "p8" else row for row in reversed(rows)]
    added = {**rows[1], "id": "p99"}
    path = write_csv(tmp_path / "two.csv", [added, *mended])
    assert adhere("audit", path, *ASKED, "-o", second, "--baseline", first).code == 1

    again = breaches(second)
    assert "p8" not in again
    assert (again["p99"]["status"], again["p1"]["status"]) == ("new", "open")
    assert (again["p1"]["decision"], again["p1"]["decided_by"]) == ("override", "R. Okafor")
    assert again["p99"]["decision"] is None
    assert "a joke" in (second / "report.html").read_text("utf-8")
    assert re.search(r'"mended":\s*(?:\{[^}]*)?[1-9]', json.dumps(summary_of(second)))
    assert adhere("evidence", "verify", second).code == 0


def test_an_audit_whose_breaches_are_all_decided_is_no_failure(adhere: Run, tmp_path: Path) -> None:
    row = next(row for row in rows_of(7) if row["id"] == "p1")
    first, second = tmp_path / "first", tmp_path / "second"
    path = write_csv(tmp_path / "one.csv", [row])
    assert adhere("audit", path, *ASKED, "-o", first).code == 1
    check = breaches(first)["p1"]["check_id"]
    adhere("decide", check, "override", "--audit", first, "--reason", "bought it", "--by", "R. Okafor")
    assert adhere("audit", path, *ASKED, "-o", second, "--baseline", first).code == 0
