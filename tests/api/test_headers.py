"""Security headers, on whatever is answered."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import APIRoute
from httpx import Client
from starlette.types import Receive, Scope, Send

from adhere.api import Settings
from adhere.api.headers import HEADERS, SecurityHeaders
from adhere.web import create_app
from tests.api.conftest import serving

ROUTES = sorted(
    {
        (method, re.sub(r"\{[^}]*\}", "x", route.path))
        for route in create_app(Settings()).router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
)
#: Answers that no route gives: a path that is not there, a method that is not possible, files, the document.
OTHERS = [("GET", "/no/such/path"), ("PUT", "/v1/check"), ("GET", "/docs/files/begin.js"), ("GET", "/openapi.json")]


@pytest.fixture(scope="module")
def pages(settings: Settings) -> Iterator[Client]:
    """The service with its pages, with nothing loaded: every route answers something."""
    with serving(create_app(settings), lifespan="off") as client:
        yield client


@pytest.mark.parametrize(("method", "path"), [*ROUTES, *OTHERS])
def test_every_answer_has_them(pages: Client, method: str, path: str) -> None:
    answer = pages.request(method, path)
    for name, value in HEADERS.items():
        if name == "Cache-Control":
            assert answer.headers[name] == value or path.startswith(("/docs/files", "/static"))
        else:
            assert answer.headers[name] == value, name
        assert len(answer.headers.get_list(name)) == 1, name
    assert "strict-transport-security" not in answer.headers


def test_every_route_of_v1_is_among_them() -> None:
    assert {path for _, path in ROUTES} >= {"/", "/docs", "/metrics", "/v1/check", "/v1/admin/packs/x", "/health/ready"}


def test_the_policy_lets_nothing_inline_run() -> None:
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert "script-src" not in policy
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


async def _says_its_own(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"public")]})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(("scheme", "told"), [("https", True), ("http", False)])
def test_transport_security_only_by_https(scheme: str, told: bool) -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(SecurityHeaders(_says_its_own))
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://adhere.example") as client:
            return await client.get("/")

    answer = asyncio.run(ask())
    assert ("strict-transport-security" in answer.headers) is told
    assert answer.headers.get_list("cache-control") == ["public"]


@pytest.mark.parametrize(("method", "path"), [*ROUTES, *OTHERS])
def test_every_answer_names_its_request(pages: Client, method: str, path: str) -> None:
    assert pages.request(method, path, headers={"X-Request-ID": "run-7.a_b"}).headers["x-request-id"] == "run-7.a_b"
