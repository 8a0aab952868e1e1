"""The writer of evidence by itself: a write that stalls, a day that ends, and a stream that another hand sealed."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adhere.api.metrics import Metrics
from adhere.api.recorded import Recorded, Records, Versions
from adhere.api.recording import Recording
from adhere.api.streams import Key, Streams
from adhere.storage import Storage
from adhere.storage.places import workspace_database
from tests.audits.test_database_killed import kill
from tests.audits.test_database_killed import server as own_postgresql  # noqa: F401

DAY = dt.date(2026, 3, 2)


def test_postgresql_stopped_and_back(own_postgresql: Any, tmp_path: Path) -> None:  # noqa: F811
    url = workspace_database(own_postgresql.get_uri(), "default")
    with Storage.open(url) as storage:

        async def run() -> None:
            async with recording_into(storage, tmp_path).running() as recording:
                (await recording.taker("default"))(recorded(0, 3))
                await comes(lambda: recording.waiting == 0)
                kill(own_postgresql)
                take = await recording.taker("default")
                take(recorded(3, 700))
                await comes(lambda: recording.trouble is not None)
                take(recorded(703, 2))
                assert recording.waiting == 702
                own_postgresql.ensure_postgres_running()
                await comes(lambda: recording.trouble is None and recording.waiting == 0)

        asyncio.run(run())
        assert storage.verify() == []
        (audit,) = storage.audits()
        assert (audit["records"], audit["seal"] is not None) == (705, True)
        assert storage.verdicts(audit["id"]) == {"compliant": 705}


def test_a_write_that_takes_for_ever_is_trouble_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adhere.api.recording._SLOW", 0.2)
    path = tmp_path / "evidence.sqlite"
    with Storage.open(f"sqlite:///{path}") as storage, contextlib.closing(sqlite3.connect(path)) as other:

        async def run() -> None:
            async with recording_into(storage, tmp_path / "recording").running() as recording:
                other.execute("begin immediate")
                (await recording.taker("default"))(recorded(0, 3))
                await comes(lambda: recording.trouble is not None)
                other.rollback()
                await comes(lambda: recording.trouble is None and recording.waiting == 0)

        asyncio.run(run())
        assert [each["records"] for each in storage.audits()] == [3]


def test_another_day_seals_what_rests(tmp_path: Path) -> None:
    days = [DAY]
    with Storage.open(f"sqlite:///{tmp_path / 'evidence.sqlite'}") as storage:

        async def run() -> None:
            made = recording_into(storage, tmp_path / "recording", lambda key: key[1].today == days[-1])
            async with made.running() as recording:
                (await recording.taker("default"))(recorded(0, 3))
                await comes(lambda: recording.waiting == 0)
                assert [each["seal"] for each in storage.audits()] == [None]
                days.append(DAY + dt.timedelta(days=1))
                await comes(lambda: storage.audits()[0]["seal"] is not None)
                # one that began yesterday and ended today is recorded with its own day
                (await recording.taker("default"))(recorded(3, 1))

        asyncio.run(run())
        assert sorted((each["today"], each["records"]) for each in storage.audits()) == [
            ("2026-03-02", 1),
            ("2026-03-02", 3),
        ]
        assert all(each["seal"] for each in storage.audits())
        assert storage.verify() == []


def test_a_stream_that_another_hand_sealed_goes_on_as_another(tmp_path: Path) -> None:
    with Storage.open(f"sqlite:///{tmp_path / 'evidence.sqlite'}") as storage:

        async def run() -> None:
            async with recording_into(storage, tmp_path / "recording").running() as recording:
                take = await recording.taker("default")
                take(recorded(0, 3))
                await comes(lambda: recording.waiting == 0)
                storage.seal_audit(storage.audits()[0]["id"], 1, {"by": "another hand"})
                take(recorded(3, 2))
                await comes(lambda: recording.waiting == 0)

        asyncio.run(run())
        assert sorted(each["records"] for each in storage.audits()) == [2, 3]
        assert storage.verify() == []


def test_a_line_cut_short_takes_no_stream_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full may take a part of the line that says what was begun; once it has room, the next try follows it."""
    lines = tmp_path / "recording"

    def streams() -> Streams:
        return Streams(lines, lambda _: storage, lambda _: {"today": "2026-03-02"}, lambda: dt.datetime.now(dt.UTC))

    with Storage.open(f"sqlite:///{tmp_path / 'evidence.sqlite'}") as storage:
        lines.mkdir()
        killed = streams()
        killed._begun.write_text("default checks-2026", "utf-8")
        killed.append(("default", recorded(0, 3).versions), recorded(0, 3).found)
        assert killed._lock is not None
        killed._lock.release()
        streams().seal_left_behind()
        assert [each["seal"] is not None for each in storage.audits()] == [True]


def recording_into(storage: Storage, folder: Path, at_work: Callable[[Key], bool] = lambda key: True) -> Recording:
    streams = Streams(
        folder,
        lambda _: storage,
        lambda versions: {"today": versions.today.isoformat()},
        lambda: dt.datetime.now(dt.UTC),
    )
    return Recording(streams, at_work, Metrics())


def recorded(first: int, count: int) -> Records:
    """Invented posts that were checked."""
    found = [
        Recorded(
            f"c{number}", f"p{number}", "in", "out", "compliant", DAY, (("k", "XA", "xa.one", "other", "note"),), None
        )
        for number in range(first, first + count)
    ]
    return Records(Versions(DAY, "r1", None), texts=False, found=found)


async def comes(condition: Callable[[], bool]) -> None:
    for _ in range(1_200):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never came to be")
