"""Webhooks are told of each decision once, whatever dies between the two."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from adhere.api import Settings, create_app
from adhere.api.access import LOCAL
from adhere.api.announcing import announce_decisions
from adhere.api.deciding import note_decision
from adhere.storage import Storage
from adhere.storage.accounts import Accounts
from adhere.storage.accounts.hooks import Delivery, Hook, Hooks
from tests.api.conftest import serving
from tests.api.operating import Operated, operated, settings_with
from tests.api.receiving import receiving
from tests.storage.conftest import ON, chunk

DECIDED: dict[str, Any] = {"decision": "agree", "reason": "=cmd() <b>\u202e"}


def hooked(data: Path, url: str = "https://192.0.2.1/", *, workspace: str = "default", decided: int = 0) -> Hook:
    """A hook that wants decisions."""
    hook = Hook(
        f"hook_{workspace}", workspace, url, "whsec_c2VjcmV0", ("decision.made",), "A. Berg", 1, decided=decided
    )
    with Accounts.at(data, None) as accounts:
        Hooks(accounts).add(hook)
    return hook


def evidence(data: Path, workspace: str = "default") -> Storage:
    """With ten checks, where it is not there yet."""
    (data / "workspaces" / workspace).mkdir(parents=True, exist_ok=True)
    storage = Storage.open(f"sqlite:///{data / 'workspaces' / workspace / 'evidence.sqlite'}")
    if not storage.count():
        storage.record_chunk("A", 0, *chunk(0, 10))
    return storage


def deliveries(data: Path, hook: Hook) -> list[Delivery]:
    with Accounts.at(data, None) as accounts:
        return Hooks(accounts).delivered(hook.workspace, hook.id, 100)


def said(found: Sequence[Delivery]) -> list[dict[str, Any]]:
    return [json.loads(each.body)["data"] for each in found]


def with_service(packs: Path, data: Path, work: Any) -> None:
    async def whole() -> None:
        async with operated(settings_with(packs, data, audit_jobs=0), wait=False) as each:
            await work(each)

    asyncio.run(whole())


DECIDES_AND_DIES = """
import asyncio, os, signal, sys
from pathlib import Path
from adhere.api import Settings, create_app
from adhere.api.access import LOCAL
from adhere.api.deciding import note_decision
from adhere.storage.accounts import Accounts
from adhere.storage.accounts.hooks import Hooks

data, place = Path(sys.argv[1]), sys.argv[2]
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if place == "before it is written down":
    Hooks.wanting = die
else:
    write = Hooks.catch_up
    Hooks.catch_up = lambda *given: (write(*given), die())
service = create_app(Settings(data=data, audit_jobs=0, classify=False)).state.service
service.accounts = Accounts.at(data, None)
asyncio.run(note_decision(service, LOCAL, "check2", {"decision": "agree", "reason": "seen"}, "R. Okafor"))
"""


@pytest.mark.parametrize("place", ["before it is written down", "before it is sent"])
def test_a_process_killed_once_it_has_decided_owes_what_the_next_one_sends(
    packs: Path, tmp_path: Path, place: str
) -> None:
    evidence(tmp_path).close()
    with receiving() as receiver:
        hook = hooked(tmp_path, receiver.url)
        died = subprocess.run([sys.executable, "-c", DECIDES_AND_DIES, str(tmp_path), place], env=os.environ)
        assert died.returncode == -signal.SIGKILL
        owed = [each.id for each in deliveries(tmp_path, hook)]
        assert len(owed) == (place == "before it is sent")
        settings = Settings(
            rules=(packs,), data=tmp_path, classify=False, batch_workers=1, audit_jobs=0, webhook_allow=("127.0.0.1",)
        )
        for _ in range(2):
            with serving(create_app(settings)):
                deadline = time.monotonic() + 60
                while time.monotonic() < deadline:
                    if [each.state for each in deliveries(tmp_path, hook)] == ["delivered"]:
                        break
                    time.sleep(0.02)
    (got,) = receiver.got
    (found,) = deliveries(tmp_path, hook)
    assert got.headers["webhook-id"] == found.id
    assert owed in ([], [found.id])
    told = json.loads(got.body)["data"]
    assert told["check_id"] == "check2"
    assert [(each["rule"], each["by"], each["stands"]) for each in told["decisions"]] == [
        ("gb.rule.0", "R. Okafor", True),
        ("gb.rule.1", "R. Okafor", True),
    ]


def test_each_decision_is_told_once(packs: Path, tmp_path: Path) -> None:
    evidence(tmp_path).close()
    hook = hooked(tmp_path)

    async def work(each: Operated) -> None:
        shown = [await note_decision(each.service, LOCAL, check, DECIDED, "A. Berg") for check in ("check1", "check2")]
        await asyncio.gather(*(announce_decisions(each.service) for _ in range(5)))
        told = said(deliveries(tmp_path, hook))
        assert sorted(told, key=lambda one: one["check_id"]) == [
            {"check_id": "check1", "decisions": shown[0]},
            {"check_id": "check2", "decisions": shown[1]},
        ]

    with_service(packs, tmp_path, work)


def test_what_was_decided_elsewhere_is_told_in_its_workspace(packs: Path, tmp_path: Path) -> None:
    """As `adhere decide` does it, without the service."""
    mine, theirs = hooked(tmp_path), hooked(tmp_path, workspace="theirs")
    for workspace, check in (("default", "check1"), ("theirs", "check2")):
        with evidence(tmp_path, workspace) as storage:
            storage.decide(check, "override", reason="a gift", by="A. Berg", on=ON)

    async def work(each: Operated) -> None:
        await announce_decisions(each.service, "theirs")
        assert deliveries(tmp_path, mine) == []
        await announce_decisions(each.service)

    with_service(packs, tmp_path, work)
    assert [each["check_id"] for each in said(deliveries(tmp_path, mine))] == ["check1"]
    assert [each["check_id"] for each in said(deliveries(tmp_path, theirs))] == ["check2"]


def test_a_new_hook_is_not_told_of_what_was_before(packs: Path, tmp_path: Path) -> None:
    with evidence(tmp_path) as storage:
        storage.decide("check1", "override", reason="a gift", by="A. Berg", on=ON)

    async def work(each: Operated) -> None:
        new = {"url": "https://127.0.0.1/", "events": ["decision.made"]}
        each.service.settings = each.service.settings.model_copy(update={"webhook_allow": ("127.0.0.1",)})
        at = f"/v1/webhooks/{(await each.client.post('/v1/webhooks', json=new)).json()['id']}/deliveries"
        await announce_decisions(each.service)
        assert (await each.client.get(at)).json() == []
        await note_decision(each.service, LOCAL, "check2", DECIDED, "A. Berg")
        assert len((await each.client.get(at)).json()) == 1

    with_service(packs, tmp_path, work)


def test_an_older_copy_of_the_evidence_that_is_put_back(packs: Path, tmp_path: Path) -> None:
    evidence(tmp_path).close()
    hook = hooked(tmp_path, decided=40)

    async def work(each: Operated) -> None:
        await announce_decisions(each.service)
        assert deliveries(tmp_path, hook) == []
        await note_decision(each.service, LOCAL, "check2", DECIDED, "A. Berg")
        assert len(deliveries(tmp_path, hook)) == 1

    with_service(packs, tmp_path, work)


def test_a_database_that_fails_undoes_nothing_and_is_asked_again(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    evidence(tmp_path).close()
    hook = hooked(tmp_path)

    def fails(*_: object) -> bool:
        raise OperationalError("insert", {"body": "a private word"}, Exception("locked"))

    async def work(each: Operated) -> None:
        for method in ("wanting", "catch_up"):
            with monkeypatch.context() as patched:
                patched.setattr(Hooks, method, fails)
                assert await note_decision(each.service, LOCAL, "check2", DECIDED, "A. Berg")
        assert deliveries(tmp_path, hook) == []
        await announce_decisions(each.service)
        assert len(deliveries(tmp_path, hook)) == 2

    with_service(packs, tmp_path, work)
    assert "webhooks cannot be looked at: OperationalError" in caplog.text
    assert "webhook hook_default cannot be told of decisions: OperationalError" in caplog.text
    assert "a private word" not in caplog.text


def test_evidence_that_is_out_of_order_does_not_keep_others_waiting(packs: Path, tmp_path: Path) -> None:
    hooked(tmp_path, workspace="broken")
    hook = hooked(tmp_path)
    evidence(tmp_path, "broken").close()
    (tmp_path / "workspaces" / "broken" / "evidence.sqlite").write_bytes(b"no database " * 1_000)
    evidence(tmp_path).close()

    async def work(each: Operated) -> None:
        await note_decision(each.service, LOCAL, "check2", DECIDED, "A. Berg")
        await announce_decisions(each.service)
        assert len(deliveries(tmp_path, hook)) == 1

    with_service(packs, tmp_path, work)


def test_a_hook_of_which_nobody_knows_what_it_was_told_of_is_told_of_what_comes(packs: Path, tmp_path: Path) -> None:
    evidence(tmp_path).close()
    hook = hooked(tmp_path, decided=-1)

    async def work(at: Operated) -> None:
        with evidence(tmp_path) as storage:
            storage.decide("check1", "override", reason="a gift", by="A. Berg", on=ON)
        await announce_decisions(at.service)
        assert deliveries(tmp_path, hook) == []
        await note_decision(at.service, LOCAL, "check2", DECIDED, "R. Okafor")
        assert [each["check_id"] for each in said(deliveries(tmp_path, hook))] == ["check2"]

    with_service(packs, tmp_path, work)
