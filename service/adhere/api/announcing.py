"""Has webhooks told of decisions.

The log of a workspace's evidence holds what was decided, and each hook the last event of it that it was told of. So nothing is lost
with a process that dies between the two, and nothing is told twice: whoever looks next goes on from there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from adhere.api.beside import beside
from adhere.api.delivering import message
from adhere.api.shown import decision_shown
from adhere.errors import AdhereError
from adhere.storage.accounts.hooks import Hook, Hooks

if TYPE_CHECKING:
    from adhere.api.service import Service

log = logging.getLogger(__name__)
DECIDED = "decision.made"
#: Seconds between two looks at what processes that died, and the command line, have left to be told.
_LOOK = 30.0


async def announce_decisions(service: Service, workspace: str | None = None) -> None:
    """Has the hooks of a workspace, or of all, told of the decisions that they were not told of yet. What goes wrong is logged: it
    stays owed.
    """
    hooks = Hooks(service.kept)
    try:
        for hook in await asyncio.to_thread(hooks.wanting, DECIDED, workspace):
            await _tell(service, hooks, hook)
    except SQLAlchemyError as error:
        log.warning("webhooks cannot be looked at: %s", type(error).__name__)
    if service.sender is not None:
        service.sender.poke()


async def _tell(service: Service, hooks: Hooks, hook: Hook) -> None:
    try:
        await asyncio.to_thread(_write_down, service, hooks, hook)
    except (AdhereError, SQLAlchemyError) as error:
        # the evidence of one workspace may be out of order, and that of another not
        log.warning(
            "webhook %s cannot be told of decisions: %s",
            hook.id,
            type(error).__name__,
            extra={"workspace": hook.workspace},
        )


def _write_down(service: Service, hooks: Hooks, hook: Hook) -> None:
    acts, last = service.evidence(hook.workspace).decided_after(hook.decided)
    if last == hook.decided:
        return
    if hook.decided < 0:
        # made before hooks remembered: nobody knows what it was told of, and it is told of what comes
        acts = []
    now = int(time.time())
    told = [
        message(
            DECIDED,
            {"check_id": act[0].check_id, "decisions": [decision_shown(each, each.on) for each in act]},
            now,
        )
        for act in acts
    ]
    # also where the log is shorter than it was, since an older copy of it was put back
    hooks.catch_up(hook, last, DECIDED, told, now)


@asynccontextmanager
async def announcing(service: Service) -> AsyncIterator[None]:
    """Has webhooks told of what is owed to them, at once and now and then as long as the block lasts, where the service keeps anything."""
    if service.accounts is None:
        yield
        return

    async def repeat() -> None:
        while True:
            await announce_decisions(service)
            await asyncio.sleep(_LOOK)

    async with beside(repeat()):
        yield
