"""The figures of summary.json, against the same counted in plain Python."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from adhere import Report
from adhere.audits.keys import finding_key
from adhere.audits.outputs import Parts, write_outputs
from adhere.audits.records import Answer
from tests.audits.outputs.conftest import STANDING, TODAY, Written, facts_of, parts_of

Pair = tuple[Answer, Report]
BRINGS = {"breach": "non_compliant", "warning": "review", "note": "compliant"}
GRAVITY = ["compliant", "review", "non_compliant"]


def checked(answers: Iterable[Answer]) -> list[Pair]:
    return [(each, each.report) for each in answers if each.report is not None]


def verdicts_by(pairs: Iterable[Pair], key: Callable[[Answer], Any]) -> dict[Any, Counter[str]]:
    found: dict[Any, Counter[str]] = {}
    for answer, report in pairs:
        found.setdefault(key(answer), Counter())[report.verdict] += 1
    return found


def told(rows: list[dict[str, Any]], name: str) -> dict[Any, Counter[str]]:
    """The rows of a breakdown as counters; each row's own figures must agree."""
    for row in rows:
        assert row["posts"] == sum(row[each] for each in GRAVITY)
        for each in GRAVITY:
            assert row[f"{each}_rate"] == round(row[each] / row["posts"], 6)
    return {row[name]: Counter({each: row[each] for each in GRAVITY if row[each]}) for row in rows}


def test_totals(written: Written) -> None:
    pairs = checked(written.answers)
    summary = written.summary
    assert (summary.posts, summary.checked, summary.unread) == (len(written.answers), len(pairs), 4)
    assert {key: n for key, n in summary.verdicts.items() if n} == Counter(report.verdict for _, report in pairs)
    hidden = [report for _, report in pairs if report.sponsorship.suspected and not report.labels]
    assert summary.data["suspected_without_label"] == len(hidden) > 0
    assert summary.open_breaches == summary.verdicts["non_compliant"]
    assert summary.open_reviews == summary.verdicts["review"]
    assert summary.data == json.loads((written.folder / "summary.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["platform", "brand", "author", "month"])
def test_by(written: Written, name: str) -> None:
    def key(answer: Answer) -> Any:
        assert answer.post is not None
        if name == "month":
            return answer.post.published_on and f"{answer.post.published_on:%Y-%m}"
        value = getattr(answer.post, name)
        return getattr(value, "value", value)

    wanted = verdicts_by(checked(written.answers), key)
    if name == "author":
        wanted.pop(None)
    assert told(written.summary.data[f"{name}s"], name) == wanted


def test_by_market(written: Written) -> None:
    wanted: dict[str, Counter[str]] = {}
    for _, report in checked(written.answers):
        for result in report.results:
            wanted.setdefault(result.jurisdiction, Counter())[result.verdict] += 1
    assert told(written.summary.data["jurisdictions"], "jurisdiction") == wanted


@pytest.mark.parametrize("name", ["reason", "rule"])
def test_by_finding(written: Written, name: str) -> None:
    wanted: dict[str, Counter[str]] = {}
    for _, report in checked(written.answers):
        worst: dict[str, str] = {}
        for finding in (finding for result in report.results for finding in result.findings):
            key, brings = getattr(finding, name), BRINGS[finding.severity]
            worst[key] = max(worst.get(key, "compliant"), brings, key=GRAVITY.index)
        for key, brings in worst.items():
            wanted.setdefault(key, Counter())[brings] += 1
    assert told(written.summary.data[f"{name}s"], name) == wanted


def test_authors_have_exposure_and_a_reason(written: Written) -> None:
    first = written.summary.data["authors"][0]
    posts = [
        (answer, report)
        for answer, report in checked(written.answers)
        if answer.post is not None and answer.post.author == first["author"]
    ]
    bad = sum(report.verdict == "non_compliant" for _, report in posts)
    followers = max(answer.post.followers or 0 for answer, _ in posts if answer.post is not None)
    assert first["exposure"] == followers * bad
    reasons = Counter(
        reason
        for _, report in posts
        for reason in {f.reason for each in report.results for f in each.findings if f.severity == "breach"}
    )
    assert first["most_frequent_reason"] == min(reasons, key=lambda each: (-reasons[each], each))
    assert written.summary.data["authors_in_all"] == 6


def test_labels_duplicates_and_unread(written: Written) -> None:
    data, pairs = written.summary.data, checked(written.answers)
    labels = Counter(label for _, report in pairs for label in {each.label for each in report.labels})
    assert {row["label"]: row["posts"] for row in data["labels"]} == labels
    ids = Counter((a.post.id, a.post.platform) for a in written.answers if a.post is not None and a.post.id)
    twice = [n for n in ids.values() if n > 1]
    assert data["duplicates"] == {"ids": len(twice), "posts": sum(twice)}
    assert [row["line"] for row in data["unread_rows"]] == [60, 61, 62, 99]
    assert data["baseline"] is None
    assert data["decisions"] is None


def key_of(answer: Answer, jurisdiction: str, rule: str) -> str:
    assert answer.post is not None
    return finding_key(answer.post, answer.url, jurisdiction, rule)


def standing(
    answers: Iterable[Answer], path: Path, decide: Callable[[int], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """A table of standings for every second key, as `decide` says by its place."""
    keys = dict.fromkeys(
        key_of(answer, result.jurisdiction, finding.rule)
        for answer, report in checked(answers)
        for result in report.results
        for finding in result.findings
    )
    rows = [{"key": key, "status": "open", **decide(at)} for at, key in enumerate(keys) if at % 2]
    pq.write_table(pa.Table.from_pylist(rows, STANDING), path)
    return {row["key"]: row for row in rows}


def test_decisions_close_findings_until_they_expire(answers: list[Answer], tmp_path: Path) -> None:
    def decide(at: int) -> dict[str, Any]:
        last = TODAY if at % 4 == 1 else TODAY.replace(day=TODAY.day - 1)
        return {
            "status": "new",
            "decision": "override",
            "decided_by": "R. Okafor",
            "decision_reason": "=1+1",
            "expires_on": last,
        }

    said = standing(answers, tmp_path / "standing.parquet", decide)
    made = parts_of(answers, tmp_path / "parts")
    parts = Parts(made.posts, made.findings, tmp_path / "standing.parquet", made.findings[0])
    summary = write_outputs(parts, tmp_path / "audit", facts_of(baseline="october"))
    open_breaches = open_reviews = new = 0
    for answer, report in checked(answers):
        live = set()
        for result in report.results:
            for finding in result.findings:
                row = said.get(key_of(answer, result.jurisdiction, finding.rule))
                new += row is not None and finding.severity != "note"
                if row is None or row["expires_on"] < TODAY:
                    live.add(finding.severity)
        open_breaches += "breach" in live
        open_reviews += "breach" not in live and "warning" in live
    assert (summary.open_breaches, summary.open_reviews) == (open_breaches, open_reviews)
    assert 0 < open_breaches < summary.verdicts["non_compliant"]
    assert summary.data["baseline"]["new"] == new
    assert summary.data["baseline"]["mended"] > 0
    rows = pq.read_table(tmp_path / "audit" / "findings.parquet").to_pylist()
    for row in rows:
        wanted = said.get(row["key"])
        valid = wanted is not None and wanted["expires_on"] >= TODAY
        assert row["status"] == (wanted and "new")
        assert row["decision"] == ("override" if valid else None)
        assert row["decided_by"] == ("R. Okafor" if valid else None)
    assert summary.data["decisions"]["override"] == sum(row["decision"] == "override" for row in rows)
    page = (tmp_path / "audit" / "report.html").read_text("utf-8")
    assert "Since the baseline" in page
    assert "Overridden by <bdi>R. Okafor</bdi>" in page
