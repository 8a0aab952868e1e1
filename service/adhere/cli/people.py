"""What `adhere check` shows people: the post with its findings marked in place, the verdicts, the sources, the proposed edit.

A caption is hostile text: control, bidi and escape characters are shown as what they are, never sent to the terminal.
"""

from __future__ import annotations

import unicodedata
from typing import IO

from rich.console import Console
from rich.text import Text

from adhere.cli.stream import Failure
from adhere.post import Post
from adhere.report import NOT_LEGAL_ADVICE, Finding, Remedy, Report, Result

_VERDICT = {"compliant": ("✓ compliant", "bold green"), "non_compliant": ("✗ not compliant", "bold red"), "review": ("? review", "bold yellow")}
_SEVERITY = {"breach": "red", "warning": "yellow", "note": "cyan"}
#: Of a long caption people see this much.
SHOWN = 1500


def printable(text: str) -> str:
    """The text with every character that could steer a terminal written out."""
    return "".join(
        char if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") or char in "\u200d\ufe0f" else f"⟨{ord(char):04x}⟩"
        for char in text
    )


class PeopleWriter:
    """Writes answers for people; in colour only where the terminal has it and NO_COLOR is not set."""

    def __init__(self, out: IO[str]) -> None:
        self.console = Console(file=out, highlight=False, emoji=False, markup=False, soft_wrap=not out.isatty())
        self.unchecked = False
        self.written = 0

    def write(self, answer: tuple[Post, Report] | Failure) -> None:
        """Show one answer."""
        if self.written:
            self.console.rule(style="dim")
        self.written += 1
        if isinstance(answer, Failure):
            self.console.print(Text(f"line {answer.line}: {printable(str(answer.error))}", style="bold red"))
            return
        post, report = answer
        self._post(post, report)
        for result in report.results:
            self._result(result)
        self._joint(report)

    def close(self) -> None:
        """Say once what this is not."""
        if self.written:
            self.console.print()
            self.console.print(Text(NOT_LEGAL_ADVICE, style="dim"))

    def _post(self, post: Post, report: Report) -> None:
        head = " · ".join(
            part
            for part in (post.id and printable(post.id), post.platform.value, post.surface and post.surface.value, f"relationship {post.relationship.value}")
            if part
        )
        self.console.print(Text(f"{head} · rules of {report.as_of}", style="dim"))
        findings = [finding for result in report.results for finding in result.findings]
        for name, words in _fields(post):
            line = Text("  ")
            if name != "text":
                line.append(f"{name}: ", style="dim")
            line.append_text(_marked(words, name, findings))
            self.console.print(line)
        sponsorship = report.sponsorship
        if sponsorship.probability is not None:
            self.console.print(Text(f"  classifier: {sponsorship.probability:.0%} advertising", style="dim"))

    def _result(self, result: Result) -> None:
        word, style = _VERDICT[result.verdict]
        line = Text(f"\n{result.jurisdiction}  ", style="bold")
        line.append(word, style=style)
        line.append(f"  (label {result.duty.replace('_', ' ')})", style="dim")
        self.console.print(line)
        for finding in result.findings:
            self._finding(finding)
        if result.remedy is not None:
            self._remedy(result.remedy)

    def _finding(self, finding: Finding) -> None:
        line = Text("  ")
        line.append(finding.severity, style=_SEVERITY[finding.severity])
        line.append(f" {finding.reason}", style="bold")
        line.append(f"  {finding.rule}", style="dim")
        self.console.print(line)
        self.console.print(Text(f"    {printable(finding.message)}"))
        self.console.print(Text(f"    → {printable(finding.remedy)}"))
        for citation in finding.citations[:3]:
            seen = "" if citation.verified == "page" else " (not read; from memory)"
            self.console.print(Text(f"    § {citation.instrument}{seen}", style="dim"))
            if citation.url:
                self.console.print(Text(f"      {citation.url}", style="dim"))

    def _remedy(self, remedy: Remedy) -> None:
        if not remedy.edits:
            self.console.print(Text(f"  no edit: {remedy.why}", style="dim"))
            return
        verdict, style = _VERDICT[remedy.verdict_after or "review"]
        self.console.print(Text("  edit that passes:" if remedy.verdict_after == "compliant" else "  edit that helps:", style="bold"))
        for name, text in remedy.fields.items():
            line = Text("    + ", style="green")
            line.append(f"{name}: " if name != "text" else "", style="dim")
            line.append(_short(printable(text)))
            self.console.print(line)
        self.console.print(Text(f"    checked again: {verdict}", style=style))

    def _joint(self, report: Report) -> None:
        if report.remedy is None or len(report.results) < 2:
            return
        self.console.print()
        if report.remedy.edits:
            self.console.print(Text("One edit for all markets asked:", style="bold"))
            for text in report.remedy.fields.values():
                self.console.print(Text(f"    + {_short(printable(text))}", style="green"))
        else:
            self.console.print(Text(f"No one edit for all: {report.remedy.why}", style="dim"))


def _fields(post: Post) -> list[tuple[str, str]]:
    fields = [("title", post.title), ("text", post.text)]
    fields += [(f"overlay[{i}]", item.text) for i, item in enumerate(post.overlay or [])]
    fields += [(f"transcript[{i}]", item.text) for i, item in enumerate(post.transcript or [])]
    fields += [("first_comment", post.first_comment), ("profile", post.profile)]
    return [(name, words) for name, words in fields if words]


def _marked(words: str, name: str, findings: list[Finding]) -> Text:
    """The words with the quoted spans underlined, each in the colour of its gravest finding."""
    marks: dict[tuple[int, int], str] = {}
    for finding in sorted(findings, key=lambda each: ("note", "warning", "breach").index(each.severity)):
        for span in finding.spans:
            if span.field == name:
                marks[span.start, span.end] = _SEVERITY[finding.severity]
    out, at = Text(), 0
    for (start, end), colour in sorted(marks.items()):
        if start < at or start >= SHOWN:
            continue
        out.append(_indent(words[at:start]))
        out.append(_indent(words[start:end]), style=f"underline bold {colour}")
        at = end
    out.append(_indent(words[at : max(at, SHOWN)]))
    if len(words) > max(at, SHOWN):
        out.append(f" … ({len(words):,} characters)", style="dim")
    return out


def _indent(text: str) -> str:
    return printable(text).replace("\n", "\n  ")


def _short(text: str) -> str:
    flat = text.replace("\n", "⏎")
    return flat if len(flat) <= 240 else flat[:239] + "…"
