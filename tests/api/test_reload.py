"""Other rules while the service answers: without a gap, and never broken ones."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adhere.api import Settings
from adhere.api.packs import Packs
from adhere.api.reading import read_shape
from adhere.api.shapes import PackFiles
from adhere.errors import InputError
from tests.api.conftest import NDJSON, problem_of
from tests.api.operating import STRANGER, Operated, key, operated, run, settings_with
from tests.cli.packs import write_packs
from tests.project.tree import ROOT

LATE = {"text": "a late #ad", "jurisdictions": ["XA"], "relationship": "paid"}
#: What a changed rule of XA asks.
LENIENT = ("sources: [xa-code], params: {position: start}", "sources: [xa-code], params: {position: anywhere}")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Packs that the test may change."""
    return write_packs(tmp_path / "packs")


def make_lenient(packs: Path) -> None:
    path = packs / "XA" / "rules.yaml"
    before = path.read_text("utf-8")
    assert LENIENT[0] in before
    path.write_text(before.replace(*LENIENT), "utf-8")


async def verdict(at: Operated, post: dict[str, Any] = LATE, code: str = "XA") -> str:
    answer = await at.client.post("/v1/check", json=post)
    assert answer.status_code == 200, answer.text
    (found,) = [each["verdict"] for each in answer.json()["results"] if each["jurisdiction"] == code]
    return str(found)


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(300):
        if happened():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it did not happen")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_changed_rule_is_put_to_work_while_checks_go_on(own: Path) -> None:
    async def work(at: Operated) -> None:
        stop = asyncio.Event()
        found: list[tuple[str, str]] = []

        def note(report: dict[str, Any]) -> None:
            found.append((report["rules_revision"], report["results"][0]["verdict"]))

        async def one_by_one() -> None:
            while not stop.is_set():
                answer = await at.client.post("/v1/check", json=LATE)
                assert answer.status_code == 200, answer.text
                note(answer.json())
                # this client never leaves the loop by itself
                await asyncio.sleep(0.002)

        async def in_batches() -> None:
            lines = "\n".join([json.dumps(LATE)] * 100)
            while not stop.is_set():
                answer = await at.client.post("/v1/check/batch", content=lines, headers={"content-type": NDJSON})
                assert answer.status_code == 200, answer.text
                for line in answer.text.splitlines():
                    note(json.loads(line))

        checks = [asyncio.create_task(each()) for each in (one_by_one, one_by_one, in_batches, in_batches)]
        await until(lambda: len(found) > 300)
        pool = at.service.workers._pool
        assert pool is not None
        before, workers = (await at.client.get("/health/ready")).json()["rules_revision"], list(pool._processes)
        make_lenient(own)
        answer = await at.client.post("/v1/admin/reload")
        assert answer.status_code == 200, answer.text
        after = answer.json()["rules_revision"]
        assert answer.json()["changed"] is True
        assert after != before
        begun = len(found)
        await until(lambda: len(found) > begun + 300)
        stop.set()
        await asyncio.gather(*checks)
        # whole reports by the one or by the other, never a mixture, and by the new ones from the answer on
        assert set(found) == {(before, "non_compliant"), (after, "compliant")}
        assert await verdict(at) == "compliant"
        await until(lambda: not any(map(alive, workers)))

    run(settings_with(own), work)


def test_where_nothing_has_changed_nothing_is_loaded(own: Path) -> None:
    async def work(at: Operated) -> None:
        checker, pool = at.service.checker, at.service.workers._pool
        answer = (await at.client.post("/v1/admin/reload")).json()
        assert answer["changed"] is False
        assert at.service.checker is checker
        assert at.service.workers._pool is pool

    run(settings_with(own), work)


def test_the_rules_of_before_are_let_go(own: Path) -> None:
    async def work(at: Operated) -> None:
        assert await verdict(at) == "non_compliant"
        before = weakref.ref(at.service.checker.matcher)
        make_lenient(own)
        assert (await at.client.post("/v1/admin/reload")).json()["changed"] is True
        gc.collect()
        assert before() is None

    run(settings_with(own), work)


@pytest.mark.parametrize("broken", ["rulez: []\n", "rules: [\n", "\x00"])
def test_broken_rules_are_refused_by_their_place(own: Path, broken: str) -> None:
    async def work(at: Operated) -> None:
        path = own / "XA" / "rules.yaml"
        whole = path.read_text("utf-8")
        path.write_text(broken, "utf-8")
        problem = problem_of(await at.client.post("/v1/admin/reload"), 409)
        assert str(path) in problem["detail"]
        assert "stay" in problem["detail"]
        assert await verdict(at) == "non_compliant"
        assert (await at.client.get("/health/ready")).status_code == 200
        exposed = at.service.metrics.exposition([]).decode()
        assert 'adhere_reloads_total{outcome="failed"} 1.0' in exposed
        path.write_text(whole, "utf-8")
        assert (await at.client.post("/v1/admin/reload")).status_code == 200

    run(settings_with(own), work)


def test_other_processes_are_told_by_a_file(own: Path, tmp_path: Path) -> None:
    settings = settings_with(own, tmp_path / "data")

    async def work(at: Operated) -> None:
        before = at.service.checker
        make_lenient(own)
        assert settings.rules_changed is not None
        # as SIGHUP does, and as another process does that has loaded the rules again
        settings.rules_changed.touch()
        await until(lambda: at.service.checker is not before)
        assert await verdict(at) == "compliant"

    run(settings, work)


def test_a_service_with_broken_rules_gets_ready_once_they_are_mended(own: Path) -> None:
    path = own / "XA" / "rules.yaml"
    whole = path.read_text("utf-8")
    path.write_text("rulez: []\n", "utf-8")

    async def work(at: Operated) -> None:
        problem = problem_of(await at.client.get("/health/ready"), 503)
        assert "rulez" in problem["detail"]
        problem_of(await at.client.post("/v1/admin/reload"), 409)
        path.write_text(whole, "utf-8")
        assert (await at.client.post("/v1/admin/reload")).json()["changed"] is True
        assert (await at.client.get("/health/ready")).status_code == 200

    async def whole_story() -> None:
        async with operated(settings_with(own), wait=False) as at:
            await until(lambda: "rulez" in at.service.loading._why)
            await work(at)

    asyncio.run(whole_story())


def files_of(packs: Path, code: str) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (packs / code).glob("*.yaml")}


#: A pack that the linter has nothing against.
POLICY = files_of(ROOT / "examples" / "policy", "XN")
SHOUTED = {"text": "Sponsored: a lamp", "platform": "instagram", "jurisdictions": ["XN"], "relationship": "paid"}


@pytest.fixture
def kept(tmp_path: Path) -> Settings:
    """A service with a folder, over our own rules alone."""
    return Settings(data=tmp_path / "data", classify=False, batch_workers=1)


def test_a_pack_is_sent_changed_and_let_go(kept: Settings) -> None:
    async def work(at: Operated) -> None:
        client = at.client
        client.headers.update(key(at.service, "admin"))
        assert (await client.get("/v1/admin/packs")).json() == []
        problem_of(await client.get("/v1/admin/packs/XN"), 404)
        problem_of(await client.post("/v1/check", json=SHOUTED), 422)

        answer = await client.put("/v1/admin/packs/XN", json={"files": POLICY})
        assert answer.status_code == 200, answer.text
        assert await verdict(at, SHOUTED, "XN") == "non_compliant"
        (listed,) = (await client.get("/v1/admin/packs")).json()
        assert (listed["jurisdiction"], sorted(listed["files"])) == ("XN", sorted(POLICY))
        assert (await client.get("/v1/admin/packs/XN")).json()["files"] == POLICY

        title = "Which posts the policy is about"
        changed = POLICY | {"rules.yaml": POLICY["rules.yaml"].replace(title, "What the house asks of whom")}
        again = await client.put("/v1/admin/packs/XN", json={"files": changed})
        assert again.json()["rules_revision"] != answer.json()["rules_revision"]
        assert (await client.get("/v1/rules/xn.duty")).json()["title"] == "What the house asks of whom"

        broken = changed | {"rules.yaml": "rulez: []\n"}
        problem = problem_of(await client.put("/v1/admin/packs/XN", json={"files": broken}), 422)
        assert problem["errors"][0]["where"] == "XN/rules.yaml"
        assert await verdict(at, SHOUTED, "XN") == "non_compliant"

        assert (await client.delete("/v1/admin/packs/XN")).status_code == 200
        problem_of(await client.post("/v1/check", json=SHOUTED), 422)
        problem_of(await client.delete("/v1/admin/packs/XN"), 404)
        assert at.service.accounts is not None
        acts = [(act.who, act.act, act.subject) for act in at.service.accounts.acts("default")]
        assert acts[:3] == [
            ("operator", "pack deleted", "XN"),
            ("operator", "pack put", "XN"),
            ("operator", "pack put", "XN"),
        ]

    run(kept, work)


@pytest.mark.parametrize(
    ("code", "change", "said"),
    [
        ("XN", {"rules.yaml": "rulez: []\n"}, "XN/rules.yaml"),
        ("XN", {"rules.yaml": "rules: [\n"}, "XN/rules.yaml:"),
        ("XN", {"labels.yaml": "labels: &a [*a]\n"}, "XN/labels.yaml"),
        ("XN", {"../../evil.yaml": "x: 1\n"}, "labels.yaml, pack.yaml, rules.yaml"),
        ("XN", {"notes.yaml": "x: 1\n"}, "labels.yaml, pack.yaml, rules.yaml"),
        ("xn", {}, "two capital letters"),
        ("..", {}, "two capital letters"),
        ("XNA", {}, "two capital letters"),
    ],
)
def test_what_is_no_pack_is_refused_and_nothing_changes(
    kept: Settings, code: str, change: dict[str, str], said: str
) -> None:
    assert kept.packs is not None
    packs = Packs(kept.packs, ())
    packs.put("XN", POLICY)
    before = packs.all()
    with pytest.raises(InputError) as caught:
        packs.put(code, POLICY | change)
    assert said in str(caught.value)
    assert str(kept.data) not in str(caught.value)
    assert packs.all() == before
    assert kept.data is not None
    assert sorted(path.name for path in kept.data.iterdir()) == ["rules", "rules.lock"]


def test_a_pack_that_does_not_go_with_those_of_the_settings_is_refused(tmp_path: Path) -> None:
    policy = ROOT / "examples" / "policy"
    packs = Packs(tmp_path / "data" / "rules", (policy,))
    # its rules have the ids of those that are there already
    with pytest.raises(InputError, match=r"xn\."):
        packs.put("XM", {name: text.replace("XN", "XM") for name, text in POLICY.items()})
    assert packs.all() == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"files": {}}', b'{"files": {"rules.yaml": 1}}', b'{"files": [], "x": 1}', b"\xff"]
)
def test_a_body_that_holds_no_pack_is_explained(kept: Settings, body: bytes) -> None:
    assert kept.packs is not None
    with pytest.raises(InputError) as caught:
        Packs(kept.packs, ()).put("XA", read_shape(body, PackFiles).files)
    assert caught.value.where


def test_only_operators_change_what_belongs_to_all(kept: Settings) -> None:
    asks = [
        ("GET", "/v1/admin/packs"),
        ("GET", "/v1/admin/packs/XA"),
        ("PUT", "/v1/admin/packs/XA"),
        ("DELETE", "/v1/admin/packs/XA"),
        ("POST", "/v1/admin/reload"),
    ]

    async def work(at: Operated) -> None:
        others = key(at.service, "check", "audit", "review"), key(at.service, "admin", workspace="other")
        for method, path in asks:
            problem_of(await at.client.request(method, path), 401)
            for headers in others:
                problem_of(await at.client.request(method, path, headers=headers), 403)
        assert not (kept.data and (kept.data / "rules").exists())

    run(kept, work)


def test_a_service_that_keeps_nothing_takes_no_packs(own: Path) -> None:
    async def work(at: Operated) -> None:
        problem_of(await at.client.get("/v1/admin/packs"), 409)
        problem_of(await at.client.put("/v1/admin/packs/XA", json={"files": files_of(own, "XA")}), 409)
        async with at.from_address(STRANGER) as stranger:
            # it is open to this machine, by the address it was sent to
            assert (await stranger.get("/v1/admin/packs", headers={"Host": "evil.example"})).status_code == 403

    run(settings_with(own), work)
