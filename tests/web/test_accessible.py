"""Every page, in both lights and both languages, wide and on a phone, with nothing that axe finds wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import PHONE, WIDE, OpenPage, choose_markets

PATHS = [
    "/",
    "/rules",
    "/rules/XA",
    "/rules/GB",
    "/rules/rule/xa.placement.start",
    "/rules/rule/gb.duty",
    "/rules/compare",
    "/rules/compare?left=GB&right=FR",
    "/rules/compare?left=XA&right=XA&left_on=2016-01-01",
]
VIEWS = [pytest.param("en-GB", WIDE, id="en-wide"), pytest.param("de-DE", PHONE, id="de-phone")]


@pytest.mark.parametrize(("language", "viewport"), VIEWS)
@pytest.mark.parametrize("path", PATHS)
def test_pages(
    open_page: OpenPage,
    server: str,
    accessible: Callable[[Page], None],
    path: str,
    language: str,
    viewport: dict[str, int],
) -> None:
    page = open_page(server, language=language, viewport=viewport)
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach((each, i) => { if (i < 12) each.open = true })")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize(("language", "viewport"), VIEWS)
def test_an_answer_with_all_its_parts(
    open_page: OpenPage, real_server: str, accessible: Callable[[Page], None], language: str, viewport: dict[str, int]
) -> None:
    page = open_page(real_server, language=language, viewport=viewport)
    page.goto("/")
    choose_markets(page, "GB", "DE", "FR")
    page.locator("#platform").select_option("instagram")
    page.locator("#relationship").select_option("paid")
    page.locator("#text").fill(
        "Obsessed with this serum from @lumenor.skin, my skin has never looked so calm. Two drops in the evening, after the cleanser, "
        "are enough. Code MIA20 gets you 20% off\u202e until Sunday\u202c #skincare #glow #ad #routine"
    )
    expect(page.locator(".proposal ins")).to_be_visible()
    expect(page.locator(".kinds meter").first).to_be_visible()
    page.evaluate("document.querySelectorAll('#answer details').forEach((each) => { each.open = true })")
    accessible(page)
    page.locator("#text").fill("")
    expect(page.locator(".empty")).to_be_visible()
    accessible(page)


def test_axe_finds_what_is_wrong(page: Page, accessible: Callable[[Page], None]) -> None:
    page.goto("/rules/compare")
    page.evaluate("document.querySelector('label').remove()")
    with pytest.raises(AssertionError, match="select-name"):
        accessible(page)
