"""The second reading: labels in disguise are found, ordinary writing is left alone."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.text import fold, fold_wording
from adhere.text.lookalikes import DOUBLES, LOOKALIKES, STYLED, UNICODE
from tests.text import make_lookalikes
from tests.text.strategies import TEXTS


def second(text: str) -> str | None:
    other = fold(text).lookalike
    return other.text if other is not None else None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("#аd", "#ad"),
        ("#Аԁ", "#ad"),
        ("#ΑD", "#ad"),
        ("# ad", "#ad"),
        ("#   ad", "#ad"),
        ("#a.d", "#ad"),
        ("# a d", "#ad"),
        ("# a dog", "#a dog"),
        ("#a d", "#ad"),
        ("#a-d", "#ad"),
        ("#a_d", "#ad"),
        ("A D", "ad"),
        ("A.D.", "ad"),
        ("A | D", None),
        ("🅰🅳", "ad"),
        ("🅐🅓", "ad"),
        ("ᴀᴅ", "ad"),
        ("sᴘᴏɴsᴏʀᴇᴅ", "sponsored"),
        ("W e r b u n g", "werbung"),
        ("so good s p o n s o r e d by them", "so good sponsored by them"),
        ("раrtnеr", "partner"),
        ("Wеrbung", "werbung"),
        ("# аd", "#ad"),
        ("(A D)", "(ad)"),
    ],
)
def test_a_disguise_is_undone(written: str, read: str | None) -> None:
    assert second(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "Нос, сосна, оса и рак",
        "Моя реклама",
        "Мой кот ест рис",
        "С утра на море",
        "Мой рак is tasty",
        "Το φως και η σοσ",
        "vitamin A D E",
        "Vitamins A, D and E",
        "plan A B C",
        "I / O",
        "p & a",
        "🇦🇩",
        "Adventure in the woods",
        "e.g. this one",
        "at 5 p.m. we go",
        "広告です",
        "ประกาศ",
        "# 1 in town",
        "##",
    ],
)
def test_ordinary_writing_is_left_alone(written: str) -> None:
    assert second(written) is None


def test_a_second_reading_leads_back_to_the_disguise() -> None:
    text = "Look: # а . d and #а\u200bd here"
    other = fold("Look: #а.d here").lookalike
    assert other is not None
    start = other.text.index("#ad")
    assert "Look: #а.d here"[slice(*other.span(start, start + 3))] == "#а.d"
    again = fold(text).lookalike
    assert again is not None
    start = again.text.rindex("#ad")
    assert text[slice(*again.span(start, start + 3))] == "#а\u200bd"


@given(TEXTS)
def test_the_second_reading_is_stable(text: str) -> None:
    """Undisguising is no chain of guesses: what was made plain has no further letters to make plain."""
    other = fold(text).lookalike
    if other is not None:
        assert not set(other.text) & STYLED.keys()
        assert other.text != fold(text).text


@given(st.sampled_from(["#ad", "#werbung", "#sponsored", "#reklama"]), st.data())
def test_any_tag_with_some_letters_swapped_is_read(tag: str, data: st.DataObject) -> None:
    swaps: dict[str, list[str]] = {}
    for char, latin in LOOKALIKES.items():
        if char in DOUBLES and fold(char).text == char:
            swaps.setdefault(latin, []).append(char)
    written = "".join(data.draw(st.sampled_from([char, *swaps.get(char, [])])) if char != "#" else char for char in tag)
    assert tag in (fold(written).text, second(written)), written


def test_the_table_is_what_unicode_says() -> None:
    pytest.importorskip("confusable_homoglyphs", reason="needed only to make the table anew")
    assert make_lookalikes.table() == UNICODE


def test_the_table_holds_what_its_maker_would_let_in() -> None:
    """The same without Unicode's data: letters of the scripts that can pass for Latin, in order, that folding leaves alone."""
    for latin, chars in UNICODE.items():
        assert list(chars) == sorted(set(chars)), latin
        for char in chars:
            assert unicodedata.name(char, "?").split()[0] in (*make_lookalikes.SCRIPTS, "MUSICAL", "OLD"), char
            assert not fold_wording(char).isascii(), char


def test_no_look_alike_is_itself_latin() -> None:
    assert not set(LOOKALIKES) & set(string.ascii_letters + string.digits)
    assert set(LOOKALIKES.values()) <= set(string.ascii_lowercase)
    assert set(STYLED.values()) == set(string.ascii_lowercase)
    assert not STYLED.keys() & LOOKALIKES.keys()
