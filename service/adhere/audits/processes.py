"""The processes that check chunks, each on a core of its own. They end with the process that started them, however that ends."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from adhere.audits.checking import check_chunk, checker_of
from adhere.audits.plan import read_plan


class Processes:
    """A pool that is made anew when one of its processes dies."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._lock = threading.Lock()
        self._closed = False
        self._pool: ProcessPoolExecutor | None = None

    def check(self, folder: Path, number: int, database: str) -> int:
        """`check_chunk` in one of the processes. Raises BrokenProcessPool where a process died of it or beside it."""
        pool = self._running(folder)
        try:
            return pool.submit(check_chunk, folder, number, database).result()
        except BrokenProcessPool:
            with self._lock:
                if self._pool is pool:
                    self._pool = None
            pool.shutdown(wait=False, cancel_futures=True)
            raise

    def close(self) -> None:
        """Ends the processes at once; what they had not finished is not lost, but done again."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
        if pool is not None:
            processes = list(pool._processes.values())
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()

    def _running(self, folder: Path) -> ProcessPoolExecutor:
        with self._lock:
            if self._closed:
                raise RuntimeError("no more is checked here")
            if self._pool is None:
                # threads are running here, so no process may be forked
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._count, context, _begin, (folder,))
            return self._pool


def _begin(folder: Path) -> None:
    # Ctrl-C reaches the whole group; the parent decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    plan = read_plan(folder)
    # all that is loaded stays to the end: no collection need look through it, now or later. What comes holds no cycles to speak of
    gc.disable()
    checker_of(plan.rules, plan.classify, plan.rules_revision)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
