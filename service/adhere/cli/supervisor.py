"""Several server processes on one port."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.supervisors import Multiprocess

#: Names the folder in which the processes count together; Prometheus' client looks for it when it is imported.
COUNTED = "PROMETHEUS_MULTIPROC_DIR"


class _Supervisor(Multiprocess):
    """uvicorn's, which on SIGHUP has the processes load their rules and not begin anew, and counts out those that died."""

    def __init__(self, config: uvicorn.Config, reload: Callable[[], None]) -> None:
        super().__init__(config, [config.bind_socket()])
        self._reload = reload

    def handle_hup(self) -> None:
        self._reload()

    def keep_subprocess_alive(self) -> None:
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


def supervise(config: uvicorn.Config, reload: Callable[[], None]) -> None:
    """Run `config.workers` server processes until they are told to stop; on SIGHUP call `reload`."""
    with tempfile.TemporaryDirectory(prefix="adhere-metrics-") as folder:
        os.environ[COUNTED] = folder
        _Supervisor(config, reload).run()
