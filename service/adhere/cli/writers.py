"""Writing answers: JSON, JSON Lines, SARIF, and text for people."""

from __future__ import annotations

import json
from typing import IO, Any, Protocol

from adhere.cli.stream import Failure, encode
from adhere.post import Post
from adhere.report import Report

Answer = tuple[Post, Report] | Failure


class Writer(Protocol):
    """Takes answers one by one. `unchecked` is true once a report holds something that could not be checked."""

    unchecked: bool

    def write(self, answer: Answer) -> None:
        """Write one answer."""

    def close(self) -> None:
        """Write what is left."""


def writer_of(format: str, out: IO[str]) -> Writer:
    """The writer of a format."""
    if format == "text":
        from adhere.cli.people import PeopleWriter

        return PeopleWriter(out)
    if format == "sarif":
        return SarifWriter(out)
    return JsonWriter(out, lines=format == "jsonl")


def crashed(report: Report) -> bool:
    """Did a check fail to run?"""
    return any(f.reason == "not_checked" and f.severity == "warning" for result in report.results for f in result.findings)


class JsonWriter:
    """`jsonl`: a line an answer, at once. `json`: one object for one post, an array for several."""

    def __init__(self, out: IO[str], *, lines: bool) -> None:
        self.out = out
        self.lines = lines
        self.unchecked = False
        self.held: list[bytes] = []

    def write(self, answer: Answer) -> None:
        """Write or hold one answer."""
        if isinstance(answer, Failure):
            data = answer.to_json()
        else:
            data = encode(answer[1])
            self.unchecked |= crashed(answer[1])
        if self.lines:
            self.out.write(data.decode() + "\n")
            self.out.flush()
        else:
            self.held.append(data)

    def close(self) -> None:
        """Write what was held."""
        if not self.lines and self.held:
            values = [json.loads(each) for each in self.held]
            self.out.write(json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=2) + "\n")


class SarifWriter:
    """SARIF 2.1.0, for tools that read findings. One run for all posts; a post is an artifact."""

    _LEVELS = {"breach": "error", "warning": "warning", "note": "note"}  # noqa: RUF012

    def __init__(self, out: IO[str]) -> None:
        self.out = out
        self.unchecked = False
        self.results: list[dict[str, Any]] = []
        self.rules: dict[str, dict[str, Any]] = {}
        self.notices: list[dict[str, Any]] = []

    def write(self, answer: Answer) -> None:
        """Gather one answer."""
        if isinstance(answer, Failure):
            self.notices.append({"level": "error", "message": {"text": f"line {answer.line}: {answer.error}"}})
            return
        post, report = answer
        self.unchecked |= crashed(report)
        for result in report.results:
            for finding in result.findings:
                self.rules.setdefault(finding.rule, {"id": finding.rule, "helpUri": next((c.url for c in finding.citations if c.url), None)})
                self.results.append(
                    {
                        "ruleId": finding.rule,
                        "level": self._LEVELS[finding.severity],
                        "message": {"text": f"{finding.message} {finding.remedy}"},
                        "locations": [self._location(post, span) for span in finding.spans] or [self._location(post, None)],
                        "properties": {"jurisdiction": result.jurisdiction, "reason": finding.reason, "confidence": finding.confidence},
                    }
                )

    def _location(self, post: Post, span: Any) -> dict[str, Any]:
        place: dict[str, Any] = {"artifactLocation": {"uri": f"post:{post.id or 'text'}"}}
        if span is not None:
            place["region"] = {"charOffset": span.start, "charLength": span.end - span.start, "snippet": {"text": span.quote}}
        return {"physicalLocation": place, "logicalLocations": [{"name": span.field if span is not None else "text"}]}

    def close(self) -> None:
        """Write the log."""
        from adhere import __version__

        rules = [{key: value for key, value in rule.items() if value} for rule in self.rules.values()]
        run: dict[str, Any] = {
            "tool": {"driver": {"name": "adhere", "version": __version__, "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": self.results,
            "invocations": [{"executionSuccessful": not self.notices, "toolExecutionNotifications": self.notices}],
        }
        log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
        self.out.write(json.dumps(log, ensure_ascii=True, indent=2) + "\n")
