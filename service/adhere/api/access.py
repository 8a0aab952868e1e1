"""Who asks, and what they may: keys with roles, in workspaces that never see each other's data.

On loopback, where no key was ever made, everybody may do everything. From the first key on, a key is asked for everywhere.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Receive, Scope, Send

from adhere.api.incoming import check_path
from adhere.api.problems import Forbidden, TooMany, Unauthorized
from adhere.api.sessions import Session, Sessions, check_origin
from adhere.api.windows import Windows
from adhere.phrases import grouped, phrase
from adhere.settings import Settings
from adhere.storage.accounts import ROLES, Accounts, Key, Role
from adhere.storage.accounts.accounts import DEFAULT
from adhere.storage.accounts.keys import roles_of
from adhere.storage.accounts.openness import is_loopback

if TYPE_CHECKING:
    from adhere.api.service import Service

log = logging.getLogger("adhere.api")
#: Seconds for which a key that was looked up is taken as it was: so long a revoked one may still be used.
_FRESH = 1.0
#: So many keys are remembered.
_KEYS = 10_000
#: Seconds between two times that the last use of keys is written down.
_NOTED = 5.0
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request. `name` is what the audit log and decisions call them; `key` is None on an open service."""

    workspace: str
    roles: frozenset[Role]
    name: str
    key: str | None = None


#: Everybody, where no key was ever made.
LOCAL = Caller(DEFAULT, frozenset(ROLES), "local")


class Access:
    """Admits callers by their keys, so many requests a minute and so many at once for each."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._windows = Windows(settings.requests_per_minute)
        self._running: Counter[str] = Counter()
        self._known: dict[str, tuple[float, Key | None]] = {}
        self._any: tuple[float, bool] = (0.0, False)
        self._used: dict[str, int] = {}
        #: Who is signed in to the pages; None where the service keeps nothing.
        self.sessions: Sessions | None = None

    async def caller(self, accounts: Accounts | None, request: Request, token: str | None = None) -> Caller:
        """Who sent the request: by `token`, else by its Authorization header, else by its session. Raises Unauthorized or Forbidden."""
        browsing = token is None and "authorization" not in request.headers
        if browsing:
            # a browser sends its cookie, or comes to an open service, for whatever page tells it to
            check_origin(request)
        if accounts is None or not await self.needs_key(accounts):
            return _local(request)
        session = self.sessions.of(request) if browsing and self.sessions is not None else None
        if session is not None:
            return await self._of_session(accounts, session)
        token = token if token is not None else _bearer(request)
        return self._of_key(await self._known_as(token, accounts.key, token))

    async def _of_session(self, accounts: Accounts, session: Session) -> Caller:
        if session.key is not None:
            return self._of_key(await self._known_as(f"session {session.key}", accounts.key_of_id, session.key))
        return Caller(session.workspace, roles_of(session.roles), session.person)

    def _of_key(self, key: Key | None) -> Caller:
        if key is None or not key.counts(time.time()):
            raise Unauthorized("That key is not known here, or does not count any more.", where="Authorization")
        self._used[key.id] = int(time.time())
        return Caller(key.workspace, key.roles, key.name, key.id)

    def limit(self, request: Request, caller: Caller) -> None:
        """Counts the request until the last byte of its answer is sent, which may be long after its endpoint has ended. Raises TooMany."""
        request.state.answering.enter_context(self.within_limits(caller))

    @contextmanager
    def within_limits(self, caller: Caller) -> Iterator[None]:
        """For as long as the request is answered. Raises TooMany."""
        key = caller.key
        if key is None:
            yield
            return
        if self._running[key] >= self._settings.requests_at_once:
            raise TooMany(
                phrase(
                    "With one key at most {most} requests are answered at once. Wait for some of them.",
                    most=self._settings.requests_at_once,
                ),
                1,
            )
        if again := self._windows.enter(key, time.monotonic()):
            raise TooMany(
                phrase(
                    "With one key at most {most} requests a minute are answered.",
                    most=grouped(self._settings.requests_per_minute),
                ),
                int(again) + 1,
            )
        self._running[key] += 1
        try:
            yield
        finally:
            self._running[key] -= 1
            if not self._running[key]:
                del self._running[key]

    @asynccontextmanager
    async def noting(self, accounts: Accounts) -> AsyncIterator[None]:
        """Writes down when keys were used, now and then and at the end."""

        async def write() -> None:
            moments, self._used = self._used, {}
            if not moments:
                return
            try:
                await asyncio.to_thread(accounts.note_use, moments)
            except SQLAlchemyError as error:
                # a database that is down comes back, and what was used since then is the later
                self._used = moments | self._used
                log.warning("the last use of keys cannot be written down: %s", type(error).__name__)

        async def repeat() -> None:
            while True:
                await asyncio.sleep(_NOTED)
                await write()

        task = asyncio.create_task(repeat())
        try:
            yield
        finally:
            task.cancel()
            await write()

    async def needs_key(self, accounts: Accounts) -> bool:
        """Was a key ever made? Once it was, the answer stays: revoking the last one opens nothing."""
        now = time.monotonic()
        when, found = self._any
        if not found and (when == 0.0 or now - when > _FRESH):
            found = bool(await asyncio.to_thread(accounts.keys))
            self._any = (now, found)
        return found

    async def _known_as(self, name: str, find: Callable[[str], Key | None], given: str) -> Key | None:
        """The key that `find` finds for what is given, asked again when it is no longer fresh."""
        now = time.monotonic()
        when, key = self._known.get(name, (float("-inf"), None))
        if now - when <= _FRESH:
            return key
        key = await asyncio.to_thread(find, given)
        if len(self._known) >= _KEYS:
            self._known.clear()
        if key is not None:
            self._known[name] = (now, key)
        return key


def _bearer(request: Request) -> str:
    given = request.headers.get("authorization", "")
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorized("A key is needed: Authorization: Bearer adh_…", where="Authorization")
    return token.strip()


def _local(request: Request) -> Caller:
    """Raises Forbidden where the request did not come to a loopback address by a loopback name, which keeps other sites' pages out."""
    server = request.scope.get("server")
    if server is None or not is_loopback(server[0]) or not is_loopback(_host(request)):
        raise Forbidden(
            phrase(
                "No key was made yet, and without keys only this machine is answered. See: adhere keys create --help"
            )
        )
    return LOCAL


def _host(request: Request) -> str:
    host = request.headers.get("host", "")
    return host[1 : host.index("]")] if host.startswith("[") and "]" in host else host.partition(":")[0]


def guarded(endpoint: Handler, roles: frozenset[Role]) -> Handler:
    """The endpoint for callers with one of the roles; admin may do everything."""

    async def handler(request: Request) -> Response:
        service: Service = request.app.state.service
        caller = await service.access.caller(service.accounts, request)
        require(caller, roles)
        request.state.caller = caller
        check_path(request)
        service.access.limit(request, caller)
        return await endpoint(request)

    return handler


def require(caller: Caller, roles: frozenset[Role]) -> None:
    """Raises Forbidden where the caller has none of the roles."""
    if roles.isdisjoint(caller.roles) and "admin" not in caller.roles:
        raise Forbidden(phrase("This needs a key with the role {roles}.", roles=" or ".join(sorted(roles))))


def caller_of(request: Request) -> Caller:
    """Who sent a request to a guarded route."""
    caller: Caller = request.state.caller
    return caller


class GuardedRoute(APIRoute):
    """A route that says in `openapi_extra` for whom it is: `x-roles`, empty for everybody. One that does not say so cannot be made."""

    def get_route_handler(self) -> Handler:
        """The endpoint behind its guard."""
        handler = super().get_route_handler()
        return self._guard(handler)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, and lets go of what the request was counted by."""
        with ExitStack() as answering:
            scope.setdefault("state", {})["answering"] = answering
            await super().handle(scope, receive, send)

    def _guard(self, handler: Handler) -> Handler:
        roles: frozenset[Role] = frozenset((self.openapi_extra or {})["x-roles"])
        return guarded(handler, roles) if roles else handler


class DirectRoute(GuardedRoute):
    """A guarded route whose endpoint reads the request itself: FastAPI has nothing to prepare, and is not asked to."""

    def get_route_handler(self) -> Handler:
        """The endpoint behind its guard, with nothing else before it."""
        return self._guard(self.endpoint)


def routes_for(router: APIRouter) -> dict[tuple[str, str], frozenset[str]]:
    """For whom each route is, by method and path."""
    return {
        (method, route.path): frozenset((route.openapi_extra or {})["x-roles"])
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
