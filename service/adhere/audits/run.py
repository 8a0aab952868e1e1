"""The durable run. An audit is a DBOS workflow that reads chunks and puts each on a queue; a chunk is a workflow of its own.

A process that dies loses at most the chunks it had in hand, and those are done again by whoever comes next: a chunk's parts and
records have names of their own and replace themselves. On SQLite one process at a time works at a folder; on PostgreSQL every
process that reaches the database and the folder takes its share.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from dbos import DBOS, DBOSClient, DBOSConfig, SetWorkflowID, WorkflowHandle
from dbos._error import DBOSMaxStepRetriesExceeded
from filelock import FileLock, Timeout
from sqlalchemy.exc import DBAPIError

from adhere.audits.chunks import Reader
from adhere.audits.finishing import EVIDENCE, finish, settings_of
from adhere.audits.plan import WORK, Plan, read_plan
from adhere.audits.presence import patient, present, rescuing
from adhere.audits.processes import Processes
from adhere.errors import AdhereError, InputError, Unreachable
from adhere.storage import Storage
from adhere.storage.databases import reach
from adhere.storage.places import workspace_database

APPLICATION = "adhere"
#: Chunks have a queue of their own: an audit waits for its chunks, and must not hold the place of one.
CHUNKS, AUDITS = "chunks", "audits"
#: Seconds between two looks at the queue, each of which takes a few milliseconds; a chunk takes about two seconds.
_LOOK = 0.25
#: How often a step is tried before the audit stops: processes may be killed, a database may restart. That takes a minute and more.
_TRIES = 8


#: Chunks that one process of several has in hand at most. A queue in PostgreSQL has one such number for all who work at it, and whoever
#: takes more than it checks at a time keeps them from the others: on a machine of many cores start several workers.
IN_HAND = 4


class _Here:
    """What this process works with. DBOS knows one set of workflows a process, so this is one as well."""

    evidence: str
    processes: Processes
    readers: dict[Path, Reader]
    lock = threading.Lock()


@DBOS.workflow(name="audit", max_recovery_attempts=None)
def audit_workflow(folder: str, attempt: str) -> dict[str, Any]:
    """The whole of an audit; `attempt` is its own name as a workflow, from which those of its chunks are made."""
    _begin(folder)
    number = 0
    handles: list[WorkflowHandle[int]] = []
    while _read(folder, number):
        with SetWorkflowID(f"{attempt}/{number:06}"):
            handles.append(DBOS.enqueue_workflow(CHUNKS, _chunk, folder, number))
        number += 1
    for handle in handles:
        handle.get_result(polling_interval_sec=_LOOK)
    return _finish(folder, number, _now())


@DBOS.workflow(name="chunk", max_recovery_attempts=None)
def _chunk(folder: str, number: int) -> int:
    return _check(folder, number)


def _worth_a_retry(error: BaseException) -> bool:
    return isinstance(error, Unreachable) or not isinstance(error, AdhereError)


def _only_unreachable(error: BaseException) -> bool:
    # what else went wrong at the end does so again, and each try writes all outputs anew
    return isinstance(error, Unreachable | DBAPIError)


def cause_of(error: Exception) -> Exception:
    """What a step failed of when it was tried for the last time, where that is what the error says; of a database in its own words."""
    last = error.errors[-1] if isinstance(error, DBOSMaxStepRetriesExceeded) and error.errors else error
    # SQLAlchemy adds its SQL, with the values, and an address to read
    return last.orig if isinstance(last, DBAPIError) and isinstance(last.orig, Exception) else last


@DBOS.step(name="begin", retries_allowed=True, max_attempts=_TRIES, should_retry=_worth_a_retry)
def _begin(folder: str) -> None:
    plan = read_plan(Path(folder))
    with Storage.open(_evidence(plan)) as storage:
        storage.begin_audit(settings_of(plan), plan.id)


def _evidence(plan: Plan) -> str:
    return workspace_database(_Here.evidence, plan.workspace)


@DBOS.step(name="read", retries_allowed=True, max_attempts=3, should_retry=_worth_a_retry)
def _read(folder: str, number: int) -> int:
    """Writes the chunk; a reader that is not at it begins anew and passes over what is done."""
    path = Path(folder)
    plan = read_plan(path)
    with _Here.lock:
        reader = _Here.readers.get(path)
        if reader is None or reader.plan != plan or reader.next > number:
            reader = _Here.readers[path] = Reader(plan, path)
        try:
            rows = reader.write(number)
        except BaseException as error:
            # its place is lost
            del _Here.readers[path]
            if isinstance(error, InputError):
                # of all its kinds only the root can be put away and read back by any process
                raise InputError(error.message, where=error.where) from None
            raise
        if not rows:
            # it is at its end, and would hold the last rows for as long as the process lives
            del _Here.readers[path]
        return rows


@DBOS.step(name="check", retries_allowed=True, max_attempts=_TRIES, interval_seconds=0.5, should_retry=_worth_a_retry)
def _check(folder: str, number: int) -> int:
    path = Path(folder)
    return _Here.processes.check(path, number, _evidence(read_plan(path)))


@DBOS.step(name="now")
def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


@DBOS.step(name="finish", retries_allowed=True, max_attempts=_TRIES, should_retry=_only_unreachable)
def _finish(folder: str, chunks: int, finished: str) -> dict[str, Any]:
    path = Path(folder)
    plan, day = read_plan(path), dt.datetime.fromisoformat(finished)
    with Storage.open(_evidence(plan)) as storage:
        return asdict(finish(plan, path, chunks, day, storage))


def system_database(folder: Path, database: str | None) -> str:
    """Where DBOS keeps its state: beside the work, or in the PostgreSQL that the machines share."""
    return database or f"sqlite:///{folder / WORK / 'dbos.sqlite'}"


def evidence_database(folder: Path, database: str | None) -> str:
    """Where the evidence is kept: in the audit's folder, or in the database given."""
    return database or f"sqlite:///{folder / EVIDENCE}"


@contextmanager
def working(system: str, evidence: str, processes: int) -> Iterator[None]:
    """This process works at the queue as long as the block lasts, and takes over what dead processes held."""
    shared = not system.startswith("sqlite")
    if not shared and not processes:
        raise InputError(
            "--jobs 0 leaves the checking to workers, which need --database with a PostgreSQL.", where="--jobs"
        )
    if shared:
        reach(system)
        processes = min(processes, IN_HAND)
    _Here.evidence, _Here.readers = evidence, {}
    _Here.processes = Processes(processes)
    with patient(), ExitStack() as stack:
        # on SQLite the next process is the same executor, and DBOS gives it back its work when it starts
        name = stack.enter_context(present(system) if shared else _alone(Path(system.removeprefix("sqlite:///"))))
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": system,
            # one version for ever: the plan, not DBOS, says whether this Adhere may go on with an audit
            "application_version": "audits-1",
            "executor_id": name,
            "console_log_level": "CRITICAL",
            "log_level": "CRITICAL",
            "enable_otlp": False,
        }
        DBOS(config=config)
        stack.callback(DBOS.destroy)
        stack.callback(_Here.processes.close)
        if not processes:
            DBOS.listen_queues([AUDITS])
        DBOS.launch()
        # one more than are checked, so that the next chunk is at hand
        in_hand = IN_HAND if shared else processes + 1
        DBOS.register_queue(CHUNKS, worker_concurrency=in_hand, polling_interval_sec=_LOOK)
        DBOS.register_queue(AUDITS, polling_interval_sec=1.0)
        if shared:
            stack.enter_context(rescuing(system, {"chunk": CHUNKS, "audit": AUDITS, "scheduled-audit": AUDITS}))
        yield


@contextmanager
def _alone(database: Path) -> Iterator[str]:
    """Keeps other processes away from the work for as long as the block lasts, however it ends. Raises InputError where one is at it."""
    try:
        with FileLock(database.with_suffix(".lock"), timeout=0):
            yield "local"
    except Timeout:
        raise InputError(
            f"Another process is at work in {database.parent}. Wait for its end.", where="--output"
        ) from None


def leave(code: int) -> NoReturn:
    """Ends this process and those it started at once. Nothing need be put in order first: whoever comes next goes on."""
    _Here.processes.close()
    os._exit(code)


def begin(folder: Path) -> WorkflowHandle[dict[str, Any]]:
    """Starts the audit whose plan lies in the folder, or goes on with it."""
    plan = read_plan(folder)
    attempt = plan.id
    for again in range(1, 1_000):
        status = DBOS.get_workflow_status(attempt)
        if status is None:
            with SetWorkflowID(attempt):
                return DBOS.start_workflow(audit_workflow, str(folder), attempt)
        if status.status not in ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"):
            return DBOS.retrieve_workflow(attempt)
        # an attempt that failed stays as it is; what it did lies in the folder, and the next one passes over it
        attempt = f"{plan.id}+{again}"
    raise InputError(f"{folder}: the audit failed too often. Begin a new one.", where="--output")


def cancel(folder: Path, system: str) -> int:
    """Ends the audit in the folder wherever it runs; how many of its chunks were still to be done. What is done stays."""
    audit = read_plan(folder).id
    reach(system)
    client = DBOSClient(system_database_url=system, application_name=APPLICATION)
    try:
        going = client.list_workflows(
            workflow_id_prefix=audit, status=["PENDING", "ENQUEUED"], load_input=False, load_output=False
        )
        client.cancel_workflows([each.workflow_id for each in going])
        return sum(each.name == "chunk" for each in going)
    finally:
        client.destroy()


def done_rows(folder: Path, rows: int) -> tuple[int, int]:
    """Rows checked, and rows read so far, counted by the chunks that lie in the folder: near enough for a progress bar."""

    def count(name: str, pattern: str) -> int:
        return sum(1 for _ in (folder / WORK / name).glob(pattern))

    return count("parts", "posts-*.parquet") * rows, count("chunks", "*.arrow") * rows
