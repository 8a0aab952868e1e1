"""Signing in with OpenID Connect, against a small provider that runs beside the service."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from httpx import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from adhere.api.problems import Forbidden
from adhere.errors import InputError
from adhere.settings import Settings
from adhere.storage.accounts import Accounts
from adhere.web import create_app
from adhere.web.openid import session_of
from tests.api.conftest import serving, wait_until_ready

ROLES = '{"legal": ["review"], "leads": ["admin", "audit"]}'


class Provider:
    """Vouches for whoever comes, in the groups that a test says."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.groups: object = ["legal"]
        self.refuses = False
        self.wrong_nonce = False
        self._nonces: dict[str, str] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self.metadata)
        self.app.get("/authorize")(self.authorize)
        self.app.post("/token")(self.token)
        self.app.get("/keys")(self.keys)

    async def metadata(self, request: Request) -> Response:
        base = str(request.base_url).rstrip("/")
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse(
            {name: f"{base}/{path}" for name, path in paths.items()}
            | {"issuer": base, "id_token_signing_alg_values_supported": ["RS256"]}
        )

    async def authorize(self, request: Request) -> Response:
        asked = request.query_params
        assert asked["code_challenge_method"] == "S256"
        back = f"{asked['redirect_uri']}?state={asked['state']}"
        if self.refuses:
            return RedirectResponse(f"{back}&error=access_denied&error_description=not%20today")
        self._nonces["the-code"] = asked["nonce"]
        return RedirectResponse(f"{back}&code=the-code")

    async def token(self, request: Request) -> Response:
        form = await request.form()
        assert form["code_verifier"]
        nonce = "another" if self.wrong_nonce else self._nonces.pop(str(form["code"]))
        now = int(time.time())
        claims = {
            "iss": str(request.base_url).rstrip("/"),
            "aud": "adhere",
            "sub": "7",
            "name": "B. Lind",
            "groups": self.groups,
            "nonce": nonce,
            "iat": now,
            "exp": now + 60,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

    async def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


@pytest.fixture(scope="module")
def provider() -> Iterator[tuple[Provider, str]]:
    made = Provider()
    with serving(made.app) as client:
        yield made, str(client.base_url).rstrip("/")


@pytest.fixture(scope="module")
def running(
    provider: tuple[Provider, str], settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    data = tmp_path_factory.mktemp("openid")
    with Accounts.at(data, None) as accounts:
        accounts.create_key("default", "x", ["admin"], int(time.time()), by="test")
    with serving(create_app(with_openid(settings, data, provider[1]))) as client:
        wait_until_ready(client)
        yield client


def with_openid(settings: Settings, data: Path | None, issuer: str, **other: Any) -> Settings:
    set_ = {"openid_issuer": issuer, "openid_client": "adhere", "openid_secret": "s3cret", "openid_roles": ROLES}
    return settings.model_copy(update={"data": data, "audit_jobs": 0, **set_, **other})


@pytest.fixture
def browser(running: Client, provider: tuple[Provider, str]) -> Iterator[Client]:
    provider[0].groups, provider[0].refuses, provider[0].wrong_nonce = ["legal"], False, False
    with Client(base_url=running.base_url, timeout=60) as client:
        yield client


def through_the_provider(browser: Client, back: str = "/rules") -> Any:
    """Goes to the provider and comes back; the last answer of ours."""
    answer = browser.get(f"/login/openid?next={back}")
    assert answer.status_code in (302, 303)
    at_provider = browser.get(answer.headers["location"])
    return browser.get(at_provider.headers["location"])


def test_who_has_a_role_is_signed_in_with_it(browser: Client) -> None:
    assert "/login/openid?next=%2Frules" in browser.get("/login?next=/rules").text
    answer = through_the_provider(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/rules")
    page = browser.get("/rules")
    assert page.status_code == 200
    assert "B. Lind" in page.text


@pytest.mark.parametrize("groups", [[], ["guests"], None, "guests", {"legal": 1}])
def test_who_has_no_role_stays_out(browser: Client, provider: tuple[Provider, str], groups: object) -> None:
    provider[0].groups = groups
    answer = through_the_provider(browser)
    assert answer.status_code == 403
    assert browser.get("/rules").status_code == 303


def test_a_provider_that_refuses_is_told_of(browser: Client, provider: tuple[Provider, str]) -> None:
    provider[0].refuses = True
    answer = through_the_provider(browser)
    assert answer.status_code == 403
    assert "not today" in answer.text


def test_an_answer_to_another_request_counts_for_nothing(browser: Client, provider: tuple[Provider, str]) -> None:
    assert browser.get("/login/openid/return?code=the-code&state=made-up").status_code == 403
    provider[0].wrong_nonce = True
    assert through_the_provider(browser).status_code == 403
    assert browser.get("/rules").status_code == 303


def test_nobody_is_led_to_another_site(browser: Client) -> None:
    assert through_the_provider(browser, "//elsewhere.example").headers["location"] == "/"


def test_it_asks_for_what_it_needs_and_keeps_its_secret(browser: Client, provider: tuple[Provider, str]) -> None:
    target = urlsplit(browser.get("/login/openid").headers["location"])
    asked = parse_qs(target.query)
    assert f"{target.scheme}://{target.netloc}" == provider[1]
    assert asked["scope"] == ["openid profile email"]
    assert "s3cret" not in target.query


def test_several_groups_give_all_their_roles(settings: Settings) -> None:
    own = with_openid(settings, None, "https://provider.example")
    found = session_of(own, {"groups": ["legal", "leads", "other"], "email": "b@lind.example"})
    assert (found.person, found.roles, found.workspace) == ("b@lind.example", ("admin", "audit", "review"), "default")
    with pytest.raises(Forbidden):
        session_of(own, {})


@pytest.mark.parametrize("roles", ["legal", "[]", '{"legal": "review"}', '{"legal": ["boss"]}', '{"legal": []}'])
def test_roles_that_are_none_are_refused_at_the_start(settings: Settings, tmp_path: Path, roles: str) -> None:
    with pytest.raises(InputError):
        create_app(with_openid(settings, tmp_path, "https://provider.example", openid_roles=roles))


def test_what_is_missing_is_named(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ADHERE_OPENID_SECRET"):
        create_app(with_openid(settings, tmp_path, "https://provider.example", openid_secret=None))


def test_a_provider_that_cannot_be_reached_is_told_of(settings: Settings, tmp_path: Path) -> None:
    with serving(create_app(with_openid(settings, tmp_path, "http://127.0.0.1:9"))) as client:
        answer = client.get("/login/openid")
        assert answer.status_code == 503
        assert "cannot be reached" in answer.text


def test_where_it_is_not_set_up_there_is_none(settings: Settings, tmp_path: Path) -> None:
    with serving(create_app(settings.model_copy(update={"data": tmp_path, "audit_jobs": 0}))) as client:
        assert client.get("/login/openid").status_code == 404
