"""Requests that create, sent twice: `Idempotency-Key` as the IETF's draft describes it (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import re
import time
from collections.abc import Awaitable, Callable
from functools import partial

from fastapi import Request, Response
from sqlalchemy.exc import SQLAlchemyError

from adhere.api.access import caller_of
from adhere.api.errors import problem_response
from adhere.api.problems import StillAnswering, problem_of
from adhere.api.service import service_of
from adhere.errors import AdhereError, InputError
from adhere.storage.accounts.answers import LOST, Answers

log = logging.getLogger("adhere.api")
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
#: Headers of an answer that are given again with it.
_HEADERS = ("content-type", "location")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
#: Seconds until what could not be kept is tried again.
_AGAIN = 1.0
#: What is tried again: a task that nobody holds may be taken away before its end.
_owed: set[asyncio.Task[None]] = set()


async def answered_once(request: Request, fingerprint: str, answer: Callable[[], Awaitable[Response]]) -> Response:
    """The answer; where the request names a key that was used before, the answer that was given then.

    `fingerprint` is a digest of what is asked. Kept for a day are answers with a 2xx or a 4xx status, but for 429. Raises InputError
    for a key that is none, or that was used for something else, and StillAnswering while the first request with it is answered.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return await answer()
    if not _KEY.fullmatch(key):
        raise InputError(f"{HEADER}: 1 to 200 printable ASCII characters without spaces, such as a UUID.", where=HEADER)
    answers, workspace = Answers(service_of(request).kept), caller_of(request).workspace
    asked = hashlib.sha256(f"{request.method} {request.url.path}\n{fingerprint}".encode()).hexdigest()
    kept = await asyncio.to_thread(answers.begin, workspace, key, asked, int(time.time()))
    if kept is None:
        return await _first(answers, workspace, key, answer)
    if kept.fingerprint != asked:
        raise InputError(f"{HEADER}: it was used for another request. Choose a new one for each.", where=HEADER)
    if kept.status is None:
        raise StillAnswering(
            f"{HEADER}: the first request with it is still being answered. Try again soon.", where=HEADER
        )
    return Response(kept.body or "", kept.status, kept.headers | {REPLAYED: "true"})


async def _first(answers: Answers, workspace: str, key: str, answer: Callable[[], Awaitable[Response]]) -> Response:
    # where the process is killed or told to stop, nobody knows what was done: the key stays taken until it counts as lost
    try:
        response = await answer()
    except AdhereError as error:
        response = problem_response(problem_of(error))
    except Exception:
        await _kept(partial(answers.let_go, workspace, key))
        raise
    if response.status_code >= 500 or response.status_code == 429:
        await _kept(partial(answers.let_go, workspace, key))
        return response
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    body = bytes(response.body).decode()
    await _kept(partial(answers.finish, workspace, key, response.status_code, headers, body))
    return response


async def _kept(write: Callable[[], None]) -> None:
    """Writes down what became of a request; where the database is away, once it is back. Its caller is answered in any case."""
    try:
        await asyncio.to_thread(write)
    except SQLAlchemyError as error:
        log.warning("what became of a request with an Idempotency-Key cannot be kept yet: %s", type(error).__name__)
        task = asyncio.create_task(_kept_later(write))
        _owed.add(task)
        task.add_done_callback(_owed.discard)


async def _kept_later(write: Callable[[], None]) -> None:
    # after that the key counts as lost, and may be another request's
    until = time.monotonic() + LOST - _AGAIN
    while time.monotonic() < until:
        await asyncio.sleep(_AGAIN)
        with contextlib.suppress(SQLAlchemyError):
            await asyncio.to_thread(write)
            return
