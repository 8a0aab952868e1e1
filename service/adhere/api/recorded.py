"""What is recorded of a checked post: made where its report is still an object, and sent along where a worker made it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adhere.audits.keys import finding_key
from adhere.post import Post
from adhere.report import Report

if TYPE_CHECKING:
    from adhere.checker import Checker
    from adhere.storage import CheckRecord, FindingRecord

#: Bytes that a record takes in memory, about: each, and each of its findings.
_RECORD, _FINDING = 700, 250


@dataclass(frozen=True, slots=True)
class Versions:
    """What checks were made by: the day of the request (UTC), the rules and the classifier."""

    today: dt.date
    rules_revision: str
    model_version: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A checked post. `findings` are key, jurisdiction, rule, reason and severity; `input` is the post as JSON, where texts are kept."""

    check_id: str
    post_id: str | None
    input_sha256: str
    report_sha256: str
    verdict: str
    as_of: dt.date
    findings: tuple[tuple[str, str, str, str, str], ...]
    input: str | None

    @property
    def weight(self) -> int:
        """Bytes that it takes in memory, about."""
        return _RECORD + _FINDING * len(self.findings) + len(self.input or "")

    def numbered(self, seq: int) -> tuple[CheckRecord, list[FindingRecord]]:
        """The records of the storage, at a place in their audit."""
        # workers make what is recorded, and need no database
        from adhere.storage import CheckRecord, FindingRecord

        check = CheckRecord(
            seq=seq,
            check_id=self.check_id,
            post_id=self.post_id,
            input_sha256=self.input_sha256,
            report_sha256=self.report_sha256,
            verdict=self.verdict,
            error=None,
            as_of=self.as_of,
            input=self.input,
        )
        return check, [FindingRecord(seq, *each) for each in self.findings]


@dataclass(slots=True)
class Records:
    """The checked posts of a request, or of a part of it."""

    versions: Versions
    texts: bool
    found: list[Recorded] = field(default_factory=list)

    @classmethod
    def by(cls, checker: Checker, today: dt.date, *, texts: bool) -> Records:
        """Empty, for what this checker is to check; with `texts` the posts are kept as well."""
        return cls(Versions(today, checker.rules_revision, checker.model_version), texts)

    def add(self, post: Post, report: Report, answer: bytes) -> None:
        """Record a post, its report, and the report as it is answered."""
        text = post.model_dump_json()
        findings = tuple(
            (
                finding_key(post, None, result.jurisdiction, finding.rule),
                result.jurisdiction,
                finding.rule,
                finding.reason,
                finding.severity,
            )
            for result in report.results
            for finding in result.findings
        )
        self.found.append(
            Recorded(
                check_id=report.check_id,
                post_id=report.id,
                input_sha256=hashlib.sha256(text.encode()).hexdigest(),
                report_sha256=hashlib.sha256(answer).hexdigest(),
                verdict=report.verdict,
                as_of=report.as_of,
                findings=findings,
                input=text if self.texts else None,
            )
        )
