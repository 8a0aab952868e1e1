from __future__ import annotations

import pytest

from adhere.post import Relationship
from tests.checks.conftest import Judge, said, x


@pytest.mark.parametrize("relationship", sorted(set(Relationship) - {"unknown", "none", "family"}))
def test_a_connection_that_must_be_told(judge: Judge, relationship: str) -> None:
    result = judge("Lovely serum", relationship=relationship)
    assert (result.duty, result.verdict) == ("required", "non_compliant")


def test_where_it_depends_a_person_decides(judge: Judge) -> None:
    result = judge("Lovely serum", relationship="family")
    assert (result.duty, result.verdict) == ("depends", "review")
    assert said(result, "gb.label.present") == [("missing_label", "warning")]


def test_where_it_depends_a_label_is_judged_as_usual(judge: Judge) -> None:
    assert judge("Ad: lovely serum", relationship="family").verdict == "compliant"
    assert judge("Lovely serum #collab", relationship="family").verdict == "review"


def test_without_a_connection_nothing_is_asked(judge: Judge) -> None:
    result = judge("Lovely serum", relationship="none")
    assert (result.duty, result.verdict, result.findings) == ("not_required", "compliant", ())


def test_nothing_declared_and_nothing_admitted(judge: Judge) -> None:
    assert judge("Lovely serum", relationship="unknown").verdict == "compliant"


def test_a_label_admits_the_connection_and_is_then_judged(judge: Judge) -> None:
    late = x("placement", "{position: start}")
    assert judge("Lovely serum #ad", late, relationship="unknown").verdict == "non_compliant"


def duty_with(family: str, none: str) -> str:
    """A duty in place of the plain one, in YAML."""
    return (
        "  - id: gb.duty2\n    title: T\n    check: duty\n    replaces: [gb.duty]\n    versions:\n      - from: 2010-01-01\n"
        "        sources: [gb-code]\n        params: {paid: required, gifted: required, gifted_with_obligation: required, "
        f"affiliate: required, own_brand: required, employee: required, family: {family}, ambassador: required, "
        f"trip: required, none: {none}}}\n"
    )


def test_evidence_can_bring_the_duty(judge: Judge) -> None:
    duty = duty_with(
        "{value: depends, required_when: [discount_code]}", "{value: not_required, depends_when: [shop_link]}"
    )
    assert judge("Lovely serum", duty, relationship="family").verdict == "review"
    assert judge("Lovely serum, code MIA20", duty, relationship="family").verdict == "non_compliant"
    assert judge("Lovely serum", duty, relationship="none").duty == "not_required"
    result = judge("Lovely serum, shop now at lumen-shop.example/serum", duty, relationship="none")
    assert (result.duty, result.verdict) == ("depends", "review")


def test_an_account_tagged_on_the_picture_can_leave_it_to_a_person(judge: Judge) -> None:
    duty = duty_with("required", "{value: not_required, depends_when_tagged: true}")
    assert judge("A walk in the leaves", duty, relationship="none").duty == "not_required"
    assert judge("A walk in the leaves with @lumen", duty, relationship="none").duty == "not_required"
    result = judge("A walk in the leaves", duty, relationship="none", tags=["@lumen"])
    assert (result.duty, result.verdict) == ("depends", "review")


@pytest.mark.parametrize(
    ("author", "brand", "verdict"),
    [
        ("gullandsons.brewing", "Gull & Sons Brewing", "compliant"),
        ("gull_and_sons_uk", "Gull & Sons", "compliant"),
        ("tess.gull", "Gull & Sons", "non_compliant"),
        ("gullandsonsfan", "Gull & Sons", "non_compliant"),
        ("gullandsons.au", "Gull & Sons", "non_compliant"),
        (None, "Gull & Sons", "non_compliant"),
        ("", "", "non_compliant"),
    ],
)
def test_the_account_of_the_brand_itself(judge: Judge, author: str | None, brand: str, verdict: str) -> None:
    duty = (
        "  - id: gb.duty2\n    title: T\n    check: duty\n    replaces: [gb.duty]\n    versions:\n      - from: 2010-01-01\n"
        "        sources: [gb-code]\n        params: {paid: required, gifted: required, gifted_with_obligation: required, "
        "affiliate: required, own_brand: {value: required, own_account: not_required}, employee: required, "
        "family: required, ambassador: required, trip: required, none: not_required}\n"
    )
    words = "language: en\naccount_endings: [uk]\n"
    post = {"relationship": "own_brand", "author": author, "brand": brand}
    result = judge("The stout is on from noon", duty, words=words, **post)
    assert result.verdict == verdict
