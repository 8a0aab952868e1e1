from __future__ import annotations

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.rulebook import load_folder
from tests.checks.conftest import DAY, Judge, label, quotes, said
from tests.conftest import WriteRules, rule

RULE = "gb.label.present"


def test_no_label_at_all(judge: Judge) -> None:
    result = judge("Lovely serum")
    assert said(result, RULE) == [("missing_label", "breach")]
    assert RULE not in result.passed


@pytest.mark.parametrize("field", ["text", "title", "overlay", "transcript"])
def test_a_label_in_the_post_counts_in_every_carrier(judge: Judge, field: str) -> None:
    result = judge(**{"text": "Lovely serum", field: "Ad: lovely serum"})
    assert said(result, RULE) == []
    assert RULE in result.passed


def test_a_label_in_the_bio_alone(judge: Judge) -> None:
    result = judge("Lovely serum", profile="All posts #ad")
    assert said(result, RULE) == [("profile_only", "breach")]
    assert quotes(result, RULE) == ["#ad"]


def test_a_label_in_the_first_comment_alone(judge: Judge) -> None:
    result = judge("Lovely serum", first_comment="#ad")
    assert said(result, RULE) == [("missing_label", "breach")]
    assert "first comment" in next(each.message for each in result.findings if each.rule == RULE)


def test_a_denied_label_is_none(judge: Judge) -> None:
    words = "language: en\nnegators: [not an]\n"
    assert said(judge("This is not an ad", words=words), RULE) == [("missing_label", "breach")]


def test_a_refused_label_is_no_missing_one(judge: Judge) -> None:
    assert said(judge("Lovely serum #collab"), RULE) == []


@pytest.mark.parametrize("text", ["I saw an ad for it", "adventure, brand-ad, ad-free", "@ad", "x#ad"])
def test_what_only_looks_like_a_label(judge: Judge, text: str) -> None:
    assert said(judge(text), RULE) == [("missing_label", "breach")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Paid promo workshop tonight", [("missing_label", "breach")]),
        ("Paid promo workshop tonight. Ad", []),
        ("Paid promo", []),
    ],
)
def test_an_ordinary_wording_hides_the_label_in_it(judge: Judge, text: str, found: list[tuple[str, str]]) -> None:
    labels = label("Paid promo") + label("Paid promo workshop", "ordinary")
    assert said(judge(text, labels=labels), RULE) == found


def test_what_no_market_accepts_is_no_label_of_another(write_rules: WriteRules) -> None:
    write_rules(label("Promo workshop", "ordinary") + label("Promo deal", "rejected"), code="IE")
    path = write_rules("", rule("gb", "language", "language", "{foreign_labels: accept_in_post_language}"))
    checker = Checker(load_folder(path))
    for text in ("Promo workshop tonight", "Promo deal tonight"):
        report = checker.check(Post(text=text, language="en"), jurisdictions=["GB"], on=DAY, remedies=False)
        assert report.results[0].findings == ()
