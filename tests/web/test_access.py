"""Who may do what: every route against every kind of key, and two workspaces against each other."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute

from adhere.settings import Settings
from adhere.storage.accounts import ROLES, Accounts
from adhere.web import create_app
from tests.api.conftest import serving, wait_until_ready

#: What stands in a path where something is named: nothing of that name is there.
NAMES = {"id": "20260101-00000000", "jurisdiction": "XN", "decision": "999999", "seq": "3", "key": "0" * 12}
#: These look at the caller themselves: a neighbour without a key is answered too, and so is who has yet to sign in.
OWN_GUARD = {"/metrics", "/login"}


@dataclass(frozen=True)
class Way:
    """A route, by method and path; `roles` empty: for everybody; `page`: for people."""

    method: str
    path: str
    roles: frozenset[str]
    page: bool

    @property
    def url(self) -> str:
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: NAMES.get(found[1], "none"), self.path)


def ways() -> list[Way]:
    app = create_app(Settings(audit_jobs=0, batch_workers=1))
    return [
        Way(method, route.path, frozenset((route.openapi_extra or {})["x-roles"]), not route.include_in_schema)
        for route in app.router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


WAYS = ways()


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    data, now = tmp_path_factory.mktemp("access"), int(time.time())
    with Accounts.at(data, None) as accounts:
        found: dict[str, str] = {
            role: accounts.create_key("default", f"a {role}", [role], now, by="test")[1] for role in ROLES
        }
        revoked, found["revoked"] = accounts.create_key("default", "gone", ROLES, now, by="test")
        accounts.revoke_key(revoked.id, now, by="test")
        found["expired"] = accounts.create_key("default", "old", ROLES, now - 20, expires=now - 10, by="test")[1]
        found["foreign"] = accounts.create_key("other", "stranger", ROLES, now, by="test")[1]
    found["unknown"] = f"adh_{'0' * 12}_{'x' * 43}"
    return found | {"data": str(data)}


@pytest.fixture(scope="module")
def client(settings: Settings, tokens: dict[str, str]) -> Iterator[httpx.Client]:
    data = Path(tokens["data"])
    own = settings.model_copy(update={"data": data, "audit_jobs": 0, "requests_per_minute": 100_000})
    with serving(create_app(own)) as client:
        wait_until_ready(client)
        yield client


def ask(client: httpx.Client, way: Way, token: str | None) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token is not None else {}
    return client.request(way.method, way.url, headers=headers | {"accept": "text/html" if way.page else "*/*"})


def test_every_route_says_for_whom_it_is() -> None:
    assert len(WAYS) > 50
    assert {role for way in WAYS for role in way.roles} == set(ROLES)
    open_to_all = {way.path for way in WAYS if not way.roles}
    assert open_to_all == {
        "/health/live",
        "/health/ready",
        "/metrics",
        "/preferences",
        "/login",
        "/logout",
        "/login/openid",
        "/login/openid/return",
    } | {path for path in open_to_all if path.startswith("/docs")}


@pytest.mark.parametrize("who", [None, "unknown", "revoked", "expired"])
def test_without_a_key_that_counts_nothing_is_answered(
    client: httpx.Client, tokens: dict[str, str], who: str | None
) -> None:
    for way in (each for each in WAYS if each.roles):
        answer = ask(client, way, tokens[who] if who else None)
        if way.page:
            assert answer.status_code == 303, way
            assert answer.headers["location"].startswith("/login"), way
        else:
            assert answer.status_code == 401, (way, answer.text)
            assert answer.headers["www-authenticate"] == "Bearer", way


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_is_its_own_and_nothing_else(
    client: httpx.Client, tokens: dict[str, str], role: str
) -> None:
    for way in (each for each in WAYS if each.path not in OWN_GUARD):
        answer = ask(client, way, tokens[role])
        allowed = not way.roles or role in way.roles or role == "admin"
        assert answer.status_code != 401, (way, answer.text)
        assert (answer.status_code == 403) != allowed, (way, answer.status_code, answer.text[:300])
        assert answer.status_code < 500, (way, answer.status_code, answer.text[:300])


def test_an_administrator_of_another_workspace_runs_no_service(client: httpx.Client, tokens: dict[str, str]) -> None:
    for way in (each for each in WAYS if each.path.startswith(("/v1/admin/packs", "/v1/admin/reload"))):
        assert ask(client, way, tokens["foreign"]).status_code == 403, way


def test_no_answer_tells_whether_another_workspace_has_it(client: httpx.Client, tokens: dict[str, str]) -> None:
    """What is named in a path and is not the caller's is answered as what is nowhere; see also the tests of each room."""
    for way in (each for each in WAYS if "{" in each.path and each.method == "GET" and "rules" not in each.path):
        own, foreign = (ask(client, way, tokens[who]) for who in ("admin", "foreign"))
        if own.status_code == 404:
            assert foreign.status_code in (403, 404), way


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example", "10.0.0.1", ""])
def test_an_open_service_answers_this_machine_alone(settings: Settings, tmp_path: Path, host: str) -> None:
    own = settings.model_copy(update={"data": tmp_path, "audit_jobs": 0})
    with serving(create_app(own)) as client:
        wait_until_ready(client)
        assert client.get("/v1/jurisdictions").status_code == 200
        assert client.get("/v1/jurisdictions", headers={"host": host}).status_code in (400, 403)


def test_from_the_first_key_on_everybody_needs_one(settings: Settings, tmp_path: Path) -> None:
    own = settings.model_copy(update={"data": tmp_path, "audit_jobs": 0})
    with serving(create_app(own)) as client:
        wait_until_ready(client)
        assert client.get("/v1/jurisdictions").status_code == 200
        with Accounts.at(tmp_path, None) as accounts:
            key, token = accounts.create_key("default", "first", ["check"], int(time.time()), by="test")
            time.sleep(1.2)
            assert client.get("/v1/jurisdictions").status_code == 401
            assert client.get("/v1/jurisdictions", headers={"authorization": f"bearer {token}"}).status_code == 200
            accounts.revoke_key(key.id, int(time.time()), by="test")
        time.sleep(1.2)
        # revoking the last one opens nothing
        assert client.get("/v1/jurisdictions").status_code == 401


def test_so_many_requests_a_minute_and_no_more(settings: Settings, tmp_path: Path) -> None:
    own = settings.model_copy(update={"data": tmp_path, "audit_jobs": 0, "requests_per_minute": 5})
    with Accounts.at(tmp_path, None) as accounts:
        first, second = (
            accounts.create_key("default", name, ["check"], int(time.time()), by="test")[1] for name in "ab"
        )
    with serving(create_app(own)) as client:
        wait_until_ready(client)
        headers = {"authorization": f"Bearer {first}"}
        answers = [client.get("/v1/jurisdictions", headers=headers) for _ in range(7)]
        assert [each.status_code for each in answers] == [200] * 5 + [429] * 2
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 61
        # another key has a minute of its own
        assert client.get("/v1/jurisdictions", headers={"authorization": f"Bearer {second}"}).status_code == 200
