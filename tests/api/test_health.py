"""Readiness, and health while the service is busy."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from httpx import Client

from adhere import __version__
from adhere.api import Settings, create_app
from adhere.api.service import Service
from adhere.api.workers import Workers
from tests.api.conftest import JSON, NDJSON, problem_of, serving, wait_until_ready


def test_live_and_ready(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["model_version"] is None
    assert ready["jurisdictions"] >= 2
    assert ready["rules_revision"]


def test_before_it_is_loaded_it_is_live_but_not_ready(settings: Settings) -> None:
    # without its lifespan the service loads nothing
    with serving(create_app(settings), lifespan="off") as client:
        assert client.get("/health/live").status_code == 200
        for answer in (
            client.get("/health/ready"),
            client.post("/v1/check", json={"text": "x"}),
            client.post("/v1/check/batch", json={"posts": [{}]}),
            client.get("/v1/jurisdictions"),
            client.get("/v1/rules/x.y"),
        ):
            assert "still being loaded" in problem_of(answer, 503)["detail"]
            assert answer.headers["retry-after"] == "1"


def test_rules_that_cannot_be_loaded_are_told(tmp_path: Path) -> None:
    (tmp_path / "XC").mkdir()
    (tmp_path / "XC" / "rules.yaml").write_text("rulez: []\n", "utf-8")
    settings = Settings(rules=(tmp_path,), classify=False, batch_workers=1)
    with serving(create_app(settings)) as client:
        for _ in range(300):
            problem = problem_of(client.get("/health/ready"), 503)
            if "still" not in problem["detail"]:
                break
            time.sleep(0.1)
        assert "rulez" in problem["detail"]
        assert client.get("/health/live").status_code == 200


def test_the_document_names_its_version(client: Client) -> None:
    assert client.get("/openapi.json").json()["info"]["version"] == __version__


async def _with_service(settings: Settings, work: Any) -> None:
    app: FastAPI = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        service: Service = app.state.service
        for _ in range(600):
            if (await client.get("/health/ready")).status_code == 200:
                break
            await asyncio.sleep(0.1)
        await work(client, service)


def test_health_answers_while_batches_run(packs: Path) -> None:
    post = {"text": "late words " * 40 + "#ad", "relationship": "paid", "jurisdictions": ["XA", "XB"]}
    posts = [post | {"id": str(i)} for i in range(1000)]
    lines = "\n".join(json.dumps(post) for post in posts)

    async def work(client: httpx.AsyncClient, service: Service) -> None:
        batches = [
            asyncio.create_task(client.post("/v1/check/batch", json={"posts": posts}, timeout=120)),
            asyncio.create_task(
                client.post("/v1/check/batch", content=lines, headers={"content-type": NDJSON}, timeout=120)
            ),
        ]
        waits = []
        while not all(batch.done() for batch in batches):
            begun = time.perf_counter()
            assert (await client.get("/health/live")).status_code == 200
            waits.append(time.perf_counter() - begun)
            await asyncio.sleep(0.005)
        as_json, as_lines = [batch.result() for batch in batches]
        assert [each["id"] for each in as_json.json()["reports"]] == [str(i) for i in range(1000)]
        assert len(as_lines.content.splitlines()) == 1000
        assert len(waits) > 5, "the batches were over before health could be asked"
        # the tests' own client works on the same loop, so this is no measure, only a bound that blocking would break
        assert sorted(waits)[len(waits) // 2] < 0.2

    asyncio.run(_with_service(Settings(rules=(packs,), classify=False, batch_workers=1), work))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_the_death_of_a_worker_costs_at_most_a_retry(packs: Path) -> None:
    async def work(client: httpx.AsyncClient, service: Service) -> None:
        pool = service.workers._pool
        assert pool is not None
        for pid in list(pool._processes):
            os.kill(pid, signal.SIGKILL)
        answer = await client.post("/v1/check/batch", json={"posts": [{"text": "Ad: x"}] * 3})
        assert answer.json()["failed"] == 0
        with pytest.raises(Exception, match="twice"):
            await service.workers.run(_die)
        answer = await client.post("/v1/check/batch", json={"posts": [{"text": "Ad: x"}] * 3})
        assert answer.json()["failed"] == 0

    asyncio.run(_with_service(Settings(rules=(packs,), classify=False, batch_workers=1), work))


def test_posts_that_kill_the_workers_are_answered_in_their_place(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(client: httpx.AsyncClient, service: Service) -> None:
        whole = Workers.run

        async def deadly(self: Workers, function: Any, *args: Any) -> Any:
            return await whole(self, _die)

        monkeypatch.setattr(Workers, "run", deadly)
        answer = await client.post("/v1/check/batch", json={"posts": [{"text": "x"}, {"text": "y"}]})
        assert answer.json()["failed"] == 2
        assert [each["error"]["status"] for each in answer.json()["reports"]] == [500, 500]
        answer = await client.post(
            "/v1/check", content=json.dumps({"text": "x" * 20_000}), headers={"content-type": JSON}
        )
        assert problem_of(answer, 500)["title"] == "Internal error"

    asyncio.run(_with_service(Settings(rules=(packs,), classify=False, batch_workers=1), work))


def test_the_workers_end_with_the_service(settings: Settings) -> None:
    app = create_app(settings)
    with serving(app) as client:
        wait_until_ready(client)
        pool = app.state.service.workers._pool
        pids = list(pool._processes)
        assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
