"""What the routes share: the checker, the workers, and whether both are ready."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from typing import TYPE_CHECKING

from fastapi import Request

from adhere.api.answering import Ask
from adhere.api.problems import NotReady
from adhere.api.settings import Settings
from adhere.api.workers import Workers, ready_checker
from adhere.errors import AdhereError

if TYPE_CHECKING:
    from adhere.checker import Checker

log = logging.getLogger("adhere.api")


class Service:
    """One running service."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.workers = Workers(settings)
        self._checker: Checker | None = None
        self._why = "The rules and the classifier are still being loaded."

    async def load(self) -> None:
        """Load rules and model, and bring up the workers. A failure is logged, and /health/ready says why."""
        try:
            checker = await asyncio.to_thread(ready_checker, self.settings.rules, self.settings.classify)
            await self.workers.start()
        except AdhereError as error:
            log.critical("not ready: %s", error)
            self._why = f"The service cannot get ready: {error}"
        except Exception:
            log.exception("not ready")
            self._why = "The service cannot get ready; its log says why."
        else:
            self._checker = checker

    @property
    def checker(self) -> Checker:
        """The checker. Raises NotReady until it is loaded."""
        if self._checker is None:
            raise NotReady(self._why)
        return self._checker

    def ask(self, on: dt.date | None) -> Ask:
        """What a request asks of its posts."""
        return Ask(on, today(), self.settings.max_text_length)

    async def close(self) -> None:
        """End the workers."""
        await self.workers.close()


def today() -> dt.date:
    """The day of a request, in UTC, so that it does not depend on where the service runs."""
    return dt.datetime.now(dt.UTC).date()


def service_of(request: Request) -> Service:
    """The service that a request came to."""
    service: Service = request.app.state.service
    return service
