"""In which language a short caption is, that a label in another one stands over."""

from __future__ import annotations

import datetime as dt

import pytest

from adhere.checker import Checker
from adhere.post import Platform, Post, Relationship


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
