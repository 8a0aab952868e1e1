"""`arrow.check_batches` against `Checker.check_many` on the same posts: what reading columns and writing the answers as Arrow adds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pyarrow as pa

from adhere import Checker
from adhere.arrow import check_batches, check_table
from benchmarks.posts import posts
from benchmarks.side_by_side import Ratio, on_one_core, seconds

DAY = dt.date(2026, 11, 25)


def measure() -> Iterator[Ratio]:
    """Seconds over seconds, for one market and for all of a group; `check_many` has its posts made beforehand."""
    on_one_core()
    checker = Checker.load(classify="needed")
    yield ratio(checker, "GB", 512, 15)
    yield ratio(checker, "all-eu", 64, 10)


def ratio(checker: Checker, market: str, count: int, rounds: int) -> Ratio:
    """The same posts by both doors, with edits."""
    sample = posts(count)
    table = pa.Table.from_pylist([post.model_dump(mode="json") for post in sample])

    def columns() -> None:
        for _ in check_batches(table, jurisdictions=[market], today=DAY, checker=checker):
            pass

    def objects() -> None:
        for _ in checker.check_many(sample, jurisdictions=[market], today=DAY, classify="needed"):
            pass

    answers = check_table(table, jurisdictions=[market], today=DAY, checker=checker)
    reports = checker.check_many(sample, jurisdictions=[market], today=DAY, classify="needed")
    assert answers["check_id"].to_pylist() == [report.check_id for report in reports], "not the same posts"
    ours, baseline = seconds(rounds, columns, objects)
    name = f"arrow.check_batches, {market} ({count / ours:,.0f}/s)"
    return Ratio("seconds", name, f"check_many ({count / baseline:,.0f}/s)", ours / baseline, 1.2, least=False)
