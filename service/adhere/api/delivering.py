"""Sends what webhooks are to be told, signed, until it has arrived or was given up.

Signed as Standard Webhooks (https://www.standardwebhooks.com) says: the headers `webhook-id`, `webhook-timestamp` and
`webhook-signature`. A delivery may arrive more than once; receivers tell repeats by `webhook-id`.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from adhere import __version__
from adhere.api.addresses import Addresses, Refused, VettedBackend
from adhere.api.metrics import Metrics
from adhere.storage.accounts.hooks import Delivery, Hook, Hooks

if TYPE_CHECKING:
    from adhere.api.service import Service

log = logging.getLogger(__name__)
#: Seconds from one attempt to the next; after the last one a delivery has failed.
RETRIES = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600)
#: Seconds that a receiver may take, from the look-up of its name to the end of its answer.
PATIENCE = 10
#: Bytes of an answer that are read.
MOST = 64 * 1024
#: Deliveries that one process sends at once, each to another hook.
_AT_ONCE = 64
#: Seconds between two looks at what is due.
_LOOK = 1.0
_PREFIX = "whsec_"


def new_secret() -> str:
    """A secret that signs what is sent to a hook: 256 random bits."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """The value of `webhook-signature` for a message."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.digest(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def message(event: str, data: Mapping[str, Any], now: int) -> str:
    """The body of a message as JSON, in ASCII; `now` is in seconds since 1970."""
    moment = dt.datetime.fromtimestamp(now, dt.UTC).isoformat()
    return json.dumps({"type": event, "timestamp": moment, "data": data})


class Sender:
    """Sends the deliveries that are due. Any number of processes may do so at once; each delivery is sent by one at a time."""

    def __init__(
        self, hooks: Hooks, addresses: Addresses, metrics: Metrics, clock: Callable[[], float] = time.time
    ) -> None:
        self._hooks = hooks
        self._addresses = addresses
        self._metrics = metrics
        self._clock = clock
        self._poked = asyncio.Event()
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=_AT_ONCE,
            # each delivery has its address judged anew
            max_keepalive_connections=0,
            network_backend=VettedBackend(addresses),
        )

    def poke(self) -> None:
        """There may be something due."""
        self._poked.set()

    async def begin(self) -> list[asyncio.Task[None]]:
        """Takes what is due, and begins to send it."""
        room = _AT_ONCE - len(self._sending)
        taken = await asyncio.to_thread(self._hooks.take, int(self._clock()), list(self._sending), room)
        for hook, delivery in taken:
            self._sending[hook.id] = asyncio.create_task(self._send(hook, delivery))
        return [self._sending[hook.id] for hook, _ in taken]

    async def run(self) -> None:
        """Sends what is due, for ever."""
        while True:
            self._poked.clear()
            try:
                await self.begin()
            except Exception as error:
                # a database that is down comes back
                log.warning("webhooks: what is due cannot be looked at: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._poked.wait(), _LOOK)

    async def close(self) -> None:
        """Waits for what is being sent, which takes no longer than a receiver may."""
        await asyncio.gather(*self._sending.values(), return_exceptions=True)
        await self._pool.aclose()

    async def _send(self, hook: Hook, taken: Delivery) -> None:
        self._metrics.attempt()
        try:
            arrived, answer = await self._attempt(hook, taken)
            after = self._after(taken, arrived, answer)
            if after.state == "failed":
                log.warning("webhook %s was given up: %s", hook.id, answer, extra={"workspace": hook.workspace})
            if await asyncio.to_thread(self._hooks.settle, taken, after) and after.state != "waiting":
                self._metrics.delivery(after.state)
        except Exception as error:
            # it counts as lost, and becomes due again
            log.warning("webhook %s: what came of a delivery cannot be kept: %s", hook.id, type(error).__name__)
        finally:
            del self._sending[hook.id]
            self.poke()

    async def _attempt(self, hook: Hook, taken: Delivery) -> tuple[bool, str]:
        """Did it arrive, and what was answered, or why nothing was."""
        timestamp = int(self._clock())
        headers = {
            "content-type": "application/json",
            "user-agent": f"Adhere/{__version__}",
            "webhook-id": taken.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(hook.secret, taken.id, timestamp, taken.body),
        }
        try:
            async with asyncio.timeout(PATIENCE):
                status = await self._post(self._addresses.read(hook.url), headers, taken.body.encode())
        except Refused as error:
            return False, error.message
        except TimeoutError:
            return False, f"No answer within {PATIENCE} seconds."
        except Exception as error:
            # whatever a receiver does wrong is a reason to try again, not to stop sending to others
            return False, f"{type(error).__name__}: {error}"[:300]
        return 200 <= status < 300, str(status)

    async def _post(self, url: httpx.URL, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer. Follows no redirect, and keeps nothing of the answer."""
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        named = [("host", url.netloc.decode("ascii")), ("content-length", str(len(body))), *headers.items()]
        read = 0
        async with self._pool.stream("POST", target, headers=named, content=body) as response:
            async for part in response.aiter_stream():
                read += len(part)
                if read >= MOST:
                    break
            return response.status

    def _after(self, taken: Delivery, arrived: bool, answer: str) -> Delivery:
        if arrived:
            return replace(taken, state="delivered", next=None, answer=answer)
        if taken.attempts > len(RETRIES):
            return replace(taken, state="failed", next=None, answer=answer)
        return replace(taken, next=int(self._clock()) + RETRIES[taken.attempts - 1], answer=answer)


@asynccontextmanager
async def sending(service: Service) -> AsyncIterator[None]:
    """Sends what is due as long as the block lasts, where the service keeps anything."""
    if service.accounts is None:
        yield
        return
    sender = Sender(Hooks(service.accounts), Addresses(service.settings.webhook_allow), service.metrics)
    running = asyncio.create_task(sender.run())
    service.sender = sender
    try:
        yield
    finally:
        service.sender = None
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await sender.close()
