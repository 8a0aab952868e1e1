"""SARIF 2.1.0, for the tools that show findings beside code: one run, one result a finding."""

from __future__ import annotations

import json
import os
from typing import IO, Any
from urllib.parse import quote

from adhere import __version__
from adhere.cli.reading import Failure
from adhere.cli.stream import Answer, Checked
from adhere.report import NOT_LEGAL_ADVICE, Finding, Result, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: What stays as it is in a URI that is whole.
_URI = "%:/?#[]@!$&'()*+,;=~"
_LEVELS = {"breach": "error", "warning": "warning", "note": "note"}


class SarifWriter:
    """Gathers findings; the log is one document, so it is written at the end.

    A finding points to the line of the input that holds its post; the quoted words and their offsets in the post
    stand in the location's properties, since SARIF regions know offsets of the file only.
    """

    def __init__(self, out: IO[bytes], source: str) -> None:
        self.out = out
        # by its bytes, since a file's name need not be text
        self.uri = {"-": "stdin", "": "text"}.get(source) or quote(
            os.fsencode(source.replace(os.sep, "/")), safe="/~._-"
        )
        self.rules: dict[str, dict[str, Any]] = {}
        self.results: list[dict[str, Any]] = []
        self.failures: list[dict[str, Any]] = []

    def write(self, answer: Answer) -> None:
        """Gather one answer."""
        if isinstance(answer, Failure):
            text = f"line {answer.line}: {answer.error}"
            place = self._location(answer.line)
            self.failures.append({"level": "error", "message": {"text": text}, "locations": [place]})
            return
        for result in answer.report.results:
            self.results += [self._result(answer, result, finding) for finding in result.findings]

    def _result(self, answer: Checked, result: Result, finding: Finding) -> dict[str, Any]:
        return {
            "ruleId": finding.rule,
            "ruleIndex": self._rule(finding),
            "level": _LEVELS[finding.severity],
            "message": {"text": f"{result.jurisdiction}: {finding.message} {finding.remedy}".strip()},
            "locations": [self._location(answer.line, answer.post.id, finding.spans)],
            "properties": {
                "post": answer.post.id,
                "jurisdiction": result.jurisdiction,
                "verdict": result.verdict,
                "reason": finding.reason,
                "confidence": finding.confidence,
            },
        }

    def _rule(self, finding: Finding) -> int:
        """The index of the finding's rule among the rules of the log."""
        known = self.rules.get(finding.rule)
        if known is None:
            known = self.rules[finding.rule] = {"index": len(self.rules), "id": finding.rule}
            if url := next((citation.url for citation in finding.citations if citation.url), None):
                # a URI is ASCII, while sources are written as browsers show their addresses
                known["helpUri"] = quote(url, safe=_URI)
            if finding.citations:
                known["shortDescription"] = {"text": finding.citations[0].instrument}
        index: int = known["index"]
        return index

    def _location(self, line: int, name: str | None = None, spans: tuple[Span, ...] = ()) -> dict[str, Any]:
        place = {"artifactLocation": {"uri": self.uri}, "region": {"startLine": line}}
        location: dict[str, Any] = {"physicalLocation": place}
        if name is not None:
            location["logicalLocations"] = [{"name": name, "kind": "member"}]
        if spans:
            quoted = [{"field": s.field, "start": s.start, "end": s.end, "quote": s.quote} for s in spans]
            location["properties"] = {"spans": quoted}
        return location

    def close(self) -> None:
        """Write the log."""
        rules = [{key: value for key, value in rule.items() if key != "index"} for rule in self.rules.values()]
        driver = {"name": "adhere", "semanticVersion": __version__, "rules": rules}
        invocation: dict[str, Any] = {"executionSuccessful": not self.failures}
        if self.failures:
            invocation["toolExecutionNotifications"] = self.failures
        run = {
            "tool": {"driver": {**driver, "fullDescription": {"text": NOT_LEGAL_ADVICE}}},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": self.results,
        }
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
        # ASCII, so that no reader stumbles over what people write
        self.out.write(json.dumps(log, ensure_ascii=True, indent=2).encode() + b"\n")
        self.out.flush()
