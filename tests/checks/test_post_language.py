"""In which language a short caption is, that a label in another one stands over."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.checker import Checker
from adhere.post import Platform, Post, Relationship

#: Short, so that a reader who expects the language takes it for what it is, and another one does not.
OPENINGS = (
    "Merci à Auralis de cette soirée",
    "Neue Jacke von Lodenfink, sitzt gut",
    "Nova jakna, hvala na svemu",
    "Uusi takki syksyyn, kiitos",
    "Den her jakke er bare god",
    "Νέο μπουφάν για το φθινόπωρο",
    "Čuvaj se, stiže jesen",
    "my new coat for the autumn",
)
LABELS = ("", "Reklame", "#ad", "Sponsorisé :", "Anzeige", "Maksettu mainos", "Oglas", "Annons")
DAY = dt.date(2025, 12, 5)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load(classify=False)


@pytest.mark.parametrize(
    ("text", "code", "passes"),
    [
        ("Paid partnership with @telarana · abrigo nuevo", "ES", False),
        ("Paid partnership with @telarana · my new coat for the autumn", "ES", True),
        ("Ad: new coat by @loom", "GB", True),
        ("Publicidad · abrigo nuevo", "ES", True),
    ],
)
def test_a_foreign_label_does_not_make_a_few_words_beside_it_foreign(
    checker: Checker, text: str, code: str, passes: bool
) -> None:
    post = Post(text=text, platform=Platform.INSTAGRAM, relationship=Relationship.PAID, jurisdictions=[code])
    assert (checker.check(post, on=dt.date(2025, 12, 5)).results[0].verdict == "compliant") is passes


@given(
    opening=st.sampled_from(OPENINGS),
    label=st.sampled_from(LABELS),
    more=st.sampled_from(OPENINGS),
    codes=st.lists(
        st.sampled_from(["AT", "BE", "BG", "CH", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "LT", "SI"]),
        min_size=2,
        max_size=4,
        unique=True,
    ),
    relationship=st.sampled_from(["paid", "gifted", "unknown", "own_brand"]),
)
@settings(deadline=None)
def test_what_else_is_asked_changes_no_answer(
    checker: Checker, opening: str, label: str, more: str, codes: list[str], relationship: str
) -> None:
    post = Post(text=f"{label} {opening}\n{more}", platform=Platform.INSTAGRAM, relationship=Relationship(relationship))
    together = {each.jurisdiction: each for each in checker.check(post, jurisdictions=codes, on=DAY).results}
    for code in codes:
        alone = checker.check(post, jurisdictions=[code], on=DAY).results
        assert alone == tuple(together[each.jurisdiction] for each in alone)
