"""One log line a request, and its measure. Never the words of a post, a key or a query."""

from __future__ import annotations

import logging
import re
import time
import uuid

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from adhere.api.service import Service

log = logging.getLogger("adhere.requests")
#: The header that names a request.
REQUEST_ID = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
#: The route of a request that no route takes: its path is the caller's own words.
NO_ROUTE = "none"
#: What asks these routes asks every few seconds, and nobody reads on.
_PROBES = ("/health/", "/metrics")
#: Methods that are told by their names; others are the caller's own words, too.
METHODS = frozenset("CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT TRACE".split())


class Broken(Exception):
    """An answer that had begun could not be ended. What happened stands in the log; the connection is cut."""


class RequestLog:
    """Names each request, logs and counts it when it is answered, and answers for what nobody expected."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises Broken where an answer breaks off."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = _name(scope)
        status, bytes_in, begun = 0, 0, time.perf_counter()

        async def counted() -> Message:
            nonlocal bytes_in
            message = await receive()
            bytes_in += len(message.get("body", b""))
            return message

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = name
                if self.service.stopping:
                    # the caller's next request is for another process
                    headers["Connection"] = "close"
            await send(message)

        with bound_contextvars(request_id=name):
            try:
                await self.app(scope, counted, named)
            except ClientDisconnect:
                # nobody is left to be answered
                pass
            except Exception as error:
                log.exception("a request failed")
                if status:
                    raise Broken from None
                await _answer_for(error, scope, receive, named)
            finally:
                self._note(scope, status, bytes_in, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, bytes_in: int, seconds: float) -> None:
        """`status` is 0 where the caller left before there was an answer."""
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", NO_ROUTE)
        self.service.metrics.request(route, method, status, seconds)
        level = logging.DEBUG if route.startswith(_PROBES) else logging.INFO
        if log.isEnabledFor(level):
            caller = scope.get("state", {}).get("caller")
            facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
            who = {"key": caller.key, "workspace": caller.workspace} if caller is not None else {}
            log.log(level, "request", extra={**facts, "bytes_in": bytes_in, **who})


def _name(scope: Scope) -> str:
    """The request's id: the caller's where it is one, else a new one."""
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if _ID.fullmatch(given) else uuid.uuid4().hex


async def _answer_for(error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as the app does for what it did not expect."""
    request = Request(scope, receive)
    response = await request.app.exception_handlers[Exception](request, error)
    await response(scope, receive, send)
