"""Several markets beside each other: the strictest demand, labels they differ on, and as few texts as pass everywhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.report import Report
from adhere.rulebook import load_folder
from tests.conftest import WriteRules, rule

DAY = dt.date(2024, 1, 1)
ONE = "  - {{text: Werbung, language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code], remedy: true}}\n"
OTHER = (
    "  - {{text: Reklama, language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code], remedy: true}}\n"
    "  - {{text: Werbung, language: en, status: rejected, from: 2010-01-01, verified: page, sources: [{low}-code]}}\n"
)


@pytest.fixture
def two(write_rules: WriteRules) -> Path:
    """XA wants `Werbung` first, XB wants `Reklama` anywhere and nothing else."""
    write_rules(labels=ONE, rules=rule("xa", "place", "placement", "{position: start}"), code="XA")
    return write_rules(labels=OTHER, rules=rule("xb", "place", "placement", "{position: before_fold}"), code="XB")


def check(folder: Path, text: str, *, remedies: bool = True) -> Report:
    return Checker(load_folder(folder)).check(
        Post(text=text, relationship="paid", jurisdictions=["XA", "XB"]), on=DAY, remedies=remedies
    )


def test_the_strictest_place_is_told_with_who_asks_it(two: Path) -> None:
    across = check(two, "Werbung: a lamp").across
    assert across is not None
    (place,) = [each for each in across.strictest if each.about == "place of the label"]
    assert (place.demand, place.jurisdictions, place.rules) == ("first in the caption", ("XA",), ("xa.place",))


def test_a_label_accepted_here_and_refused_there_is_a_conflict(two: Path) -> None:
    across = check(two, "Werbung: a lamp").across
    assert across is not None
    (conflict,) = across.conflicts
    assert (conflict.label, conflict.accepted, conflict.refused) == ("werbung", ("XA",), ("XB",))


def test_a_label_that_only_one_market_lists_is_unlisted_in_the_other(two: Path) -> None:
    across = check(two, "Reklama: a lamp").across
    assert across is not None
    assert [(each.accepted, each.unlisted) for each in across.conflicts] == [(("XB",), ("XA",))]


def test_one_market_has_nothing_beside_it(two: Path) -> None:
    post = Post(text="Werbung: a lamp", relationship="paid")
    assert Checker(load_folder(two)).check(post, jurisdictions=["XA"], on=DAY).across is None
    assert check(two, "Werbung: a lamp", remedies=False).across is None


def test_where_no_one_text_serves_all_as_few_as_do_are_given(write_rules: WriteRules) -> None:
    ban = "{sectors: [any], only_with: [%s], undeclared: breach}"
    write_rules(labels=ONE, rules=rule("xa", "ban", "sector_ban", ban % "Reklama"), code="XA")
    write_rules(labels=ONE, rules=rule("xb", "ban", "sector_ban", ban % "Reklama"), code="XB")
    folder = write_rules(
        labels=ONE.replace("Werbung", "Reklama"),
        rules=rule("xc", "ban", "sector_ban", ban % "Werbung"),
        code="XC",
    )
    post = Post(text="A lamp", relationship="paid")
    remedy = Checker(load_folder(folder)).check(post, jurisdictions=["XA", "XB", "XC"], on=DAY).remedy
    assert remedy is not None
    assert remedy.edits == ()
    assert [(each.jurisdictions, each.text) for each in remedy.apart] == [
        (("XA", "XB"), "Werbung: A lamp"),
        (("XC",), "Reklama: A lamp"),
    ]
