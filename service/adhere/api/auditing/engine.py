"""The process that runs audits beside the one that answers requests.

It is a process of its own, since the work would hold up the answers, and since whoever stops it may do so at once: what it had in
hand is done again by the next one. It ends with the process that started it, however that ends.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.process import BaseProcess

from adhere import logs
from adhere.errors import InputError
from adhere.settings import Settings

log = logging.getLogger("adhere.api")
#: Seconds until a lock that another process holds is tried again, and until a process that died is followed by another.
_AGAIN, _RISE = 1.0, 5.0


class Engine:
    """Keeps one such process alive."""

    def __init__(self, system: str, evidence: str, settings: Settings) -> None:
        self._arguments = system, evidence, settings.audit_jobs, settings.log_format, settings.log_level
        self._process: BaseProcess | None = None
        self._started = float("-inf")

    @property
    def begun(self) -> bool:
        """Was there such a process before?"""
        return self._process is not None

    def keep(self) -> None:
        """Starts the process where it does not live."""
        if self._process is not None and self._process.is_alive():
            return
        if time.monotonic() - self._started < _RISE:
            return
        if self._process is not None:
            log.error("the process that runs audits ended with %s; another one takes over", self._process.exitcode)
        self._started = time.monotonic()
        # never fork: this process has threads
        self._process = multiprocessing.get_context("spawn").Process(target=_work, args=self._arguments, name="audits")
        self._process.start()

    def close(self) -> None:
        """Ends the process at once; nothing is lost by it."""
        if self._process is not None:
            self._process.kill()
            self._process.join()


def _work(system: str, evidence: str, processes: int, log_format: str, log_level: str) -> None:
    """Works at the queue for ever. On SQLite one process at a time may; others wait until it is gone."""
    # Ctrl-C is for the parent, which ends this one
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    logs.configure(log_format, log_level)
    from adhere.audits import schedules  # noqa: F401  (in a shared database their audits are this process's work as well)
    from adhere.audits.run import working

    while True:
        try:
            with working(system, evidence, processes):
                threading.Event().wait()
        except InputError:
            time.sleep(_AGAIN)
        except BaseException:
            log.exception("the process that runs audits cannot go on")
            # threads of the engine would keep it alive
            os._exit(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
