"""What checks found, in numbers: counted where the report is still an object, and sent along where a worker made it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from adhere.report import Report


@dataclass(slots=True)
class Tally:
    """Posts by verdict; jurisdiction and verdict; reason and severity; how many were suspected, and how many could not be checked."""

    posts: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    suspected: int = 0
    failed: int = 0

    def add(self, report: Report) -> None:
        """Count a report in."""
        self.posts[report.verdict] += 1
        self.suspected += report.sponsorship.suspected
        for result in report.results:
            self.verdicts[result.jurisdiction, result.verdict] += 1
            for finding in result.findings:
                self.findings[finding.reason, finding.severity] += 1
