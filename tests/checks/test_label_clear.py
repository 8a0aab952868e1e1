from __future__ import annotations

import datetime as dt

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.report import Result
from adhere.rulebook import load_folder
from tests.checks.conftest import Judge, label, quotes, said
from tests.conftest import LABELS, WriteRules

RULE = "gb.label.clear"
DAY = dt.date(2025, 6, 1)


def test_an_accepted_label_passes_whatever_stands_beside_it(judge: Judge) -> None:
    assert judge("Ad: thanks #collab").verdict == "compliant"


def test_a_rejected_label_is_a_breach_with_its_words_and_source(judge: Judge) -> None:
    result = judge("Lovely #collab")
    assert said(result, RULE) == [("ambiguous_label", "breach")]
    assert quotes(result, RULE) == ["#collab"]
    assert [each.id for finding in result.findings for each in finding.citations] == ["gb-code"]


def test_what_a_market_says_of_each_wording_is_told_of_that_wording(judge: Judge) -> None:
    entries = label("#sp", "rejected", ", note: too short") + label("#pr", "rejected", ", note: vague")
    (finding,) = judge("Lovely #sp #pr", labels=entries).findings[:1]
    assert finding.message.endswith("“#sp”: too short; “#pr”: vague.")
    (finding,) = judge("Lovely #sp", labels=entries).findings[:1]
    assert finding.message.endswith("Too short.")


def test_a_refused_wording_that_says_something_untrue_is_told_beside_an_ambiguous_one(judge: Judge) -> None:
    entries = label("#sp", "ambiguous") + label("#allmine", "rejected")
    assert said(judge("Lovely #sp #allmine", labels=entries), RULE) == [("ambiguous_label", "warning")]
    entries = label("#sp", "ambiguous") + label("#allmine", "rejected", ", severity: breach")
    assert ("ambiguous_label", "breach") in said(judge("Lovely #sp #allmine", labels=entries), RULE)


@pytest.mark.parametrize(
    ("status", "wanted"), [("ambiguous", [("ambiguous_label", "breach")]), ("accepted", [])], ids=["doubtful", "taken"]
)
def test_a_listed_wording_is_told_before_a_doubtful_kind_of_sentence(
    judge: Judge, status: str, wanted: list[tuple[str, str]]
) -> None:
    words = 'language: en\nstatements:\n  - {kind: paid, patterns: ["backed by {Brand}"]}\n'
    entries = label("backed by {Brand}", "rejected") + (
        f"  - {{{{statement: paid, status: {status}, from: 2010-01-01, verified: page, sources: [{{low}}-code]}}}}\n"
    )
    assert said(judge("Backed by @lumen. Lovely soap", labels=entries, words=words), RULE) == wanted


def test_what_is_a_label_for_others_is_told_as_unsuited_beside_a_doubtful_entry(judge: Judge) -> None:
    entries = label("#sent", "accepted", ", relationships: [gifted]") + label(
        "#sent", "ambiguous", ", relationships: [gifted_with_obligation]"
    )
    result = judge("Lovely #sent", labels=entries)
    assert [each.reason for each in result.findings] == ["wording_for_relationship"]


def test_a_bare_word_amid_what_is_said_is_for_a_person(judge: Judge) -> None:
    talk = judge("", surface="video", transcript=["I saw the ad and bought it"])
    assert said(talk, RULE) == [("ambiguous_label", "warning")]
    assert said(judge("", surface="video", transcript=["Ad: the soap"]), RULE) == []
    # a clear label beside it settles it
    assert said(judge("Ad: soap", surface="video", transcript=["I saw the ad and bought it"]), RULE) == []


def test_an_ambiguous_label_is_for_a_person(judge: Judge) -> None:
    result = judge("Lovely #partner")
    assert (result.verdict, said(result, RULE)) == ("review", [("ambiguous_label", "warning")])


def test_an_ambiguous_label_beside_a_rejected_one_speaks_first(judge: Judge) -> None:
    result = judge("Lovely #partner #collab")
    assert quotes(result, RULE) == ["#partner"]


@pytest.mark.parametrize(("kind", "reason"), [("gifted", "missing_label"), ("paid", "ambiguous_label")])
def test_a_refused_sentence_leaves_the_label_missing_unless_it_tells_of_money(
    judge: Judge, kind: str, reason: str
) -> None:
    words = f"language: en\nstatements:\n  - {{kind: {kind}, patterns: [comes from the brand]}}\n"
    entries = (
        f"  - {{{{statement: {kind}, status: rejected, from: 2010-01-01, verified: page, sources: [{{low}}-code]}}}}\n"
    )
    result = judge("This comes from the brand", labels=entries, words=words)
    assert said(result, RULE) == [(reason, "breach")]


def test_an_entry_sets_its_own_reason_and_severity(judge: Judge) -> None:
    entries = label("#sp", "rejected", ", reason: abbreviated_label") + label("#amb", "ambiguous", ", severity: breach")
    assert said(judge("Lovely #sp", labels=entries), RULE) == [("abbreviated_label", "breach")]
    assert said(judge("Lovely #amb", labels=entries), RULE) == [("ambiguous_label", "breach")]


def test_the_longest_listed_wording_stands(judge: Judge) -> None:
    entries = label("Paid #collab with {Brand}")
    assert judge("Paid #collab with @glow", labels=entries).verdict == "compliant"


def test_a_label_counts_from_its_day_to_its_day(judge: Judge) -> None:
    # the lesser entry holds before and after, so that the days between are the only ones that pass
    dated = label("#promo").replace("from: 2010-01-01", "from: 2020-01-01, to: 2020-12-31")
    days = [dt.date(2019, 12, 31), dt.date(2020, 1, 1), dt.date(2020, 12, 31), dt.date(2021, 1, 1)]
    verdicts = [judge("Lovely #promo", labels=dated, on=day).verdict for day in days]
    assert verdicts == ["non_compliant", "compliant", "compliant", "non_compliant"]


def test_where_nothing_is_declared_a_wording_is_read_as_those_use_it_for_whom_it_is_a_label(judge: Judge) -> None:
    entries = label("#gratis", "accepted", ", relationships: [gifted]")
    entries += label("#gratis", "rejected", ", relationships: [paid, affiliate]")
    verdicts = {
        tie: judge("#gratis kit", labels=entries, relationship=tie).verdict for tie in ("unknown", "gifted", "paid")
    }
    assert verdicts == {"unknown": "compliant", "gifted": "compliant", "paid": "non_compliant"}
    earning = judge("#gratis kit, 10% off with my code FOX10", labels=entries, relationship="unknown")
    assert earning.verdict == "review"


def test_an_entry_for_all_may_tighten_another_for_all(judge: Judge) -> None:
    entries = label("#gratis") + label("#gratis", "rejected")
    assert judge("#gratis kit", labels=entries, relationship="unknown").verdict == "review"


def test_a_disguised_label_is_not_lost(judge: Judge) -> None:
    assert judge("#\u0430d lovely").verdict == "compliant"
    assert judge("# a d lovely").verdict == "compliant"
    assert quotes(judge("Lovely #c\u043ell\u0430b"), RULE) == ["#c\u043ell\u0430b"]


def test_nothing_declared_and_only_refused_words_are_too_little_for_a_breach(judge: Judge) -> None:
    assert judge("Lovely #collab", relationship="unknown").verdict == "review"


BOUND = """
  - {{text: Product placement, language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code], remedy: true,
      surfaces: [video]}}
  - {{text: Product placement, language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code],
      platforms: [podcast]}}
  - {{text: Product placement, language: en, status: ambiguous, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: Spot, language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code], surfaces: [live]}}
"""


@pytest.mark.parametrize(
    ("where", "verdict"),
    [
        ({"surface": "video"}, "compliant"),
        ({"platform": "podcast"}, "compliant"),
        ({"platform": "instagram", "surface": "feed"}, "review"),
        ({"platform": "instagram"}, "review"),
    ],
)
def test_a_label_for_some_places_only(write_rules: WriteRules, where: dict[str, str], verdict: str) -> None:
    checker = Checker(load_folder(write_rules(BOUND)))
    post = Post.model_validate({"text": "Product placement: lovely serum", "relationship": "paid", **where})
    assert checker.check(post, on=DAY, remedies=False).verdict == verdict


@pytest.mark.parametrize(("surface", "labels"), [("live", ["Spot"]), ("feed", [])])
def test_elsewhere_it_is_no_label(write_rules: WriteRules, surface: str, labels: list[str]) -> None:
    checker = Checker(load_folder(write_rules(BOUND)))
    post = Post.model_validate({"text": "Spot: lovely serum", "relationship": "paid", "surface": surface})
    assert [each.label for each in checker.check(post, on=DAY, remedies=False).labels] == labels


@pytest.mark.parametrize(("surface", "proposed"), [("video", True), ("feed", False)])
def test_it_is_proposed_only_where_it_counts(write_rules: WriteRules, surface: str, proposed: bool) -> None:
    checker = Checker(load_folder(write_rules(BOUND)))
    post = Post.model_validate({"text": "Lovely serum", "relationship": "paid", "surface": surface})
    remedy = checker.check(post, on=DAY).results[0].remedy
    assert remedy is not None
    assert bool(remedy.edits) is proposed


GIFT = label("Gift from {Brand}", more=", relationships: [gifted]")


@pytest.mark.parametrize("applies", [None, "[gifted]"])
def test_a_label_of_another_connection_is_weighed_where_no_rule_speaks_of_the_wording(
    write_rules: WriteRules, applies: str | None
) -> None:
    folder = write_rules(LABELS + GIFT)
    rules = folder / "GB" / "rules.yaml"
    before, wording = rules.read_text("utf-8").split("  - id: gb.label.wording\n")
    limited = "  - id: gb.label.wording\n" + wording.replace(
        "    check: wording\n", f"    check: wording\n    applies: {{relationships: {applies}}}\n"
    )
    rules.write_text(before if applies is None else before + limited, "utf-8")
    checker = Checker(load_folder(folder))

    def result(relationship: str) -> Result:
        post = Post.model_validate({"text": "Gift from @glow: lovely", "relationship": relationship})
        return checker.check(post, on=DAY, remedies=False).results[0]

    found = result("paid")
    assert said(found, RULE) == [("wording_for_relationship", "warning")]
    assert quotes(found, RULE) == ["Gift from @glow"]
    assert result("gifted").verdict == "compliant"


def test_where_a_rule_speaks_of_the_wording_it_alone_does(judge: Judge) -> None:
    found = judge("Gift from @glow: lovely", labels=GIFT)
    assert said(found, RULE) == []
    assert said(found, "gb.label.wording") == [("wording_for_relationship", "breach")]
