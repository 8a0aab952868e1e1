from __future__ import annotations

from dataclasses import replace

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.rulebook import load_folder
from adhere.sponsorship import SponsorshipClassifier
from adhere.sponsorship.decision import model_folder, read_decision
from tests.checks.conftest import DAY, Judge, label, quotes, said, x
from tests.conftest import LABELS, WriteRules

RULE = x("suspected_advertising")
UNKNOWN = {"relationship": "unknown"}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Lovely serum, use code MIA20", "code MIA20"),
        ("Lovely serum https://shop.example/a?ref=mia", "https://shop.example/a?ref=mia"),
    ],
)
def test_evidence_without_a_label_is_for_a_person(judge: Judge, text: str, quote: str) -> None:
    result = judge(text, RULE, **UNKNOWN)
    assert (result.verdict, said(result)) == ("review", [("suspected_advertising", "warning")])
    assert quotes(result) == [quote]


def test_what_the_market_takes_as_proof_weighs_as_the_rule_says(judge: Judge) -> None:
    proof = x("suspected_advertising", "{proof: [discount_code]}")
    assert said(judge("Lovely serum, use code MIA20", proof, **UNKNOWN)) == [("suspected_advertising", "breach")]
    link = "Lovely serum https://shop.example/a?ref=mia"
    assert said(judge(link, proof, **UNKNOWN)) == [("suspected_advertising", "warning")]


@pytest.mark.parametrize(
    "text", ["", "Lovely serum", "My COVID19 story", "dress code: casual", "https://news.example/a"]
)
def test_everyday_talk_raises_nothing(judge: Judge, text: str) -> None:
    assert said(judge(text, RULE, **UNKNOWN)) == []


@pytest.mark.parametrize("relationship", ["none", "paid", "gifted"])
def test_what_is_declared_decides(judge: Judge, relationship: str) -> None:
    assert said(judge("Lovely serum, use code MIA20", RULE, relationship=relationship)) == []


def test_a_label_admits_and_leaves_nothing_to_suspect(judge: Judge) -> None:
    assert judge("Ad: lovely serum, use code MIA20", RULE, **UNKNOWN).verdict == "compliant"


def test_a_refused_wording_with_an_account_is_for_a_person(judge: Judge) -> None:
    refused = label("In collaboration with {Brand}", "rejected")
    result = judge("In collaboration with @shop.example: lovely serum", RULE, labels=refused, **UNKNOWN)
    assert (result.verdict, said(result)) == ("review", [("suspected_advertising", "warning")])
    assert quotes(result) == ["In collaboration with @shop.example"]


def test_a_refused_wording_without_an_account_is_everyday_talk(judge: Judge) -> None:
    refused = label("In collaboration with {Brand}", "rejected")
    assert said(judge("In collaboration with Ruby: lovely serum", RULE, labels=refused, **UNKNOWN)) == []


@pytest.mark.parametrize(
    ("below", "above", "confidences"),
    [(0.02, -0.01, ["medium"]), (0.02, 0.01, ["low"]), (-0.01, 0.01, [])],
    ids=["certain", "between", "unsuspected"],
)
def test_between_the_two_bounds_the_classifier_may_well_be_wrong(
    write_rules: WriteRules, below: float, above: float, confidences: list[str]
) -> None:
    """The same post under a classifier whose bounds lie about its probability."""
    post = Post(text="Obsessed with this serum, it has changed my mornings.")
    folder = model_folder()
    decision = read_decision(folder)
    (score,) = SponsorshipClassifier(folder / "pipeline", decision).score([post.text])
    bounds = replace(decision, threshold=score.probability - below, certainty=score.probability + above)
    checker = Checker(load_folder(write_rules(LABELS, RULE)), SponsorshipClassifier(folder / "pipeline", bounds))
    report = checker.check(post, jurisdictions=["GB"], today=DAY)
    findings = [each for each in report.results[0].findings if each.rule == "gb.x"]
    assert [each.confidence for each in findings] == confidences
    assert report.sponsorship.suspected == bool(confidences)
    assert (report.sponsorship.threshold, report.sponsorship.certainty) == (bounds.threshold, bounds.certainty)
