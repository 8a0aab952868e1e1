"""The audit as a workbook for Excel: the figures with charts, and the findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from adhere.audits.facts import AuditFacts
from adhere.audits.outputs import words
from adhere.audits.outputs.parts import Database, Row, parquet, stream
from adhere.audits.outputs.sheets import ROWS, Book, Column
from adhere.audits.outputs.tables import windows

#: So many rows a chart shows.
_CHARTED = 25
_COUNTS = (
    Column("Posts", "number", 10),
    Column("Not compliant", "number", 12),
    Column("Needs a person", "number", 12),
    Column("Compliant", "number", 12),
    Column("Not compliant %", "share", 12),
    Column("Needs a person %", "share", 12),
    Column("Compliant %", "share", 12),
)
_REASON = (
    Column("Reason or rule", width=32),
    Column("Posts", "number", 10),
    Column("Not compliant", "number", 12),
    Column("Needs a person", "number", 12),
    Column("Only a note", "number", 12),
    Column("Findings", "number", 12),
)
_FINDING = (
    Column("File", width=18),
    Column("Line", "number", 8),
    Column("Post", width=16),
    Column("Address", width=26),
    Column("Author", width=20),
    Column("Followers", "number", 12),
    Column("Brand", width=16),
    Column("Platform", width=12),
    Column("Published on", "day", 12),
    Column("Market", width=16),
    Column("Verdict", width=15),
    Column("Reason", width=22),
    Column("Severity", width=10),
    Column("Confidence", width=11),
    Column("Message", width=60),
    Column("Remedy", width=44),
    Column("Rule", width=26),
    Column("Status", width=11),
    Column("Decision", width=12),
    Column("Decided by", width=16),
    Column("Why", width=30),
)


def write_workbook(
    db: Database, data: dict[str, Any], posts: Path, findings: Path, path: Path, facts: AuditFacts
) -> None:
    """Writes the workbook. The findings are those that a sheet holds; where there are more, it says so."""
    book = Book(path, title=f"Disclosure audit, {words.period(data)}", created=facts.finished)
    total = sum(each["findings"] for each in data["rules"])
    cut = total > ROWS - 1
    book.facts(
        "Summary",
        f"Disclosure audit, {words.period(data)}",
        _summary(data, facts, total, cut),
        widths=(44, 18, 12),
        sentences=(*words.found(data), data["notice"]),
    )
    _by(book, data, "jurisdiction", words.market)
    _by(book, data, "platform", words.platform)
    _by(book, data, "brand", lambda brand: brand or "Not named")
    _authors(book, data)
    _by(book, data, "month", words.month, charted=len(data["months"]))
    _reasons(book, data)
    book.table("Findings", _FINDING, _findings(db, posts, findings))
    book.table(
        "Unread", (Column("File", width=30), Column("Line", "number", 10), Column("Why", width=100)), _unread(db)
    )
    book.facts("Method", "Method and limits", _method(data, facts, total, cut), widths=(34, 90, 12, 14, 70))
    book.close()


def _summary(data: dict[str, Any], facts: AuditFacts, findings: int, cut: bool) -> Iterator[Sequence[Any]]:
    verdicts, rates = data["verdicts"], data["rates"]
    yield "Audit", facts.id
    yield "Finished", words.day(facts.finished.date())
    yield ()
    yield ("Figures",)
    yield "Rows of the input", data["posts"]
    yield "Posts checked", data["checked"]
    for verdict, title in words.VERDICTS.items():
        yield title, verdicts[verdict], rates[verdict]
    yield "With a breach that nobody decided away", data["open_breaches"]
    yield "With a doubt only that nobody decided away", data["open_reviews"]
    yield "Read like advertising, without a label", data["suspected_without_label"]
    yield "With a rule that could not be checked", data["not_checked"]
    yield "Could not be read or checked", data["unread"]
    yield "Findings", findings
    if cut:
        yield "", f"The sheet Findings holds the first {ROWS - 1:,}; all are in findings.parquet and findings.jsonl."
    if (baseline := data["baseline"]) is not None:
        yield ()
        yield ("Since the baseline, without notes",)
        yield "New findings", baseline["new"]
        yield "Still open", baseline["open"]
        yield "Gone", baseline["mended"]
    if (decisions := data["decisions"]) is not None:
        yield ()
        yield ("Decisions",)
        for decision, title in words.DECISIONS.items():
            yield title, decisions[decision]


def _verdict_cells(row: Row) -> tuple[Any, ...]:
    counts = (row["posts"], row["non_compliant"], row["review"], row["compliant"])
    return (*counts, row["non_compliant_rate"], row["review_rate"], row["compliant_rate"])


def _by(book: Book, data: dict[str, Any], name: str, named: Callable[[Any], str], *, charted: int = _CHARTED) -> None:
    """The sheet of a breakdown."""
    rows = ((named(row[name]), *_verdict_cells(row)) for row in data[f"{name}s"])
    columns = (Column(name.capitalize(), width=28), *_COUNTS)
    book.table(f"{name.capitalize()}s", columns, rows, charted=charted)


def _authors(book: Book, data: dict[str, Any]) -> None:
    columns = (Column("Author", width=28), Column("Followers", "number", 12), *_COUNTS)
    more = (Column("Likely exposure", "number", 18), Column("Most frequent breach", width=28))
    rows = (
        (
            row["author"],
            row["followers"],
            *_verdict_cells(row),
            row["exposure"],
            words.reason(row["most_frequent_reason"]),
        )
        for row in data["authors"]
    )
    book.table("Authors", (*columns, *more), rows, charted=_CHARTED)


def _reasons(book: Book, data: dict[str, Any]) -> None:
    """Reasons, and the rules that gave them, in one table: the chart shows the reasons, which come first."""
    rows = (
        (named(row[name]), row["posts"], row["non_compliant"], row["review"], row["compliant"], row["findings"])
        for name, named in (("reason", words.reason), ("rule", str))
        for row in data[f"{name}s"]
    )
    book.table("Reasons", _REASON, rows, charted=len(data["reasons"]))


def _findings(db: Database, posts: Path, findings: Path) -> Iterator[Sequence[Any]]:
    for first, last in windows(posts):
        for row in stream(
            db,
            f"SELECT file, line, findings.id AS id, url, findings.author AS author, followers, brand, platform, published_on, "
            f"jurisdiction, findings.verdict AS verdict, reason, severity, confidence, message, remedy, rule, status, decision, "
            f"decided_by, decision_reason FROM {parquet(findings, number_rows=True)} AS findings "
            f"JOIN {parquet(posts)} AS posts USING (seq) WHERE seq BETWEEN {first} AND {last} ORDER BY seq, findings.file_row_number",
        ):
            row["platform"] = words.platform(row["platform"])
            row["jurisdiction"] = words.market(row["jurisdiction"])
            row["verdict"] = words.VERDICTS[row["verdict"]]
            row["reason"] = words.reason(row["reason"])
            row["severity"] = words.SEVERITIES[row["severity"]]
            row["status"] = words.STATUSES.get(row["status"], row["status"])
            row["decision"] = words.DECISIONS.get(row["decision"], row["decision"])
            yield tuple(row.values())


def _unread(db: Database) -> Iterator[Sequence[Any]]:
    for row in stream(db, "SELECT file, line, error FROM posts WHERE verdict IS NULL ORDER BY seq"):
        yield tuple(row.values())


def _method(data: dict[str, Any], facts: AuditFacts, findings: int, cut: bool) -> Iterator[Sequence[Any]]:
    yield "Rules", facts.rules_revision
    yield "Adhere", facts.adhere_version
    yield "Classifier", facts.model_version or "not used"
    yield "Suspects from a probability of", str(facts.threshold) if facts.threshold is not None else "–"
    yield (
        "Judged by the rules of",
        words.day(facts.on) if facts.on else f"each post’s day; without one, {words.day(facts.today)}",
    )
    yield "Markets", ", ".join(facts.jurisdictions) if facts.jurisdictions is not None else "those that each post names"
    yield "Filled in", ", ".join(f"{name} = {value}" for name, value in facts.defaults.items()) or "nothing"
    yield "Baseline", facts.baseline or "none"
    if cut:
        yield "Findings", f"{findings:,} in all; the sheet holds the first {ROWS - 1:,}. All are in findings.parquet."
    yield "Reasons and rules", "A post counts once, by the gravest that the reason or rule brings it in any market."
    yield "Authors and brands", f"Those with most posts that are not compliant, of {data['authors_in_all']:,} authors."
    yield "Likely exposure", "Followers times posts that are not compliant. Nobody knows how many saw them."
    yield "Suspicion", "A text cannot decide everything, and suspicion is not proof."
    yield "Notice", data["notice"]
    yield ()
    yield "File", "Columns read as", "Rows", "Bytes", "SHA-256", "To know"
    for file in facts.files:
        columns = ", ".join(f"{column} → {name}" for name, column in file.mapping.items())
        yield file.name, columns, file.rows, file.bytes, file.sha256, file.caution or ""
