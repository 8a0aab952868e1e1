"""Worker processes for what would hold up the event loop: batches and long posts.

Each holds a checker of its own, loaded once. Bytes go in and bytes come out.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

from adhere import logs
from adhere.api.answering import Ask, Failed, answer_many
from adhere.api.problems import Overturned
from adhere.api.recorded import Records
from adhere.api.tallies import Tally
from adhere.phrases import phrase
from adhere.post import Post
from adhere.settings import Settings

if TYPE_CHECKING:
    from adhere.api.metrics import Metrics
    from adhere.checker import Checker

log = logging.getLogger("adhere.api")
Out = TypeVar("Out")
In = TypeVarTuple("In")
_checker: Checker | None = None


def ready_checker(rules: Sequence[Path], classify: bool) -> Checker:
    """A checker with all that it makes when it is first needed, in the server and in each worker."""
    from adhere.checker import Checker

    # what is loaded stays: no collection need go through it, neither now nor later
    gc.disable()
    try:
        checker = Checker.load(rules=rules, classify=classify)
        checker.check(Post(text="Ad: a first post"), today=dt.datetime.now(dt.UTC).date())
        gc.freeze()
    finally:
        gc.enable()
    return checker


def _begin(rules: Sequence[Path], settings: Settings) -> None:
    """Load the checker. Ctrl-C is for the server, which ends its workers; and where it dies, they end too."""
    global _checker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logs.configure(settings.log_format, settings.log_level)
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    _checker = ready_checker(rules, settings.classify)


def _end_with_the_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)


def check_posts(raws: Sequence[bytes], ask: Ask) -> tuple[list[bytes | Failed], Tally, Records]:
    """A report or a failure for each post, what was found in numbers, and evidence as far as asked for. Runs in a worker."""
    assert _checker is not None  # loaded when the worker began
    tally, records = Tally(), ask.records(_checker)
    return answer_many(_checker, raws, ask, tally, records), tally, records


def _ready() -> bool:
    return _checker is not None


class Workers:
    """A pool of processes that outlives the death of one of them."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings = settings
        self.metrics = metrics
        self.count = settings.batch_workers
        self._rules: Sequence[Path] = ()
        self._pool: ProcessPoolExecutor | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def _new(self, rules: Sequence[Path]) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.count,
            # never fork: this process has threads
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(rules, self.settings),
        )

    async def bring_up(self, rules: Sequence[Path]) -> ProcessPoolExecutor:
        """New workers, each of them ready, for `take`. Raises Overturned where one cannot begin."""
        pool = self._new(rules)
        loop = asyncio.get_running_loop()
        try:
            await asyncio.gather(*(loop.run_in_executor(pool, _ready) for _ in range(self.count)))
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            if isinstance(error, BrokenProcessPool):
                raise Overturned(phrase("A process that checks posts could not begin; the log says why.")) from None
            raise
        return pool

    def take(self, pool: ProcessPoolExecutor, rules: Sequence[Path]) -> None:
        """Give all that comes from now on to these workers; those before them end after what they have in hand."""
        before, self._pool, self._rules = self._pool, pool, rules
        if before is not None:
            ending = asyncio.create_task(asyncio.to_thread(before.shutdown))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def check(
        self, raws: Sequence[bytes], ask: Ask, take: Callable[[Records], None] | None = None
    ) -> list[bytes | Failed]:
        """A report or a failure for each post, in order, made by a worker and counted here; `take` gets the evidence. Raises Overturned."""
        answers, tally, records = await self.run(check_posts, raws, ask)
        self.metrics.count(tally)
        if take is not None:
            take(records)
        return answers

    async def run(self, function: Callable[[*In], Out], *args: *In) -> Out:
        """Run a function in a worker; once more in a fresh one where that died. Raises Overturned."""
        loop = asyncio.get_running_loop()
        for _ in range(2):
            pool = self._pool
            assert pool is not None  # started before the first request is taken
            try:
                with self.metrics.task():
                    return await loop.run_in_executor(pool, function, *args)
            except BrokenProcessPool:
                log.error("a worker process died; starting new ones")
                if self._pool is pool:
                    self._pool = self._new(self._rules)
                    pool.shutdown(wait=False)
        raise Overturned(phrase("The processes that check posts died over this one, twice. Please report it."))

    async def close(self) -> None:
        """End the workers; what they are doing is finished, what waits is not begun."""
        if self._pool is not None:
            await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
        await asyncio.gather(*self._ending)
