"""The posts of a finished audit: filtered, sorted, page by page; and one of them whole. Asked of its Parquet files."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb

from adhere.api.auditing.cursors import cursor_of, values_in
from adhere.audits.outputs.parts import empty_database
from adhere.errors import InputError, UnknownWord
from adhere.phrases import phrase
from adhere.storage import Decision, Storage

Sort = Literal["seq", "followers", "probability"]
SORTS: tuple[Sort, ...] = get_args(Sort)
VERDICTS = ("compliant", "non_compliant", "review")
#: Posts of a page, where nothing is said and at most.
PAGE, MOST = 50, 500
#: Characters of a text that a page shows; the post by itself has all of them.
EXCERPT = 1_000
#: Words that are looked for at most.
WORDS = 10
_MEMORY, _THREADS = "512MB", 2
_KEYS: dict[str, str] = {
    "seq": "seq",
    "followers": "-coalesce(followers, -1)",
    "probability": "-coalesce(probability, -1)",
}
_SHOWN = f"""seq, file, line, id, url, author, brand, platform, surface, relationship, followers,
    strftime(published_on, '%Y-%m-%d') AS published_on, left(text, {EXCERPT}) AS text, coalesce(length(text), 0) > {EXCERPT} AS cut,
    check_id, strftime(as_of, '%Y-%m-%d') AS as_of, language, verdict,
    list_transform(verdicts, lambda v: {{'jurisdiction': v.jurisdiction, 'duty': v.duty, 'verdict': v.verdict}}) AS verdicts,
    suspected, probability, labels, not_checked, error"""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which posts are meant; what is None does not matter. `jurisdiction` goes with `verdict`, `reason` and `rule`, where they are given.

    `month` is YYYY-MM; `unread`: rows without a verdict; `q`: words that all stand in the text, in any case of letters.
    """

    verdict: str | None = None
    jurisdiction: str | None = None
    platform: str | None = None
    brand: str | None = None
    author: str | None = None
    reason: str | None = None
    rule: str | None = None
    month: str | None = None
    suspected: bool | None = None
    unread: bool | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Posts in order; `cursor` leads to the next page, None at the end; `total` counts all that are meant, on the first page only."""

    posts: list[dict[str, Any]]
    cursor: str | None
    total: int | None


def posts_page(
    folder: Path, filters: Filters, *, sort: Sort = "seq", cursor: str | None = None, limit: int = PAGE
) -> Page:
    """A page of the posts of the finished audit in `folder`; to be called in a thread. Raises InputError for a bad cursor."""
    where, values = _conditions(filters)
    after = _read_cursor(cursor, sort)
    values |= {"posts": _named(folder / "posts.parquet"), "findings": _named(folder / "findings.parquet")}
    key = _KEYS[sort]
    beyond = f"{where} AND ({key} > $key OR ({key} = $key AND seq > $seq))" if after is not None else where
    at = {"key": after[0], "seq": after[1]} if after is not None else {}
    with closing(empty_database(memory_limit=_MEMORY, threads=_THREADS)) as db:
        total = None
        if after is None:
            total = _rows(db, f"SELECT count(*) AS n FROM {_POSTS} WHERE {where}", values)[0]["n"]
        # first the places, then what stands there: texts are long
        places = (
            f"SELECT seq AS place, {key} AS key FROM {_POSTS} WHERE {beyond} ORDER BY key, place LIMIT {int(limit) + 1}"
        )
        found = _rows(db, places, values | at)
        more, found = len(found) > limit, found[:limit]
        posts = _shown(db, values, [each["place"] for each in found])
    return Page(posts, cursor_of(sort, found[-1]["key"], found[-1]["place"]) if more else None, total)


_POSTS = "read_parquet($posts, hive_partitioning = false)"
_FINDINGS = "read_parquet($findings, hive_partitioning = false)"


def _conditions(filters: Filters) -> tuple[str, dict[str, Any]]:
    """The SQL that says which posts are meant, and the values in it."""
    said: list[str] = ["true"]
    values: dict[str, Any] = {}
    for name in ("platform", "brand", "author", "suspected"):
        if (value := getattr(filters, name)) is not None:
            said.append(f"{name} = ${name}")
            values[name] = value
    if filters.jurisdiction is not None or filters.verdict is not None:
        market = "v.jurisdiction = $jurisdiction" if filters.jurisdiction is not None else "true"
        verdict = "v.verdict = $verdict" if filters.verdict is not None else "true"
        one = f"len(list_filter(verdicts, lambda v: {market} AND {verdict})) > 0"
        # without a market the verdict is the post's own, the worst of all
        said.append(one if filters.jurisdiction is not None else "verdict = $verdict")
    if filters.reason is not None or filters.rule is not None:
        names = [name for name in ("reason", "rule", "jurisdiction") if getattr(filters, name) is not None]
        said.append(f"seq IN (SELECT seq FROM {_FINDINGS} WHERE {' AND '.join(f'{name} = ${name}' for name in names)})")
    values |= {
        name: value
        for name in ("verdict", "jurisdiction", "reason", "rule")
        if (value := getattr(filters, name)) is not None
    }
    if filters.month is not None:
        said.append("strftime(published_on, '%Y-%m') = $month")
        values["month"] = filters.month
    if filters.unread is not None:
        said.append(f"error IS {'NOT ' if filters.unread else ''}NULL")
    for number, word in enumerate((filters.q or "").split()[:WORDS]):
        said.append(f"contains(lower(nfc_normalize(text)), lower(nfc_normalize($word{number})))")
        values[f"word{number}"] = word
    return " AND ".join(said), values


def _shown(db: duckdb.DuckDBPyConnection, values: dict[str, Any], places: list[int]) -> list[dict[str, Any]]:
    """The posts in those places, in that order, each with the reasons of its findings."""
    named = {"posts": values["posts"], "places": places}
    posts = {
        row["seq"]: row
        for row in _rows(db, f"SELECT {_SHOWN} FROM {_POSTS} WHERE list_contains($places::BIGINT[], seq)", named)
    }
    said = _rows(
        db,
        f"""SELECT seq, list_sort(list(DISTINCT reason::VARCHAR) FILTER (severity <> 'note')) AS reasons,
            min(status)::VARCHAR AS status, count(*) FILTER (decision IS NOT NULL) AS decided
        FROM {_FINDINGS} WHERE list_contains($places::BIGINT[], seq) GROUP BY seq""",
        {"findings": values["findings"], "places": places},
    )
    by_place = {row["seq"]: row for row in said}
    return [
        posts[place]
        | {
            "labels": posts[place]["labels"] or [],
            "verdicts": posts[place]["verdicts"] or [],
            "reasons": by_place.get(place, {}).get("reasons") or [],
            "status": by_place.get(place, {}).get("status"),
            "decided": by_place.get(place, {}).get("decided", 0),
        }
        for place in places
    ]


def post_whole(folder: Path, seq: int) -> dict[str, Any] | None:
    """One post of the finished audit with all its findings, as its outputs have them; None where there is no such row."""
    values = {"seq": seq}
    with closing(empty_database(memory_limit=_MEMORY, threads=_THREADS)) as db:
        found = _rows(db, f"FROM {_POSTS} WHERE seq = $seq", values | {"posts": _named(folder / "posts.parquet")})
        if not found:
            return None
        findings = _rows(
            db,
            "SELECT * EXCLUDE (seq, id, check_id, author, file_row_number) FROM "
            "read_parquet($findings, hive_partitioning = false, file_row_number = true) "
            "WHERE seq = $seq ORDER BY file_row_number",
            values | {"findings": _named(folder / "findings.parquet")},
        )
    post = _plain(found[0])
    for name in ("labels", "verdicts", "evidence"):
        post[name] = post[name] or []
    return post | {"findings": [_plain(each) for each in findings]}


def waiting_posts(folder: Path, limit: int) -> list[dict[str, Any]]:
    """The posts that a person must decide on, the likeliest first: their seq, check_id, probability and followers, and `keys`, those of
    their findings but for notes; to be called in a thread.
    """
    values = {"posts": _named(folder / "posts.parquet"), "findings": _named(folder / "findings.parquet")}
    asked = f"""WITH waiting AS (
            SELECT seq, check_id, probability, followers FROM {_POSTS} WHERE verdict = 'review'
            ORDER BY {_KEYS["probability"]}, seq LIMIT {int(limit)}
        ), meant AS (
            SELECT seq, list(key) AS keys FROM {_FINDINGS} WHERE severity <> 'note' AND seq IN (SELECT seq FROM waiting) GROUP BY seq
        )
        SELECT waiting.*, coalesce(meant.keys, []) AS keys FROM waiting LEFT JOIN meant USING (seq)"""
    with closing(empty_database(memory_limit=_MEMORY, threads=_THREADS)) as db:
        return _rows(db, asked, values)


def decisions_on(storage: Storage, keys: Iterable[str]) -> list[Decision]:
    """What people decided about the findings of those keys, in this audit or another; to be called in a thread."""
    wanted = set(keys)
    return [each for each in storage.decisions() if each.key in wanted]


def _rows(db: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    asked = db.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})
    names = [column[0] for column in asked.description]
    return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]


def _named(path: Path) -> str:
    """The file alone, whatever letters its path has."""
    return glob.escape(str(path))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its days as text."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def _read_cursor(cursor: str | None, sort: Sort) -> tuple[float, int] | None:
    """The place of the last post seen: its key and its seq."""
    if cursor is None:
        return None
    sorted_by, key, seq = values_in(cursor, (str, float, int))
    if sorted_by != sort:
        raise InputError(phrase("cursor: it is of posts in another order. Begin anew without it."), where="cursor")
    return key, seq


def sort_of(word: str) -> Sort:
    """The order that the word names. Raises UnknownWord."""
    for each in SORTS:
        if each == word:
            return each
    raise UnknownWord("order", word, SORTS, where="sort")
