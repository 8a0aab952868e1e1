"""Pages in a real browser: a running service, and Chromium driven by Playwright.

Most tests use a service over the small packs of `tests/cli/packs.py` (on top of ours) without the classifier; a few use the real one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from adhere.settings import Settings
from adhere.web import create_app
from tests.api.conftest import packs, serving, settings, wait_until_ready  # noqa: F401  (fixtures of both rooms)
from tests.cli.packs import write_packs

NAMES = ("chromium", "chromium-browser", "google-chrome")
#: Milliseconds that a page has to show what it should: beside other tests, two cores take their time.
_PATIENCE = 20_000
expect.set_options(timeout=_PATIENCE)
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


class OpenPage(Protocol):
    """Opens a page in a browser of its own: `language` and `scripts` are the reader's, the rest is Playwright's.

    Troubles of a page that is not `watched` are part of its test.
    """

    def __call__(
        self, base: str, *, language: str = "en-GB", scripts: bool = True, watched: bool = True, **options: Any
    ) -> Page: ...


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that knows XA and XB besides our own markets, and has no classifier."""
    small = write_packs(tmp_path_factory.mktemp("web") / "packs")
    with serving(create_app(Settings(rules=(small,), classify=False, batch_workers=1))) as client:
        wait_until_ready(client)
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="session")
def real_server() -> Iterator[str]:
    """The address of a service as people run it, with our rules and the classifier."""
    with serving(create_app(Settings(batch_workers=1))) as client:
        wait_until_ready(client)
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    found = next(filter(None, map(shutil.which, filter(None, (os.environ.get("ADHERE_CHROMIUM"), *NAMES)))), None)
    if found is None:
        pytest.fail("Browser tests need Chromium. On Debian: apt install chromium", pytrace=False)
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser without a window. For one module: while it runs, no other test could run an event loop of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages that fail the test where something goes wrong that readers might not even see."""
    troubles: list[str] = []
    with ExitStack() as open_contexts:

        def open_one(
            base: str, *, language: str = "en-GB", scripts: bool = True, watched: bool = True, **options: Any
        ) -> Page:
            context: BrowserContext = browser.new_context(
                base_url=base, locale=language, java_script_enabled=scripts, **({"viewport": WIDE} | options)
            )
            open_contexts.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(_PATIENCE)
            if watched:
                watch(page, base, troubles)
            return page

        yield open_one
        assert troubles == []


@pytest.fixture
def page(open_page: OpenPage, server: str) -> Page:
    """A page of the small service, on a wide screen, in English."""
    return open_page(server)


def watch(page: Page, base: str, troubles: list[str]) -> None:
    """Note every error in the console (a breach of the content security policy is one), failed requests, and requests to elsewhere."""

    def on_console(message: ConsoleMessage) -> None:
        # the next keystroke, or the end of the page, ends the request of the one before, and htmx tells of it as of an error
        aborted = message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
        if message.type in ("error", "warning") and not aborted:
            troubles.append(f"console: {message.text}")

    def on_failed(request: Request) -> None:
        # the next keystroke ends the request of the one before
        if request.failure != "net::ERR_ABORTED":
            troubles.append(f"failed: {request.url}: {request.failure}")

    def on_request(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(base).netloc:
            troubles.append(f"elsewhere: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            troubles.append(f"status {response.status}: {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    page.on("requestfailed", on_failed)
    page.on("request", on_request)
    page.on("response", on_response)


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """Asserts that axe finds nothing wrong with the page as it stands, in light and in dark."""
    axe = Axe()

    def check(page: Page) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = axe.run(page)
            assert found.violations_count == 0, f"{page.url} in {scheme}: {found.generate_report()}"

    return check


def choose_markets(page: Page, *codes: str) -> None:
    """Tick markets, and no others."""
    fold = page.locator("details.markets")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    for box in page.locator('input[name="jurisdictions"]:checked').all():
        box.uncheck()
    for code in codes:
        page.locator(f'input[name="jurisdictions"][value="{code}"]').check()


def folder() -> Path:
    """The project's own folder."""
    return Path(__file__).parents[2]
