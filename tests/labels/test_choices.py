"""One pattern for many sentences: choices of words, named choices, gaps, and words that name nobody."""

from __future__ import annotations

import pytest

from adhere.errors import PackError
from adhere.labels.matcher import Matcher
from adhere.labels.patterns import forms_of
from adhere.post import Post
from adhere.rulebook import load_folder
from adhere.text.post_text import read
from tests.conftest import WriteRules
from tests.labels.conftest import Find


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("(I|we) (own|run) a salon", "So we own a salon", ["we own a salon"]),
        ("(I|we) (own|run) a salon", "They own a salon", []),
        ("paid (me |us |)to post", "paid to post, paid us to post", ["paid to post", "paid us to post"]),
        ("(really |)paid me", "unpaid me, paid me, really paid me", ["paid me", "really paid me"]),
        ("(now |for {word} years |)paid by {Brand}", "Now paid by Glow", ["Now paid by Glow"]),
        ("(now |for {word} years |)paid by {Brand}", "For ten years paid by Glow", ["For ten years paid by Glow"]),
        ("(now |for {word} years |)paid by {Brand}", "gladly paid by Glow", ["paid by Glow"]),
        ("(Advert|Paid post)( for {Brand}|)", "Paid post for Glow", ["Paid post for Glow"]),
        ("(Advert|Paid post)( for {Brand}|)", "Paid post for the summer", ["Paid post"]),
        (
            "#(thanks{Brand}|thankyou{Brand}|ad)",
            "#thankyouglow #thanksglow #ad #adglow",
            ["#thankyouglow", "#thanksglow", "#ad"],
        ),
        ("sent{gap} by {Brand}", "It was sent over to us by Glow", ["sent over to us by Glow"]),
        ("sent{gap} by {Brand}", "sent by Glow", ["sent by Glow"]),
        ("sent{gap} by {Brand}", "It was sent. Made by Glow", []),
        ("sent{gap} by {Brand}", "sent one two three four five six by Glow", []),
    ],
)
def test_a_pattern_takes_its_choices_and_gaps(find: Find, wording: str, text: str, found: list[str]) -> None:
    assert find(text, wording) == found


WORDS = """\
language: en
no_names: [I]
choices: {kin: [mom, best friend]}
statements:
  - kind: family
    patterns: ["my {kin} (owns|runs) {Brand}", "(one of us|my {kin} and I) started {Brand}"]
  - kind: trip
    patterns: ["{Brand} paid for our stay"]
"""


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("My best friend runs Glow", {"statement:family"}),
        ("My teacher runs Glow", set()),
        ("My best friend and I started Glow", {"statement:family"}),
        ("One of us started Glow", {"statement:family"}),
        ("My teacher and I started Glow", set()),
        ("Glow paid for our stay", {"statement:trip"}),
        ("I paid for our stay", set()),
    ],
)
def test_a_named_choice_and_a_word_that_names_nobody(write_rules: WriteRules, text: str, kinds: set[str]) -> None:
    matcher = Matcher(load_folder(write_rules(words=WORDS)))
    assert set(matcher.scan(read(Post(text=text))).by_key) == kinds


@pytest.mark.parametrize(
    ("pattern", "mistake"),
    [
        ("my {kinn} owns it", "neither a slot nor one of the file's choices"),
        ("(I|we|) {kin}", "hardly a word outside"),
        ("{Brand} {word}", "hardly a word outside"),
        ("my (own|{word}(shop|brand)) it is", "a choice stands in another"),
        ("my own shop (it is|here", "has no other half"),
    ],
)
def test_a_pattern_that_cannot_be_looked_for_is_a_mistake(write_rules: WriteRules, pattern: str, mistake: str) -> None:
    words = 'language: en\nchoices: {kin: [a, mom]}\nstatements: [{kind: family, patterns: ["' + pattern + '"]}]\n'
    with pytest.raises(PackError, match=mistake):
        load_folder(write_rules(words=words))


def test_a_pattern_without_a_certain_word_is_looked_for_by_its_most_telling_choice() -> None:
    anchors = [form.anchor for form in forms_of("(I|we) (founded|started) {Brand}").slotted]
    assert anchors == ["founded", "started"]
