"""What `adhere check` shows people: the post with its findings marked in place, the verdicts, the sources, the edit.

All words of a post pass through `printable` before they reach the terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import IO

from rich.console import Console
from rich.text import Text

from adhere.cli.edits import lines_of_edit
from adhere.cli.plain import printable, short
from adhere.cli.reading import Failure
from adhere.cli.stream import Answer
from adhere.post import Post
from adhere.report import NOT_LEGAL_ADVICE, Citation, Edit, Finding, Remedy, Report, Result, Span

_VERDICT = {
    "compliant": ("✓ compliant", "bold green"),
    "non_compliant": ("✗ not compliant", "bold red"),
    "review": ("? a person must decide", "bold yellow"),
}
_DUTY = {"required": "required", "not_required": "not required", "depends": "required or not: it depends"}
_COLOUR = {"breach": "red", "warning": "yellow", "note": "cyan"}
_GRAVITY = ("note", "warning", "breach")
_EDIT = {"+": "green", "-": "red", " ": ""}
#: Of a long field people see this much.
SHOWN = 1500


class PeopleWriter:
    """Writes answers for people; in colour only on a terminal, and not where NO_COLOR is set."""

    def __init__(self, out: IO[str]) -> None:
        if hasattr(out, "reconfigure"):
            out.reconfigure(errors="replace")
        # the terminal wraps lines itself; in a width of 0, as COLUMNS may say, nothing would be shown
        self.console = Console(file=out, highlight=False, emoji=False, markup=False, soft_wrap=True, width=80)
        self.styled = self.console.is_terminal and not self.console.is_dumb_terminal
        self.written = 0

    def write(self, answer: Answer) -> None:
        """Show one answer. A failure is told on standard error, and here too where this goes elsewhere."""
        if isinstance(answer, Failure) and self.console.is_terminal:
            return
        if self.written:
            self._line("\n" + "─" * 60, style="dim")
        self.written += 1
        if isinstance(answer, Failure):
            self._line(f"line {answer.line}: {printable(str(answer.error))}", style="bold red")
            return
        self._post(answer.post, answer.report)
        for result in answer.report.results:
            self._result(answer.post, result)
        self._across(answer.report)
        self._joint(answer.post, answer.report)

    def close(self) -> None:
        """Say once what this is not."""
        if self.written:
            self._line("\n" + NOT_LEGAL_ADVICE, style="dim")
        sys.stdout.flush()

    def _line(self, text: str | Text, style: str = "") -> None:
        self.console.print(Text(text, style=style) if isinstance(text, str) else text)

    def _post(self, post: Post, report: Report) -> None:
        head = [
            post.id,
            post.platform.value,
            post.surface and post.surface.value,
            f"relationship {post.relationship.value}",
        ]
        head.append(f"rules of {report.as_of}")
        self._line(" · ".join(printable(part) for part in head if part), style="dim")
        findings = [finding for result in report.results for finding in result.findings]
        for name, words in fields_of(post):
            line = Text("  ")
            if name != "text":
                line.append(f"{name}: ", style="dim")
            line.append_text(self._marked(words, name, findings))
            self._line(line)
        if (probability := report.sponsorship.probability) is not None:
            self._line(f"  classifier: advertising with probability {probability:.2f}", style="dim")

    def _marked(self, words: str, name: str, findings: Iterable[Finding]) -> Text:
        """The words with the quoted spans marked, each in the colour of its gravest finding; ⟦so⟧ without colour."""
        marks: dict[tuple[int, int], str] = {}
        for finding in sorted(findings, key=lambda each: _GRAVITY.index(each.severity)):
            for span in finding.spans:
                if span.field == name and span.end > span.start:
                    marks[span.start, span.end] = _COLOUR[finding.severity]
        out, at = Text(), 0
        before, after = ("", "") if self.styled else ("⟦", "⟧")
        for (start, end), colour in sorted(marks.items()):
            if start < at or start >= SHOWN:
                continue
            out.append(_indented(words[at:start]))
            out.append(before + _indented(words[start:end]) + after, style=f"underline bold {colour}")
            at = end
        out.append(_indented(words[at : max(at, SHOWN)]))
        if len(words) > max(at, SHOWN):
            out.append(f" … ({len(words):,} characters)", style="dim")
        return out

    def _result(self, post: Post, result: Result) -> None:
        word, style = _VERDICT[result.verdict]
        line = Text(f"\n{result.jurisdiction}  ", style="bold")
        line.append(word, style=style)
        line.append(f"  (a label is {_DUTY[result.duty]})", style="not bold dim")
        self._line(line)
        for finding in result.findings:
            self._finding(finding)
        if result.remedy is not None:
            self._remedy(post, result.remedy)

    def _finding(self, finding: Finding) -> None:
        line = Text("  ")
        line.append(finding.severity, style=_COLOUR[finding.severity])
        line.append(f" {finding.reason}", style="bold")
        line.append(f"  {finding.rule}", style="dim")
        self._line(line)
        for span in finding.spans[:5]:
            self._line(f"    “{short(span.quote, 120)}” {_place(span)}", style="dim")
        self._line(f"    {printable(finding.message)}")
        if finding.remedy:
            self._line(f"    → {printable(finding.remedy)}")
        for citation in finding.citations[:4]:
            self._line(f"    § {cited(citation)}", style="dim")
            if citation.url:
                self._line(f"      {printable(citation.url)}", style="dim")

    def _remedy(self, post: Post, remedy: Remedy) -> None:
        if not remedy.edits:
            self._line(f"  no edit: {printable(remedy.why or '')}", style="dim")
            return
        word, style = _VERDICT[remedy.verdict_after or "review"]
        self._edit(post, "  proposed edit", remedy.edits, remedy.fields)
        self._line(Text.assemble(("    checked again: ", "dim"), (word, style)))

    def _across(self, report: Report) -> None:
        if report.across is None:
            return
        if report.across.strictest:
            self._line("\nThe strictest of these markets", style="bold")
        for demand in report.across.strictest:
            self._line(
                f"    {printable(f'{demand.about}: {demand.demand}')}  ({', '.join(demand.jurisdictions)})", style="dim"
            )
        for each in report.across.conflicts:
            self._line(f"\nThe markets differ on “{short(each.label, 120)}”", style="bold")
            for name in ("accepted", "ambiguous", "refused", "unlisted"):
                if codes := getattr(each, name):
                    self._line(f"    {name}: {', '.join(codes)}", style="dim")

    def _joint(self, post: Post, report: Report) -> None:
        if report.remedy is None or len(report.results) < 2:
            return
        if not report.remedy.edits:
            self._line(f"\nNo one edit for all these markets: {printable(report.remedy.why or '')}", style="dim")
            for each in report.remedy.apart:
                title = f"For {', '.join(each.jurisdictions)}"
                if each.edits:
                    self._edit(post, title, each.edits, each.fields)
                else:
                    self._line(f"{title}: the post as it is", style="bold")
            return
        self._edit(post, "\nOne edit for all these markets", report.remedy.edits, report.remedy.fields)
        after = ", ".join(f"{code} {_VERDICT[verdict][0]}" for code, verdict in report.remedy.verdict_after.items())
        self._line(f"    checked again: {after}", style="dim")

    def _edit(self, post: Post, title: str, edits: Iterable[Edit], fields: dict[str, str]) -> None:
        """The edit as a diff of whole fields: what stands after `+` and ` ` is the new text."""
        self._line(f"{title}:", style="bold")
        old = dict(fields_of(post))
        for name in dict.fromkeys(edit.field for edit in edits):
            if name != "text":
                self._line(f"    {name}:", style="dim")
            for sign, words in lines_of_edit(old.get(name, ""), fields.get(name, "")):
                self._line(f"    {sign} {short(words, SHOWN)}", style=_EDIT[sign])


def fields_of(post: Post) -> Iterator[tuple[str, str]]:
    """The fields that hold words, by the names that spans use."""
    fields = [("title", post.title), ("text", post.text)]
    fields += [(f"overlay[{i}]", item.text) for i, item in enumerate(post.overlay or [])]
    fields += [(f"transcript[{i}]", item.text) for i, item in enumerate(post.transcript or [])]
    fields += [("first_comment", post.first_comment), ("profile", post.profile)]
    yield from ((name, words) for name, words in fields if words)


def cited(citation: Citation) -> str:
    """A source in one line, with the mark of how it was verified."""
    provision = f", {citation.provision}" if citation.provision else ""
    mark = f"✓ read {citation.read_on or ''}".rstrip() if citation.verified == "page" else "? from memory, not verified"
    return printable(f"{citation.instrument}{provision} ({citation.force})  {mark}")


def _place(span: Span) -> str:
    return f"({span.field}, characters {span.start}–{span.end})"


def _indented(text: str) -> str:
    return printable(text).replace("\n", "\n  ")
