from __future__ import annotations

import pytest

from tests.checks.conftest import Judge, label, quotes, said, x

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
