"""Writes all outputs of an audit, whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adhere.audits.facts import AuditFacts
from adhere.audits.outputs.counting import count, open_tables
from adhere.audits.outputs.page import write_page
from adhere.audits.outputs.parts import Parts, open_database
from adhere.audits.outputs.tables import gather_findings, gather_posts, write_csv, write_json_lines
from adhere.audits.outputs.workbook import write_workbook

#: In the order in which they appear; the summary comes last and says that the others are there.
OUTPUTS = (
    "posts.parquet",
    "findings.parquet",
    "findings.jsonl",
    "posts.csv",
    "report.xlsx",
    "report.html",
    "summary.json",
)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of an audit. Posts are rows of the input; `data` is what summary.json says.

    `open_breaches` are the posts with a breach that was neither overridden nor ignored; `open_reviews` those without one, with a
    doubt that was not.
    """

    posts: int
    checked: int
    unread: int
    verdicts: dict[str, int]
    open_breaches: int
    open_reviews: int
    not_checked: int
    data: dict[str, Any]


def write_outputs(parts: Parts, folder: Path, facts: AuditFacts) -> Summary:
    """Writes the outputs of an audit into `folder`, in place of those that are there. The same parts and facts give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".outputs-", dir=folder))
    try:
        data = _write(parts, work, facts)
        for name in OUTPUTS:
            (work / name).replace(folder / name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    named = ("posts", "checked", "unread", "verdicts", "open_breaches", "open_reviews", "not_checked")
    return Summary(**{name: data[name] for name in named}, data=data)


def _write(parts: Parts, work: Path, facts: AuditFacts) -> dict[str, Any]:
    posts, findings = work / "posts.parquet", work / "findings.parquet"
    with open_database(work) as db:
        gather_posts(parts, posts)
        gather_findings(db, parts, facts.finished.date(), findings)
        open_tables(db, posts, findings)
        data = count(db, parts, facts)
        # the workbook is Python's work and takes as long as the others, which are DuckDB's: side by side, on two cores
        with ThreadPoolExecutor(1) as beside, db.cursor() as own:
            workbook = beside.submit(write_workbook, own, data, posts, findings, work / "report.xlsx", facts)
            write_json_lines(db, findings, work / "findings.jsonl")
            write_csv(db, posts, findings, work / "posts.csv")
            write_page(db, parts, data, work / "report.html", facts)
            workbook.result()
    (work / "summary.json").write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return data
