"""What an audit keeps of each post and of each finding: the columns, and how reports become rows of them.

`POSTS` has one row a row of the input, in its order, also for what could not be read; `FINDINGS` one row a finding. Both stand
in the audit's folder as Parquet, and every other output is made of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from adhere.arrow import CITATION, SPAN
from adhere.audits.keys import finding_key
from adhere.post import Post
from adhere.report import Report, to_json

_TEXTS = pa.dictionary(pa.int32(), pa.string())
EVIDENCE = pa.struct([("kind", pa.string()), ("quote", pa.string()), ("field", pa.string())])
VERDICT = pa.struct(
    [("jurisdiction", pa.string()), ("duty", pa.string()), ("verdict", pa.string()), ("edited", pa.string())]
)
#: `seq` counts the rows of all files from 0; `line` is the row's place in its file; `error` says why a row has no verdict.
#: `verdict` is the worst of `verdicts`, whose `edited` is the text that complies, where an edit was found; `edited` is the one
#: for all the markets. `not_checked`: a rule that a verdict needs could not be checked.
POSTS = pa.schema(
    [
        ("seq", pa.int64()),
        ("file", _TEXTS),
        ("line", pa.int64()),
        ("id", pa.string()),
        ("url", pa.string()),
        ("author", pa.string()),
        ("brand", _TEXTS),
        ("platform", _TEXTS),
        ("surface", _TEXTS),
        ("relationship", _TEXTS),
        ("followers", pa.int64()),
        ("published_on", pa.date32()),
        ("text", pa.string()),
        ("check_id", pa.string()),
        ("as_of", pa.date32()),
        ("language", _TEXTS),
        ("verdict", _TEXTS),
        ("verdicts", pa.list_(VERDICT)),
        ("suspected", pa.bool_()),
        ("probability", pa.float64()),
        ("labels", pa.list_(pa.string())),
        ("evidence", pa.list_(EVIDENCE)),
        ("edited", pa.string()),
        ("not_checked", pa.bool_()),
        ("error", pa.string()),
        ("input_sha256", pa.string()),
        ("report_sha256", pa.string()),
    ]
)
#: `key` is the same for the same rule on the same post in another audit.
FINDINGS = pa.schema(
    [
        ("seq", pa.int64()),
        ("key", pa.string()),
        ("id", pa.string()),
        ("check_id", pa.string()),
        ("author", pa.string()),
        ("jurisdiction", _TEXTS),
        ("verdict", _TEXTS),
        ("rule", _TEXTS),
        ("reason", _TEXTS),
        ("severity", _TEXTS),
        ("confidence", _TEXTS),
        ("message", _TEXTS),
        ("remedy", _TEXTS),
        ("spans", pa.list_(SPAN)),
        ("citations", pa.list_(CITATION)),
    ]
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of the input and what came of it. Either `report`, or `error`; `post` is None where the row could not be read."""

    seq: int
    file: str
    line: int
    url: str | None
    post: Post | None
    report: Report | None
    error: str | None


def posts_table(answers: Sequence[Answer]) -> pa.Table:
    """The rows of POSTS."""
    return pa.Table.from_pylist([_post_row(each) for each in answers], POSTS)


def findings_table(answers: Sequence[Answer]) -> pa.Table:
    """The rows of FINDINGS."""
    return pa.Table.from_pylist([row for each in answers for row in _finding_rows(each)], FINDINGS)


def _post_row(answer: Answer) -> dict[str, Any]:
    row: dict[str, Any] = {
        "seq": answer.seq,
        "file": answer.file,
        "line": answer.line,
        "url": answer.url,
        "error": answer.error,
    }
    if (post := answer.post) is not None:
        row |= {
            "id": post.id,
            "author": post.author,
            "brand": post.brand,
            "platform": post.platform.value,
            "surface": post.surface.value if post.surface else None,
            "relationship": post.relationship.value,
            "followers": post.followers,
            "published_on": post.published_on,
            "text": post.text,
            "input_sha256": hashlib.sha256(post.model_dump_json().encode()).hexdigest(),
        }
    if (report := answer.report) is not None:
        row |= _report_columns(report)
    return row


def _report_columns(report: Report) -> dict[str, Any]:
    said = report.sponsorship
    return {
        "check_id": report.check_id,
        "as_of": report.as_of,
        "language": report.language,
        "verdict": report.verdict,
        "verdicts": [
            {
                "jurisdiction": each.jurisdiction,
                "duty": each.duty,
                "verdict": each.verdict,
                "edited": each.remedy.text if each.remedy else None,
            }
            for each in report.results
        ],
        "suspected": said.suspected,
        "probability": said.probability,
        "labels": [each.label for each in report.labels],
        "evidence": [{"kind": each.kind, "quote": each.quote, "field": each.field} for each in said.evidence],
        "edited": report.remedy.text if report.remedy else None,
        "not_checked": report.unchecked,
        "report_sha256": hashlib.sha256(to_json(report)).hexdigest(),
    }


def _finding_rows(answer: Answer) -> list[dict[str, Any]]:
    report = answer.report
    if report is None:
        return []
    return [
        {
            "seq": answer.seq,
            "key": finding_key(answer.post, answer.url, result.jurisdiction, finding.rule) if answer.post else "",
            "id": report.id,
            "check_id": report.check_id,
            "author": answer.post.author if answer.post else None,
            "jurisdiction": result.jurisdiction,
            "verdict": result.verdict,
            "rule": finding.rule,
            "reason": finding.reason,
            "severity": finding.severity,
            "confidence": finding.confidence,
            "message": finding.message,
            "remedy": finding.remedy,
            "spans": [
                {"field": each.field, "start": each.start, "end": each.end, "quote": each.quote}
                for each in finding.spans
            ],
            "citations": [
                {
                    "id": each.id,
                    "instrument": each.instrument,
                    "force": each.force,
                    "provision": each.provision,
                    "url": each.url,
                    "verified": each.verified,
                }
                for each in finding.citations
            ],
        }
        for result in report.results
        for finding in result.findings
    ]
