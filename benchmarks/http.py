"""`POST /v1/check` against an empty FastAPI route with the same body model: each one worker on one core, the client on another."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.posts import posts
from benchmarks.side_by_side import Ratio

CONNECTIONS, SECONDS, ROUNDS = 16, 1.0, 9
EMPTY = """
from fastapi import FastAPI
from adhere import Post
app = FastAPI()
@app.post("/v1/check")
async def check(post: Post) -> dict[str, str]:
    return {}
@app.get("/health/ready")
async def ready() -> dict[str, str]:
    return {}
"""
ADHERE = "from adhere.api import create_app\napp = create_app()\n"
SERVE = "import uvicorn\nuvicorn.run(app, port=%d, log_level='critical', access_log=False)\n"


def measure() -> Iterator[Ratio]:
    """Requests a second over requests a second, the same posts of one market sent to both."""
    bodies = [
        json.dumps(
            post.model_dump(mode="json", exclude_none=True, exclude_defaults=True) | {"jurisdictions": ["GB"]}
        ).encode()
        for post in posts(200)
    ]
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
    servers = [_server(app, cores) for app in (ADHERE, EMPTY)]
    if len(cores) > 1:
        os.sched_setaffinity(0, cores[1:])
    try:
        for _, port in servers:
            wait(port)
        rates: list[list[float]] = [[], []]
        for number in range(ROUNDS + 1):
            for (_, port), found in zip(servers, rates, strict=True):
                rate = asyncio.run(_load(port, bodies))
                if number:
                    found.append(rate)
    finally:
        for process, _ in servers:
            process.terminate()
            process.wait(30)
    ours, empty = (sorted(found)[len(found) // 2] for found in rates)
    yield Ratio(
        "requests a second",
        f"POST /v1/check, GB ({ours:,.0f}/s)",
        f"empty FastAPI route ({empty:,.0f}/s)",
        ours / empty,
        0.35,
    )


def _server(app: str, cores: list[int]) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    pin = f"import os\nos.sched_setaffinity(0, {{{cores[0]}}})\n" if cores else ""
    return subprocess.Popen([sys.executable, "-c", pin + app + SERVE % port]), port


def wait(port: int) -> None:
    """Until the server is ready."""
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as ask:
                ask.sendall(b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if b" 200 " in ask.recv(100):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("a server did not start")


async def _load(port: int, bodies: list[bytes]) -> float:
    """Requests answered a second, over connections kept alive."""
    until = time.perf_counter() + SECONDS
    return (
        sum(await asyncio.gather(*(_client(port, bodies[number:], until) for number in range(CONNECTIONS)))) / SECONDS
    )


async def _client(port: int, bodies: list[bytes], until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.perf_counter() < until:
        body = bodies[done % len(bodies)]
        head = f"POST /v1/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in answer[:20]:
            raise RuntimeError(answer.decode("latin-1"))
        length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length[15:]))
        done += 1
    writer.close()
    return done
