"""A service over the two small jurisdictions, without the classifier, with one worker process."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from fastapi import FastAPI
from httpx import Client, ReadError, RemoteProtocolError, Response

from adhere.api import Settings, create_app
from tests.cli.packs import write_packs

JSON, NDJSON = "application/json", "application/x-ndjson"


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_packs(tmp_path_factory.mktemp("api") / "packs")


@pytest.fixture(scope="session")
def settings(packs: Path) -> Settings:
    return Settings(
        rules=(packs,), classify=False, batch_workers=1, max_text_length=50_000, max_batch=200, max_body_bytes=500_000
    )


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[Client]:
    """The service, ready."""
    with serving(create_app(settings)) as client:
        wait_until_ready(client)
        yield client


@contextlib.contextmanager
def serving(app: FastAPI, *, lifespan: Literal["on", "off"] = "on") -> Iterator[Client]:
    """A real server in a thread, and a client of it."""
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan=lifespan, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(60)


def wait_until_ready(client: Client) -> None:
    for _ in range(600):
        # while it loads on a busy machine, the server may find a kept connection idle at the very moment of the next question
        with contextlib.suppress(ReadError, RemoteProtocolError):
            if client.get("/health/ready").status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError(client.get("/health/ready").text)


def problem_of(response: Response, status: int) -> dict[str, Any]:
    """The problem that the response holds, which has the one shape of all problems."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert list(problem) == ["type", "title", "status", "detail", "errors"]
    assert problem["type"].startswith("urn:adhere:problem:")
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    for part in problem["errors"]:
        assert {"where", "message"} <= part.keys() <= {"where", "message", "nearest"}
    return problem
