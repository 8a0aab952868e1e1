"""Puts the service together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from adhere import __version__
from adhere.api import admin, audits, briefs, checks, evidence, health, keys, rulebooks, webhooks
from adhere.api.announcing import announcing
from adhere.api.delivering import sending
from adhere.api.document import DESCRIPTION, TAGS, document
from adhere.api.errors import add_handlers
from adhere.api.headers import SecurityHeaders
from adhere.api.incoming import BodyLimit
from adhere.api.leaving import leaving
from adhere.api.logs import RequestLog
from adhere.api.reference import add_reference
from adhere.api.service import Service
from adhere.api.tracing import trace
from adhere.settings import Settings

ROUTERS = (
    checks.router,
    briefs.router,
    audits.router,
    rulebooks.router,
    evidence.router,
    webhooks.router,
    keys.router,
    admin.router,
    health.router,
)

#: Where files are sent, by programs and by pages.
UPLOADS = ("/v1/audits", "/audits", "/audits/look")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; without `settings`, by the environment. Raises InputError for a setting that is wrong."""
    service = Service(settings or Settings.from_env())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with service.open(), sending(service), announcing(service):
            loading = asyncio.create_task(service.loading.begin())
            try:
                with leaving(service.settings.drain_seconds, service.stop):
                    yield
            finally:
                loading.cancel()
                await service.loading.close()
                # the signal that ends the server ends the process, too, before Python tidies up
                if app.state.end_traces is not None:
                    await asyncio.to_thread(app.state.end_traces)

    app = FastAPI(
        # given whole, not included: an included router is one more search a request
        routes=[route for router in ROUTERS for route in router.routes],
        title="Adhere",
        version=__version__,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    # the last one added is the first to see a request
    limits = service.settings
    app.add_middleware(BodyLimit, most=limits.max_body_bytes, at=dict.fromkeys(UPLOADS, limits.max_upload_bytes))
    app.add_middleware(RequestLog, service=service)
    app.add_middleware(SecurityHeaders)
    add_handlers(app)
    add_reference(app)
    app.state.end_traces = trace(app) if service.settings.otel else None
    app.openapi = lambda: document(app, ROUTERS)  # type: ignore[method-assign]
    return app
