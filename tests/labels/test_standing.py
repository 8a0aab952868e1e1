"""A bare word is a label where it stands as one, and a word in running prose elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.rulebook import load_folder
from tests.conftest import WriteRules
from tests.labels.conftest import Find

CLEAR = [
    "Ad",
    "Ad: lovely",
    "AD lovely serum",
    "✨ Ad ✨ lovely",
    "ad | lovely",
    "(ad) lovely",
    "Lovely serum [Ad]",
    "Lovely serum (ad)",
    "Lovely serum | ad",
    "Lovely serum\nAd",
    "Lovely serum\n\nAD - so soft",
    "Lovely *ad* serum",
    "【ad】 lovely",
    "@glow Ad | lovely",
    "1/3 Ad: lovely",
    "(2/5) Ad | lovely",
    "1. Ad | lovely",
    "Hello lovelies, ad: so soft",
    "Hi, ad | so soft",
]
NONE = [
    "I saw an ad for it",
    "every ad I see",
    "ad-free and lovely",
    "the ad's message",
    "it is not like ad agencies say",
    "my ad, your ad and their ads",
    "on page 3 ad space is cheap",
    "Hello lovelies, ad agencies are fun",
    "I work with words and with pictures, ad: my favourite",
]


@pytest.mark.parametrize("text", CLEAR)
def test_as_a_label_it_admits_by_itself(check_small: Checker, text: str) -> None:
    report = check_small.check(Post(text=text), on=dt.date(2025, 1, 1))
    assert report.sponsorship.admitted == "paid"


@pytest.mark.parametrize("text", NONE)
def test_in_prose_it_is_no_label(check_small: Checker, find: Find, text: str) -> None:
    assert check_small.check(Post(text=text), on=dt.date(2025, 1, 1)).labels == ()
    assert find(text, "Ad") == []


@pytest.mark.parametrize(
    "text",
    [
        "Ad for my favourite serum",
        "We love the AD today",
        "The serum is back in stock AD",
        "@glow Ad for my favourite serum",
    ],
)
def test_between_the_two_it_counts_where_a_connection_is_declared(check_small: Checker, text: str) -> None:
    day = dt.date(2025, 1, 1)
    assert check_small.check(Post(text=text), on=day).sponsorship.admitted is None
    assert check_small.check(Post(text=text, relationship="paid"), on=day).verdict == "compliant"
    assert check_small.check(Post(text=text, relationship="none"), on=day).labels == ()


@pytest.mark.parametrize("text", ["THE SERUM IS BACK IN STOCK AD", "the serum is back in stock ad"])
def test_a_last_word_is_told_from_its_line_by_capitals(check_small: Checker, text: str) -> None:
    assert check_small.check(Post(text=text, relationship="paid"), on=dt.date(2025, 1, 1)).labels == ()


def test_a_choice_of_single_words_stands_as_each_of_them_does(write_rules: WriteRules) -> None:
    choice = """
  - {{text: "(Advert|Publicity)", language: en, alone: true, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code]}}
"""
    checker = Checker(load_folder(write_rules(choice)))

    def admitted(text: str) -> str | None:
        report = checker.check(Post(text=text), jurisdictions=["GB"], on=dt.date(2025, 1, 1), remedies=False)
        return report.sponsorship.admitted

    assert admitted("Advert | lovely serum") == admitted("Lovely serum\nPublicity") == "paid"
    assert admitted("Advert music is lovely") is None
    assert admitted("We saw the advert twice") is None


@pytest.mark.parametrize("text", ["広告代理店で働く", "求人広告 募集中", "#求人広告 募集中", "広告費の話"])
def test_glued_to_another_word_it_is_a_part_of_that(find: Find, text: str) -> None:
    assert find(text, "広告") == []
    assert find(f"広告 {text}", "広告") == ["広告"]


def test_a_hashtag_or_a_phrase_counts_anywhere(find: Find) -> None:
    assert find("we saw #ad and loved it", "Ad") == ["#ad"]
    assert find("we saw a paid partnership and loved it", "Paid partnership") == ["paid partnership"]


def test_spoken_words_have_no_line_to_lead(find: Find) -> None:
    assert find("", "Ad", transcript=["hello all this is an ad so listen"]) == ["ad"]


def test_what_is_said_aloud_has_no_lines_to_set_a_word_off(find: Find) -> None:
    assert find("lovely", "Ad", transcript=["and this is an ad so here we go"]) == ["ad"]
    assert find("lovely", "Ad", transcript=["and it is ad-free so here we go"]) == []


SUBJECTS = "language: en\nsubjects: [Ad]\n"


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Ad worked on me at last, @glow", False),
        ("Ad break over 😂 @glow", False),
        ("Ad by my sister, @glow", False),
        ("Ad with @glow and me", True),
        ("Ad from my friends at Glow", False),
        ("Ad for Glow and me", True),
        ("Ad serum", True),
        ("AD worked on me at last", True),
        ("ad worked on me at last", True),
        ("Ad: worked on me at last", True),
        ("✨ Ad worked on me at last", True),
        ("Ad 3 things that worked", True),
    ],
)
def test_the_subject_of_a_sentence_is_no_label(find: Find, text: str, stands: bool) -> None:
    assert bool(find(text, "Ad", words=SUBJECTS)) is stands


def test_words_on_a_picture_open_no_sentence(find: Find) -> None:
    assert find("", "Ad", words=SUBJECTS, overlay=["Ad worked on me at last"]) == ["Ad"]


TOWARDS = SUBJECTS + "towards: [for, with]\n"


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Ad for glimta ✨ The mask that I sleep in", True),
        ("Ad for silk and yarn 🧶 So soft", True),
        ("Ad for glimta\nThe mask that I sleep in", True),
        ("Ad for glimta: the mask that I sleep in", True),
        ("Ad for a mask that never came, @glow", False),
        ("Ad made me laugh 😂 @glow", False),
    ],
)
def test_a_name_in_small_letters_behind_whom_it_is_for_opens_no_sentence(find: Find, text: str, stands: bool) -> None:
    assert bool(find(text, "Ad", words=TOWARDS)) is stands
