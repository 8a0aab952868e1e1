"""How a service leaves without losing a request: first it says so, then it goes."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def leaving(seconds: float, say: Callable[[], None]) -> Iterator[None]:
    """On SIGTERM call `say`, and only after so many seconds do what the server does on it: listen no more, and end.

    In between callers and balancers learn that it leaves, from /health/ready and from connections that are closed with their answers.
    One of several server processes does the same when the process that started it is gone, however that ended.
    Nothing changes where no server waits for the signal, or where it cannot be waited for, outside the main thread.
    """
    before = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    loop = asyncio.get_running_loop()

    def leave(number: int, frame: FrameType | None) -> None:
        say()
        loop.call_soon_threadsafe(loop.call_later, seconds, before, number, frame)

    signal.signal(signal.SIGTERM, leave)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is leave:
            signal.signal(signal.SIGTERM, before)


def _leave_with_parent() -> None:
    """Nobody else would tell it to, and no other service could have the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
