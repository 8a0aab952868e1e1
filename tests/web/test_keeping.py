"""A check of the page, kept as evidence by its button: recorded as the API records it, only as it was seen, and never by itself."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Client
from playwright.sync_api import Page, expect

from adhere.settings import Settings
from adhere.storage import Storage, StoredCheck
from adhere.web import create_app
from tests.api.conftest import serving, wait_until_ready
from tests.web.conftest import PHONE, WIDE, OpenPage, choose_markets

HOSTILE = '<script>alert("x")</script> =cmd() \u202e#ad\u202c \u200bwaves'
POST = {"text": HOSTILE, "jurisdictions": "XA", "relationship": "paid"}


@pytest.fixture(scope="module")
def app(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    data = tmp_path_factory.mktemp("keeping")
    return create_app(settings.model_copy(update={"data": data, "audit_jobs": 0}))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[Client]:
    with serving(app) as client:
        wait_until_ready(client)
        client.headers["accept"] = "text/html"
        yield client


def storage_of(app: FastAPI) -> Storage:
    storage: Storage = app.state.service.evidence("default")
    return storage


def count(app: FastAPI, client: Client) -> int:
    """The records so far. Who asks for a check of the API is answered with all that was checked before."""
    assert client.get("/v1/checks/none").status_code == 404
    return storage_of(app).count()


def seen_id(page: str) -> str:
    """The id of the check that a page shows, as its button would send it."""
    found = re.search(r'name="check_id" value="([0-9a-f]{24})"', page)
    assert found is not None
    return found[1]


def kept(app: FastAPI, client: Client, form: dict[str, Any]) -> tuple[str, list[StoredCheck]]:
    """The check of a form, answered and then kept: its id, and all its records."""
    check_id = seen_id(client.post("/", data=form).text)
    answer = client.post("/evidence/checks", data=form | {"check_id": check_id})
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/evidence/checks/{check_id}"), answer.text
    return check_id, storage_of(app).check(check_id)


def test_it_records_what_the_api_records(app: FastAPI, client: Client) -> None:
    check_id, (record,) = kept(app, client, POST)
    asked = json.dumps({"text": HOSTILE, "jurisdictions": ["XA"], "relationship": "paid"})
    report = client.post("/v1/check", content=asked, headers={"content-type": "application/json"})
    assert report.json()["check_id"] == check_id
    assert record.record.report_sha256 == hashlib.sha256(report.content).hexdigest()
    assert record.record.input is None
    found = client.get(f"/v1/checks/{check_id}", headers={"accept": "application/json"}).json()["records"]
    assert len(found) == 2
    same = ("input_sha256", "report_sha256", "verdict", "as_of", "findings")
    assert [found[0][name] for name in same] == [found[1][name] for name in same]


def test_a_long_post_goes_the_same_way(app: FastAPI, client: Client) -> None:
    """It is checked by a worker."""
    _, (record,) = kept(app, client, POST | {"text": "lake " * 9_000 + "#ad"})
    assert record.record.verdict == "non_compliant"


def test_the_certificate_follows(client: Client) -> None:
    form = POST | {"text": "On the certificate #ad"}
    check_id = seen_id(client.post("/", data=form).text)
    page = client.post("/evidence/checks", data=form | {"check_id": check_id}, follow_redirects=True)
    assert page.url.path == f"/evidence/checks/{check_id}"
    assert check_id in page.text
    assert "not kept" in page.text


def test_nothing_is_kept_by_itself(client: Client) -> None:
    form = POST | {"text": "Only looked at #ad"}
    for path in ("/", "/fragments/check"):
        page = client.post(path, data=form).text
        assert client.get(f"/v1/checks/{seen_id(page)}").status_code == 404


@pytest.mark.parametrize("check_id", ["", "0" * 24, HOSTILE])
def test_only_what_was_seen_is_kept(app: FastAPI, client: Client, check_id: str) -> None:
    form = POST | {"text": "Written on since #ad"}
    records = count(app, client)
    page = client.post("/evidence/checks", data=form | {"check_id": check_id})
    assert page.status_code == 409
    assert "has changed since the answer was given" in page.text
    assert "<script>alert" not in page.text
    assert count(app, client) == records
    # the answer that stands there now can be kept
    assert client.post("/evidence/checks", data=form | {"check_id": seen_id(page.text)}).status_code == 303


@pytest.mark.parametrize(
    "form",
    [{}, POST | {"jurisdictions": "QQ"}, POST | {"published_on": "soon"}, POST | {"text": "x" * 60_000}],
)
def test_a_post_that_is_wrong_is_not_kept(app: FastAPI, client: Client, form: dict[str, str]) -> None:
    records = count(app, client)
    assert client.post("/evidence/checks", data=form | {"check_id": "0" * 24}).status_code in (413, 422)
    assert count(app, client) == records


def test_another_sites_page_keeps_nothing(app: FastAPI, client: Client) -> None:
    form = POST | {"text": "Sent from elsewhere #ad"}
    sent = form | {"check_id": seen_id(client.post("/", data=form).text)}
    records = count(app, client)
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/evidence/checks", data=sent, headers=headers).status_code == 403
    assert count(app, client) == records


def test_no_button_where_no_checks_are_recorded(settings: Settings, tmp_path: Path) -> None:
    changes = {"data": tmp_path, "audit_jobs": 0, "keep_checks": False}
    with serving(create_app(settings.model_copy(update=changes))) as client:
        wait_until_ready(client)
        client.headers["accept"] = "text/html"
        assert 'name="check_id"' not in client.post("/", data=POST).text
        assert client.post("/evidence/checks", data=POST).status_code == 409


def test_texts_are_kept_where_the_service_keeps_them(settings: Settings, tmp_path: Path) -> None:
    app = create_app(settings.model_copy(update={"data": tmp_path, "audit_jobs": 0, "keep_texts": True}))
    with serving(app) as client:
        wait_until_ready(client)
        assert "Then recorded: the post with all that you gave" in client.post("/", data=POST).text
        _, (record,) = kept(app, client, POST)
        text = record.record.input or ""
        assert json.loads(text)["text"] == HOSTILE
        assert record.record.input_sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("language", "viewport", "button", "before", "heading"),
    [
        ("en-GB", WIDE, "Keep as evidence", "The text of the post is not kept.", "Certificate of a check"),
        ("de-DE", PHONE, "Als Nachweis sichern", "Text des Beitrags wird nicht aufbewahrt.", "Nachweis einer Prüfung"),
    ],
)
def test_by_its_button(
    open_page: OpenPage,
    client: Client,
    accessible: Callable[[Page], None],
    language: str,
    viewport: dict[str, int],
    button: str,
    before: str,
    heading: str,
) -> None:
    page = open_page(str(client.base_url).rstrip("/"), language=language, viewport=viewport)
    page.goto("/")
    choose_markets(page, "XA", "XB")
    page.locator("#relationship").select_option("paid")
    page.locator("#text").fill(f"A day by the lake, in {language} #ad")
    expect(page.get_by_role("button", name=button)).to_have_accessible_description(re.compile(re.escape(before)))
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator(".certificate .badge").first).to_be_visible()
    accessible(page)


def test_by_its_button_without_scripts(open_page: OpenPage, client: Client) -> None:
    page = open_page(str(client.base_url).rstrip("/"), scripts=False)
    page.goto("/")
    choose_markets(page, "XA")
    page.locator("#text").fill("Without any script #ad")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="Keep as evidence").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate of a check")
