"""A report as the check page shows it: findings once each, their words marked in the text, proposed texts with their changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adhere.post import Post
from adhere.web.folds import FoldLine, fold_of, folds_elsewhere
from adhere.web.marking import MOST_MARKS, Mark, MarkKind, Piece, pieces

Data = dict[str, Any]
_SEVERITIES: tuple[MarkKind, ...] = ("breach", "warning", "note")


@dataclass(frozen=True, slots=True)
class NumberedFinding:
    """A finding, by the number that stands at its words in the text, and the markets that have it."""

    number: int
    data: Data
    markets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarketRow:
    """A market's verdict, and the numbers of its findings."""

    code: str
    verdict: str
    duty: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a proposed text. `sign` is `+` for what is new, `-` for what goes, a space for what stays."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text that passes in some markets: as it is to be published, and as a change of the caption.

    `fields` are other fields of the post, with what is to stand in them.
    """

    markets: tuple[str, ...]
    text: str | None
    changes: tuple[Change, ...]
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the page shows of a report.

    `caption` is empty where the post has no caption; `others` are its other marked fields; `kinds` are those of all marks.
    `marks_left` counts places that are not marked, `fold_platform` is the platform whose fold is drawn, if any.
    `uncured` are the markets that no proposal serves where there are some; `no_proposal` says why there is none.
    """

    report: Data
    rows: tuple[MarketRow, ...]
    findings: tuple[NumberedFinding, ...]
    caption: list[Piece]
    others: dict[str, list[Piece]]
    kinds: frozenset[MarkKind]
    marks_left: int
    fold_platform: str | None
    elsewhere: list[FoldLine]
    proposals: tuple[Proposal, ...]
    uncured: tuple[str, ...]
    no_proposal: str | None


def answer_of(report: Data, post: Post) -> Answer:
    """What to show of a report, given as JSON data, on a post."""
    findings = _findings(report["results"])
    as_of = dt.date.fromisoformat(report["as_of"])
    marks = _marks(report, findings)
    kinds = frozenset(mark.kind for found in marks.values() for mark in found)
    fold = fold_of(post, as_of)
    own = marks.pop("text", [])
    rows = tuple(_row(result, findings) for result in report["results"])
    proposals = tuple(_proposals(report, post))
    served = {code for proposal in proposals for code in proposal.markets}
    return Answer(
        report=report,
        rows=rows,
        findings=findings,
        caption=pieces(post.text, own, fold),
        others={name: pieces(text, found) for name, found in marks.items() if (text := field_text(post, name))},
        kinds=kinds,
        marks_left=max(0, len(own) - MOST_MARKS),
        fold_platform=post.platform.value if fold is not None else None,
        elsewhere=folds_elsewhere(post.text, post.surface, as_of) if post.platform.value == "other" else [],
        proposals=proposals,
        uncured=tuple(
            row.code for row in rows if proposals and row.verdict == "non_compliant" and row.code not in served
        ),
        no_proposal=None if proposals else (report["remedy"] or {}).get("why"),
    )


def field_text(post: Post, name: str) -> str:
    """The words of a field that a span names: `title`, `overlay[2]`; empty where there are none."""
    base, _, index = name.partition("[")
    value = getattr(post, base, None)
    if isinstance(value, list):
        place = int(index.rstrip("]") or 0)
        value = value[place] if place < len(value) else None
        value = getattr(value, "text", value)
    return value if isinstance(value, str) else ""


def _findings(results: Sequence[Data]) -> tuple[NumberedFinding, ...]:
    """Those of all markets, each once, the gravest first and then as they stand in the text."""
    found: dict[str, tuple[Data, list[str]]] = {}
    for result in results:
        for finding in result["findings"]:
            _, markets = found.setdefault(repr(finding), (finding, []))
            if result["jurisdiction"] not in markets:
                markets.append(result["jurisdiction"])
    order = sorted(found.values(), key=lambda each: _gravity(each[0]))
    return tuple(NumberedFinding(number, data, tuple(markets)) for number, (data, markets) in enumerate(order, 1))


def _gravity(finding: Data) -> tuple[int, int, str]:
    first = min((span["start"] for span in finding["spans"]), default=-1)
    return _SEVERITIES.index(finding["severity"]), first, finding["rule"]


def _row(result: Data, findings: Iterable[NumberedFinding]) -> MarketRow:
    code = result["jurisdiction"]
    numbers = tuple(each.number for each in findings if code in each.markets)
    return MarketRow(code, result["verdict"], result["duty"], numbers)


def _marks(report: Data, findings: Iterable[NumberedFinding]) -> dict[str, list[Mark]]:
    """Every mark, by field: findings, labels, and what speaks for advertising."""
    found: dict[str, list[Mark]] = {}
    for each in findings:
        for span in each.data["spans"]:
            mark = Mark(span["start"], span["end"], each.data["severity"], each.number)
            found.setdefault(span["field"], []).append(mark)
    for label in report["labels"]:
        for span in label["spans"]:
            found.setdefault(span["field"], []).append(Mark(span["start"], span["end"], "label"))
    for each in report["sponsorship"]["evidence"]:
        found.setdefault(each["field"], []).append(Mark(each["start"], each["end"], "evidence"))
    return found


def _proposals(report: Data, post: Post) -> Iterable[Proposal]:
    """The one text for all markets, else as few as serve them all."""
    joint = report["remedy"]
    if joint is None:
        return
    if joint["edits"]:
        yield _proposal(tuple(joint["verdict_after"]), joint, post)
    for shared in joint["apart"]:
        yield _proposal(tuple(shared["jurisdictions"]), shared, post)


def _proposal(markets: tuple[str, ...], remedy: Data, post: Post) -> Proposal:
    fields = {name: text for name, text in remedy["fields"].items() if name != "text"}
    text = remedy["text"]
    if text is None or text == post.text:
        return Proposal(markets, text if not fields else None, (), fields)
    changes = tuple(changed(post.text, [edit for edit in remedy["edits"] if edit["field"] == "text"]))
    if "".join(each.text for each in changes if each.sign != "-") != text:
        changes = (Change(" ", text),)
    return Proposal(markets, text, changes, fields)


def changed(text: str, edits: Sequence[Data]) -> Iterable[Change]:
    """The text with what the edits put in and take out; their offsets are of the text before any of them."""
    puts = sorted((edit["at"], order, edit["text"]) for order, edit in enumerate(edits))
    outs = sorted((edit["start"], edit["end"]) for edit in edits if edit["start"] is not None)
    edges = sorted({0, len(text), *(put[0] for put in puts), *(edge for out in outs for edge in out)})
    for start, end in zip(edges, [*edges[1:], len(text)], strict=True):
        yield from (Change("+", new) for at, _, new in puts if at == start)
        if start < end:
            gone = any(out[0] <= start and end <= out[1] for out in outs)
            yield Change("-" if gone else " ", text[start:end])
