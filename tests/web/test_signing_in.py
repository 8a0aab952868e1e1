"""Signing in with a key, staying in, and out again; and what another site's page cannot do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx import Client

from adhere.api.sessions import COOKIE, Session, Sessions
from adhere.settings import Settings
from adhere.storage.accounts import Accounts
from adhere.web import create_app
from tests.api.conftest import serving, wait_until_ready

#: Where a guarded page is, that any role may see.
PAGE = "/rules"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signing-in")


@pytest.fixture(scope="module")
def tokens(data: Path) -> dict[str, str]:
    now = int(time.time())
    with Accounts.at(data, None) as accounts:
        found = {
            role: accounts.create_key("default", f"the {role}", [role], now, by="test")[1]
            for role in ("check", "review")
        }
        gone, token = accounts.create_key("default", "gone", ["check"], now, by="test")
        accounts.revoke_key(gone.id, now, by="test")
    return found | {"gone": token}


@pytest.fixture(scope="module")
def running(data: Path, tokens: dict[str, str], settings: Settings) -> Iterator[Client]:
    app = create_app(settings.model_copy(update={"data": data, "audit_jobs": 0}))
    with serving(app) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture
def browser(running: Client) -> Iterator[Client]:
    """A browser without cookies."""
    with Client(base_url=running.base_url, timeout=60) as client:
        yield client


def sign_in(browser: Client, token: str, back: str = PAGE) -> int:
    answer = browser.post("/login", data={"key": token, "next": back})
    return answer.status_code


def test_who_is_not_signed_in_is_led_there_and_back(browser: Client, tokens: dict[str, str]) -> None:
    led = browser.get(f"{PAGE}?on=2026-01-01")
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=%2Frules%3Fon%3D2026-01-01")
    assert 'name="key"' in browser.get(led.headers["location"]).text
    back = browser.post("/login", data={"key": f" {tokens['check']} ", "next": f"{PAGE}?on=2026-01-01"})
    assert (back.status_code, back.headers["location"]) == (303, f"{PAGE}?on=2026-01-01")
    cookie = back.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert tokens["check"].rpartition("_")[2][:10].lower() not in cookie
    page = browser.get(PAGE)
    assert page.status_code == 200
    assert "the check" in page.text


@pytest.mark.parametrize("key", ["", "adh_000000000000_" + "x" * 43, "<script>alert(1)</script>"])
def test_a_key_that_does_not_count_opens_nothing(browser: Client, key: str) -> None:
    answer = browser.post("/login", data={"key": key})
    assert answer.status_code == 401
    assert "<script>alert" not in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")
    assert browser.get(PAGE).status_code == 303


def test_a_revoked_key_opens_nothing(browser: Client, tokens: dict[str, str]) -> None:
    assert sign_in(browser, tokens["gone"]) == 401


def test_a_session_ends_with_its_key(browser: Client, data: Path) -> None:
    with Accounts.at(data, None) as accounts:
        key, token = accounts.create_key("default", "leaving", ["check"], int(time.time()), by="test")
        assert sign_in(browser, token) == 303
        assert browser.get(PAGE).status_code == 200
        accounts.revoke_key(key.id, int(time.time()), by="test")
    time.sleep(1.2)
    assert browser.get(PAGE).status_code == 303


def test_signing_out_takes_the_session_away(browser: Client, tokens: dict[str, str]) -> None:
    sign_in(browser, tokens["check"])
    assert browser.post("/logout").headers["location"] == "/login"
    assert browser.get(PAGE).status_code == 303


@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "rules"])
def test_nobody_is_led_to_another_site(browser: Client, tokens: dict[str, str], back: str) -> None:
    answer = browser.post("/login", data={"key": tokens["check"], "next": back})
    assert answer.headers["location"] == "/"


def test_the_session_counts_for_the_api_too_with_its_roles_alone(browser: Client, tokens: dict[str, str]) -> None:
    sign_in(browser, tokens["check"])
    assert browser.post("/v1/check", json={"text": "Ad: x", "jurisdictions": ["XA"]}).status_code == 200
    with Client(base_url=browser.base_url) as stranger:
        assert stranger.post("/v1/check", json={"text": "Ad: x", "jurisdictions": ["XA"]}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_a_page_of_another_site_changes_nothing(
    browser: Client, tokens: dict[str, str], headers: dict[str, str]
) -> None:
    sign_in(browser, tokens["check"])
    assert browser.post("/v1/check", json={"text": "x"}, headers=headers).status_code == 403
    assert browser.post("/login", data={"key": tokens["check"]}, headers=headers).status_code == 403
    assert browser.post("/logout", headers=headers).status_code == 403
    # with a key in the header it is a program, which no page can be without being allowed to
    allowed = headers | {"authorization": f"Bearer {tokens['check']}"}
    assert browser.post("/v1/check", json={"text": "x", "jurisdictions": ["XA"]}, headers=allowed).status_code == 200


def test_a_session_that_is_not_ours_or_too_old_is_none(
    browser: Client, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = Sessions(b"another secret")._signer.dumps(
        {"key": None, "person": "x", "workspace": "default", "roles": ["admin"]}
    )
    own = Sessions.at(data)._signer
    with monkeypatch.context() as earlier:
        earlier.setattr(time, "time", lambda: 1_000_000_000.0)
        old = own.dumps({"key": None, "person": "x", "workspace": "default", "roles": ["admin"]})
    for value in (foreign, old, own.dumps("text"), own.dumps({}), "", "a.b.c", "é"):
        browser.cookies.set(COOKIE, value.encode("ascii", "replace").decode())
        assert browser.get(PAGE).status_code == 303, value
        browser.cookies.clear()


@pytest.mark.parametrize(("ahead", "status"), [(2, 200), (3_600, 303)])
def test_a_clock_that_is_a_little_behind_ends_no_session(
    browser: Client, data: Path, monkeypatch: pytest.MonkeyPatch, ahead: int, status: int
) -> None:
    """Another machine began it, or the clock was put back since."""
    with monkeypatch.context() as later:
        now = time.time()
        later.setattr(time, "time", lambda: now + ahead)
        told = Sessions.at(data)._signer.dumps({"key": None, "person": "x", "workspace": "default", "roles": ["admin"]})
    browser.cookies.set(COOKIE, told)
    assert browser.get(PAGE).status_code == status
    browser.cookies.clear()


def test_the_secret_is_kept_from_others(data: Path) -> None:
    assert (data / "session.secret").stat().st_mode & 0o077 == 0
    assert Sessions.at(data).secret == Sessions.at(data).secret
    assert Session().roles == ()


@pytest.mark.parametrize("left", [b"", b"half of it"])
def test_a_secret_that_a_start_left_unfinished_signs_nothing(tmp_path: Path, left: bytes) -> None:
    """As after a full disk, or where another process has made the file and not written it yet."""
    (tmp_path / "session.secret").write_bytes(left)
    made = Sessions.at(tmp_path).secret
    assert len(made) == 32
    assert Sessions.at(tmp_path).secret == made
    assert (tmp_path / "session.secret").stat().st_mode & 0o077 == 0


def test_processes_that_start_at_once_have_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: Sessions.at(tmp_path).secret, range(32)))
    assert len(set(found)) == 1
    assert len(found[0]) == 32


@pytest.mark.parametrize("origin", ["http://[", "null", "https://elsewhere.example", "http://[::1", "://", ""])
def test_an_origin_that_is_none_is_not_ours(browser: Client, origin: str) -> None:
    answer = browser.post("/v1/check", json={"text": "x", "jurisdictions": ["XA"]}, headers={"origin": origin})
    assert answer.status_code == 403, answer.text


def test_where_no_key_was_made_there_is_nothing_to_sign_in_to(tmp_path: Path, settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"data": tmp_path, "audit_jobs": 0}))
    with serving(app) as client:
        wait_until_ready(client)
        assert client.get("/login?next=/rules").headers["location"] == "/rules"
        assert client.get(PAGE).status_code == 200
        # a session from before all keys were lost stands in nobody's way
        client.cookies.set(
            COOKIE, Sessions.at(tmp_path)._signer.dumps({"key": "0", "person": "", "workspace": "", "roles": []})
        )
        assert client.get(PAGE).status_code == 200
        client.cookies.clear()
        assert client.get(PAGE, headers={"host": "elsewhere.example"}).status_code == 403
        hostile = {"origin": "https://elsewhere.example"}
        assert client.post("/v1/check", json={"text": "x"}, headers=hostile).status_code == 403
