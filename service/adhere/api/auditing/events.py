"""How far an audit is, told to all who watch it. One task looks, however many watch, and only what it saw last is held."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adhere.api.auditing.progress import Progress
from adhere.api.problems import TooMany
from adhere.api.shortly import shortly
from adhere.storage.accounts.jobs import Job

log = logging.getLogger("adhere.api")
#: Seconds between two looks.
_LOOK = 1.0
#: Streams that one process keeps open.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Seen:
    """An audit as it stood at a look."""

    job: Job
    progress: Progress

    @property
    def mark(self) -> str:
        """What the look is known by: equal marks tell the same."""
        return f"{self.job.state}-{self.progress.done}-{self.progress.read}"


#: Looks at an audit; None where it is gone.
Look = Callable[[], Awaitable[Seen | None]]


class Watches:
    """Everything that is watched in this process, until it is `stopping`: then all streams end, and may be taken up elsewhere."""

    def __init__(self, stopping: Callable[[], bool]) -> None:
        self._stopping = stopping
        self._watched: dict[tuple[str, str], _Watch] = {}
        self._streams = 0

    def check_room(self) -> None:
        """Raises TooMany where no more streams can be kept open."""
        if self._streams >= MOST:
            raise TooMany(f"At most {MOST:,} streams of events are open at once. Close some of them.", 5)

    @asynccontextmanager
    async def watching(self, workspace: str, audit: str, look: Look) -> AsyncIterator[AsyncIterator[Seen]]:
        """What is seen of an audit, from now to its end; looks that a slow reader misses are left out."""
        self._streams += 1
        key = workspace, audit
        watch = self._watched.get(key)
        if watch is None:
            watch = self._watched[key] = _Watch(look, self._stopping)
        watch.readers += 1
        try:
            yield watch.seen()
        finally:
            self._streams -= 1
            watch.readers -= 1
            if not watch.readers:
                watch.close()
                del self._watched[key]


class _Watch:
    """One audit, and the task that looks at it."""

    def __init__(self, look: Look, stopping: Callable[[], bool]) -> None:
        self.readers = 0
        self._look = look
        self._stopping = stopping
        self._last: Seen | None = None
        self._over = False
        self._changed = asyncio.Event()
        self._task = asyncio.create_task(self._repeat())

    def close(self) -> None:
        self._task.cancel()

    async def seen(self) -> AsyncIterator[Seen]:
        told: str | None = None
        while True:
            changed = self._changed
            if self._last is not None and self._last.mark != told:
                last = self._last
                told = last.mark
                yield last
            elif self._over:
                return
            else:
                await changed.wait()

    async def _repeat(self) -> None:
        while not self._over:
            if self._stopping():
                self._take(None)
                return
            try:
                found = await self._look()
            except Exception as error:
                # a database that is down comes back
                log.warning("an audit that is watched cannot be looked at: %s", shortly(error))
            else:
                self._take(found)
            await asyncio.sleep(_LOOK)

    def _take(self, found: Seen | None) -> None:
        self._over = found is None or not found.job.going
        if found is not None and (self._last is None or found.mark != self._last.mark):
            self._last = found
        elif not self._over:
            return
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
