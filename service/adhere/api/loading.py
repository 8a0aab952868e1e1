"""The checker and its workers: loaded at the start, and loaded again beside those at work when the rules have changed."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from adhere.api.metrics import Metrics
from adhere.api.problems import NotReady
from adhere.api.workers import Workers, ready_checker
from adhere.errors import AdhereError
from adhere.phrases import phrase
from adhere.rulebook import load_rulebook
from adhere.settings import Settings

if TYPE_CHECKING:
    from adhere.checker import Checker

log = logging.getLogger("adhere.api")
#: Seconds between two looks whether rules were changed by another process.
_LOOK = 1.0


class Loading:
    """Holds what checks. Until there is something, it says why."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings = settings
        self.metrics = metrics
        self.workers = Workers(settings, metrics)
        self._checker: Checker | None = None
        self._why: str = phrase("The rules and the classifier are still being loaded.")
        self._one_at_a_time = asyncio.Lock()

    @property
    def checker(self) -> Checker:
        """The checker at work. Raises NotReady until it is loaded."""
        if self._checker is None:
            raise NotReady(self._why)
        return self._checker

    @property
    def loaded(self) -> Checker | None:
        """The checker at work, where there is one already."""
        return self._checker

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of packs on top of ours: those of the settings, and the one that packs sent over HTTP are kept in."""
        kept = self.settings.packs
        filled = kept is not None and any(kept.glob("[A-Z][A-Z]/*.yaml"))
        return (*self.settings.rules, kept) if kept is not None and filled else self.settings.rules

    async def begin(self) -> None:
        """Load for the first time, and from then on follow `changed`. A failure is logged, and /health/ready says why."""
        stamp = self._stamp()
        with contextlib.suppress(Exception):
            await self._load()
        while True:
            await asyncio.sleep(_LOOK)
            stamp, before = self._stamp(), stamp
            if stamp != before:
                with contextlib.suppress(Exception):
                    await self.reload()

    async def reload(self) -> bool:
        """Load the rules again, and put them to work where they have changed; says whether they have.

        Raises AdhereError where that fails. Whatever was at work before goes on.
        """
        try:
            changed = await self._load()
        except Exception:
            self.metrics.reload("failed")
            raise
        self.metrics.reload("loaded" if changed else "unchanged")
        return changed

    def changed(self) -> None:
        """Tell all processes of the service that the rules have changed."""
        if self.settings.rules_changed is not None:
            self.settings.rules_changed.touch()

    async def _load(self) -> bool:
        try:
            return await self._take_new()
        except AdhereError as error:
            log.critical("rules and classifier cannot be loaded, what is at work stays: %s", error)
            self._why = phrase("The service cannot get ready: {note}", note=error)
            raise
        except Exception:
            log.exception("rules and classifier cannot be loaded, what is at work stays")
            self._why = phrase("The service cannot get ready; its log says why.")
            raise

    async def _take_new(self) -> bool:
        async with self._one_at_a_time:
            folders = self.folders
            if self._checker is not None:
                revision = (await asyncio.to_thread(load_rulebook, folders)).revision
                if revision == self._checker.rules_revision:
                    return False
            checker = await asyncio.to_thread(ready_checker, folders, self.settings.classify)
            pool = await self.workers.bring_up(folders)
            # both at once: no request finds one of them old and the other new
            self.workers.take(pool, folders)
            self._checker = checker
            log.info("the rules of revision %s are at work", checker.rules_revision)
        await asyncio.to_thread(_let_go)
        return True

    def _stamp(self) -> int:
        path = self.settings.rules_changed
        try:
            return path.stat().st_mtime_ns if path is not None else 0
        except OSError:
            return 0

    async def close(self) -> None:
        """End the workers."""
        await self.workers.close()


def _let_go() -> None:
    """Free the checker of before: what is frozen is passed over by the collector."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
