"""Where platforms cut a caption: what is surely seen, what is surely hidden, and nothing in between."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.post import Platform, Surface
from adhere.text import Cut, cut_of, load_platforms
from tests.text.strategies import TEXTS

DAY = dt.date(2025, 6, 1)
LONG = "a" * 3000


def cut(text: str, platform: Platform, surface: Surface | None = None, on: dt.date = DAY) -> Cut:
    return cut_of(text, platform, surface, "text", on)


@pytest.mark.parametrize(
    ("platform", "surface", "safe", "hidden"),
    [
        (Platform.INSTAGRAM, None, 125, 140),
        (Platform.INSTAGRAM, Surface.FEED, 125, 140),
        (Platform.INSTAGRAM, Surface.REEL, 55, 125),
        (Platform.TIKTOK, Surface.VIDEO, 50, 150),
        (Platform.FACEBOOK, Surface.FEED, 110, 140),
        (Platform.LINKEDIN, None, 140, 210),
        (Platform.X, None, 280, 280),
    ],
)
def test_a_long_caption_is_cut(platform: Platform, surface: Surface | None, safe: int, hidden: int) -> None:
    assert cut(LONG, platform, surface) == Cut("text", "cut", safe, hidden)


def test_a_video_description_is_not_shown_at_first() -> None:
    found = cut(LONG, Platform.YOUTUBE, Surface.VIDEO)
    assert (found.kind, found.safe_end) == ("field_not_shown", 0)
    assert found.hidden_from < len(LONG)


@pytest.mark.parametrize("platform", [Platform.BLOG, Platform.BLUESKY, Platform.TELEGRAM, Platform.OTHER])
def test_where_nothing_is_known_to_be_cut_nothing_is_hidden(platform: Platform) -> None:
    found = cut(LONG, platform)
    assert found.kind in ("none", "unknown")
    assert found.hidden_from == found.safe_end == len(LONG)


def test_lines_cut_before_characters_do() -> None:
    text = "one\ntwo\nthree\nfour\n#ad"
    found = cut(text, Platform.INSTAGRAM)
    assert text[: found.safe_end] == "one\ntwo"
    assert found.hidden_from < text.index("#ad")


def test_a_letter_of_many_code_points_counts_once() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    found = cut(family * 200, Platform.INSTAGRAM)
    assert found.safe_end == 125 * len(family)


def test_wide_letters_take_two_columns() -> None:
    assert cut("広" * 500, Platform.INSTAGRAM).safe_end < cut("a" * 500, Platform.INSTAGRAM).safe_end


def test_what_is_blank_before_the_first_word_is_not_shown() -> None:
    found = cut("\n \n" + "a" * 300, Platform.INSTAGRAM, Surface.REEL)
    assert (found.safe_end, found.hidden_from) == (58, 128)


def test_kinds_of_line_breaks_cut_alike() -> None:
    texts = [mark.join(("one", "two", "three", "four", "#ad")) for mark in ("\n", "\r\n", "\r", "\u2028")]
    assert {text[: cut(text, Platform.INSTAGRAM).safe_end].split()[-1] for text in texts} == {"two"}


def test_figures_are_dated() -> None:
    """A fold that begins or ends on a day counts on that day and not beside it."""
    dated = [
        (facts.platform, name, fold)
        for facts in load_platforms().values()
        for name, surface in facts.surfaces.items()
        for fold in surface.folds
        if fold.field == "text" and fold.from_ is not None and fold.kind == "cut" and name in set(Surface)
    ]
    for platform, name, fold in dated:
        assert fold.from_ is not None
        before, after = (cut(LONG, platform, Surface(name), fold.from_ - dt.timedelta(days=days)) for days in (1, 0))
        assert before != after or fold.client != "mobile_app", (platform, fold)


def test_every_platform_that_a_post_may_name_has_its_facts() -> None:
    assert set(load_platforms()) == set(Platform) - {Platform.OTHER}


@given(TEXTS, st.sampled_from(Platform), st.sampled_from([None, *Surface]))
def test_a_cut_of_any_text_lies_in_it(text: str, platform: Platform, surface: Surface | None) -> None:
    found = cut(text, platform, surface)
    assert 0 <= found.safe_end <= found.hidden_from <= len(text)


@given(TEXTS, TEXTS, st.sampled_from([Platform.INSTAGRAM, Platform.TIKTOK, Platform.FACEBOOK]))
def test_what_stands_behind_the_cut_does_not_move_it(text: str, more: str, platform: Platform) -> None:
    long = text + "\n" + "a" * 400
    assert cut(long, platform) == cut(long + "\n" + more, platform)
