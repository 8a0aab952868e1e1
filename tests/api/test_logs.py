"""One line a request, with everything but what the caller said."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.responses import StreamingResponse
from httpx import Client

from adhere.api import checks
from adhere.api.logs import Broken
from adhere.api.service import Service
from adhere.logs import formatter
from tests.api.conftest import problem_of
from tests.api.operating import STRANGER, Operated, key, run, settings_with

HOSTILE = (
    "SECRETWORDS <script>alert(1)</script>",
    'SECRETWORDS\n{"event": "forged"}\r\n\u2028\u202e\u200b',
    "=cmd() SECRETWORDS \x1b[2J \x00",
    "SECRETWORDS " * 8_000,
)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that is logged, down to the least."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter("json"))
    loggers = [logging.getLogger(name) for name in ("adhere", "uvicorn", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield stream
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def requests(stream: io.StringIO, count: int) -> list[dict[str, Any]]:
    """The `count` lines about requests; the last may be written a moment after its answer was read."""
    end = time.monotonic() + 20
    while True:
        told = [json.loads(line) for line in stream.getvalue().splitlines(keepends=True) if line.endswith("\n")]
        found = [each for each in told if each["logger"] == "adhere.requests" and each["event"] == "request"]
        if len(found) >= count or time.monotonic() > end:
            assert len(found) == count
            return found
        time.sleep(0.02)


def test_a_line_says_what_was_asked_and_how_it_ended(client: Client, lines: io.StringIO) -> None:
    body = json.dumps({"text": "Ad: hello", "jurisdictions": ["XA"]}).encode()
    answer = client.post("/v1/check", content=body, headers={"X-Request-ID": "job-17"})
    (line,) = requests(lines, 1)
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "adhere.requests",
        "request_id": "job-17",
        "method": "POST",
        "route": "/v1/check",
        "status": 200,
        "bytes_in": len(body),
        "key": None,
        "workspace": "default",
    }
    assert answer.headers["x-request-id"] == "job-17"


def test_the_template_stands_for_the_path(client: Client, lines: io.StringIO) -> None:
    client.get("/v1/rules/xa.duty", params={"on": "2024-05-01"})
    client.get("/SECRETWORDS/../%0a")
    client.request("PROPFIND", "/v1/check")
    assert [(each["method"], each["route"], each["status"]) for each in requests(lines, 3)] == [
        ("GET", "/v1/rules/{id}", 200),
        ("GET", "none", 404),
        ("other", "/v1/check", 405),
    ]
    assert "SECRET" not in lines.getvalue()
    assert "PROPFIND" not in lines.getvalue()
    assert "2024-05-01" not in lines.getvalue()


@pytest.mark.parametrize("words", HOSTILE, ids=["markup", "forged", "controls", "long"])
def test_no_word_of_a_post_is_logged(client: Client, lines: io.StringIO, words: str) -> None:
    post = {"id": words[:100], "text": words, "jurisdictions": ["XA"], "brand": words[:50]}
    wrong = post | {"platform": words[:200], words[:100]: 1}
    for body in (post, wrong, {"posts": [post, wrong]}):
        client.post("/v1/check", json=body, params={"SECRETWORDS": "SECRETWORDS"})
        client.post("/v1/check", json=body)
        client.post("/v1/check/batch", json=body)
    client.post("/v1/check", content=words.encode("utf-8", "replace"), headers={"User-Agent": "SECRETWORDS"})
    requests(lines, 10)
    assert "SECRET" not in lines.getvalue()


@pytest.mark.parametrize(
    "given", ["", "a" * 65, "with space", 'x"y', "x\ty", "SECRETWORDS/1", "ünïcode", "<script>"], ids=repr
)
def test_a_name_that_is_none_is_replaced(client: Client, lines: io.StringIO, given: str) -> None:
    answer = client.get("/v1/jurisdictions", headers={b"X-Request-ID": given.encode("latin-1")})
    name = answer.headers["x-request-id"]
    assert name != given
    assert len(name) == 32
    assert requests(lines, 1)[0]["request_id"] == name


def test_what_is_asked_every_few_seconds_is_told_only_to_those_who_look_closely(
    client: Client, lines: io.StringIO
) -> None:
    client.get("/health/live")
    client.get("/metrics")
    client.get("/v1/jurisdictions")
    assert [each["level"] for each in requests(lines, 3)] == ["debug", "debug", "info"]


def test_a_key_is_named_by_its_id(packs: Path, tmp_path: Path, lines: io.StringIO) -> None:
    async def work(at: Operated) -> None:
        headers = key(at.service, "check", workspace="brand-team")
        await at.client.get("/v1/jurisdictions", headers=headers)
        await at.client.get("/v1/jurisdictions", headers={"Authorization": "Bearer adh_SECRETWORDS"})
        known, unknown = requests(lines, 2)
        assert at.service.accounts is not None
        (made,) = at.service.accounts.keys()
        assert (known["key"], known["workspace"]) == (made.id, "brand-team")
        assert unknown["status"] == 401
        assert "key" not in unknown
        token = headers["Authorization"].removeprefix("Bearer ")
        assert token.rsplit("_", 1)[1] not in lines.getvalue()
        assert "SECRET" not in lines.getvalue()

    run(settings_with(packs, tmp_path / "data"), work)


def broken(*_: object, **__: object) -> bytes:
    post = "SECRETWORDS of a campaign"
    raise RuntimeError(f"never expected {post}")


def test_what_nobody_expected_is_told_by_its_place(
    client: Client, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "answer_one", broken)
    answer = client.post(
        "/v1/check", json={"text": "SECRETWORDS", "jurisdictions": ["XA"]}, headers={"X-Request-ID": "job-18"}
    )
    problem = problem_of(answer, 500)
    assert "SECRET" not in json.dumps(problem)
    assert answer.headers["x-request-id"] == "job-18"
    assert answer.headers["x-content-type-options"] == "nosniff"
    # the answer may be here before its line is written
    for _ in range(500):
        found = [json.loads(line) for line in lines.getvalue().splitlines()]
        told = [each for each in found if each["logger"] == "adhere.requests"]
        if len(told) > 1:
            break
        time.sleep(0.01)
    failed, line = told
    assert (failed["event"], failed["level"], failed["request_id"]) == ("a request failed", "error", "job-18")
    assert failed["exception"][0] == "builtins.RuntimeError"
    assert failed["exception"][-1].endswith(" broken")
    assert line["status"] == 500
    assert "SECRET" not in lines.getvalue()


def test_an_answer_that_breaks_off_is_cut_and_told_without_a_word(packs: Path, lines: io.StringIO) -> None:
    async def half() -> Any:
        yield b"begun"
        broken()

    async def work(at: Operated) -> None:
        at.app.add_api_route("/half", lambda: StreamingResponse(half()))
        transport = httpx.ASGITransport(at.app, client=(STRANGER, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            with pytest.raises(Broken) as caught:
                await client.get("/half")
        assert caught.value.__suppress_context__
        assert "a request failed" in lines.getvalue()
        assert "SECRET" not in lines.getvalue()

    run(settings_with(packs), work)


def test_a_caller_who_leaves_is_no_error(packs: Path, lines: io.StringIO) -> None:
    async def work(at: Operated) -> None:
        async def gone() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def nobody(message: Any) -> None:
            raise AssertionError("there is nobody to be answered")

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/check",
            "raw_path": b"/v1/check",
            "query_string": b"",
            "scheme": "http",
            "headers": [(b"host", b"127.0.0.1")],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
        }
        await at.app(scope, gone, nobody)
        (line,) = requests(lines, 1)
        assert (line["status"], line["level"]) == (0, "info")
        service: Service = at.service
        exposed = service.metrics.exposition([]).decode()
        assert 'adhere_requests_total{method="POST",route="/v1/check",status="0"} 1.0' in exposed

    run(settings_with(packs), work)


def test_lines_of_two_requests_do_not_mix_their_names(packs: Path, lines: io.StringIO) -> None:
    async def work(at: Operated) -> None:
        names = [f"job-{number}" for number in range(20)]
        await asyncio.gather(*(at.client.get("/v1/jurisdictions", headers={"X-Request-ID": name}) for name in names))
        assert sorted(each["request_id"] for each in requests(lines, 20)) == sorted(names)

    run(settings_with(packs), work)
