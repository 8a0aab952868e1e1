"""What the routes share: the checker, the workers, and whether both are ready."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Request

from adhere import __version__
from adhere.api.access import Access
from adhere.api.answering import Ask
from adhere.api.auditing.audits import Audits
from adhere.api.delivering import Sender
from adhere.api.loading import Loading
from adhere.api.metrics import Metrics
from adhere.api.problems import Conflict, NotReady, unreachable
from adhere.api.recorded import Versions
from adhere.api.recording import Recording
from adhere.api.retention import erasing_old_texts
from adhere.api.sessions import Sessions
from adhere.api.streams import Key, Streams
from adhere.errors import InputError
from adhere.phrases import phrase
from adhere.settings import Settings
from adhere.storage import Storage
from adhere.storage.accounts import Accounts
from adhere.storage.places import workspace_database, workspace_folder

if TYPE_CHECKING:
    from adhere.checker import Checker

log = logging.getLogger("adhere.api")
#: Seconds after which a database that does not answer counts as out of reach.
_REACHABLE = 2.0


class Service:
    """One running service."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.loading = Loading(settings, self.metrics)
        self.workers = self.loading.workers
        self.access = Access(settings)
        self.audits = Audits(self)
        #: Who may do what; None where the service keeps nothing.
        self.accounts: Accounts | None = None
        #: Records the evidence of posts that are checked; None where that is not kept.
        self.recording: Recording | None = None
        #: Sends what webhooks are to be told, while the application runs.
        self.sender: Sender | None = None
        #: Held while a check is made again, so that at most one further checker is loaded.
        self.replaying = asyncio.Lock()
        self._evidence: dict[str, Storage] = {}
        self._opening = threading.Lock()
        #: Was the service told to stop? It still answers, but takes its leave.
        self.stopping = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """What the service keeps, open for as long as the block lasts. Raises InputError where it cannot be opened."""
        data = self.settings.data
        if data is None:
            yield
            return
        with await asyncio.to_thread(Accounts.at, data, self.settings.database) as accounts:
            async with self.access.noting(accounts):
                self.accounts, self.access.sessions = accounts, Sessions.at(data)
                try:
                    async with (
                        self.audits.at_work(queue_database(self.settings), evidence_database(self.settings)),
                        self._recording_checks(),
                        erasing_old_texts(self),
                    ):
                        yield
                finally:
                    self.accounts = None
                    self.close()

    @asynccontextmanager
    async def _recording_checks(self) -> AsyncIterator[None]:
        """Records the evidence of checks as long as the block lasts, where it is kept."""
        async with AsyncExitStack() as stack:
            if self.settings.keep_checks:
                folder = data_folder(self.settings) / "recording"
                streams = Streams(folder, self.evidence, self._facts, lambda: dt.datetime.now(dt.UTC))
                recording = Recording(streams, self._at_work, self.metrics)
                self.recording = await stack.enter_async_context(recording.running())
            try:
                yield
            finally:
                self.recording = None

    def _at_work(self, key: Key) -> bool:
        """Are checks made by these versions now?"""
        checker = self.loading.loaded
        return checker is None or key[1] == Versions(today(), checker.rules_revision, checker.model_version)

    def _facts(self, versions: Versions) -> dict[str, Any]:
        """What a replay of a check needs to know, as audits record it."""
        classifier = self.checker.classifier if versions.model_version is not None else None
        return {
            "today": versions.today.isoformat(),
            "jurisdictions": None,
            "on": None,
            "remedies": True,
            "classify": self.settings.classify,
            "rules": [str(folder.resolve()) for folder in self.loading.folders],
            "rules_revision": versions.rules_revision,
            "model_version": versions.model_version,
            "threshold": classifier.threshold if classifier is not None else None,
            "adhere_version": __version__,
        }

    @property
    def checker(self) -> Checker:
        """The checker. Raises NotReady until it is loaded."""
        return self.loading.checker

    def stop(self) -> None:
        """From now on the service is not ready, and closes each connection with its answer."""
        self.stopping = True

    async def check_ready(self) -> None:
        """Raises NotReady until rules and model are loaded, while what the service keeps cannot be reached, and once it is to stop."""
        if self.stopping:
            raise NotReady(phrase("The service is about to stop."))
        assert self.checker
        if self.settings.data is None:
            return
        if self.recording is not None and (trouble := self.recording.trouble):
            raise NotReady(trouble)
        try:
            await asyncio.wait_for(asyncio.to_thread(self.kept.reach), _REACHABLE)
        except (TimeoutError, InputError):
            raise unreachable() from None

    @property
    def kept(self) -> Accounts:
        """The service's own database. Raises Conflict where the service keeps nothing."""
        if self.accounts is None:
            raise Conflict(phrase("This service keeps nothing: start it with a folder, adhere serve --data FOLDER."))
        return self.accounts

    def folder(self, workspace: str) -> Path:
        """The folder of a workspace's files. Raises Conflict where the service keeps nothing."""
        assert self.kept
        return workspace_folder(data_folder(self.settings), workspace)

    def evidence(self, workspace: str) -> Storage:
        """The evidence of a workspace; to be called in a thread.

        Raises Conflict where the service keeps nothing, and NotReady where it cannot be opened.
        """
        assert self.kept
        with self._opening:
            if workspace not in self._evidence:
                try:
                    url = workspace_database(evidence_database(self.settings), workspace)
                    self._evidence[workspace] = Storage.open(url)
                except (InputError, OSError) as error:
                    # where it lies is nobody's business but the operator's
                    log.error("the evidence of a workspace cannot be opened: %s", error, extra={"workspace": workspace})
                    raise unreachable() from None
            return self._evidence[workspace]

    def close(self) -> None:
        """Ends all connections to evidence."""
        for storage in self._evidence.values():
            storage.close()

    def ask(self, on: dt.date | None, *, record: bool = False) -> Ask:
        """What a request asks of its posts; with `record`, also their evidence, as far as it is kept."""
        length = self.settings.max_text_length
        if not record or self.recording is None:
            return Ask(on, today(), length)
        return Ask(on, today(), length, "texts" if self.settings.keep_texts else "digests")


def data_folder(settings: Settings) -> Path:
    """Where files are kept, as an absolute path: other processes read it too."""
    assert settings.data is not None  # asked only where something is kept
    return settings.data.resolve()


def queue_database(settings: Settings) -> str:
    """The address at which audits wait for those who run them."""
    return settings.database or f"sqlite:///{data_folder(settings) / 'dbos.sqlite'}"


def evidence_database(settings: Settings) -> str:
    """The address on which those of the workspaces are based."""
    return settings.database or f"sqlite:///{data_folder(settings) / 'evidence.sqlite'}"


def today() -> dt.date:
    """The day of a request, in UTC, so that it does not depend on where the service runs."""
    return dt.datetime.now(dt.UTC).date()


def service_of(request: Request) -> Service:
    """The service that a request came to."""
    service: Service = request.app.state.service
    return service
