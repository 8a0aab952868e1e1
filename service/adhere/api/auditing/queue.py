"""The queue of audits, seen from a process that does not run them: puts audits on it, and asks how they stand."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from dbos import DBOSClient, WorkflowStatus

from adhere.audits.run import APPLICATION, AUDITS, cancel

#: How DBOS calls the workflow of an audit.
_WORKFLOW = "audit"


class Queue:
    """Safe to share between threads; everything here waits for the database, and may fail while it is not there."""

    def __init__(self, system: str) -> None:
        self._system = system
        self._client: DBOSClient | None = None
        self._opening = threading.Lock()

    def ready(self) -> bool:
        """Has whoever runs audits made the database by now? On SQLite they do so when they first start."""
        return not self._system.startswith("sqlite:///") or Path(self._system.removeprefix("sqlite:///")).is_file()

    def put(self, attempt: str, folder: Path) -> None:
        """Puts an attempt at the audit whose plan lies in the folder on the queue; once, however often it is put."""
        self._open().enqueue(
            {"workflow_name": _WORKFLOW, "queue_name": AUDITS, "workflow_id": attempt}, str(folder), attempt
        )

    def statuses(self, attempts: Sequence[str]) -> dict[str, WorkflowStatus]:
        """How those of the attempts stand that were put on the queue."""
        found = self._open().list_workflows(workflow_ids=list(attempts), load_input=False)
        return {each.workflow_id: each for each in found}

    def cancel(self, folder: Path) -> None:
        """Ends the audit wherever it runs. What it has done stays."""
        cancel(folder, self._system)

    def forget(self, audit: str) -> None:
        """Takes away what the queue still knows of an audit that has ended: all attempts, and their chunks."""
        client = self._open()
        # no audit's id begins with that of another: all are of one length
        found = client.list_workflows(workflow_id_prefix=audit, load_input=False, load_output=False)
        client.delete_workflows([each.workflow_id for each in found])

    def close(self) -> None:
        """Ends all connections."""
        if self._client is not None:
            self._client.destroy()

    def _open(self) -> DBOSClient:
        with self._opening:
            if self._client is None:
                self._client = DBOSClient(
                    system_database_url=self._system,
                    application_name=APPLICATION,
                    lazy=True,
                    retry_connection_errors=False,
                )
            return self._client
