"""What checks keep between posts: it grows by kinds of post and not by posts, and threads may empty it under each other."""

from __future__ import annotations

import datetime as dt

import pytest

from adhere.checker import Checker
from adhere.post import Post

DAY = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def ours() -> Checker:
    return Checker.load(classify=False)


def test_posts_that_differ_in_followers_alone_are_of_one_kind(ours: Checker) -> None:
    view = ours.rulebook.pack("GB").on(DAY)
    posts = [Post(text="Lovely serum", relationship="paid", followers=count) for count in range(100, 300)]
    list(ours.check_many(posts[:1], jurisdictions=["GB"], today=DAY, remedies=False))
    before = len(view.plans)
    list(ours.check_many(posts, jurisdictions=["GB"], today=DAY, remedies=False))
    assert len(view.plans) == before


@pytest.mark.parametrize(("followers", "asked"), [(None, False), (499_999, False), (500_000, True), (500_001, True)])
def test_a_rule_for_large_accounts_begins_at_its_number(ours: Checker, followers: int | None, asked: bool) -> None:
    large = {rule.id for rule in ours.rulebook.pack("IT").on(DAY).rules if rule.rule.applies.followers_from == 500_000}
    assert large
    post = Post(text="Lovely serum", relationship="paid", followers=followers)
    result = ours.check(post, jurisdictions=["IT"], today=DAY, remedies=False).results[0]
    met = {*result.passed, *(finding.rule for finding in result.findings)}
    assert bool(large & met) == asked


class Emptied(dict[object, object]):
    """A store that another thread empties as soon as it was looked at."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        self.clear()
        return found


def test_readings_may_be_emptied_by_another_thread(ours: Checker) -> None:
    post = Post(text="#ad lovely serum", relationship="paid")
    first = ours.check(post, jurisdictions=["GB"], today=DAY)
    readings = ours.rulebook.pack("GB").on(DAY).readings
    readings.update({asked: Emptied(known) for asked, known in readings.items()})
    assert ours.check(post, jurisdictions=["GB"], today=DAY) == first
