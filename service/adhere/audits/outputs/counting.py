"""The counts of an audit, by SQL over its posts and findings; nothing is held that grows with them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from adhere.audits.facts import AuditFacts
from adhere.audits.outputs.parts import Database, Parts, Row, one, parquet, rows
from adhere.report import NOT_LEGAL_ADVICE

#: So many authors, brands and labels are told, and so many of the rows that could not be read.
AUTHORS, BRANDS, LABELS, UNREAD = 1_000, 1_000, 100, 100
_VERDICTS = ("compliant", "non_compliant", "review")
_COUNTS = "count(*) AS posts, " + ", ".join(f"count(*) FILTER (verdict = '{each}') AS {each}" for each in _VERDICTS)
_WORST_FIRST = "non_compliant DESC, review DESC, posts DESC"


def open_tables(db: Database, posts: Path, findings: Path) -> None:
    """The views that are counted over. `checked` are the posts with a verdict; a finding is `live` unless it was decided away."""
    db.execute(f"CREATE VIEW posts AS FROM {parquet(posts)}")
    db.execute("CREATE VIEW checked AS FROM posts WHERE verdict IS NOT NULL")
    db.execute(
        "CREATE VIEW findings AS SELECT *, coalesce(decision, '') NOT IN ('override', 'ignore') AS live, "
        "CASE severity WHEN 'breach' THEN 'non_compliant' WHEN 'warning' THEN 'review' ELSE 'compliant' END AS brings "
        f"FROM {parquet(findings)}"
    )


def count(db: Database, parts: Parts, facts: AuditFacts) -> dict[str, Any]:
    """All that summary.json says."""
    totals = _totals(db)
    return {
        "audit": _facts(facts),
        "period": one(
            db,
            "SELECT strftime(min(published_on), '%Y-%m-%d') AS first, strftime(max(published_on), '%Y-%m-%d') AS last, "
            "count(*) - count(published_on) AS undated FROM checked",
        ),
        **totals,
        "duplicates": one(
            db,
            "SELECT count(*) AS ids, coalesce(sum(n)::BIGINT, 0) AS posts FROM "
            "(SELECT count(*) AS n FROM posts WHERE id IS NOT NULL GROUP BY id, platform HAVING count(*) > 1)",
        ),
        "jurisdictions": _by_market(db),
        "platforms": _by(db, "platform", _WORST_FIRST),
        "brands": _by(db, "brand", _WORST_FIRST, limit=BRANDS),
        "brands_in_all": _different(db, "brand"),
        "months": _by(db, "strftime(published_on, '%Y-%m')", "name", called="month"),
        "authors": _authors(db),
        "authors_in_all": _different(db, "author"),
        "reasons": _by_finding(db, "reason"),
        "rules": _by_finding(db, "rule"),
        "labels": rows(
            db,
            "SELECT label, count(*) AS posts FROM (SELECT unnest(list_distinct(labels)) AS label FROM checked) "
            f"GROUP BY label ORDER BY posts DESC, label LIMIT {LABELS}",
        ),
        "baseline": _baseline(db, parts, facts),
        "decisions": _decisions(db, parts),
        "unread_rows": rows(
            db, f"SELECT file, line, error AS reason FROM posts WHERE verdict IS NULL ORDER BY seq LIMIT {UNREAD}"
        ),
        "notice": NOT_LEGAL_ADVICE,
    }


def _totals(db: Database) -> dict[str, Any]:
    """The figures of the whole audit. A post is open while a breach, or a doubt, in it has not been decided away."""
    found = one(
        db,
        f"SELECT {_COUNTS}, count(*) FILTER (suspected AND len(labels) = 0) AS suspected_without_label, "
        "count(*) FILTER (len(labels) > 0) AS with_label, count(*) FILTER (not_checked) AS not_checked, "
        "count(*) FILTER (probability IS NULL) AS unscored, "
        "count(*) FILTER (edited IS NOT NULL OR len(list_filter(verdicts, lambda v: v.edited IS NOT NULL)) > 0) AS mendable "
        "FROM checked",
    )
    checked = found.pop("posts")
    posts = one(db, "SELECT count(*) AS n FROM posts")["n"]
    verdicts = {each: found.pop(each) for each in _VERDICTS}
    still = one(
        db,
        "SELECT count(*) FILTER (breach) AS open_breaches, count(*) FILTER (NOT breach) AS open_reviews FROM "
        "(SELECT bool_or(severity = 'breach') AS breach FROM findings WHERE live AND severity <> 'note' GROUP BY seq)",
    )
    return {
        "posts": posts,
        "checked": checked,
        "unread": posts - checked,
        "verdicts": verdicts,
        "rates": {each: _rate(verdicts[each], checked) for each in _VERDICTS},
        **still,
        **found,
    }


def _by(db: Database, expression: str, order: str, *, called: str | None = None, limit: int | None = None) -> list[Row]:
    """The checked posts and their verdicts by a column. What has none comes as null."""
    cut = f"LIMIT {limit}" if limit else ""
    found = rows(
        db,
        f"SELECT {expression} AS name, {_COUNTS} FROM checked GROUP BY name ORDER BY {order}, name NULLS LAST {cut}",
    )
    return [_rated(called or expression, row) for row in found]


def _by_market(db: Database) -> list[Row]:
    found = rows(
        db,
        f"SELECT jurisdiction AS name, {_COUNTS} FROM (SELECT unnest(verdicts, recursive := true) FROM "
        f"(SELECT verdicts FROM checked)) GROUP BY name ORDER BY {_WORST_FIRST}, name",
    )
    return [_rated("jurisdiction", row) for row in found]


def _by_finding(db: Database, column: str) -> list[Row]:
    """Posts by reason or rule. A post counts once, and by the gravest that this reason or rule brings it, in any market."""
    worst = "arg_max(brings, CASE severity WHEN 'breach' THEN 2 WHEN 'warning' THEN 1 ELSE 0 END)"
    found = rows(
        db,
        f"SELECT name, {_COUNTS}, sum(findings)::BIGINT AS findings FROM "
        f"(SELECT {column} AS name, {worst} AS verdict, count(*) AS findings FROM findings GROUP BY name, seq) "
        f"GROUP BY name ORDER BY {_WORST_FIRST}, name",
    )
    return [_rated(column, row) for row in found]


def _authors(db: Database) -> list[Row]:
    """The authors with most posts that are not compliant, each with the reason of most of their breaches."""
    found = rows(
        db,
        f"SELECT author AS name, {_COUNTS}, max(followers) AS followers FROM checked WHERE author IS NOT NULL "
        f"GROUP BY name ORDER BY {_WORST_FIRST}, name LIMIT {AUTHORS}",
    )
    reasons = {
        row["author"]: row["reason"]
        for row in rows(
            db,
            "SELECT author, reason FROM findings WHERE severity = 'breach' AND list_contains(?::VARCHAR[], author) "
            "GROUP BY author, reason QUALIFY row_number() OVER "
            "(PARTITION BY author ORDER BY count(DISTINCT seq) DESC, reason) = 1 ORDER BY author",
            [[row["name"] for row in found if row["non_compliant"]]],
        )
    }
    for row in found:
        row["exposure"] = row["followers"] * row["non_compliant"] if row["followers"] is not None else None
        row["most_frequent_reason"] = reasons.get(row["name"])
    return [_rated("author", row) for row in found]


def _different(db: Database, column: str) -> int:
    return int(one(db, f"SELECT count(DISTINCT {column}) AS n FROM checked")["n"])


def _baseline(db: Database, parts: Parts, facts: AuditFacts) -> dict[str, Any] | None:
    """New, still open and mended findings against the baseline, without notes."""
    if facts.baseline is None and parts.mended is None:
        return None
    found = one(
        db,
        "SELECT count(*) FILTER (status = 'new') AS new, count(*) FILTER (status = 'open') AS open, "
        "count(DISTINCT seq) FILTER (status = 'new') AS posts_with_new FROM findings WHERE severity <> 'note'",
    )
    mended = 0
    if parts.mended is not None:
        mended = one(db, f"SELECT count(*) AS n FROM {parquet(parts.mended)} WHERE severity <> 'note'")["n"]
    return {"name": facts.baseline, **found, "mended": mended}


def _decisions(db: Database, parts: Parts) -> dict[str, int] | None:
    if parts.standing is None:
        return None
    decided = ", ".join(f"count(*) FILTER (decision = '{each}') AS {each}" for each in ("agree", "override", "ignore"))
    return one(db, f"SELECT {decided} FROM findings")


def _rated(name: str, row: Row) -> Row:
    """The row with its shares of the verdicts behind its counts."""
    rates = {f"{each}_rate": _rate(row[each], row["posts"]) for each in _VERDICTS}
    return {name: row["name"], **{key: value for key, value in row.items() if key != "name"}, **rates}


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _facts(facts: AuditFacts) -> dict[str, Any]:
    told = asdict(facts)
    told["started"], told["finished"] = facts.started.isoformat(), facts.finished.isoformat()
    told["on"], told["today"] = facts.on and facts.on.isoformat(), facts.today.isoformat()
    told["jurisdictions"] = list(facts.jurisdictions) if facts.jurisdictions is not None else None
    told["files"] = [{**each, "unused": list(each["unused"])} for each in told["files"]]
    return told
