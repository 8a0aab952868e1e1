"""A short Chinese word that other letters follow is part of a sentence, whatever its entry says."""

from __future__ import annotations

import pytest

from adhere.labels.standing import strength


@pytest.mark.parametrize("phrase", [True, False])
@pytest.mark.parametrize(
    ("text", "stands"),
    [("業配看膩了", "no"), ("業配｜口紅", "clear"), ("【業配】口紅", "clear"), ("業配", "clear")],
)
def test_a_short_word_that_goes_on_is_no_label(text: str, stands: str, phrase: bool) -> None:
    start = text.index("業配")
    assert strength(text.replace("｜", "|"), start, start + 2, "業配", phrase=phrase) == stands


def test_a_long_phrase_may_be_followed_at_once() -> None:
    assert strength("合作廣告這支口紅", 0, 4, "合作廣告", phrase=True) == "clear"
