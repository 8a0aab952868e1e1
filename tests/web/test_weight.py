"""What the check page costs its reader: bytes, and things that jump."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import PHONE, WIDE, OpenPage, choose_markets

OBSERVE = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) {
    if (!each.hadRecentInput) window.shifts.push({ value: each.value, nodes: each.sources.map((s) => s.node && s.node.nodeName) });
  }
}).observe({ type: "layout-shift", buffered: true });
"""
BYTES = """() => performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))
    .reduce((sum, each) => sum + each.transferSize, 0)"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_jumps_and_little_is_sent(open_page: OpenPage, server: str, viewport: dict[str, int]) -> None:
    page = open_page(server, viewport=viewport)
    page.add_init_script(OBSERVE)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    sent = page.evaluate(BYTES)
    assert 10_000 < sent < 200_000
    # pytest -rP shows it
    print(f"{sent:,} bytes; first contentful paint after {page.evaluate(PAINT):.0f} ms")
    choose_markets(page, "XA", "XB")
    page.locator("#relationship").select_option("paid")
    page.locator("#text").press_sequentially("four days and three lochs #ad", delay=30)
    expect(page.locator(".verdicts li")).to_have_count(2)
    page.wait_for_timeout(700)
    page.locator("#text").press_sequentially(" and more", delay=200)
    page.wait_for_timeout(700)
    assert page.evaluate("window.shifts") == []


@pytest.mark.parametrize("path", ["/rules", "/rules/XA", "/rules/GB", "/rules/compare?left=XA&right=XB"])
def test_other_pages_do_not_jump_either(page: Page, path: str) -> None:
    page.add_init_script(OBSERVE)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    # a fifth of what browsers' makers call good at most
    assert page.evaluate("window.shifts.reduce((sum, each) => sum + each.value, 0)") <= 0.02


@pytest.mark.parametrize("path", ["/rules", "/rules/compare?left=GB&right=DE"])
def test_columns_of_a_long_table_stand_still_while_it_comes_in(page: Page, path: str) -> None:
    page.goto(path)
    columns = """() => [...document.querySelectorAll("thead th")].map((each) => each.getBoundingClientRect().x)"""
    before = page.evaluate(columns)
    assert len(before) >= 6
    page.evaluate("document.querySelectorAll('tbody tr:nth-child(n + 3)').forEach((each) => each.remove())")
    assert page.evaluate(columns) == before


def test_a_shift_would_be_seen(page: Page) -> None:
    page.add_init_script(OBSERVE)
    page.goto("/")
    page.wait_for_timeout(600)
    page.evaluate("document.body.prepend(Object.assign(document.createElement('p'), { textContent: 'late' }))")
    page.wait_for_function("window.shifts.length > 0")
