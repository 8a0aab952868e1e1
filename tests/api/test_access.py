"""Two workspaces against each other on every route that names something, limits of a key, and how keys are kept.

Every route against every kind of key is tried with the pages, in tests/web/test_access.py.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from httpx import Client
from sqlalchemy.exc import OperationalError

from adhere.api import create_app
from adhere.api.access import Access, Caller
from adhere.api.problems import TooMany
from adhere.settings import Settings
from adhere.storage.accounts import ROLES, Accounts, Role, keys
from tests.api.auditing import begun, ended, posts, table
from tests.api.conftest import JSON, NDJSON, serving, wait_until_ready
from tests.api.operating import settings_with
from tests.api.test_recording import until
from tests.storage.conftest import look

#: Of the service as a whole, or of nobody: rules and packs.
SHARED = {"/v1/jurisdictions/{id}", "/v1/rules/{id}", "/v1/admin/packs/{jurisdiction}"}
BODIES = {
    "/v1/checks/{check_id}/decisions": {"decision": "agree", "reason": "not theirs to decide"},
}
QUERIES = {"/v1/decisions/{decision}": {"reason": "not theirs"}, "/v1/audits/{id}/export": {"format": "csv"}}


@dataclass(frozen=True)
class Shared:
    """A service with a workspace that holds one of each, and what they are called; keys of both workspaces with all roles."""

    client: Client
    ours: dict[str, str]
    theirs: dict[str, str]
    names: dict[str, str]

    def url(self, path: str) -> str:
        """The path with the names of what is ours."""
        kind = path.split("/")[2]
        of_kind = {"{id}": self.names[kind], "{seq}": "0"} if kind in self.names else {"{seq}": "0"}
        for place, name in (of_kind | self.names).items():
            path = path.replace(place, name)
        assert "{" not in path, f"{path}: say in this test what stands there"
        return path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Shared]:
    data, now = tmp_path_factory.mktemp("access"), int(time.time())
    with Accounts.at(data, None) as accounts:
        key, ours = accounts.create_key("ours", "we", ROLES, now, by="test")
        _, theirs = accounts.create_key("theirs", "they", ROLES, now, by="test")
    own = settings.model_copy(
        update={"data": data, "audit_jobs": 1, "keep_texts": True, "webhook_allow": ("192.0.2.7",)}
    )
    with serving(create_app(own)) as client:
        wait_until_ready(client)
        head, other = ({"authorization": f"Bearer {token}"} for token in (ours, theirs))
        post = {"text": "hello #ad", "jurisdictions": ["XA"], "relationship": "paid"}
        check = client.post("/v1/check", json=post, headers=head).json()["check_id"]
        decided = client.post(
            f"/v1/checks/{check}/decisions", json={"decision": "agree", "reason": "so it is"}, headers=head
        )
        audit = begun(client, [("a.csv", table(posts(3)))], headers=head)
        ended(client, audit, headers=head)
        asked = {"url": "https://192.0.2.7/in", "events": ["audit.finished"]}
        hook = client.post("/v1/webhooks", json=asked, headers=head).json()["id"]
        number = str(decided.json()[0]["number"])
        names = {"audits": audit, "webhooks": hook, "{check_id}": check, "{key}": key.id, "{decision}": number}
        yield Shared(client, head, other, names)


def named() -> list[tuple[str, str]]:
    app = create_app(Settings(audit_jobs=0, batch_workers=1))
    return [
        (method, route.path)
        for route in app.router.routes
        if isinstance(route, APIRoute) and "{" in route.path and route.path not in SHARED
        for method in sorted(route.methods or ())
    ]


def send(shared: Shared, method: str, path: str, url: str, head: dict[str, str]) -> Any:
    body = BODIES.get(path)
    content = json.dumps(body).encode() if body is not None else None
    headers = head | ({"content-type": JSON} if body is not None else {})
    return shared.client.request(method, url, params=QUERIES.get(path), content=content, headers=headers)


@pytest.mark.parametrize(("method", "path"), named())
def test_what_is_ours_is_nowhere_for_them(shared: Shared, method: str, path: str) -> None:
    url = shared.url(path)
    answer = send(shared, method, path, url, shared.theirs)
    assert answer.status_code == 404, answer.text
    # and it is told in the words in which anything unknown is
    found = answer.json()["detail"]
    for name in shared.names.values():
        other, unknown = "0" * len(name), url.replace(name, "0" * len(name))
        if unknown != url and not name.isdecimal():
            nowhere = send(shared, method, path, unknown, shared.theirs)
            assert nowhere.status_code == 404
            assert nowhere.json()["detail"].replace(other, name) == found


def test_nothing_of_ours_has_changed(shared: Shared) -> None:
    """After all of the above; the names are those of things that are there."""
    names, client, head = shared.names, shared.client, shared.ours
    assert client.get(f"/v1/audits/{names['audits']}", headers=head).json()["state"] == "finished"
    evidence = client.get(f"/v1/checks/{names['{check_id}']}", headers=head).json()
    decisions = [finding["decision"] for record in evidence["records"] for finding in record["findings"]]
    assert decisions
    assert {each["number"] for each in decisions} == {int(names["{decision}"])}
    assert {each["reason"] for each in decisions} == {"so it is"}
    (hook,) = client.get("/v1/webhooks", headers=head).json()
    assert hook["id"] == names["webhooks"]
    assert {each["event"] for each in client.get(f"/v1/webhooks/{hook['id']}/deliveries", headers=head).json()} == set()
    (key,) = client.get("/v1/admin/keys", headers=head).json()
    assert (key["id"], key["revoked"]) == (names["{key}"], None)


@pytest.mark.parametrize(
    "path", ["/v1/audits", "/v1/decisions", "/v1/webhooks", "/v1/admin/keys", "/v1/admin/acts", "/v1/evidence/verify"]
)
def test_no_list_of_theirs_holds_what_is_ours(shared: Shared, path: str) -> None:
    answer = shared.client.get(path, headers=shared.theirs)
    assert answer.status_code == 200
    for name in (shared.names["audits"], shared.names["{check_id}"], shared.names["{key}"], shared.names["webhooks"]):
        assert name not in answer.text


def test_one_key_of_idempotency_in_two_workspaces_are_two(shared: Shared) -> None:
    """An answer that was kept for us is not given to them."""
    url, asked = f"/v1/checks/{shared.names['{check_id}']}/decisions", {"decision": "agree", "reason": "so it is"}
    mine = shared.client.post(url, json=asked, headers=shared.ours | {"idempotency-key": "the-same"})
    assert mine.status_code == 201
    theirs = shared.client.post(url, json=asked, headers=shared.theirs | {"idempotency-key": "the-same"})
    assert theirs.status_code == 404


def test_so_many_requests_at_once_and_no_more() -> None:
    access = Access(Settings(requests_at_once=2))
    roles: frozenset[Role] = frozenset({"check"})
    one, other = Caller("w", roles, "one", "k1"), Caller("w", roles, "other", "k2")
    with access.within_limits(one), access.within_limits(one):
        with pytest.raises(TooMany) as refused, access.within_limits(one):
            pass
        assert refused.value.seconds >= 1
        # another key is not held up
        with access.within_limits(other):
            pass
    with access.within_limits(one), access.within_limits(one):
        pass


def test_an_answer_that_is_still_being_sent_is_answered_at_once_with_others(packs: Path, tmp_path: Path) -> None:
    """Lines that are sent as they are checked, and a caller who takes none of them for a while, or leaves."""
    own = settings_with(packs, tmp_path, requests_at_once=1, audit_jobs=0)
    line = json.dumps({"text": "Ad: " + "long " * 2_500, "jurisdictions": ["XA"]})
    with serving(create_app(own)) as client:
        wait_until_ready(client)
        with Accounts.at(tmp_path, None) as accounts:
            _, token = accounts.create_key("default", "a", ["check"], 1, by="test")
        client.headers["authorization"] = f"Bearer {token}"
        time.sleep(1.1)
        sent: dict[str, Any] = {"content": "\n".join([line] * 400), "headers": {"content-type": NDJSON}}
        with client.stream("POST", "/v1/check/batch", **sent) as answer:
            assert answer.status_code == 200
            assert client.get("/v1/jurisdictions").status_code == 429
        until(lambda: client.get("/v1/jurisdictions").status_code == 200)


def test_the_last_use_of_keys_is_noted_once_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one look could not write, the next one does, and neither the service nor its end breaks off."""
    noted: list[dict[str, int]] = []

    class Down:
        def note_use(self, moments: Mapping[str, int]) -> None:
            noted.append(dict(moments))
            if len(noted) == 1 or "last" in moments:
                raise OperationalError("update …", {}, Exception("database is locked"))

    async def work() -> None:
        access = Access(Settings())
        access._used = {"a": 1, "b": 1}
        async with access.noting(Down()):  # type: ignore[arg-type]
            while not noted:
                await asyncio.sleep(0.01)
            while len(noted) < 2:
                await asyncio.sleep(0.01)
            access._used["last"] = 3

    monkeypatch.setattr("adhere.api.access._NOTED", 0.05)
    asyncio.run(work())
    assert noted[:2] == [{"a": 1, "b": 1}] * 2
    assert "last" in noted[-1]


def test_no_token_is_kept_and_each_is_compared_in_constant_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Accounts.at(tmp_path, None) as accounts:
        key, token = accounts.create_key("default", "a", ["check"], 1, by="test")
    secret = token.split("_", 2)[2]
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes()
    ((digest,),) = look(f"sqlite:///{tmp_path / 'service.sqlite'}", "select digest from adhere_keys")
    compared: list[tuple[int, int]] = []

    def counted(one: str, other: str) -> bool:
        compared.append((len(one), len(other)))
        return hmac.compare_digest(one, other)

    monkeypatch.setattr(keys, "hmac", type("Counting", (), {"compare_digest": staticmethod(counted)}))
    tries = (token, token[:-1] + "~", f"adh_{'0' * 12}_{secret}", "", "adh_", digest, f"adh_{key.id}_{digest}")
    with Accounts.at(tmp_path, None) as accounts:
        assert [accounts.key(each) is not None for each in tries] == [True] + [False] * 6
    # also for a key that is unknown, and for what is no token
    assert compared == [(64, 64)] * len(tries)
