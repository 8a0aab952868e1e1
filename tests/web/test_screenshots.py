"""The pictures of the pages in README. They are made anew where ADHERE_SCREENSHOTS=1; else this looks at those that are there."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import OpenPage, choose_markets, folder

PICTURES = folder() / "docs" / "images" / "pages"
CAPTION = """Four weeks with the evening serum from @lumenor.skin, and my skin has never been so calm. Two drops after the cleanser \
are enough, and the bottle lasts. With MIA20 you save 20% until Sunday.

#skincare #eveningroutine #ad #selfcare"""


def check(page: Page) -> None:
    """A post for three markets, with its answer."""
    page.goto("/")
    choose_markets(page, "GB", "DE", "FR")
    page.locator("details.markets summary").click()
    for name, value in {"platform": "instagram", "surface": "feed", "relationship": "paid"}.items():
        page.locator(f"#{name}").select_option(value)
    page.locator("#text").fill(CAPTION)
    expect(page.locator(".proposal ins")).to_be_visible()
    page.locator("h1").click()


def rules(page: Page) -> None:
    """A market on a day, one rule folded out."""
    page.goto("/rules/GB")
    page.locator(".rule summary").nth(5).click()


@pytest.mark.parametrize("shown", [check, rules], ids=lambda each: each.__name__)
def test_pictures(open_page: OpenPage, real_server: str, shown: Callable[[Page], None]) -> None:
    picture = PICTURES / f"{shown.__name__}.png"
    page = open_page(real_server, viewport={"width": 1280, "height": 800})
    shown(page)
    if os.environ.get("ADHERE_SCREENSHOTS") == "1":
        page.screenshot(path=picture, animations="disabled", caret="hide")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 200_000
    assert f"docs/images/pages/{picture.name}" in (folder() / "README.md").read_text("utf-8")
