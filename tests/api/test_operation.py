"""When the service takes work, and when it says that it does not."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

import pytest
from sqlalchemy.exc import IntegrityError

from adhere.api import Settings, create_app
from adhere.api.leaving import leaving
from adhere.errors import InputError
from adhere.storage.accounts import Accounts
from tests.api.conftest import problem_of
from tests.api.operating import Operated, key, run, settings_with
from tests.storage.conftest import execute


def test_it_is_ready_while_what_it_keeps_can_be_reached(packs: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"

    async def work(at: Operated) -> None:
        assert (await at.client.get("/health/ready")).status_code == 200
        shutil.move(data, tmp_path / "elsewhere")
        problem = problem_of(await at.client.get("/health/ready"), 503)
        assert "database" in problem["detail"]
        # what needs no database is answered all the same, and nothing has to be started again
        assert (await at.client.get("/health/live")).status_code == 200
        shutil.move(tmp_path / "elsewhere", data)
        assert (await at.client.get("/health/ready")).status_code == 200

    run(settings_with(packs, data), work)


@pytest.mark.parametrize("what", ["gone", "damaged"])
def test_it_says_that_its_database_is_out_of_order(packs: Path, tmp_path: Path, what: str) -> None:
    """SQLite tells no number of its file's before it has to look into it."""
    data = tmp_path / "data"

    async def work(at: Operated) -> None:
        head = key(at.service, "admin")
        assert (await at.client.get("/v1/audits", headers=head)).status_code == 200
        file = data / "service.sqlite"
        whole = file.read_bytes()
        if what == "gone":
            file.unlink()
        else:
            file.write_bytes(b"no database " * 4_000)
        at.service.access._known.clear()
        for path in ("/health/ready", "/v1/audits", "/v1/admin/keys"):
            problem = problem_of(await at.client.get(path, headers=head), 503)
            assert problem["detail"] == "What the service keeps cannot be reached: its database does not answer."
            assert problem["errors"] == []
        file.write_bytes(whole)
        for path in ("/health/ready", "/v1/audits", "/v1/admin/keys"):
            assert (await at.client.get(path, headers=head)).status_code == 200

    run(settings_with(packs, data), work)


def test_a_mistake_of_ours_with_the_database_is_told_as_one(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> None:
        raise IntegrityError("insert …", {}, Exception("twice"))

    async def work(at: Operated) -> None:
        head = key(at.service, "admin")
        monkeypatch.setattr(Accounts, "acts", wrong)
        problem_of(await at.client.get("/v1/admin/acts", headers=head), 500)

    run(settings_with(packs, tmp_path), work)


def test_evidence_that_cannot_be_opened_or_read_is_no_mistake_of_the_caller(packs: Path, tmp_path: Path) -> None:
    async def work(at: Operated) -> None:
        head = key(at.service, "admin")
        folder = tmp_path / "workspaces"
        folder.write_text("in the way of the folders of workspaces")
        problem = problem_of(await at.client.get("/v1/evidence/head", headers=head), 503)
        assert str(tmp_path) not in str(problem)
        folder.unlink()
        assert (await at.client.get("/v1/evidence/head", headers=head)).status_code == 200
        url = f"sqlite:///{folder / 'default' / 'evidence.sqlite'}"
        execute(url, "insert into adhere_events (number, kind, body, hash) values (1, 'decision', 'no JSON', 'x')")
        problem = problem_of(await at.client.get("/v1/decisions", headers=head), 503)
        assert problem["detail"].startswith("The evidence is damaged")
        assert problem["errors"] == []

    run(settings_with(packs, tmp_path), work)


def test_once_it_is_to_stop_it_is_not_ready_and_closes_connections(packs: Path) -> None:
    async def work(at: Operated) -> None:
        answer = await at.client.get("/v1/jurisdictions")
        assert "connection" not in answer.headers
        at.service.stop()
        problem_of(await at.client.get("/health/ready"), 503)
        answer = await at.client.get("/v1/jurisdictions")
        assert answer.status_code == 200
        assert answer.headers["connection"] == "close"

    run(settings_with(packs), work)


def test_it_says_so_before_it_leaves() -> None:
    told: list[str] = []
    ended = asyncio.Event()

    def end(_: int, __: FrameType | None) -> None:
        told.append("ended")
        ended.set()

    async def serve() -> None:
        with leaving(0.2, lambda: told.append("said")):
            signal.raise_signal(signal.SIGTERM)
            await asyncio.sleep(0)
            assert told == ["said"]
            await asyncio.wait_for(ended.wait(), 30)
            assert told == ["said", "ended"]
        assert signal.getsignal(signal.SIGTERM) is end

    before = signal.signal(signal.SIGTERM, end)
    try:
        asyncio.run(serve())
    finally:
        signal.signal(signal.SIGTERM, before)


def test_where_nobody_waits_for_the_signal_nothing_changes() -> None:
    async def serve() -> None:
        before = signal.getsignal(signal.SIGTERM)
        with leaving(0, lambda: None):
            assert signal.getsignal(signal.SIGTERM) is before

    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        asyncio.run(serve())
    finally:
        signal.signal(signal.SIGTERM, before)


def test_traces_without_their_packages_are_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter", None)
    with pytest.raises(InputError, match=r"ADHERE_OTEL.*adhere\[otel\]") as caught:
        create_app(Settings(otel=True))
    assert caught.value.where == "ADHERE_OTEL"
