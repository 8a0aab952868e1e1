from __future__ import annotations

from tests.checks.conftest import Judge, quotes, said
from tests.conftest import rule

RULE = "gb.label.wording"


def test_a_gift_label_under_a_paid_post(judge: Judge) -> None:
    result = judge("#gifted lovely serum")
    assert said(result, RULE) == [("wording_for_relationship", "breach")]
    assert quotes(result, RULE) == ["#gifted"]


def test_the_same_label_under_a_gift(judge: Judge) -> None:
    assert judge("#gifted lovely serum", relationship="gifted").verdict == "compliant"


def test_a_suiting_label_beside_it_is_enough(judge: Judge) -> None:
    assert judge("Ad: lovely serum #gifted").verdict == "compliant"


def test_a_second_wording_that_a_relationship_needs(judge: Judge) -> None:
    also = rule("gb", "also", "wording", "{also: {affiliate: [I earn a commission, affiliate link]}}")
    bare = judge("Ad: lovely serum", also, relationship="affiliate")
    assert said(bare, "gb.also") == [("wording_for_relationship", "breach")]
    assert judge("Ad: lovely serum. I earn a commission", also, relationship="affiliate").verdict == "compliant"
    assert judge("Ad: lovely serum", also).verdict == "compliant"
