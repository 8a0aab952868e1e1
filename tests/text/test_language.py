"""The language of a post, or that nobody can tell."""

from __future__ import annotations

import pytest
from hypothesis import given

from adhere.text import tell
from tests.text.strategies import TEXTS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("This is the best serum I ever had, I love it", "en"),
        ("Das ist die beste Creme, die ich je hatte #ootd #love", "de"),
        ("C'est la meilleure crème du monde, je l'adore", "fr"),
        ("To jest najlepszy krem, jaki kiedykolwiek miałam", "pl"),
        ("Det här är den bästa krämen jag någonsin haft", "sv"),
        ("これは最高のクリームです。大好きです", "ja"),
        ("هذا أفضل كريم استخدمته في حياتي وأحبه كثيرا", "ar"),
        ("Это лучший крем, который у меня когда-либо был", "ru"),
        ("यह अब तक की सबसे अच्छी क्रीम है", "hi"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert tell(text).expected == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "#ad #werbung #publicité #sponsored",
        "@lena @max @glowhaus_official",
        "https://shop.example/a/b",
        "😍😍😍 12345",
    ],
)
def test_tags_names_and_links_tell_nothing(text: str) -> None:
    assert tell(text).expected is None


def test_tags_of_another_language_do_not_change_the_answer() -> None:
    assert (
        tell("Das ist die beste Creme, die ich je hatte #thebestcreamever #lovelovelove @someenglishname").expected
        == "de"
    )


def test_a_language_nobody_expects_must_be_certain() -> None:
    text = "Das ist die beste Creme, die ich je hatte, und ich liebe sie"
    assert tell(text).among({"de", "en"}) == "de"
    assert tell(text).among({"fr"}) in ("de", None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("강릉 순두부 골목에서 찾은 집, 국물이 시원해요", "ko"),
        ("これは最高のクリームです。大好きです", "ja"),
        ("Das ist die beste Creme", None),
    ],
)
def test_a_script_of_its_own_makes_a_short_text_certain(text: str, language: str | None) -> None:
    assert tell(text).among(()) == language


@given(TEXTS)
def test_any_text_has_an_answer(text: str) -> None:
    found = tell(text).expected
    assert found is None or (found.isascii() and 2 <= len(found) <= 7)


@pytest.mark.parametrize(
    ("text", "among", "language"),
    [
        ("¡Qué rico!", {"en", "es"}, "es"),
        ("¿Listos? 💕", {"en", "es"}, "es"),
        ("¡Qué rico!", {"en", "fr"}, None),
        ("¡Qué rico!", (), None),
        ("Listos 💕", {"en", "es"}, None),
        ("10 ¡ 20", {"en", "es"}, None),
    ],
)
def test_marks_that_open_a_sentence_tell_spanish_where_words_are_too_few(
    text: str, among: set[str], language: str | None
) -> None:
    assert tell(text).among(among) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("on se sent renaître 🧖", None),
        ("Produit offert, on adore l'odeur", None),
        ("my café latte is the best of the week", "en"),
        ("Best pâtisserie in town, and the sauté too", None),
        ("Love the serum from Crème & Rosé for my skin", "en"),
        ("I love this coffee in the morning", "en"),
    ],
)
def test_a_short_text_with_letters_that_english_has_not_is_hardly_english(text: str, language: str | None) -> None:
    assert tell(text).among(("en", "fr")) in (language, "fr" if language is None else language)
