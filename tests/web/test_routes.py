"""What stands around every page: who may see it, errors as pages, what browsers may keep."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from httpx import Client

from adhere.settings import Settings
from adhere.storage.accounts import Accounts
from adhere.web import check, create_app, preferences, rules
from adhere.web.routes import PageRoute
from tests.api.conftest import serving, wait_until_ready

PEOPLE = {"Accept": "text/html"}
ROUTES = [route for router in (check.router, rules.router, preferences.router) for route in router.routes]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, dict[str, str]]]:
    """A service with a key of each role, and the keys."""
    data = tmp_path_factory.mktemp("routes")
    with Accounts.at(data, None) as accounts:
        now = int(time.time())
        tokens = {role: accounts.create_key("default", role, [role], now, by="test")[1] for role in ("check", "admin")}
    with serving(create_app(Settings(data=data, classify=False, batch_workers=1, audit_jobs=0))) as client:
        wait_until_ready(client)
        yield client, tokens


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_page_says_for_whom_it_is(route: APIRoute) -> None:
    assert isinstance(route, PageRoute)
    assert set((route.openapi_extra or {})["x-roles"]) <= {"check", "audit", "review", "admin"}
    assert not route.include_in_schema


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("/", "%2F"),
        ("/rules/GB?on=2024-01-01&q=ad", "%2Frules%2FGB%3Fon%3D2024-01-01%26q%3Dad"),
        ("/rules/ZZ", "%2Frules%2FZZ"),
    ],
)
def test_who_is_not_known_is_led_to_sign_in_and_back(keys: tuple[Client, dict[str, str]], path: str, back: str) -> None:
    answer = keys[0].get(path, headers=PEOPLE)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/login?next={back}"


def test_a_part_of_a_page_leads_the_whole_page_to_sign_in(keys: tuple[Client, dict[str, str]]) -> None:
    answer = keys[0].post("/fragments/check", headers={"HX-Request": "true"}, data={"text": "a secret"})
    assert answer.status_code == 200
    assert answer.headers["hx-redirect"] == "/login?next=%2F"
    assert answer.text == ""


def test_a_key_opens_the_pages_of_its_role(keys: tuple[Client, dict[str, str]]) -> None:
    client, tokens = keys
    for role in ("check", "admin"):
        for path in ("/", "/rules", "/rules/GB"):
            assert client.get(path, headers=PEOPLE | {"Authorization": f"Bearer {tokens[role]}"}).status_code == 200


def test_pages_are_kept_nowhere_and_may_run_nothing_inline(keys: tuple[Client, dict[str, str]]) -> None:
    client, tokens = keys
    answer = client.get("/", headers=PEOPLE | {"Authorization": f"Bearer {tokens['check']}"})
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", answer.text)


def test_static_files_are_for_everybody_and_kept_by_their_content(keys: tuple[Client, dict[str, str]]) -> None:
    client = keys[0]
    page = client.get("/login", headers=PEOPLE).text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(addresses) >= 3
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/adhere.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/../app.py").status_code == 404
    refused = client.post("/static/adhere.css")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert "Zero-Clause BSD" in client.get("/static/htmx.LICENSE.txt").text


def test_a_page_that_is_asked_for_by_a_foreign_name_is_refused(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, classify=False, batch_workers=1, audit_jobs=0)
    with serving(create_app(settings)) as client:
        wait_until_ready(client)
        answer = client.get("/", headers=PEOPLE | {"Host": "elsewhere.example"})
        assert answer.status_code == 403
        assert answer.headers["content-type"].startswith("text/html")
        assert "only this machine is answered" in answer.text


def test_before_rules_are_loaded_pages_say_so() -> None:
    with serving(create_app(Settings(classify=False, batch_workers=1)), lifespan="off") as client:
        answer = client.get("/", headers=PEOPLE)
        assert answer.status_code == 503
        assert "Not ready yet" in answer.text
        assert answer.headers["retry-after"] == "1"
        fragment = client.post("/fragments/check", headers={"HX-Request": "true"}, data={"text": "x"})
        assert fragment.status_code == 503
        assert "<html" not in fragment.text


def test_a_body_that_is_too_large_is_refused_on_a_page(tmp_path: Path) -> None:
    settings = Settings(classify=False, batch_workers=1, max_body_bytes=10_000)
    with serving(create_app(settings)) as client:
        wait_until_ready(client)
        answer = client.post("/", headers=PEOPLE, data={"text": "x" * 20_000})
        assert answer.status_code == 413
        assert "10,000 bytes" in answer.text
