"""What the tests of audits over HTTP share: services that run them, and invented posts to send."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from httpx import Client, HTTPError, Response

from tests.api.conftest import wait_until_ready
from tests.audits.conftest import command, environment

COLUMNS = ("id", "caption", "author", "brand", "platform", "published", "relationship", "followers")
CAPTIONS = (
    "Ad: three weeks with the Lumea night serum",
    "Obsessed with this Lumea serum, code MIA20 #skincare",
    "Sunday walk, muddy dog, hot soup",
    "=cmd('calc') thank you @lumea <script>alert(1)</script> #gifted",
    "My own candles \u202eare back\u202c in the shop",
)
TIES = ("paid", "paid", "none", "gifted", "unknown")
ASKED: dict[str, Any] = {"jurisdictions": ["XA", "XB"], "classify": False}
File = tuple[str, bytes]


def posts(count: int, *, first: int = 0) -> list[dict[str, Any]]:
    """Invented posts; every eleventh has no number of followers."""
    return [
        {
            "id": f"p{number}",
            "caption": f"{CAPTIONS[number % 5]} {number}",
            "author": f"author{number % 7}",
            "brand": ("Lumea", "Nordwall", "O'Hafen")[number % 3],
            "platform": ("instagram", "tiktok")[number % 2],
            "published": f"2026-{number % 3 + 1:02}-{number % 28 + 1:02}",
            "relationship": TIES[number % 5],
            "followers": "" if number % 11 == 0 else 500 + number % 13,
        }
        for number in range(first, first + count)
    ]


def table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows as CSV."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def send(
    client: Client,
    files: Sequence[File],
    asked: Mapping[str, Any] = ASKED,
    *,
    headers: Mapping[str, str] | None = None,
    query: str = "",
) -> Response:
    """POST /v1/audits."""
    parts: list[Any] = [("settings", (None, json.dumps(asked), "application/json"))]
    parts += [("files", (name, content)) for name, content in files]
    return client.post(f"/v1/audits{query}", files=parts, headers=headers)


def begun(client: Client, files: Sequence[File], asked: Mapping[str, Any] = ASKED, **given: Any) -> str:
    """The id of an audit that was taken."""
    answer = send(client, files, asked, **given)
    assert answer.status_code == 202, answer.text
    audit: str = answer.json()["id"]
    assert answer.headers["location"] == f"/v1/audits/{audit}"
    return audit


def ended(client: Client, audit: str, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The audit once it has ended."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found: dict[str, Any] = client.get(f"/v1/audits/{audit}", headers=headers).json()
        if found["state"] not in ("waiting", "running"):
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def all_posts(client: Client, audit: str, **query: Any) -> list[dict[str, Any]]:
    """All posts that the filters leave, page by page."""
    found: list[dict[str, Any]] = []
    asked = dict(query)
    while True:
        answer = client.get(f"/v1/audits/{audit}/posts", params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["posts"]
        if page["cursor"] is None:
            return found
        asked["cursor"] = page["cursor"]


def home(data: Path, workspace: str = "default") -> Path:
    """The folder of a workspace's audits."""
    return data / "workspaces" / workspace / "audits"


def ids_in(folder: Path) -> list[str]:
    """The ids of the posts that an audit's output holds, in order."""
    found = duckdb.connect().execute("select id from read_parquet(?)", [str(folder / "posts.parquet")])
    return [row[0] for row in found.fetchall()]


@contextmanager
def process(data: Path, packs: Path, **settings: object) -> Iterator[tuple[Client, subprocess.Popen[bytes]]]:
    """`adhere serve` as operators start it, on a free port, ready; killed at the end."""
    log = data.parent / "serve.log"
    given = {"rules": packs, "classify": "false", "batch_workers": 1, "audit_jobs": 1, "drain_seconds": 0, **settings}
    variables = environment() | {f"ADHERE_{name.upper()}": str(value) for name, value in given.items()}
    with log.open("wb") as file:
        started = subprocess.Popen(
            command("serve", "--port", "0", "--data", data), stdout=file, stderr=file, env=variables
        )
    try:
        with Client(base_url=f"http://127.0.0.1:{_port(log, started)}", timeout=60) as client:
            wait_until_ready(client)
            yield client, started
    finally:
        started.kill()
        started.wait()


def _port(log: Path, started: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and started.poll() is None:
        said = log.read_text("utf-8", "replace")
        if "http://127.0.0.1:" in said:
            return int(said.rpartition("http://127.0.0.1:")[2].split()[0])
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", "replace"))


def alive(pid: int) -> bool:
    """Does a process of that id live?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def progress(client: Client, audit: str) -> tuple[int, int]:
    """Posts checked and posts read."""
    try:
        found = client.get(f"/v1/audits/{audit}").json()["progress"]
    except HTTPError:
        return 0, 0
    return found["done"], found["read"]
