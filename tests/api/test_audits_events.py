"""Audits watched: what is told in which order, who comes back, a thousand at once, those who read slowly, and the end of the server."""

from __future__ import annotations

import asyncio
import json
import resource
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock
from httpx import Client

from adhere.api import create_app
from adhere.api.auditing import events
from adhere.api.auditing.events import Look, Seen, Watches
from adhere.api.auditing.progress import Progress, progress_in
from adhere.api.problems import TooMany
from adhere.audits.plan import WORK
from adhere.settings import Settings
from adhere.storage.accounts.jobs import Job
from tests.api.auditing import begun, ended, posts, process, table
from tests.api.conftest import serving, wait_until_ready

STREAMS = 1_000
Event = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def service(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    data = tmp_path_factory.mktemp("events") / "data"
    with serving(create_app(settings.model_copy(update={"data": data, "audit_jobs": 1}))) as client:
        wait_until_ready(client)
        yield client


def watched(client: Client, audit: str, *, last: str | None = None) -> Iterator[Event]:
    """The id, name and data of each event until the stream ends."""
    headers = {"Last-Event-ID": last} if last is not None else {}
    with client.stream("GET", f"/v1/audits/{audit}/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        told: dict[str, str] = {}
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if line and name:
                told[name] = value
            elif not line and "data" in told:
                yield told["id"], told["event"], json.loads(told["data"])
                told = {}


def test_between_its_outputs_and_its_end_an_audit_does_not_begin_anew(tmp_path: Path) -> None:
    assert progress_in(tmp_path) == Progress()
    pq.write_table(pa.table({"id": ["a", "b", "c"]}), tmp_path / "posts.parquet")
    (tmp_path / "summary.json").write_text("{}", "utf-8")
    # the work is being taken away
    (tmp_path / WORK / "parts").mkdir(parents=True)
    assert progress_in(tmp_path) == Progress(3, 3)


def test_it_is_told_from_the_start_to_the_end(service: Client) -> None:
    audit = begun(service, [("a.csv", table(posts(4_500)))])
    found = list(watched(service, audit))
    names = [name for _, name, _ in found]
    assert names[0] == "state"
    assert names[-1] == "end"
    assert "end" not in names[:-1]
    assert len({mark for mark, *_ in found}) == len(found)
    done = [data["done"] for *_, data in found]
    assert done == sorted(done)
    states = [data["state"] for *_, data in found]
    assert list(dict.fromkeys(states)) in (["waiting", "running", "finished"], ["running", "finished"])
    # `state` where it changes, and only there
    changes = [states[at] != states[at - 1] for at in range(1, len(states))]
    assert [name != "progress" for name in names[1:]] == changes
    assert found[-1][2]["outcome"]["posts"] == 4_500
    assert found[-1][2]["done"] == 4_500


def test_who_comes_back_hears_only_what_is_new(service: Client) -> None:
    audit = begun(service, [("a.csv", table(posts(3)))])
    found = list(watched(service, audit))
    assert [name for _, name, _ in watched(service, audit, last=found[0][0])] == ["end"]
    again = service.get(f"/v1/audits/{audit}/events", headers={"Last-Event-ID": found[-1][0]})
    assert (again.status_code, again.content) == (204, b"")
    # an id that nobody gave is one that everything is new to
    assert [name for _, name, _ in watched(service, audit, last="nonsense")] == ["end"]


@contextmanager
def files_allowed(count: int) -> Iterator[None]:
    """Lets this process, and those it starts meanwhile, have so many files open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(count, hard)), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def _watch(host: str, port: int, audit: str, open_now: asyncio.Semaphore) -> bytes:
    """All that a stream says."""
    reader, writer = await asyncio.open_connection(host, port)
    async with open_now:
        writer.write(f"GET /v1/audits/{audit}/events HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        said = await reader.readuntil(b"event: state")
    said += await reader.read()
    writer.close()
    return said


def _memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) * 1024


def test_a_thousand_watch_one_audit(packs: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    # while another process has the lock, audits wait
    lock = FileLock(data / "dbos.lock")
    with lock, files_allowed(4 * STREAMS), process(data, packs) as (client, server):
        audit = begun(client, [("a.csv", table(posts(30)))])
        before = _memory(server.pid)

        async def all_of_them() -> list[bytes]:
            open_now = asyncio.Semaphore(50)
            url = client.base_url
            watching = [asyncio.create_task(_watch(url.host, url.port or 80, audit, open_now)) for _ in range(STREAMS)]
            await asyncio.sleep(0)
            while open_now.locked():
                await asyncio.sleep(0.1)
            grown.append(_memory(server.pid) - before)
            # it still answers others
            assert (await asyncio.to_thread(client.get, "/health/live")).status_code == 200
            lock.release()
            return await asyncio.gather(*watching)

        grown: list[int] = []
        said = asyncio.run(all_of_them())
        assert len(said) == STREAMS
        assert all(each.count(b"event: end") == 1 for each in said)
        assert ended(client, audit)["state"] == "finished"
        assert grown[0] < STREAMS * 200 * 1024


def test_streams_end_with_the_server(packs: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with FileLock(data / "dbos.lock"), process(data, packs) as (client, server):
        audit = begun(client, [("a.csv", table(posts(3)))])
        seen = watched(client, audit)
        assert next(seen)[1] == "state"
        server.send_signal(signal.SIGTERM)
        assert [name for _, name, _ in seen] == []
        assert server.wait(60) in (0, -signal.SIGTERM)


JOB = Job("a", "default", "a", "audits/a", "running", "test", 0)


class Played:
    """Looks that are played one after the other; the last one again and again."""

    def __init__(self, *done: int | str) -> None:
        self.looks = 0
        self._played = done

    async def look(self) -> Seen | None:
        now = self._played[min(self.looks, len(self._played) - 1)]
        self.looks += 1
        if isinstance(now, int):
            return Seen(JOB, Progress(now, 100))
        if now == "broken":
            raise OSError("the database is down")
        return Seen(replace(JOB, state="finished"), Progress(100, 100)) if now == "end" else None


@asynccontextmanager
async def reading(watches: Watches, look: Look) -> AsyncIterator[AsyncIterator[Seen]]:
    async with watches.watching("default", "a", look) as seen:
        yield seen


def test_one_looks_however_many_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_LOOK", 0.001)
    played = Played(1, 2, "broken", 3, "end")

    async def one(watches: Watches) -> list[int]:
        async with watches.watching("default", "a", played.look) as seen:
            return [each.progress.done async for each in seen]

    async def all_of_them() -> list[list[int]]:
        watches = Watches(lambda: False)
        return await asyncio.gather(*(one(watches) for _ in range(50)))

    assert asyncio.run(all_of_them()) == [[1, 2, 3, 100]] * 50
    assert played.looks == 5


def test_who_reads_slowly_gets_the_last_and_nothing_is_kept_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_LOOK", 0.0)
    played = Played(*range(1, 400), "end")

    async def slow() -> list[int]:
        watches, found = Watches(lambda: False), []
        async with watches.watching("default", "a", played.look) as seen:
            async for each in seen:
                found.append(each.progress.done)
                while played.looks < 400:
                    await asyncio.sleep(0)
        return found

    found = asyncio.run(slow())
    assert len(found) <= 3
    assert found[-1] == 100


def test_nobody_looks_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_LOOK", 0.0)
    played = Played(1)

    async def leave() -> int:
        watches = Watches(lambda: False)
        async with watches.watching("default", "a", played.look) as seen:
            await anext(seen)
        looks = played.looks
        for _ in range(20):
            await asyncio.sleep(0)
        return played.looks - looks

    assert asyncio.run(leave()) <= 1


def test_an_audit_that_is_deleted_ends_its_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_LOOK", 0.0)
    played = Played(1, "gone")

    async def read() -> list[int]:
        watches = Watches(lambda: False)
        async with watches.watching("default", "a", played.look) as seen:
            return [each.progress.done async for each in seen]

    assert asyncio.run(read()) in ([1], [])


def test_there_is_an_end_to_how_many_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST", 1)

    async def two() -> None:
        watches = Watches(lambda: False)
        watches.check_room()
        async with watches.watching("default", "a", Played(1).look):
            with pytest.raises(TooMany):
                watches.check_room()
        watches.check_room()

    asyncio.run(two())
