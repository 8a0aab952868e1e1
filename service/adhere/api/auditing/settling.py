"""What the queue says of audits, written down. Several processes do it at once; of each change only one of them hears that it was first."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from dbos import WorkflowStatus

from adhere.api.auditing.asking import without_paths
from adhere.api.auditing.places import Places
from adhere.api.auditing.queue import Queue
from adhere.api.auditing.telling import told_end
from adhere.api.delivering import message
from adhere.api.shortly import shortly
from adhere.audits.run import cause_of
from adhere.errors import AdhereError, Unreachable
from adhere.phrases import phrase
from adhere.storage.accounts.jobs import Job, Jobs

#: How often it is tried to cancel an audit that changes its state meanwhile.
_TRIES = 3
#: The ends to which audits come by themselves, and the event that tells of them.
_BY_ITSELF, _ENDED = ("finished", "failed"), "audit.finished"
log = logging.getLogger("adhere.api")


class Settling:
    """Brings the table of audits up to what the queue says, and has those told who asked for it. Everything here waits for databases."""

    def __init__(self, jobs: Jobs, queue: Queue, places: Callable[[Job], Places]) -> None:
        self._jobs, self._queue, self._places = jobs, queue, places

    def settle(self) -> list[Job]:
        """Puts on the queue what is not there yet, and follows the others.

        Answers those that came to their end by themselves; of all processes only one hears of each.
        """
        going = self._jobs.going()
        if not going or not self._queue.ready():
            return []
        statuses = self._queue.statuses([each.attempt for each in going])
        ended = []
        for job in going:
            if job.attempt not in statuses:
                self._put(job)
            elif (after := self._follow(job, statuses[job.attempt])) is not None and after.state in _BY_ITSELF:
                ended.append(after)
        return ended

    def cancel(self, job: Job) -> Job:
        """Ends the audit; as it stands then, which may be another end that came first."""
        now = job
        for _ in range(_TRIES):
            self._cancel(now)
            now = self._jobs.find(job.workspace, job.id) or replace(now, state="cancelled")
            if not now.going:
                break
            # it went from waiting to running just then
        return now

    def _cancel(self, job: Job) -> None:
        queued = self._queue.ready() and job.attempt in self._queue.statuses([job.attempt])
        if not queued:
            self._jobs.move(job, replace(job, state="cancelled", ended=int(time.time())))
        if self._queue.ready():
            # also where it was not there: another process may be putting it there
            self._queue.cancel(self._places(job).folder)
            for status in self._queue.statuses([job.attempt]).values():
                self._follow(job, status)

    def _put(self, job: Job) -> None:
        folder = self._places(job).folder
        self._queue.put(job.attempt, folder)
        now = self._jobs.find(job.workspace, job.id)
        if now is not None and not now.going:
            # it was cancelled meanwhile
            self._queue.cancel(folder)

    def _follow(self, job: Job, status: WorkflowStatus) -> Job | None:
        """The audit as it stands now, where it stands otherwise than before and nobody was first to say so."""
        places = self._places(job)
        after = _as_told(job, status, places)
        if after.state == job.state:
            return None
        if after.state == "finished":
            # before it is said: whoever hears it finds no work any more
            places.tidy()
        if after.state not in _BY_ITSELF:
            return after if self._jobs.move(job, after) else None
        now = int(time.time())
        # in one with what it tells of: a process that dies has done both or neither
        told = message(_ENDED, told_end(after), now)
        return after if self._jobs.end(job, after, _ENDED, told, now) else None


def _as_told(job: Job, status: WorkflowStatus, places: Places) -> Job:
    now = int(time.time())
    match status.status:
        case "PENDING":
            return replace(job, state="running")
        case "SUCCESS":
            return replace(job, state="finished", ended=now, outcome=status.output)
        case "CANCELLED":
            return replace(job, state="cancelled", ended=now)
        case "ERROR" | "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
            return replace(job, state="failed", ended=now, error=_why(job, status.error, places))
        case _:
            # on the queue, for the first time or again
            return job


def _why(job: Job, error: Exception | None, places: Places) -> str:
    """What the caller is told. Other errors than ours may hold anything, also words of posts: the log tells their types and places."""
    error = cause_of(error) if error is not None else None
    if isinstance(error, Unreachable):
        # where it lies is nobody's business but the operator's
        log.error("the audit %s of the workspace %s failed: %s", job.id, job.workspace, shortly(error))
        return phrase(
            "The database did not answer for minutes: the audit stopped. What is done is kept; go on with POST /v1/audits/{id}/resume.",
            id=job.id,
        )
    if isinstance(error, AdhereError):
        said = without_paths(str(error), places.files, places.folder)
        return said.replace("with --resume", f"with POST /v1/audits/{job.id}/resume")
    log.error(
        "the audit %s of the workspace %s failed", job.id, job.workspace, exc_info=error if error is not None else False
    )
    return phrase(
        "An error inside Adhere ({error}): the audit stopped. The service's log says more.", error=type(error).__name__
    )
