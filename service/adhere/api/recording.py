"""Evidence of posts checked over HTTP: queued with the answer, written in batches by a thread, and sealed when a stream ends."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from adhere.api.metrics import Metrics
from adhere.api.problems import NotReady
from adhere.api.recorded import Recorded, Records
from adhere.api.shortly import shortly
from adhere.api.streams import Key, Streams
from adhere.phrases import grouped, phrase

log = logging.getLogger("adhere.api")
Take = Callable[[Records], None]
#: Posts of a chunk at most, and seconds until those that wait are written: what is lost where the process is killed.
CHUNK, EVERY = 500, 2.0
#: Bytes of records that may wait, about. What is being checked at the moment comes on top.
MOST = 64 * 1024 * 1024
#: Seconds that a request waits for room in the queue, and that one write may take before the database counts as out of reach.
_PATIENCE, _SLOW = 5.0, 10.0
#: Seconds in which the end of a service must write what waits.
_AT_THE_END = 30.0
_LOOK, _SOON = 0.05, 0.005


class Recording:
    """The queue and the thread of a process. `at_work` says by what checks are made now: other streams are sealed once they rest."""

    def __init__(self, streams: Streams, at_work: Callable[[Key], bool], metrics: Metrics) -> None:
        self._streams = streams
        self._at_work = at_work
        self._metrics = metrics
        self._changed = threading.Condition()
        #: What came since the thread last looked, guarded by `_changed` as the sums below it are.
        self._inbox: dict[Key, list[Recorded]] = defaultdict(list)
        self._fresh = 0
        self._waiting = 0
        self._weight = 0
        self._ending = False
        #: How often the thread has begun to write what waits, and has ended; and is somebody waiting for it?
        self._turns_begun = self._turns_ended = 0
        self._hurried = False
        #: What the thread took and has not written yet; its own.
        self._pending: dict[Key, list[Recorded]] = {}
        self._left_behind = True
        self._failure: str | None = None
        self._began: float | None = None
        self._thread = threading.Thread(target=self._run, name="evidence", daemon=True)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Recording]:
        """Records as long as the block lasts; at its end all that waits is written, and every stream sealed."""
        self._thread.start()
        try:
            yield self
        finally:
            with self._changed:
                self._ending = True
                self._changed.notify()
            await asyncio.to_thread(self._thread.join, _AT_THE_END + _SLOW)
            if self.waiting:
                log.critical(
                    "the evidence of %s checked posts is lost: the database could not be written", self.waiting
                )

    @property
    def waiting(self) -> int:
        """Posts that were checked and are not recorded yet."""
        return self._waiting

    @property
    def trouble(self) -> str | None:
        """Why nothing can be recorded now; None where it can."""
        began = self._began
        if self._failure is None and (began is None or time.monotonic() - began < _SLOW):
            return None
        return phrase(
            "Evidence cannot be written to the database, and that of {size} checked posts waits; the log says more.",
            size=grouped(self.waiting),
        )

    async def taker(self, workspace: str) -> Take:
        """Takes the records of posts that are about to be checked. Raises NotReady where there is no room, and none comes.

        What is being checked when the queue becomes full still finds a place in it: nothing is dropped.
        """
        until = time.monotonic() + _PATIENCE
        while self._weight >= MOST:
            if self.trouble or time.monotonic() >= until:
                raise NotReady(
                    phrase(
                        "The evidence of {size} checked posts waits for the database, and there is room for no more. "
                        "Nothing is checked without evidence. Try again later.",
                        size=grouped(self.waiting),
                    )
                )
            await asyncio.sleep(_LOOK)
        return lambda records: self._take(workspace, records)

    async def written(self) -> None:
        """Returns when all that waits now is written; also where it cannot be written now, or not in good time."""
        if not self._waiting or self.trouble:
            return
        with self._changed:
            # the turn that is being taken may have looked already
            turn = self._turns_begun + 1
            self._hurried = True
            self._changed.notify()
        until = time.monotonic() + _PATIENCE
        while self._turns_ended < turn and not self.trouble and time.monotonic() < until:
            await asyncio.sleep(_SOON)

    def _take(self, workspace: str, records: Records) -> None:
        if not records.found:
            return
        with self._changed:
            self._inbox[workspace, records.versions].extend(records.found)
            self._fresh += len(records.found)
            self._count(len(records.found), sum(each.weight for each in records.found))
            if self._fresh >= CHUNK:
                self._changed.notify()

    def _count(self, posts: int, weight: int) -> None:
        self._waiting += posts
        self._weight += weight
        self._metrics.unrecorded(self._waiting)

    def _run(self) -> None:
        while not self._ending:
            with self._changed:
                self._changed.wait_for(lambda: self._ending or self._hurried or self._fresh >= CHUNK, EVERY)
            self._turn()
        until = time.monotonic() + _AT_THE_END
        while (self._waiting or self._streams.unsealed()) and time.monotonic() < until:
            time.sleep(_LOOK if self._failure is None else 1)
            self._turn()
        self._streams.close()

    def _turn(self) -> None:
        """Writes all that waits, and seals the streams that are at their end."""
        self._began = time.monotonic()
        with self._changed:
            taken, self._inbox, self._fresh = self._inbox, defaultdict(list), 0
            self._turns_begun += 1
            self._hurried = False
        for key, found in taken.items():
            self._pending.setdefault(key, []).extend(found)
        failures = [self._tried(partial(self._write, key)) for key in list(self._pending)]
        ended = [key for key in self._streams.unsealed() if key not in taken and self._is_over(key)]
        failures += [self._tried(partial(self._streams.end, key)) for key in ended]
        if self._left_behind:
            failures.append(self._tried(self._look_behind))
        self._began = None
        self._turns_ended += 1
        self._tell(next((each for each in failures if each is not None), None))

    def _is_over(self, key: Key) -> bool:
        return key not in self._pending and (self._ending or not self._at_work(key))

    def _write(self, key: Key) -> None:
        found = self._pending[key]
        while found:
            part = found[:CHUNK]
            self._streams.append(key, part)
            del found[:CHUNK]
            with self._changed:
                self._count(-len(part), -sum(each.weight for each in part))
        del self._pending[key]

    def _look_behind(self) -> None:
        self._streams.seal_left_behind()
        self._left_behind = False

    def _tried(self, work: Callable[[], None]) -> str | None:
        """Why it failed, if it did. Whatever that was, the thread goes on: records wait for it to be mended."""
        try:
            work()
        except Exception as error:
            return shortly(error)
        return None

    def _tell(self, failure: str | None) -> None:
        if failure is not None and self._failure is None:
            log.error("evidence cannot be written, that of %s checked posts waits: %s", self.waiting, failure)
        if failure is None and self._failure is not None:
            log.warning("evidence is written again")
        self._failure = failure
