"""`POST /v1/check` under 200 clients for five minutes, with keys and evidence: errors, the slowest against the median, memory, and the rate
against the same service without keys and storage.

Takes eleven minutes, so it runs only where it is named: `python -m benchmarks service`.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from adhere.storage.accounts import Accounts
from benchmarks.http import wait
from benchmarks.memory import memory
from benchmarks.posts import posts
from benchmarks.side_by_side import Ratio

CLIENTS, SECONDS, WARM = 200, 300, 30
#: The rate is compared in turns of so many seconds, with so many clients.
TURN, TURNS, FEW = 10, 6, 16


def measure() -> Iterator[Ratio]:
    """Counts, and seconds over seconds, bytes over bytes, requests a second over requests a second."""
    bodies = [
        json.dumps(
            post.model_dump(mode="json", exclude_none=True, exclude_defaults=True) | {"jurisdictions": ["GB"]}
        ).encode()
        for post in posts(500)
    ]
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        with Accounts.at(data, None) as accounts:
            _, token = accounts.create_key("default", "load", ["check"], int(time.time()), by="benchmark")
        kept, plain = _started(str(data)), _started("")
        try:
            for _, port in (kept, plain):
                wait(port)
            yield from _long(kept, bodies, token)
            yield _against_plain(kept[1], plain[1], bodies, token)
        finally:
            for process, _ in (kept, plain):
                process.terminate()
                process.wait(60)


def _long(server: tuple[subprocess.Popen[bytes], int], bodies: list[bytes], token: str) -> Iterator[Ratio]:
    process, port = server
    asyncio.run(_load(port, bodies, token, CLIENTS, WARM))
    before = memory(process.pid)
    taken = asyncio.run(_load(port, bodies, token, CLIENTS, SECONDS))
    after = memory(process.pid)
    ours = f"{len(taken):,} requests of {CLIENTS} clients in {SECONDS} s"
    yield Ratio("errors", ours, "none allowed", 1.0 + sum(each is None for each in taken), 1.0, least=False)
    found = [each for each in taken if each is not None]
    last = quantiles(found, n=100)[98]
    middle = median(found)
    slow, usual = f"{last * 1000:,.0f} ms", f"median {middle * 1000:,.0f} ms"
    yield Ratio("slowest hundredth", slow, usual, last / middle, 5.0, least=False)
    yield Ratio("memory", f"after ({after / 2**20:,.0f} MiB)", "after the warm-up", after / before, 1.05, least=False)


def _against_plain(kept: int, plain: int, bodies: list[bytes], token: str) -> Ratio:
    rates: dict[int, list[float]] = {kept: [], plain: []}
    for _ in range(TURNS):
        for port, found in rates.items():
            found.append(len(asyncio.run(_load(port, bodies, token, FEW, TURN))) / TURN)
    ours, theirs = median(rates[kept]), median(rates[plain])
    what = f"with keys and evidence ({ours:,.0f}/s)"
    return Ratio("requests a second", what, f"without ({theirs:,.0f}/s)", ours / theirs, 0.9)


def _started(data: str) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    run = f"uvicorn.run(create_app(), port={port}, log_level='critical', access_log=False)"
    code = f"import uvicorn\nfrom adhere.api import create_app\n{run}"
    own = {
        "ADHERE_DATA": data,
        "ADHERE_AUDIT_JOBS": "0",
        "ADHERE_REQUESTS_PER_MINUTE": "10000000",
        "ADHERE_REQUESTS_AT_ONCE": "1000",
    }
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ | own | {"ADHERE_LOG_LEVEL": "error"}), port


async def _load(port: int, bodies: list[bytes], token: str, clients: int, seconds: float) -> list[float | None]:
    """The seconds that each request took; None for one that was not answered with 200."""
    until = time.perf_counter() + seconds
    found = await asyncio.gather(
        *(_client(port, bodies[number:] + bodies[:number], token, until) for number in range(clients))
    )
    return [each for one in found for each in one]


async def _client(port: int, bodies: list[bytes], token: str, until: float) -> list[float | None]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /v1/check HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    taken: list[float | None] = []
    while time.perf_counter() < until:
        body = bodies[len(taken) % len(bodies)]
        began = time.perf_counter()
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length[15:]))
        taken.append(time.perf_counter() - began if b" 200 " in answer[:20] else None)
    writer.close()
    return taken
