"""The pictures of the pages in README. They are made anew where ADHERE_SCREENSHOTS=1; else this looks at those that are there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from adhere.settings import Settings
from adhere.web import create_app
from tests.api.conftest import serving, wait_until_ready
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


def audits(page: Page) -> None:
    """The results of the second of two months."""
    page.goto("/audits")
    page.get_by_role("link", name="November").click()
    expect(page.locator("#posts")).to_be_visible()


def review(page: Page) -> None:
    """The post that waits first."""
    page.goto("/review")
    expect(page.locator("article .post-text")).to_be_visible()


def evidence(page: Page) -> None:
    """The certificate of an audit."""
    page.goto("/audits")
    page.get_by_role("link", name="November").click()
    page.get_by_role("link", name="Certificate").click()
    expect(page.locator(".certificate")).to_be_visible()


@pytest.fixture(scope="module")
def monthly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that has audited the two months of examples/monthly."""
    data = tmp_path_factory.mktemp("monthly")
    with serving(create_app(Settings(batch_workers=1, data=data, audit_jobs=1))) as client:
        wait_until_ready(client)
        before = None
        for month in ("October", "November"):
            settings = {"name": month, "jurisdictions": ["GB", "DE"], "baseline": before}
            file = folder() / "examples" / "monthly" / f"{month.lower()}.csv"
            parts = [("settings", (None, json.dumps(settings).encode())), ("files", (file.name, file.read_bytes()))]
            made = client.post("/v1/audits", files=parts).json()
            with client.stream("GET", made["links"]["events"]) as events:
                assert "event: end" in "\n".join(events.iter_lines())
            before = made["id"]
        yield str(client.base_url).rstrip("/")


@pytest.mark.parametrize("shown", [check, rules], ids=lambda each: each.__name__)
def test_pictures(open_page: OpenPage, real_server: str, shown: Callable[[Page], None]) -> None:
    page = open_page(real_server, viewport={"width": 1280, "height": 800})
    shown(page)
    take(page, shown.__name__)


@pytest.mark.parametrize("shown", [audits, review, evidence], ids=lambda each: each.__name__)
def test_pictures_of_results(
    open_page: OpenPage, shown: Callable[[Page], None], request: pytest.FixtureRequest
) -> None:
    # other tests drive these pages; it takes two audits to fill them
    if os.environ.get("ADHERE_SCREENSHOTS") == "1":
        page = open_page(request.getfixturevalue("monthly"), viewport={"width": 1280, "height": 800})
        shown(page)
        take(page, shown.__name__)
    look_at(shown.__name__)


def take(page: Page, name: str) -> None:
    """Takes the picture, where they are to be taken, and looks at the one that is there."""
    if os.environ.get("ADHERE_SCREENSHOTS") == "1":
        page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", caret="hide")
    look_at(name)


def look_at(name: str) -> None:
    """The picture is there, light enough, and shown."""
    picture = PICTURES / f"{name}.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 200_000
    assert f"docs/images/pages/{picture.name}" in (folder() / "README.md").read_text("utf-8")
