"""The one way through the house, seen from its front door."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from adhere.checker import BATCH, MAX_TEXT, Checker
from adhere.checks import kinds
from adhere.errors import DateOutOfRange, InputError, TooLarge, UnknownWord
from adhere.post import Platform, Post, Relationship, Surface
from adhere.report import Report, to_json
from tests.text.strategies import ODD, TEXTS

DAY = dt.date(2025, 6, 1)
#: Half surrogates cannot be written as UTF-8, and so stand in no JSON that reaches us.
WRITABLE = TEXTS.map(lambda text: text.encode("utf-8", "ignore").decode())


@pytest.fixture(scope="module")
def ours() -> Checker:
    return Checker.load(classify=False)


def posts() -> st.SearchStrategy[Post]:
    maybe = st.none() | WRITABLE
    return st.builds(
        Post,
        text=WRITABLE,
        title=maybe,
        overlay=st.none() | st.lists(WRITABLE, max_size=2),
        transcript=st.none() | st.lists(WRITABLE, max_size=2),
        first_comment=maybe,
        profile=maybe,
        brand=maybe,
        platform=st.sampled_from(Platform),
        surface=st.none() | st.sampled_from(Surface),
        relationship=st.sampled_from(Relationship),
        platform_label=st.none() | st.booleans(),
        sector=st.none() | st.sampled_from(["alcohol", "tobacco", "gambling", "finance", "x"]),
        altered_image=st.none() | st.sampled_from(["none", "retouched", "generated", "unknown"]),
        followers=st.none() | st.integers(0, 10**9),
    )


def some(count: int) -> list[Post]:
    texts = ["Lovely #ad", "Ad: lovely", "Lovely", "#collab", "", "code MIA20"]
    return [Post(id=str(i), text=texts[i % len(texts)] + "!" * (i % 7), relationship="paid") for i in range(count)]


def test_many_are_checked_as_one_by_one(check_small: Checker) -> None:
    given = some(BATCH + 5)
    many = list(check_small.check_many(given, today=DAY))
    assert many == [check_small.check(post, today=DAY) for post in given]
    assert [report.id for report in many] == [post.id for post in given]


def test_posts_are_read_as_they_are_wanted(check_small: Checker) -> None:
    """A run over millions holds one batch at a time."""
    taken = []

    def source() -> Iterator[Post]:
        for post in some(BATCH * 3):
            taken.append(post)
            yield post

    reports = check_small.check_many(source(), today=DAY)
    assert taken == []
    next(reports)
    assert len(taken) == BATCH


def test_what_was_checked_before_posts_end_in_an_error_is_not_lost(check_small: Checker) -> None:
    def source() -> Iterator[Post]:
        yield from some(BATCH + 3)
        raise OSError("the file ends here")

    found: list[Report] = []
    with pytest.raises(OSError, match="the file ends here"):
        found.extend(check_small.check_many(source(), today=DAY))
    assert found == list(check_small.check_many(some(BATCH + 3), today=DAY))

    found.clear()
    with pytest.raises(UnknownWord):
        found.extend(check_small.check_many([*some(3), Post(text="a", jurisdictions=["QQ"])], today=DAY))
    assert len(found) == 3


@pytest.mark.parametrize(
    ("label", "times"), [("#ad ", 5_000), ("not an ad ", 10_000), (f"#a{chr(0x301) * 50}d ", 2_000)]
)
def test_thousands_of_labels_in_a_post_take_time_by_their_number_and_not_its_square(
    ours: Checker, label: str, times: int
) -> None:
    def taken(text: str) -> float:
        began = time.process_time()
        ours.check(Post(text=text, jurisdictions=["GB"], relationship=Relationship.PAID), today=DAY)
        return time.process_time() - began

    taken(label * 50)
    # ten times as many: the square would be a hundredfold
    assert taken(label * times) < 50 * taken(label * (times // 10))


def test_a_post_that_cannot_be_checked_gives_its_error_in_its_place(check_small: Checker) -> None:
    given = [*some(2), Post(text="x", jurisdictions=["ZZ"]), *some(1)]
    found = list(check_small.check_many(given, today=DAY, yield_errors=True))
    assert [type(each) for each in found] == [Report, Report, UnknownWord, Report]
    with pytest.raises(UnknownWord):
        list(check_small.check_many(given, today=DAY))


def test_the_same_post_has_the_same_id_and_another_has_not(check_small: Checker) -> None:
    post = Post(text="Ad: lovely", relationship="paid")
    ids = [check_small.check(each, today=DAY).check_id for each in (post, post.model_copy())]
    ids.append(check_small.check(post.model_copy(update={"text": "Ad: lovely!"}), today=DAY).check_id)
    ids.append(check_small.check(post, today=DAY + dt.timedelta(days=1)).check_id)
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_the_day_is_the_arguments_then_the_posts_then_todays(check_small: Checker) -> None:
    dated, undated = Post(text="x", published_on=dt.date(2020, 2, 2)), Post(text="x")
    on = check_small.check(dated, on=dt.date(2015, 5, 5), today=DAY)
    assert (on.as_of, on.as_of_source) == (dt.date(2015, 5, 5), "argument")
    own = check_small.check(dated, today=DAY)
    assert (own.as_of, own.as_of_source) == (dt.date(2020, 2, 2), "published_on")
    asked = check_small.check(undated, today=DAY)
    assert (asked.as_of, asked.as_of_source) == (DAY, "request")
    with pytest.raises(InputError, match="published_on"):
        check_small.check(undated)


def test_before_the_first_rule_there_is_no_answer(check_small: Checker) -> None:
    with pytest.raises(DateOutOfRange, match="2010-01-01"):
        check_small.check(Post(text="x"), jurisdictions=["GB"], on=dt.date(2009, 12, 31))
    with pytest.raises(DateOutOfRange):
        check_small.check(Post(text="x"), on=dt.date.min)
    assert check_small.check(Post(text="x"), on=dt.date(2010, 1, 1)).results


def test_an_unknown_jurisdiction_is_told_with_the_nearest(ours: Checker) -> None:
    with pytest.raises(UnknownWord) as caught:
        ours.check(Post(text="x", jurisdictions=["UX"]), today=DAY)
    assert caught.value.where == "jurisdictions"
    assert caught.value.nearest in ours.rulebook.jurisdictions
    assert "US" in caught.value.message


def test_jurisdictions_are_answered_once_each_in_the_order_asked(ours: Checker) -> None:
    report = ours.check(Post(text="x"), jurisdictions=["us", "DE", "US", "EU"], today=DAY)
    assert [result.jurisdiction for result in report.results] == ["US", "DE", "EU"]
    with pytest.raises(InputError, match="No jurisdiction"):
        ours.check(Post(text="x"), jurisdictions=[], today=DAY)


def test_a_name_where_a_list_is_wanted(ours: Checker) -> None:
    with pytest.raises(InputError, match=r'a list: \["GB"\]') as caught:
        ours.check(Post(text="x"), jurisdictions="GB", today=DAY)
    assert caught.value.where == "jurisdictions"


@pytest.mark.parametrize("day", [dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC), "2026-11-25"])
@pytest.mark.parametrize("where", ["on", "today"])
def test_what_is_no_day(ours: Checker, where: str, day: Any) -> None:
    asked = {"today": DAY, where: day}
    with pytest.raises(InputError, match=f"^{where} takes a day") as caught:
        ours.check(Post(text="x", jurisdictions=["GB"]), **asked)
    assert caught.value.where == where


def test_without_jurisdictions_all_that_have_rules_answer(ours: Checker) -> None:
    report = ours.check(Post(text="x"), today=DAY)
    assert [result.jurisdiction for result in report.results] == list(ours.rulebook.jurisdictions)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Advertising @rutaverde la mochila que cabe en cabina", "non_compliant"),
        ("Advertising @rutaverde the backpack that fits in the cabin", "compliant"),
    ],
)
def test_a_foreign_label_alone_does_not_tell_the_language(ours: Checker, text: str, verdict: str) -> None:
    report = ours.check(
        Post(text=text, platform="instagram", relationship="paid"), jurisdictions=["ES"], on=dt.date(2026, 1, 20)
    )
    assert report.verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Reklama | Zimowa kurtka od @lodenfoxuk, na spacery po Leeds jak znalazł", "compliant"),
        ("Werbung | Velvet lamp, plum sofa, tea. @lodenfoxuk", "non_compliant"),
    ],
)
def test_a_label_and_a_few_words_in_a_third_language_tell_it(ours: Checker, text: str, verdict: str) -> None:
    post = Post(text=text, platform="instagram", relationship="paid")
    assert ours.check(post, jurisdictions=["GB"], on=dt.date(2026, 1, 20)).verdict == verdict


def test_an_empty_post_is_judged(ours: Checker) -> None:
    report = ours.check(Post(relationship="paid"), jurisdictions=["US", "DE"], today=DAY)
    assert [result.verdict for result in report.results] == ["non_compliant", "non_compliant"]
    assert report.labels == ()
    assert ours.check(Post(relationship="none"), today=DAY).verdict == "compliant"


def test_the_labels_quote_the_text(ours: Checker) -> None:
    text = "So\0 l\u0301ovely 🎁 #\u0430d and #W\u200berbung\ufeff"
    report = ours.check(Post(text=text, relationship="paid"), today=DAY)
    spans = [span for label in report.labels for span in label.spans]
    assert {span.quote for span in spans} >= {"#\u0430d", "#W\u200berbung"}
    assert all(text[span.start : span.end] == span.quote for span in spans)
    assert [label.lookalike for label in report.labels if label.label == "#\u0430d"] == [True]


def test_half_a_surrogate_pair_is_judged_like_any_text(check_small: Checker) -> None:
    report = check_small.check(Post(text="\ud83c #ad \udfff", relationship="paid"), today=DAY)
    assert report.verdict == "compliant"


@pytest.mark.parametrize(
    "piece", ["lovely ", "\u200b", "ﷺ", "A D ", "a.b ", "#\u0430x ", "@a ", "https://a.b/c ", "\n", "“"]
)
def test_two_mebibytes_have_an_answer(check_small: Checker, piece: str) -> None:
    text = (piece * (2 * 1024 * 1024 // len(piece)))[: 2 * 1024 * 1024 - 4] + " #ad"
    report = check_small.check(Post(text=text, relationship="paid"), today=DAY, remedies=False)
    assert report.labels[-1].spans[-1].end == len(text)
    assert report.verdict == "compliant"


def test_a_flood_of_labels_takes_time_in_step(check_small: Checker) -> None:
    def seconds(count: int) -> float:
        post = Post(text="x #ad " * count, relationship="paid")
        began = time.thread_time()
        check_small.check(post, today=DAY, remedies=False)
        return time.thread_time() - began

    small = min(seconds(250) for _ in range(3))
    # eight times the labels, with room to spare; a square would be 64 times
    assert min(seconds(2000) for _ in range(3)) < 8 * 3 * small


def test_more_than_the_limit_is_refused(check_small: Checker) -> None:
    with pytest.raises(TooLarge, match="4,000,000") as caught:
        check_small.check(Post(text="a" * (MAX_TEXT + 1)), today=DAY)
    assert caught.value.where == "text"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(post=posts())
def test_any_post_has_an_answer_in_every_market(ours: Checker, post: Post) -> None:
    report = ours.check(post, today=DAY, remedies=False)
    assert len(report.results) == len(ours.rulebook.jurisdictions)
    fields = {"text": post.text, "title": post.title, "first_comment": post.first_comment, "profile": post.profile}
    fields |= {f"overlay[{i}]": item.text for i, item in enumerate(post.overlay or [])}
    fields |= {f"transcript[{i}]": item.text for i, item in enumerate(post.transcript or [])}
    for result in report.results:
        severities = {finding.severity for finding in result.findings}
        assert (result.verdict == "non_compliant") == ("breach" in severities)
        assert (result.verdict == "compliant") == (not severities - {"note"})
        assert not {finding.rule for finding in result.findings} & set(result.passed)
        for span in (span for finding in result.findings for span in finding.spans):
            words = fields[span.field]
            assert words is not None
            assert words[span.start : span.end] == span.quote
    assert to_json(report)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["#ad", "Ad:", "not an", "(", ")", "\n", "@glow", "#collab", *ODD[2:12]]), max_size=30))
def test_any_jumble_of_labels_has_an_answer(ours: Checker, words: list[str]) -> None:
    report = ours.check(Post(text=" ".join(words), relationship="paid"), today=DAY, remedies=False)
    for label in report.labels:
        assert all(one.start <= other.start for one, other in pairwise(label.spans))


@pytest.mark.parametrize(
    "error", [ValueError("x"), KeyError("x"), TimeoutError(), RecursionError(), AssertionError(), RuntimeError()]
)
def test_a_check_that_crashes_is_a_question_for_a_person(
    check_small: Checker, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def crash(context: object, rule: object) -> object:
        raise error

    monkeypatch.setitem(kinds.CHECKS, "label_clear", crash)
    result = check_small.check(Post(text="Ad: lovely", relationship="paid"), today=DAY).results[0]
    assert result.verdict == "review"
    assert [(each.rule, each.reason, each.severity) for each in result.findings] == [
        ("gb.label.clear", "not_checked", "warning")
    ]
    assert type(error).__name__ in result.findings[0].message
    assert "gb.label.clear" not in result.passed


def test_a_crash_hides_no_breach(check_small: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(context: object, rule: object) -> object:
        raise ValueError

    monkeypatch.setitem(kinds.CHECKS, "wording", crash)
    result = check_small.check(Post(text="Lovely #collab", relationship="paid"), today=DAY, remedies=False).results[0]
    assert result.verdict == "non_compliant"
    assert {each.reason for each in result.findings} == {"not_checked", "ambiguous_label"}


def test_posts_do_not_touch_each_other(check_small: Checker) -> None:
    """One post's day, tie and market leave nothing behind for the next."""
    one, other = Post(text="Lovely #collab", relationship="paid"), Post(text="Ad: lovely", relationship="gifted")
    alone = check_small.check(other, today=DAY)
    check_small.check(one, on=dt.date(2010, 1, 1))
    assert check_small.check(other, today=DAY) == alone


def test_a_score_where_it_is_needed() -> None:
    """Where the declared relationship or a label decides, no score can change anything; elsewhere it is the same as ever."""
    posts = [
        Post(text="Obsessed with this serum, it has changed my mornings.", jurisdictions=["GB"]),
        Post(text="Obsessed with this serum, it has changed my mornings.", jurisdictions=["GB"], relationship="paid"),
        Post(text="Ad: obsessed with this serum, it has changed my mornings.", jurisdictions=["GB"]),
    ]
    day = dt.date(2026, 11, 25)
    checker = Checker.load()
    always = list(checker.check_many(posts, today=day))
    needed = list(checker.check_many(posts, today=day, classify="needed"))
    assert all(report.sponsorship.probability is not None for report in always)
    assert [report.sponsorship.probability is not None for report in needed] == [True, False, False]
    assert needed[0] == always[0]
    assert [report.results for report in needed] == [report.results for report in always]


def test_posts_in_which_there_is_nothing_to_find_are_answered_by_their_kind(check_small: Checker) -> None:
    def findings(**given: object) -> list[str]:
        post = Post.model_validate({"text": "A walk in the snow.", "relationship": "paid"} | given)
        return [each.message for each in check_small.check(post, today=DAY, remedies=False).results[0].findings]

    first = findings()
    assert "relationship: paid" in first[0]
    assert findings(text="Another walk.") == first
    assert findings(relationship="none") == []
    assert "profile only" in findings(profile="Ad")[0]
    assert findings(overlay=[{"text": "Ad"}]) == []
    assert findings() == first


def test_a_tag_beside_the_label_is_no_part_of_it(ours: Checker) -> None:
    # Italy takes #ad beside the tag of a brand
    post = Post(text="Dates from @nakheelfarm, so good #love #ad #ramadan", relationship=Relationship.PAID)
    (label,) = ours.check(post, jurisdictions=["US"], on=dt.date(2026, 10, 1)).labels
    assert (label.label, label.language) == ("#ad", "en")


@pytest.mark.parametrize("given", [{"duration": 1e999}, {"overlay": [{"text": "Ad", "start": 0, "end": float("inf")}]}])
def test_no_time_is_without_end(given: dict[str, object]) -> None:
    # JSON has no word for it: such a post would come back as one whose length is not known
    with pytest.raises(ValidationError, match="finite number"):
        Post.model_validate(given)
