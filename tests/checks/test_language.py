from __future__ import annotations

import pytest

from tests.checks.conftest import Judge, label, quotes, said, x

GERMAN = label("Werbung").replace("language: en", "language: de")


def test_a_label_in_a_language_that_is_asked_for(judge: Judge) -> None:
    only = x("language", "{languages: [de]}")
    assert said(judge("Werbung: lovely", only, labels=GERMAN)) == []
    found = judge("Ad: lovely", only, labels=GERMAN)
    assert said(found) == [("wrong_language", "breach")]
    assert quotes(found) == ["Ad"]
    assert said(judge("Ad | Werbung: lovely", only, labels=GERMAN)) == []


def test_a_label_in_the_language_of_the_post(judge: Judge) -> None:
    same = x("language", "{post_language: true}")
    english = "This is the best serum I ever had, and I love it more with every day of the week"
    assert said(judge(f"Werbung: {english}", same, labels=GERMAN)) == [("wrong_language", "breach")]
    assert said(judge(f"Ad: {english}", same, labels=GERMAN)) == []
    assert said(judge("Werbung: lovely", same, labels=GERMAN, language="en-GB")) == [("wrong_language", "breach")]


def test_a_short_post_in_another_language_is_for_a_person_to_weigh(judge: Judge) -> None:
    same = x("language", "{post_language: true}")
    found = judge("Werbung: the best serum I ever had", same, labels=GERMAN)
    assert said(found) == [("wrong_language", "warning")]


def test_a_label_in_a_widely_known_language_is_for_a_person_to_weigh(judge: Judge) -> None:
    german = "Das ist das beste Serum, das ich je hatte, und ich liebe es jeden Tag ein wenig mehr"
    known = "{post_language: true, widely_known: [en]}"
    assert said(judge(f"Ad: {german}", x("language", known))) == [("wrong_language", "warning")]
    assert said(judge(f"Ad: {german}", x("language", "{post_language: true}"))) == [("wrong_language", "breach")]


def test_without_a_caption_the_words_on_the_picture_tell_the_language(judge: Judge) -> None:
    same = x("language", "{post_language: true}")
    english = "This is the best serum I ever had, and I love it more with every day of the week"
    frame = [{"text": f"Werbung: {english}", "frame": 1}]
    assert said(judge("", same, labels=GERMAN, surface="story", overlay=frame)) == [("wrong_language", "breach")]


@pytest.mark.parametrize(("language", "verdict"), [("de", "compliant"), ("nl", "compliant"), ("en", "non_compliant")])
def test_one_text_in_several_languages(judge: Judge, language: str, verdict: str) -> None:
    shared = label("Promotie", more=", understood: [nl]").replace("language: en", "language: de")
    result = judge("Promotie: Glowkin", x("language", "{post_language: true}"), labels=shared, language=language)
    assert result.verdict == verdict


def test_a_post_whose_language_nobody_can_tell_is_not_blamed(judge: Judge) -> None:
    assert said(judge("Werbung 😍", x("language", "{post_language: true}"), labels=GERMAN)) == []


@pytest.mark.parametrize("params", ["{languages: [de]}", "{post_language: true}"])
def test_without_a_label_its_language_is_no_matter(judge: Judge, params: str) -> None:
    assert said(judge("So lovely", x("language", params))) == []


def test_a_label_of_the_market_under_a_post_that_only_seems_foreign(judge: Judge) -> None:
    same = x("language", "{post_language: true}")
    # some forty letters are a guess; twice as many are none
    short = "Das Wetter ist heute so schön"
    assert said(judge(f"Ad: {short}", same)) == []
    long = f"{short}, und wir fahren morgen mit den Rädern an den See, wo wir den ganzen Tag bleiben"
    assert said(judge(f"Ad: {long}", same)) == [("wrong_language", "breach")]


def test_a_label_in_the_language_of_the_market_does_under_any_post(judge: Judge) -> None:
    english = "This is the best serum I ever had, and I love it more with every day of the week"
    german = "Das ist das beste Serum, das ich je hatte, und ich liebe es jeden Tag ein wenig mehr"
    own = x("language", "{post_language: true, market_language: true}")
    assert said(judge(f"Ad: {german}", own)) == []
    assert said(judge(f"Werbung: {english}", own, labels=GERMAN)) == [("wrong_language", "breach")]
