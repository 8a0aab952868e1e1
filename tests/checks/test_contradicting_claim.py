from __future__ import annotations

import pytest

from tests.checks.conftest import Judge, quotes, said, x

RULE = x("contradicting_claim")
WORDS = 'language: en\nnegators: [not an, no]\nnegations: ["#notsponsored", bought it myself]\n'


@pytest.mark.parametrize(
    "text", ["Ad: lovely #notsponsored", "Ad: lovely. I bought it myself", "Ad: this is not an ad"]
)
def test_a_denial_under_a_declared_connection(judge: Judge, text: str) -> None:
    result = judge(text, RULE, words=WORDS)
    assert said(result) == [("contradicting_claim", "breach")]
    assert quotes(result)


def test_a_denial_of_what_is_not_declared_is_the_truth(judge: Judge) -> None:
    assert said(judge("Lovely #notsponsored", RULE, words=WORDS, relationship="none")) == []


def test_a_label_where_none_is_declared_is_for_a_person(judge: Judge) -> None:
    result = judge("Ad: lovely", RULE, words=WORDS, relationship="none")
    assert (result.verdict, said(result)) == ("review", [("contradicting_claim", "warning")])
    assert quotes(result) == ["Ad"]


def test_an_everyday_word_denies_nothing(judge: Judge) -> None:
    assert said(judge("Oh no #ad again, no filter", RULE, words=WORDS)) == []
    assert said(judge("I saw an ad", RULE, words=WORDS, relationship="none")) == []


def test_a_denial_in_the_bio_is_not_the_posts(judge: Judge) -> None:
    assert said(judge("Ad: lovely", RULE, words=WORDS, profile="#notsponsored")) == []
