"""A wording that only another market lists, with one inside that this market refuses."""

from __future__ import annotations

import datetime as dt

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.rulebook import load_folder
from tests.conftest import WriteRules, rule

HERE = """
  - {{text: "collab with {{Brand}}", language: en, status: rejected, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: Collaboration, language: en, status: rejected, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: Ad, language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: "#teamwork", language: en, status: rejected, from: 2010-01-01, verified: page, sources: [{low}-code]}}
"""
THERE = """
  - {{text: "Teamwork @{{word}}", language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: "Gifted collab with {{Brand}}", language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: "Ad in collab with {{Brand}}", language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: "(Ad|Supported) by {{Brand}}", language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: Collaboration commerciale, language: fr, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code]}}
"""


@pytest.mark.parametrize("mode", ["accept_in_post_language", "accept_other_languages"])
@pytest.mark.parametrize(
    ("text", "language", "verdict"),
    [
        ("Gifted collab with Glowkin. So lovely", "en", "non_compliant"),
        ("#teamwork @glowkin So lovely", "en", "non_compliant"),
        ("Ad in collab with Glowkin. So lovely", "en", "compliant"),
        ("Collaboration commerciale. Un très joli sérum", "fr", "compliant"),
    ],
)
def test_what_another_market_takes_hides_nothing_refused(
    write_rules: WriteRules, mode: str, text: str, language: str, verdict: str
) -> None:
    write_rules(THERE, code="FR", language="fr")
    path = write_rules(HERE, rule("gb", "language", "language", f"{{foreign_labels: {mode}}}"))
    post = Post(text=text, relationship="paid", language=language)
    report = Checker(load_folder(path)).check(post, jurisdictions=["GB"], on=dt.date(2025, 6, 1), remedies=False)
    assert report.verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Ad by Glowkin. So lovely", "compliant"),
        ("Supported by Glowkin. So lovely", "review"),
    ],
)
def test_what_another_market_takes_hides_nothing_accepted_here(
    write_rules: WriteRules, text: str, verdict: str
) -> None:
    write_rules(THERE, code="FR", language="fr")
    rules = rule("gb", "language", "language", "{foreign_labels: accept_other_languages}") + rule(
        "gb", "clear", "label_clear"
    )
    checker = Checker(load_folder(write_rules(HERE, rules)))
    post = Post(text=text, relationship="paid", language="en")
    assert checker.check(post, jurisdictions=["GB"], on=dt.date(2025, 6, 1), remedies=False).verdict == verdict


LOCAL = """
  - {{text: Friendship, language: en, status: accepted, local: true, from: 2010-01-01, verified: page, sources: [{low}-code]}}
"""


@pytest.mark.parametrize(
    ("code", "relationship", "verdict"),
    [("FR", "paid", "compliant"), ("GB", "paid", "review"), ("GB", "unknown", "review")],
)
def test_what_a_market_takes_on_its_own_word_a_person_weighs_elsewhere(
    write_rules: WriteRules, code: str, relationship: str, verdict: str
) -> None:
    write_rules(LOCAL, code="FR")
    rules = rule("gb", "language", "language", "{foreign_labels: accept_in_post_language}") + rule(
        "gb", "clear", "label_clear"
    )
    checker = Checker(load_folder(write_rules(HERE, rules)))
    post = Post(text="Friendship: so lovely", relationship=relationship, language="en")
    assert checker.check(post, jurisdictions=[code], on=dt.date(2025, 6, 1), remedies=False).verdict == verdict
