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


PAST = (
    "language: en\nnegators: [not an]\nloose_negators: [never]\n"
    "statements: [{kind: past_tie, patterns: ['worked with {Brand} before']}]\n"
)


def test_a_tie_that_is_over_speaks_against_none_where_past_ties_count(judge: Judge) -> None:
    counts = x("contradicting_claim", "{past_ties: true}")
    told, denied = "Worked with @glow before", "Never worked with @glow before"
    result = judge(told, counts, words=PAST, relationship="none")
    assert (result.verdict, said(result), quotes(result)) == ("review", [("contradicting_claim", "warning")], [told])
    assert said(judge(denied, counts, words=PAST, relationship="none")) == []
    assert said(judge("Lovely", counts, words=PAST, relationship="none", profile=told)) == []
    assert said(judge(told, RULE, words=PAST, relationship="none")) == []
