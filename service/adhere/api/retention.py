"""Texts in the evidence, erased when they are as old as a setting allows. Hashes, ids and verdicts stay."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from adhere.api.beside import beside
from adhere.errors import AdhereError
from adhere.storage.accounts.accounts import DEFAULT

if TYPE_CHECKING:
    from adhere.api.service import Service

log = logging.getLogger("adhere.api")
#: Seconds between two looks for old texts.
_EVERY = 24 * 3600


@asynccontextmanager
async def erasing_old_texts(service: Service) -> AsyncIterator[None]:
    """Erases them at the start and once a day, as long as the block lasts, where a setting says how old they may be."""
    days = service.settings.keep_texts_days
    if days is None:
        yield
        return

    async def repeat() -> None:
        while True:
            today = dt.datetime.now(dt.UTC).date()
            await asyncio.to_thread(erase, service, today - dt.timedelta(days=days))
            await asyncio.sleep(_EVERY)

    async with beside(repeat()):
        yield


def erase(service: Service, older_than: dt.date) -> None:
    """Erases in every workspace the texts of what was checked before a day. What cannot be reached is logged, and tried again later."""
    accounts = service.kept
    try:
        workspaces = sorted({DEFAULT, *accounts.workspaces()})
    except SQLAlchemyError as error:
        log.error("old texts cannot be erased: %s", type(error).__name__)
        return
    for workspace in workspaces:
        try:
            erased = service.evidence(workspace).purge_texts(older_than)
            if erased:
                now, day = int(time.time()), older_than.isoformat()
                accounts.note(workspace, now, "retention", "texts erased", "evidence", erased=erased, older_than=day)
                log.info("erased %s texts from before %s", erased, day, extra={"workspace": workspace})
        except (AdhereError, SQLAlchemyError) as error:
            log.error("old texts cannot be erased: %s", type(error).__name__, extra={"workspace": workspace})
