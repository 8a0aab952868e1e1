"""What the classifier reads of a post."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.sponsorship.masking import EMPTY, MAX_READ, Words, blank, pairs_of, with_stem, words_of

ANY_TEXT = st.text(st.characters(), max_size=200)
SPANS = st.lists(st.tuples(st.integers(-5, 250), st.integers(-5, 250)), max_size=6)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Love @lumen.wise!!", ["love", "<mention>", "!"]),
        ("look at https://lumen.example/a?b=c now", ["look", "at", "<link>", "now"]),
        ("look at www.lumen.example now", ["look", "at", "<link>", "now"]),
        ("look at lumen-shop.com/new now", ["look", "at", "<link>", "now"]),
        ("mail mia@lumen.com today", ["mail", "<contact>", "today"]),
        ("#skincare #Glow", ["skincare", "<hashtag>", "glow", "<hashtag>"]),
        ("with MIA20 today", ["with", "<code>", "today"]),
        ("code GRACE today", ["code", "<code>", "today"]),
        ("mit dem Rabattcode LENA", ["mit", "dem", "rabattcode", "<code>"]),
        ("GRACE is my sister", ["grace", "is", "my", "sister"]),
        ("15% off", ["<percent>", "off"]),
        ("only €38", ["only", "<price>"]),
        ("38 Euro bitte", ["<price>", "bitte"]),
        ("159 zł", ["<price>"]),
        ("12 of 30", ["<number>", "of", "<number>"]),
        ("Don’t", ["don't"]),
        ("ＬＯＶＥ it", ["love", "it"]),
        ("lo\u200bve", ["love"]),
        ("新商品を紹介", ["新商", "商品", "品を", "を紹", "紹介", "新", "商", "品", "紹", "介"]),
        ("", [EMPTY]),
        (" \n\t", [EMPTY]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("thanks @lumenwise", "thanks @northfell_run"),
        ("see https://a.example/x", "see https://b.example/yyyyy"),
        ("use MIA20", "use GLOW15"),
        ("for €38", "for €1,200"),
    ],
)
def test_who_and_where_make_no_difference(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)


@given(ANY_TEXT)
def test_any_text_has_words(text: str) -> None:
    words = words_of(text)
    assert words
    assert all(word and not word.isspace() for word in words)


@given(ANY_TEXT)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert words_of(text) == words_of(text)


@given(st.lists(st.sampled_from(["wool", "thanks", "für", "głos", "ett"]), min_size=1))
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert words_of(" ".join(words)) == words


def test_only_the_beginning_is_read() -> None:
    assert words_of("a " * MAX_READ) == ["a"] * (MAX_READ // 2)
    assert words_of("x" * MAX_READ + " secret") == ["x" * MAX_READ]


#: Stretches that make other tokens beside others than alone.
EDGY = (
    *(
        "€",
        "20",
        "$5",
        "5$",
        "%",
        "euros",
        "Euro,",
        "kr",
        "kr.",
        "#kr",
        "@kr",
        "(20",
        "5",
        "1.",
        "руб",
        "рубли",
        "１",
        "％",
        "-€-",
        "a.com€",
        "\u200b€",
    ),
    *(
        "€\u00ad",
        "code",
        "CODE:",
        "kod",
        "MIA",
        "MIA20",
        "GRACE,",
        "it's",
        "www.a.de",
        "http",
        "https://a.de/€",
        "新しい",
        "コード",
    ),
)


@given(st.lists(st.sampled_from(EDGY) | st.text(st.characters(), max_size=4), max_size=12).map(" ".join))
def test_stretch_by_stretch_gives_the_words_of_the_whole(text: str) -> None:
    words = Words()
    assert words.of(text) == words.of(text) == words_of(text)


def test_pairs_are_neighbours() -> None:
    assert pairs_of(["link", "in", "bio"]) == {"link in", "in bio"}
    assert pairs_of(["link"]) == set()


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("купили", ["купили", "купи~"]),
        ("дом", ["дом"]),
        ("recommend", ["recommend"]),
        ("größte", ["größte", "größ~"]),
    ],
)
def test_long_words_outside_ascii_have_a_stem(word: str, read: list[str]) -> None:
    assert with_stem(word) == read


@pytest.mark.parametrize(
    "unit", ["a", "@", "#", "1.", "a.b", "http", "!?", "\u0301", "é.", "新", "€1", "A1", "a@", "-a.com"]
)
def test_a_hundred_thousand_characters_are_no_trouble(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    begin = time.thread_time()
    words_of(text)
    assert time.thread_time() - begin < 1


@pytest.mark.parametrize(
    ("spans", "left"),
    [
        ([], "so good #ad wow"),
        ([(8, 11)], "so good   wow"),
        ([(8, 11), (8, 11)], "so good   wow"),
        ([(9, 11), (8, 10)], "so good   wow"),
        ([(8, 11), (0, 2)], "  good   wow"),
        ([(-3, 2)], "  good #ad wow"),
        ([(12, 99)], "so good #ad  "),
        ([(50, 60)], "so good #ad wow "),
        ([(5, 5)], "so good #ad wow"),
    ],
)
def test_blanked(spans: list[tuple[int, int]], left: str) -> None:
    assert blank("so good #ad wow", spans).split() == left.split()


@given(ANY_TEXT, SPANS)
def test_any_spans_can_be_blanked(text: str, spans: list[tuple[int, int]]) -> None:
    kept = blank(text, spans)
    assert len(kept) <= len(text) + len(spans)
