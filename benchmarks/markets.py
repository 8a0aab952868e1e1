"""What a further market costs: all of them against one, rules only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from adhere import Checker
from benchmarks.posts import posts
from benchmarks.side_by_side import Ratio, on_one_core, seconds

DAY = dt.date(2026, 11, 25)
EIGHT = ["EU", "US", "GB", "DE", "FR", "SE", "IE", "PL"]


def measure() -> Iterator[Ratio]:
    """Times of eight markets over times of one; the proposed edits, each checked again, are measured apart."""
    on_one_core()
    checker = Checker.load(classify=False)
    sample = posts(400)

    def run(codes: list[str], remedies: bool) -> None:
        for _ in checker.check_many(sample, jurisdictions=codes, today=DAY, remedies=remedies):
            pass

    eight, one = seconds(7, lambda: run(EIGHT, False), lambda: run(["GB"], False))
    yield Ratio("rules only", "8 markets", "GB alone", eight / one, 2, least=False)
    eight, one = seconds(3, lambda: run(EIGHT, True), lambda: run(["GB"], True))
    yield Ratio("rules and proved edits", "8 markets", "GB alone", eight / one)
    every = list(checker.rulebook.jurisdictions)
    whole, one = seconds(5, lambda: run(every, False), lambda: run(["GB"], False))
    yield Ratio("rules only", f"{len(every)} markets", "GB alone", whole / one, 4, least=False)
