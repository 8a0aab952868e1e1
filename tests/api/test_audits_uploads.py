"""Uploads that are hostile, broken, cut off, too large, or meet a full disk: each is refused in words, and nothing stays behind."""

from __future__ import annotations

import errno
import json
import os
import socket
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from adhere.api import create_app
from adhere.api.auditing import uploads
from adhere.settings import Settings
from tests.api.auditing import ASKED, begun, ended, home, posts, process, send, table
from tests.api.conftest import problem_of, serving, wait_until_ready

GOOD = table(posts(2))
LIMIT = 300_000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads") / "data"


@pytest.fixture(scope="module")
def service(data: Path, settings: Settings) -> Iterator[Client]:
    ours = {"data": data, "audit_jobs": 1, "max_upload_bytes": LIMIT, "max_body_bytes": 10_000}
    with serving(create_app(settings.model_copy(update=ours))) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture(autouse=True)
def _nothing_stays(data: Path) -> Iterator[None]:
    """Whatever happens, no upload lies about afterwards."""
    yield
    assert list(home(data).glob(".*")) == []


def form(*parts: tuple[bytes, bytes], end: bytes = b"--\r\n") -> bytes:
    """A body with the boundary `b`; a part is what stands in its Content-Disposition, and its content."""
    said = b"".join(
        b"--b\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + body + b"\r\n" for head, body in parts
    )
    return said + b"--b" + end


def raw(client: Client, body: bytes, *, kind: str = "multipart/form-data; boundary=b", query: str = "") -> Any:
    return client.post(f"/v1/audits{query}", content=body, headers={"Content-Type": kind})


SETTINGS = (b'name="settings"', json.dumps(ASKED).encode())
NAMES: list[tuple[bytes, str]] = [
    (b"../../../etc/cron.d/x.csv", "x.csv"),
    (b"/etc/passwd", "passwd"),
    (b"..\\..\\x.csv", "x.csv"),
    (b"..", "upload"),
    (b"", "upload"),
    (b".csv", "csv"),
    (b"a\x00b.csv", "ab.csv"),
    (b"a\tb.csv", "ab.csv"),
    ("a\u202evsc.exe\u200b.csv".encode(), "avsc.exe.csv"),
    (b"\xff\xfe.csv", "\ufffd\ufffd.csv"),
    (b"=cmd().csv", "=cmd().csv"),
    (b"<script>.csv", "<script>.csv"),
    ("très bien.csv".encode(), "très bien.csv"),
    (("n" * 5_000 + ".csv").encode()[-3_000:], "n" * 116 + ".csv"),
    (("é" * 300 + ".csv").encode(), "é" * 58 + ".csv"),
]


@pytest.mark.parametrize(("given", "told"), NAMES, ids=[str(told)[:20] for _, told in NAMES])
def test_a_hostile_name_names_a_file_and_nothing_else(service: Client, data: Path, given: bytes, told: str) -> None:
    body = form(SETTINGS, (b'name="files"; filename="' + given + b'"', GOOD))
    answer = raw(service, body, query="?dry_run=true")
    assert answer.status_code == 200, answer.text
    (file,) = answer.json()["files"]
    assert unicodedata.normalize("NFC", file["name"]) == told


def test_files_of_one_name_are_told_apart_and_checked_both(service: Client, data: Path) -> None:
    outside = {path for path in data.parent.rglob("*") if not path.is_relative_to(data)}
    files = [("../p.csv.gz", GOOD), ("P.csv.gz", table(posts(2, first=2))), ("a/p.csv.gz", table(posts(2, first=4)))]
    found = ended(service, begun(service, files))
    assert found["state"] == "finished"
    assert [each["name"] for each in found["files"]] == ["p.csv.gz", "P (2).csv.gz", "p (3).csv.gz"]
    assert found["outcome"]["checked"] == 6
    assert {path for path in data.parent.rglob("*") if not path.is_relative_to(data)} == outside


FILE = (b'name="files"; filename="a.csv"', GOOD)
BROKEN: dict[str, tuple[bytes, int, str]] = {
    "no end": (form(SETTINGS, FILE, end=b""), 400, "body"),
    "cut in the file": (form(SETTINGS, FILE)[:-40], 400, "body"),
    "cut in a header": (form(SETTINGS)[:40], 400, "body"),
    "nothing": (b"", 400, "body"),
    "no boundary in it": (b"hello", 400, "body"),
    "no file": (form(SETTINGS), 422, "files"),
    "a part too many": (form(SETTINGS, (b'name="fils"; filename="a.csv"', GOOD)), 422, "body"),
    "no name": (form(SETTINGS, (b'filename="a.csv"', GOOD)), 422, "body"),
    "settings twice": (form(SETTINGS, SETTINGS, FILE), 422, "settings"),
    "no JSON": (form((b'name="settings"', b"{"), FILE), 400, "body"),
    "deep JSON": (form((b'name="settings"', b"[" * 90_000), FILE), 400, "body"),
    "no object": (form((b'name="settings"', b"[]"), FILE), 422, "settings"),
    "no market": (form(FILE), 422, "jurisdictions"),
    "large settings": (form((b'name="settings"', b" " * 270_000), FILE), 413, "settings"),
    "many files": (form(SETTINGS, *[FILE] * 101), 413, "files"),
    "a long header": (form(SETTINGS, (b'name="files"; filename="' + b"n" * 100_000 + b'"', GOOD)), 400, "body"),
}


@pytest.mark.parametrize(("body", "status", "where"), BROKEN.values(), ids=BROKEN)
def test_a_broken_form_is_told(service: Client, body: bytes, status: int, where: str) -> None:
    problem = problem_of(raw(service, body), status)
    assert problem["errors"][0]["where"] == where


def test_other_bodies_are_told(service: Client) -> None:
    problem_of(service.post("/v1/audits", json={}), 415)
    problem_of(raw(service, form(SETTINGS, FILE), kind="multipart/form-data"), 400)
    problem_of(raw(service, form(SETTINGS, FILE), kind=f"multipart/form-data; boundary={'b' * 300}"), 400)
    problem_of(service.post("/v1/audits"), 400)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"jurisdiction": ["XA"]}, "jurisdiction"),
    ({"jurisdictions": ["XZ"]}, "jurisdictions"),
    ({"jurisdictions": []}, "jurisdictions"),
    ({"jurisdictions": "XA"}, "jurisdictions"),
    ({"defaults": {"platform": "instagran"}}, "platform"),
    ({"defaults": {"colour": "blue"}}, "colour"),
    ({"columns": {"text": "nowhere"}}, "columns.text"),
    ({"columns": {"colour": "caption"}}, "columns"),
    ({"columns": {"text": 1}}, "columns.text"),
    ({"on": "yesterday"}, "on"),
    ({"remedies": "no"}, "remedies"),
    ({"baseline": "20260101-00000000"}, "baseline"),
    ({"name": ""}, "name"),
    ({"name": "a\0b"}, "name"),
    ({"baseline": "a\0b"}, "baseline"),
]


@pytest.mark.parametrize(("asked", "where"), WRONG, ids=lambda each: str(each))
def test_settings_that_are_wrong_are_told(service: Client, asked: dict[str, Any], where: str) -> None:
    problem = problem_of(send(service, [("a.csv", GOOD)], {"jurisdictions": ["XA"], **asked}), 422)
    assert problem["errors"][0]["where"] == where
    assert "--" not in problem["detail"]


def test_several_mistakes_are_told_at_once(service: Client) -> None:
    asked = {"jurisdictions": ["XA"], "on": "soon", "remedies": 1, "classifi": True}
    problem = problem_of(send(service, [("a.csv", GOOD)], asked), 422)
    assert {each["where"] for each in problem["errors"]} == {"on", "remedies", "classifi"}
    assert problem["errors"][2]["nearest"] == "classify"


UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.csv", b"", "is empty"),
    "no rows": ("a.csv", b"id,caption\r\n", "no row"),
    "no good row": ("a.csv", b"caption,platform\r\nAd: x,pigeon\r\n", "pigeon"),
    "no words": ("a.csv", b"foo,bar\r\n1,2\r\n", "columns: text="),
    "a PDF": ("a.csv", b"%PDF-1.7\n", "PDF"),
    "a page": ("a.csv", b"<html><body>", "Export a table"),
    "a broken workbook": ("a.xlsx", b"PK\x03\x04" + b"\0" * 60, "a.xlsx"),
}


@pytest.mark.parametrize(("name", "content", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_no_post_can_be_read_from_is_refused(
    service: Client, data: Path, name: str, content: bytes, said: str
) -> None:
    before = sorted(home(data).glob("*"))
    detail = problem_of(send(service, [(name, content)]), 422)["detail"]
    assert said in detail
    assert str(data) not in detail
    assert "--map" not in detail
    assert sorted(home(data).glob("*")) == before


def test_too_large_it_is_refused_before_and_while_it_comes(service: Client) -> None:
    body = form(SETTINGS, (b'name="files"; filename="a.csv"', b"x" * LIMIT))
    assert f"{LIMIT:,}" in problem_of(raw(service, body), 413)["detail"]

    def pieces() -> Iterator[bytes]:
        # no length is declared
        for start in range(0, len(body), 50_000):
            yield body[start : start + 50_000]

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    problem_of(service.post("/v1/audits", content=pieces(), headers=kind), 413)
    # elsewhere the limit is another
    problem_of(service.post("/v1/check", content=b" " * 20_000), 413)


def begin_to_send(client: Client, body: bytes, length: int) -> socket.socket:
    """A connection on which a form of that length was begun, and is not ended."""
    head = (
        "POST /v1/audits HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n"
    )
    connection = socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=30)
    connection.sendall(head.encode() + body)
    return connection


def test_settings_that_are_wrong_end_it_before_the_files_come(service: Client) -> None:
    body = form((b'name="settings"', b'{"jurisdictions":["XZ"]}'), FILE)
    with begin_to_send(service, body[:-40], LIMIT) as connection:
        assert connection.recv(1_000).startswith(b"HTTP/1.1 422 ")


def test_a_sender_that_leaves_leaves_nothing(service: Client, data: Path) -> None:
    body = form(SETTINGS, (b'name="files"; filename="a.csv"', b"x" * 200_000))
    deadline = time.monotonic() + 20
    with begin_to_send(service, body[:150_000], len(body)):
        while not list(home(data).glob(".incoming-*/files/a.csv")) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert list(home(data).glob(".incoming-*/files/a.csv"))
    while list(home(data).glob(".*")) and time.monotonic() < deadline:
        time.sleep(0.02)


def test_a_slow_sender_is_waited_for(service: Client) -> None:
    body = form(SETTINGS, FILE)

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(body), 40):
            time.sleep(0.01)
            yield body[at : at + 40]

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = service.post("/v1/audits?dry_run=true", content=pieces(), headers=kind)
    assert answer.status_code == 200


def test_a_full_disk_is_told(service: Client, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(home(data).glob("*"))

    def full(self: object, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(uploads._Writing, "write", full)
        problem = problem_of(send(service, [("a.csv", GOOD)]), 507)
    assert "disk" in problem["detail"]
    assert sorted(home(data).glob("*")) == before
    assert send(service, [("a.csv", GOOD)], query="?dry_run=true").status_code == 200


def test_memory_does_not_grow_with_what_is_sent(packs: Path, tmp_path: Path) -> None:
    line = b"id,Ad: soup with a view,instagram\r\n"
    size = 150 * 1024 * 1024

    def pieces() -> Iterator[bytes]:
        yield form(SETTINGS, end=b"")[:-3]
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\nid,caption,platform\r\n'
        piece = line * (1024 * 1024 // len(line))
        for _ in range(size // len(piece)):
            yield piece
        yield b"\r\n--b--\r\n"

    with process(tmp_path / "data", packs, audit_jobs=0, database="") as (client, server):
        # a first one, so that all is loaded
        assert send(client, [("a.csv", GOOD)], query="?dry_run=true").status_code in (200, 409)
        before = _peak(server.pid)
        kind = {"Content-Type": "multipart/form-data; boundary=b"}
        answer = client.post("/v1/audits?dry_run=true", content=pieces(), headers=kind)
        assert answer.status_code == 200, answer.text
        assert _peak(server.pid) - before < size // 4


def _peak(pid: int) -> int:
    """The most memory that the process has had at a time, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024


def test_what_a_killed_process_left_goes_at_the_next_start(settings: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    left, young = home(data) / ".incoming-0123456789abcdef", home(data) / ".incoming-fedcba9876543210"
    ours = settings.model_copy(update={"data": data, "audit_jobs": 1})
    with serving(create_app(ours)) as client:
        # names the workspace
        client.get("/v1/audits")
    for each in (left, young):
        (each / "files").mkdir(parents=True)
        (each / "files" / "a.csv").write_bytes(GOOD)
    os.utime(left, (time.time() - 3_600,) * 2)
    with serving(create_app(ours)):
        assert not left.exists()
        assert young.exists()
