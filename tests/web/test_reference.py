"""The page at /docs: every operation to read and to try, under the policy that lets nothing inline run."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.conftest import OpenPage


def test_the_reference_shows_and_tries_the_operations(open_page: OpenPage, server: str) -> None:
    page: Page = open_page(server)
    page.goto("/docs")
    expect(page.get_by_role("heading", name="Adhere")).to_be_visible()
    operation = page.locator("#operations-health-live")
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    page.get_by_role("button", name="Authorize").first.click()
    expect(page.get_by_text("adhere keys create").first).to_be_visible()
