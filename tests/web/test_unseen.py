"""Text of strangers as HTML."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.web.unseen import shown


def test_markup_is_text() -> None:
    assert shown("<b>&\"'") == "&lt;b&gt;&amp;&#34;&#39;"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\u00ad", "U+00AD SOFT HYPHEN"),
        ("\x00", "U+0000 control character"),
        ("\r", "U+000D control character"),
        ("\u2028", "U+2028 LINE SEPARATOR"),
        ("\u3164", "U+3164 HANGUL FILLER"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("a\u200db", "U+200D ZERO WIDTH JOINER"),
        ("#\ufe0fad", "U+FE0F VARIATION SELECTOR-16"),
    ],
)
def test_what_cannot_be_seen_is_named(text: str, name: str) -> None:
    assert f'title="{name}"' in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧\u200d👦",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "a\n\tb",
        "é",
        "ﷺ",
    ],
)
def test_what_belongs_to_writing_stays(text: str) -> None:
    assert shown(text) == text


def test_an_emoji_hides_no_message() -> None:
    assert "unseen" in shown("🏴" + "\U000e0061" * 100)


def test_a_run_is_one_symbol() -> None:
    found = shown("\u200b" * 50_000)
    assert found.count("<span") == 1
    assert "×50000" in found


@given(st.text(st.characters(codec="utf-8")))
def test_nothing_unseen_and_no_markup_comes_through(text: str) -> None:
    found = str(shown(text))
    rest = re.sub(r'<span class="unseen" role="img" aria-label="[^"<>]*" title="[^"<>]*">[^<>]*</span>', "", found)
    assert "<" not in rest
    assert ">" not in rest
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff\x00") & set(
        html.unescape(rest)
    )
