"""What the report shows of single posts and findings: the worst posts, what is new, what was decided, what is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adhere.audits.outputs.marks import Change, Mark, Piece, changes, pieces
from adhere.audits.outputs.parts import Database, Parts, Row, parquet, rows

#: So many of the worst posts, findings of each and lines of a list are shown.
POSTS, FINDINGS, LINES = 30, 8, 25
_GRAVEST = "CASE severity WHEN 'breach' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END"
_LINE = "seq, id, author, jurisdiction, rule, reason, severity, message, status, decision, decided_by, decision_reason"


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as the report shows it. `findings` are the gravest, `more` the number of those left out."""

    post: Row
    caption: list[Piece]
    findings: list[Row]
    more: int
    proposals: list[Proposal]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text that complies, in one market or (None) in all of them, beside the text as it is."""

    jurisdiction: str | None
    changes: list[Change]


def worst_posts(db: Database) -> list[Shown]:
    """The posts with most breaches that nobody decided away, then most doubts; of the same number those with most followers first.

    Of posts with the same caption only the first is told, with the number of the `others`.
    """
    counted = (
        "SELECT seq, count(*) FILTER (severity = 'breach') AS breaches, count(*) FILTER (severity = 'warning') AS doubts "
        "FROM findings WHERE live AND severity <> 'note' GROUP BY seq"
    )
    # captions are long: first the places, then what stands there
    order = "breaches DESC, doubts DESC, followers DESC NULLS LAST, seq"
    captions = "SELECT seq, followers, md5(coalesce(nullif(text, ''), seq::VARCHAR)) AS caption FROM posts"
    first = rows(
        db,
        f"SELECT seq, count(*) OVER (PARTITION BY caption) - 1 AS others FROM ({counted}) JOIN ({captions}) USING (seq) "
        f"QUALIFY row_number() OVER (PARTITION BY caption ORDER BY {order}) = 1 ORDER BY {order} LIMIT {POSTS}",
    )
    places = [row["seq"] for row in first]
    posts = {row["seq"]: row for row in rows(db, f"FROM posts WHERE seq IN ({_listed(places)})")}
    findings: dict[int, list[Row]] = {seq: [] for seq in places}
    for row in rows(
        db,
        f"FROM findings WHERE seq IN ({_listed(places)}) ORDER BY seq, live DESC, {_GRAVEST}, jurisdiction, rule, message",
    ):
        findings[row["seq"]].append(row)
    return [_shown(posts[row["seq"]] | {"others": row["others"]}, findings[row["seq"]]) for row in first]


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers)) or "NULL"


def _shown(post: Row, findings: list[Row]) -> Shown:
    told = findings[:FINDINGS]
    marks = [
        Mark(span["start"], span["end"], number, finding["severity"])
        for number, finding in enumerate(told, 1)
        for span in finding["spans"] or ()
        if span["field"] == "text"
    ]
    text = post["text"] or ""
    return Shown(post, pieces(text, marks), told, len(findings) - len(told), _proposals(post, text))


def _proposals(post: Row, text: str) -> list[Proposal]:
    """The text for all markets where there is one, else the one of each market that has one."""
    if post["edited"] is not None:
        return [Proposal(None, changes(text, post["edited"]))]
    edited = [each for each in post["verdicts"] if each["edited"] is not None]
    return [Proposal(each["jurisdiction"], changes(text, each["edited"])) for each in edited[:3]]


def new_findings(db: Database) -> list[Row]:
    """Findings that the baseline does not have, the gravest first."""
    return rows(
        db,
        f"SELECT {_LINE} FROM findings WHERE status = 'new' AND severity <> 'note' "
        f"ORDER BY {_GRAVEST}, seq, jurisdiction, rule, message LIMIT {LINES}",
    )


def decided(db: Database) -> list[Row]:
    """Findings that a person overrode or ignored."""
    return rows(
        db,
        f"SELECT {_LINE} FROM findings WHERE NOT live ORDER BY decision, seq, jurisdiction, rule, message LIMIT {LINES}",
    )


def mended(db: Database, parts: Parts) -> list[Row]:
    """Findings of the baseline that are gone, the gravest first."""
    if parts.mended is None:
        return []
    return rows(
        db,
        "SELECT id, author, jurisdiction, rule, reason, severity, message, NULL AS decision, NULL AS decided_by, "
        f"NULL AS decision_reason FROM {parquet(parts.mended)} WHERE severity <> 'note' "
        f"ORDER BY {_GRAVEST}, seq, jurisdiction, rule, message LIMIT {LINES}",
    )


def sources(posts: list[Shown]) -> list[dict[str, Any]]:
    """Every source that a shown finding cites, once, by its name."""
    cited = {each["id"]: each for post in posts for finding in post.findings for each in finding["citations"] or ()}
    return sorted(cited.values(), key=lambda each: (each["instrument"], each["id"]))
