"""The routes on webhooks: who may, whose they are, and that an event goes out of a running service."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from adhere.api import Settings, create_app
from adhere.api.webhooks import MOST_HOOKS
from adhere.storage.accounts import ROLES, Accounts
from adhere.storage.accounts.hooks import Hooks
from tests.api.conftest import problem_of, serving
from tests.api.operating import Operated, key, operated, settings_with
from tests.api.receiving import receiving
from tests.storage.announced import announced

NEW: dict[str, Any] = {"url": "https://127.0.0.1:9/in?token=t0k3n", "events": ["decision.made"]}


def with_data(packs: Path, tmp_path: Path, **others: Any) -> Settings:
    return settings_with(packs, tmp_path, audit_jobs=0, webhook_allow=("127.0.0.1",), **others)


def run(packs: Path, tmp_path: Path, work: Any) -> None:
    async def whole() -> None:
        async with operated(with_data(packs, tmp_path), wait=False) as each:
            await work(each)

    asyncio.run(whole())


def test_the_life_of_a_webhook(packs: Path, tmp_path: Path) -> None:
    async def work(each: Operated) -> None:
        admin = key(each.service, "admin")
        assert (await each.client.get("/v1/webhooks", headers=admin)).json() == []
        answer = await each.client.post(
            "/v1/webhooks", json=NEW | {"events": ["audit.finished", "decision.made", "audit.finished"]}, headers=admin
        )
        assert answer.status_code == 201
        made = answer.json()
        secret = made.pop("secret")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
        assert (made["url"], made["events"], made["created_by"]) == (
            NEW["url"],
            ["audit.finished", "decision.made"],
            "operator",
        )
        listed = await each.client.get("/v1/webhooks", headers=admin)
        assert listed.json() == [made]
        assert "whsec" not in listed.text
        at = f"/v1/webhooks/{made['id']}"
        sent = await each.client.post(f"{at}/test", headers=admin)
        assert (sent.status_code, sent.json()["event"], sent.json()["state"]) == (202, "test", "waiting")
        assert (await each.client.get(f"{at}/deliveries", headers=admin)).json() == [sent.json()]
        assert (await each.client.delete(at, headers=admin)).status_code == 204
        for method, path in (("DELETE", at), ("GET", f"{at}/deliveries"), ("POST", f"{at}/test")):
            problem_of(await each.client.request(method, path, headers=admin), 404)
        acts = (await each.client.get("/v1/admin/acts", headers=admin)).json()["acts"]
        assert [(act["act"], act["subject"]) for act in acts[:2]] == [
            ("webhook deleted", made["id"]),
            ("webhook created", made["id"]),
        ]
        assert secret not in json.dumps(acts)
        assert "t0k3n" not in json.dumps(acts)

    run(packs, tmp_path, work)


def test_the_roles(packs: Path, tmp_path: Path) -> None:
    async def work(each: Operated) -> None:
        admin = key(each.service, "admin")
        made = (await each.client.post("/v1/webhooks", json=NEW, headers=admin)).json()["id"]
        routes = [
            ("POST", "/v1/webhooks"),
            ("GET", "/v1/webhooks"),
            ("DELETE", f"/v1/webhooks/{made}"),
            ("GET", f"/v1/webhooks/{made}/deliveries"),
            ("POST", f"/v1/webhooks/{made}/test"),
        ]
        others = key(each.service, *(role for role in ROLES if role != "admin"))
        for method, path in routes:
            problem_of(await each.client.request(method, path, headers=others, json=NEW), 403)
            problem_of(await each.client.request(method, path, json=NEW), 401)
        assert len((await each.client.get("/v1/webhooks", headers=admin)).json()) == 1

    run(packs, tmp_path, work)


def test_another_workspace_finds_nothing(packs: Path, tmp_path: Path) -> None:
    async def work(each: Operated) -> None:
        mine, theirs = key(each.service, "admin", workspace="one"), key(each.service, "admin", workspace="two")
        made = (await each.client.post("/v1/webhooks", json=NEW, headers=mine)).json()["id"]
        assert (await each.client.get("/v1/webhooks", headers=theirs)).json() == []
        for method, tail in (("DELETE", ""), ("GET", "/deliveries"), ("POST", "/test")):
            attack = await each.client.request(method, f"/v1/webhooks/{made}{tail}", headers=theirs)
            unknown = await each.client.request(method, f"/v1/webhooks/hook_0{tail}", headers=theirs)
            assert problem_of(attack, 404)["detail"].replace(made, "hook_0") == problem_of(unknown, 404)["detail"]
        hooks = Hooks(each.service.kept)
        announced(hooks, "two", "decision.made", "{}", 1)
        assert (await each.client.get(f"/v1/webhooks/{made}/deliveries", headers=mine)).json() == []
        announced(hooks, "one", "decision.made", "=cmd() <b>\u202e", 1)
        assert len((await each.client.get(f"/v1/webhooks/{made}/deliveries", headers=mine)).json()) == 1

    run(packs, tmp_path, work)


#: Bodies that make no webhook.
REFUSED: list[dict[str, Any]] = [
    {"url": "https://10.0.0.1/", "events": ["decision.made"]},
    {"url": "https://[::ffff:169.254.169.254]/", "events": ["decision.made"]},
    {"url": "https://2130706433/", "events": ["decision.made"]},
    {"url": "https://169.254.169.254/", "events": ["decision.made"]},
    {"url": "http://93.184.216.34/", "events": ["decision.made"]},
    {"url": "https://me:secret@127.0.0.1/", "events": ["decision.made"]},
    {"url": "javascript:alert(1)", "events": ["decision.made"]},
    {"url": "https://127.0.0.1/" + "x" * 100_000, "events": ["decision.made"]},
    {"url": "\ud800", "events": ["decision.made"]},
    {"url": "", "events": ["decision.made"]},
    {"url": 7, "events": ["decision.made"]},
    {"url": NEW["url"], "events": []},
    {"url": NEW["url"], "events": ["test"]},
    {"url": NEW["url"], "events": "decision.made"},
    {"url": NEW["url"]},
    NEW | {"secret": "whsec_mine"},
]


def test_what_is_refused(packs: Path, tmp_path: Path) -> None:
    async def work(each: Operated) -> None:
        admin = key(each.service, "admin")
        for wrong in REFUSED:
            answer = await each.client.post(
                "/v1/webhooks", content=json.dumps(wrong), headers=admin | {"Content-Type": "application/json"}
            )
            problem = problem_of(answer, 422)
            assert problem["errors"], wrong
            assert {part["where"].partition(".")[0] for part in problem["errors"]} <= {"url", "events", "secret"}
            assert "me:secret" not in answer.text
        assert (await each.client.get("/v1/webhooks", headers=admin)).json() == []

    run(packs, tmp_path, work)


def test_what_is_nested_too_deeply_is_a_mistake_of_the_caller(packs: Path, tmp_path: Path) -> None:
    async def work(each: Operated) -> None:
        headers = key(each.service, "admin") | {"Content-Type": "application/json"}
        seen = set()
        for depth in (10, *range(900, 1_010, 5), 100_000):
            body = '{"url": ' + "[" * depth + "]" * depth + ', "events": ["test"]}'
            answer = await each.client.post("/v1/webhooks", content=body, headers=headers)
            seen.add(answer.status_code)
            assert problem_of(answer, answer.status_code)["title"] in ("Broken JSON", "Invalid input")
        assert seen == {400, 422}

    run(packs, tmp_path, work)


def test_a_workspace_has_so_many_and_no_more(packs: Path, tmp_path: Path) -> None:
    async def work(each: Operated) -> None:
        admin, other = key(each.service, "admin"), key(each.service, "admin", workspace="two")
        for _ in range(MOST_HOOKS):
            assert (await each.client.post("/v1/webhooks", json=NEW, headers=admin)).status_code == 201
        problem_of(await each.client.post("/v1/webhooks", json=NEW, headers=admin), 409)
        assert (await each.client.post("/v1/webhooks", json=NEW, headers=other)).status_code == 201

    run(packs, tmp_path, work)


def test_a_service_that_keeps_nothing(packs: Path) -> None:
    async def whole() -> None:
        async with operated(settings_with(packs), wait=False) as each:
            problem_of(await each.client.get("/v1/webhooks"), 409)

    asyncio.run(whole())


def test_a_running_service_sends_and_stops(packs: Path, tmp_path: Path) -> None:
    with Accounts.at(tmp_path, None) as accounts:
        _, token = accounts.create_key("default", "R. Okafor", ["admin"], 1, by="test")
    headers = {"Authorization": f"Bearer {token}"}
    with receiving() as receiver:
        app = create_app(with_data(packs, tmp_path, keep_checks=False))
        with serving(app) as client:
            made = client.post("/v1/webhooks", json=NEW | {"url": receiver.url}, headers=headers).json()
            at = f"/v1/webhooks/{made['id']}"
            sent = client.post(f"{at}/test", headers=headers).json()
            for _ in range(2_000):
                (found,) = client.get(f"{at}/deliveries", headers=headers).json()
                if found["state"] != "waiting":
                    break
        assert app.state.service.sender is None
    (got,) = receiver.got
    assert (found["id"], found["state"], found["answer"]) == (sent["id"], "delivered", "204")
    assert json.loads(got.body)["data"] == {"webhook": made["id"]}
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    digest = hmac.new(base64.b64decode(made["secret"][6:]), signed, hashlib.sha256).digest()
    assert got.headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
