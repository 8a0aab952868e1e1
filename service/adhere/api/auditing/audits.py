"""The audits of a service: begun, looked at, cancelled and deleted, each in its workspace; and the task that sees them to their end."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from adhere.api.auditing.asking import AuditSettings, plan_settings
from adhere.api.auditing.engine import Engine
from adhere.api.auditing.events import Seen, Watches
from adhere.api.auditing.exports import take_away
from adhere.api.auditing.places import Places
from adhere.api.auditing.progress import Progress, progress_in
from adhere.api.auditing.queue import Queue
from adhere.api.auditing.settling import Settling
from adhere.api.auditing.uploads import Upload, full_disks_told, sweep
from adhere.api.beside import beside
from adhere.api.problems import Conflict, NotFound
from adhere.api.shortly import shortly
from adhere.audits.planning import Tables, new_id, plan_audit, versions_of
from adhere.errors import InputError
from adhere.phrases import phrase
from adhere.storage.accounts.accounts import DEFAULT
from adhere.storage.accounts.jobs import Job, Jobs

if TYPE_CHECKING:
    from adhere.api.service import Service

log = logging.getLogger("adhere.api")
#: Seconds between two looks at the queue, and until what was deleted is looked for once more: a chunk in hand may still be written.
_LOOK, _AGAIN = 1.0, 60.0
#: Audits of a page, where nothing is said and at most.
PAGE, MOST = 50, 200


class Audits:
    """All of them. What waits for a disk or a database is done in a thread; methods that do not are not async, and for threads."""

    def __init__(self, service: Service) -> None:
        self.watches = Watches(lambda: service.stopping)
        self._service = service
        self._queue: Queue | None = None
        self._poked = asyncio.Event()
        self._deleted: list[tuple[float, Places]] = []

    @asynccontextmanager
    async def at_work(self, system: str, evidence: str) -> AsyncIterator[None]:
        """Audits go on for as long as the block lasts: here, where the settings say so, or in workers elsewhere."""
        self._queue = Queue(system)
        settings = self._service.settings
        engine = Engine(system, evidence, settings) if settings.audit_jobs else None
        await asyncio.to_thread(self._sweep)
        try:
            async with beside(self._see_to_it(Settling(self.jobs, self._queue, self.places), engine)):
                yield
        finally:
            if engine is not None:
                await asyncio.to_thread(engine.close)
            await asyncio.to_thread(self._queue.close)

    @property
    def jobs(self) -> Jobs:
        """What the database knows of them. Raises Conflict where the service keeps nothing."""
        return Jobs(self._service.kept)

    def places(self, job: Job) -> Places:
        """Where an audit lies."""
        return Places(self._service.folder(job.workspace) / job.folder)

    def home(self, workspace: str) -> Path:
        """The folder of a workspace's audits."""
        return self._service.folder(workspace) / "audits"

    async def listed(self, workspace: str, before: tuple[int, str] | None = None, limit: int = PAGE) -> list[Job]:
        """The audits of a workspace, the newest first, after the moment and the id of the last one seen."""
        return await asyncio.to_thread(self.jobs.listed, workspace, before, limit)

    async def found(self, workspace: str, audit: str) -> Job:
        """The audit of that id. Raises NotFound where the workspace has none."""
        job = await asyncio.to_thread(self.jobs.find, workspace, audit)
        if job is None:
            raise _unknown(audit)
        return job

    async def finished(self, workspace: str, audit: str) -> tuple[Job, Path]:
        """A finished audit, and the folder of its outputs. Raises NotFound, and Conflict where it is not finished, or they are gone."""
        job = await self.found(workspace, audit)
        if job.state != "finished":
            raise Conflict(
                phrase(
                    "The audit {audit} is {state}, not finished: it has no results. See GET /v1/audits/{id}.",
                    audit=audit,
                    state=job.state,
                    id=audit,
                )
            )
        places = self.places(job)
        await asyncio.to_thread(places.check_finished)
        return job, places.folder

    async def seen(self, workspace: str, audit: str) -> Seen | None:
        """How an audit stands, and how far it is; None where the workspace has none of that id."""

        def look() -> Seen | None:
            job = self.jobs.find(workspace, audit)
            return Seen(job, self._progress(job)) if job is not None else None

        return await asyncio.to_thread(look)

    async def begin(self, workspace: str, who: str, upload: Upload, tables: Tables, asked: AuditSettings) -> Job:
        """Takes the files over and puts the audit on the queue. Raises InputError, NotReady, Conflict or StorageFull."""
        self.check_run()
        job = await asyncio.to_thread(self._begin, workspace, who, upload, tables, asked)
        self._poked.set()
        return job

    async def cancel(self, workspace: str, who: str, audit: str) -> Job:
        """Ends an audit that goes on; what it did is kept. Raises NotFound, and Conflict where it has ended already."""
        job = await self.found(workspace, audit)
        if not job.going:
            raise Conflict(
                phrase("The audit {audit} is {state}: there is nothing to cancel.", audit=audit, state=job.state)
            )
        assert self._queue is not None  # there where anything is kept
        settling = Settling(self.jobs, self._queue, self.places)
        now = await asyncio.to_thread(settling.cancel, job)
        if now.state != "cancelled":
            raise Conflict(
                phrase(
                    "The audit {audit} ended before it could be cancelled: it is {state}.", audit=audit, state=now.state
                )
            )
        await asyncio.to_thread(self._service.kept.note, workspace, int(time.time()), who, "audit cancelled", audit)
        return now

    async def resume(self, workspace: str, who: str, audit: str) -> Job:
        """Has a failed or cancelled audit go on, without what it has done already; one that goes on is left alone.

        Raises NotFound or Conflict.
        """
        self.check_run()
        job = await self.found(workspace, audit)
        if job.ended_early and await asyncio.to_thread(self.jobs.resume, job, int(time.time()), who):
            self._poked.set()
        job = await self.found(workspace, audit)
        if job.state == "finished":
            raise Conflict(
                phrase(
                    "The audit {audit} is finished: only a failed or cancelled one can be taken up again.", audit=audit
                )
            )
        return job

    async def delete(self, workspace: str, who: str, audit: str) -> Job:
        """Takes an audit that has ended away, with its files and outputs, but not its evidence. Raises NotFound or Conflict."""
        job = await self.found(workspace, audit)
        await asyncio.to_thread(self._delete, job, who)
        return job

    def asked(self, job: Job) -> AuditSettings:
        """What was asked of an audit. Raises Conflict where its files are gone."""
        return self.places(job).asked()

    def baseline(self, workspace: str, audit: str | None) -> Path | None:
        """The folder of the audit to compare with. Raises InputError where it is none of the workspace's finished ones."""
        if audit is None:
            return None
        job = self.jobs.find(workspace, audit)
        if job is None or job.state != "finished":
            raise InputError(
                phrase("baseline: there is no finished audit {given} here. See GET /v1/audits.", given=repr(audit)),
                where="baseline",
            )
        return self.places(job).folder

    def check_run(self) -> None:
        """Raises Conflict where nobody would ever run an audit."""
        settings = self._service.settings
        assert self._service.kept
        if not settings.audit_jobs and settings.database is None:
            raise Conflict(
                phrase("This service runs no audits: ADHERE_AUDIT_JOBS is 0, and workers need a PostgreSQL.")
            )

    def _begin(self, workspace: str, who: str, upload: Upload, tables: Tables, asked: AuditSettings) -> Job:
        service, now = self._service, dt.datetime.now(dt.UTC)
        checker, audit = service.checker, new_id(now)
        places = Places(self.home(workspace) / audit)
        settings = plan_settings(
            asked,
            workspace=workspace,
            today=now.date(),
            rules=service.loading.folders,
            classify=service.settings.classify,
            baseline=self.baseline(workspace, asked.baseline),
        )
        name = asked.name or upload.files[0].path.name
        job = Job(audit, workspace, name, f"audits/{audit}", "waiting", who, int(now.timestamp()))
        try:
            with full_disks_told():
                files = places.take(upload, asked)
                versions = versions_of(checker, settings["classify"])
                plan_audit(files, places.folder, settings, tables, now, audit_id=audit, versions=versions)
            self.jobs.add(job, files=[each.name for each in files])
        except BaseException:
            take_away(*places)
            raise
        return job

    def _progress(self, job: Job) -> Progress:
        if job.outcome is not None:
            return Progress(job.outcome["posts"], job.outcome["posts"])
        found = progress_in(self.places(job).folder)
        return found if job.going else Progress(found.done, found.read)

    def _delete(self, job: Job, who: str) -> None:
        if job.going:
            raise Conflict(phrase("The audit {audit} is {state}. Cancel it first.", audit=job.id, state=job.state))
        for other in self.jobs.going():
            # one whose files are gone fails, and is compared with nothing
            there = other.workspace == job.workspace and self.places(other).settings.is_file()
            if there and self.asked(other).baseline == job.id:
                raise Conflict(
                    phrase("The audit {audit} is being compared with this one. Wait for its end.", audit=other.id)
                )
        if not self.jobs.remove(job, int(time.time()), who):
            raise _unknown(job.id)
        places = self.places(job)
        take_away(*places)
        self._deleted.append((time.monotonic(), places))
        assert self._queue is not None  # there where anything is kept
        if self._queue.ready():
            self._queue.forget(job.id)

    def _sweep(self) -> None:
        for home in self.home(DEFAULT).parent.parent.glob("*/audits"):
            sweep(home)

    async def _see_to_it(self, settling: Settling, engine: Engine | None) -> None:
        """Puts audits on the queue, and follows them to their end."""
        while True:
            try:
                if engine is not None and self._service.loading.loaded is not None:
                    await asyncio.to_thread(self._keep, engine)
                ended = await asyncio.to_thread(settling.settle)
                if ended and self._service.sender is not None:
                    self._service.sender.poke()
                await asyncio.to_thread(self._delete_again)
            except Exception as error:
                # a database that is down comes back
                log.warning("the queue of audits cannot be looked at: %s", shortly(error))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._poked.wait(), _LOOK)
            self._poked.clear()

    def _keep(self, engine: Engine) -> None:
        """On SQLite nobody else puts work on the queue, so that the process is there only once there is some."""
        if self._service.settings.database is not None or engine.begun or self.jobs.going():
            engine.keep()

    def _delete_again(self) -> None:
        due = [each for each in self._deleted if time.monotonic() - each[0] > _AGAIN]
        for each in due:
            take_away(*each[1])
            self._deleted.remove(each)


def _unknown(audit: str) -> NotFound:
    return NotFound(phrase("There is no audit {given} here. GET /v1/audits lists them.", given=repr(audit)), where="id")
