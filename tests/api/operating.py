"""A service as its operators have it: with a data folder and keys, over the two small jurisdictions, without audits."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from adhere.api import Settings, create_app
from adhere.api.service import Service
from adhere.storage.accounts import Accounts

STRANGER = "203.0.113.5"


@dataclass
class Operated:
    """The service, the app, and the means to ask it."""

    app: Any
    service: Service
    client: httpx.AsyncClient

    def from_address(self, address: str) -> httpx.AsyncClient:
        """A client at another address."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app, client=(address, 4000)), base_url=BASE)


BASE = "http://127.0.0.1"


@contextlib.asynccontextmanager
async def operated(settings: Settings, *, wait: bool = True) -> AsyncIterator[Operated]:
    """Ready, unless nobody is to wait for that, and ended with the block."""
    app = create_app(settings)
    service: Service = app.state.service
    data = settings.data
    with Accounts.at(data, settings.database) if data is not None else contextlib.nullcontext() as accounts:
        service.accounts = accounts
        loading = asyncio.create_task(service.loading.begin())
        try:
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=BASE, timeout=60) as client:
                for _ in range(600 if wait else 0):
                    if service.loading.loaded is not None:
                        break
                    await asyncio.sleep(0.1)
                yield Operated(app, service, client)
        finally:
            loading.cancel()
            await service.loading.close()
            service.close()


def key(service: Service, *roles: str, workspace: str = "default") -> dict[str, str]:
    """Headers with a new key."""
    assert service.accounts is not None
    _, token = service.accounts.create_key(workspace, "operator", roles, 1, by="test")
    return {"Authorization": f"Bearer {token}"}


def run(settings: Settings, work: Callable[[Operated], Coroutine[Any, Any, None]]) -> None:
    """Do the work with a service."""

    async def whole() -> None:
        async with operated(settings) as each:
            await work(each)

    asyncio.run(whole())


def settings_with(packs: Path, data: Path | None = None, **others: Any) -> Settings:
    """Quick to load, with one worker process."""
    return Settings(rules=(packs,), data=data, classify=False, batch_workers=1, **others)
