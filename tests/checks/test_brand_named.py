from __future__ import annotations

from typing import Any

import pytest

from tests.checks.conftest import Judge, said, x

RULE = x("brand_named", "{whose: [for]}", severity="warning")


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("Ad: lovely with @glow", {}),
        ("Ad: lovely from https://glow.example/a", {}),
        ("Ad: lovely serum by Glowhaus, so soft", {}),
        ("Ad: lovely serum", {"tags": ["glow"]}),
        ("Ad: lovely glow serum", {"brand": "Glow"}),
        ("Ad: lovely", {"title": "My serum from Glowhaus"}),
        ("Ad ✨ Glowhaus: a serum so soft", {}),
    ],
)
def test_a_brand_can_be_seen(judge: Judge, text: str, post: dict[str, Any]) -> None:
    assert said(judge(text, RULE, **post)) == []


@pytest.mark.parametrize("text", ["Ad: lovely serum. so soft", "Ad ✨ This serum is so soft"])
def test_nobody_can_tell_whose_advertising_it_is(judge: Judge, text: str) -> None:
    assert said(judge(text, RULE, brand="Glowhaus")) == [("brand_not_named", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        "Ad | little lamb\nLovely socks, so soft",
        "Ad: little lamb\nLovely socks, so soft",
        "Ad for little lamb 🧶 Lovely socks",
        "ad / little lamb 🧶 lovely socks, so soft",
    ],
)
def test_a_name_of_small_letters_stands_behind_the_label(judge: Judge, text: str) -> None:
    assert said(judge(text, RULE)) == []
    assert said(judge(text, RULE, brand="Glowhaus")) == [("brand_not_named", "warning")]


@pytest.mark.parametrize(
    "text", ["Ad – lovely socks at last 🧶 So soft", "Ad\nlovely socks", "ad ✨ lovely socks\nso soft"]
)
def test_what_else_stands_behind_the_label_is_no_name(judge: Judge, text: str) -> None:
    assert said(judge(text, RULE)) == [("brand_not_named", "warning")]


def test_without_a_label_that_is_not_the_point(judge: Judge) -> None:
    assert said(judge("lovely serum", RULE)) == []
