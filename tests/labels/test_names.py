"""What is taken for the name of a brand where `{Brand}` stands."""

from __future__ import annotations

import pytest

from tests.labels.conftest import Find


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Paid for by Glimta", True),
        ("Paid for by glimta", False),
        ("Paid for by h2glow and lovely", True),
        ("Paid for by lotus 7 🍵 lovely", True),
        ("Paid for by lotus 7", True),
        ("Paid for by my 3 favourite people", False),
        ("Paid for by the 20% that I saved", False),
        ("Paid for by g.l.m. cosmetics", True),
        ("Paid for by glimta.example", True),
        ("Paid for by glimta ✨ lovely, @glimta", True),
        ("Paid for by glimta ✨ lovely, @glimta.official", True),
        ("Paid for by silk thread ✨ lovely, @silk_thread", True),
        ("Paid for by love ✨ @lovely.soaps", False),
        ("Paid for by love ✨ @glimta", False),
        ("Paid for by me ✨ @me.glow", False),
    ],
)
def test_names_in_small_letters(find: Find, text: str, found: bool) -> None:
    assert bool(find(text, "Paid for by {Brand}")) is found


def test_a_declared_brand_of_several_small_words(find: Find) -> None:
    assert find("Paid for by silk thread, and lovely", "Paid for by {Brand}", brand="silk thread") == [
        "Paid for by silk"
    ]


def test_a_mention_on_a_frame_tells_the_name_in_the_caption(find: Find) -> None:
    found = find("Paid for by glimta, the mask", "Paid for by {Brand}", overlay=["so soft @glimta"])
    assert found == ["Paid for by glimta"]


def test_a_name_that_stands_only_in_mentions_and_tags_tells_nothing_more(find: Find) -> None:
    assert find("Paid for by love, #glimta @glimta", "Paid for by {Brand}") == []
