"""Reading a request: its body, within the limit; its kind; its query."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import overload
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adhere.api.problems import UnsupportedMediaType
from adhere.errors import InputError, TooLarge, UnknownWord
from adhere.phrases import grouped, phrase

JSON, NDJSON = "application/json", "application/x-ndjson"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class BodyLimit:
    """Refuses a body that says it is too large, and stops reading one that turns out to be."""

    def __init__(self, app: ASGIApp, most: int, at: Mapping[str, int] | None = None) -> None:
        """`at` names paths with a limit of their own."""
        self.app = app
        self.most = most
        self.at = at or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with its body counted as it is read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.at.get(scope["path"], self.most)
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            if declared.isdigit() and int(declared) > most:
                raise _too_large(most)
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise _too_large(most)
            return message

        await self.app(scope, counted, send)


def _too_large(most: int) -> TooLarge:
    return TooLarge(
        phrase("The body is larger than the {most} bytes that are taken.", most=grouped(most)), where="body"
    )


def media_type(request: Request, allowed: Sequence[str]) -> str:
    """The media type of the body; the first allowed one where none is named. Raises UnsupportedMediaType, also for a packed body."""
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed != "identity":
        raise UnsupportedMediaType(
            f"Bodies packed with {packed!r} are not read. Send it as it is.", where="Content-Encoding"
        )
    given = request.headers.get("content-type")
    if given is None:
        return allowed[0]
    kind = given.partition(";")[0].strip().lower()
    if kind not in allowed:
        raise UnsupportedMediaType(
            f"Bodies of {kind or 'no type'!r} are not read here. Send {' or '.join(allowed)}.", where="Content-Type"
        )
    return kind


def query(request: Request, *allowed: str) -> dict[str, str]:
    """The query's parameters. Raises InputError for one that is unknown or stands twice."""
    raw = request.scope["query_string"]
    if not raw:
        return {}
    found: dict[str, str] = {}
    for name, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
        if name not in allowed:
            raise UnknownWord("query parameter", name, allowed, where=name)
        if name in found:
            raise InputError(phrase("{parameter} is given twice.", parameter=name), where=name)
        check_name(name, value)
        found[name] = value
    return found


def check_path(request: Request) -> None:
    """Raises InputError where something is named in the path by what can be no name."""
    for name, value in request.path_params.items():
        check_name(name, str(value))


def check_name(where: str, value: str) -> None:
    """Raises InputError for a value with NUL: no database holds it, and PostgreSQL does not even look for it."""
    if "\0" in value:
        raise InputError(
            phrase(
                "{parameter}: {given} holds the character NUL, which is in no name.", parameter=where, given=repr(value)
            ),
            where=where,
        )


def day(value: str | None) -> dt.date | None:
    """The day that `on` names. Raises InputError that says how to write one."""
    if value is None:
        return None
    try:
        if _DAY.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise InputError(
        phrase("on: {given} is no day. Write YYYY-MM-DD, such as 2026-03-02.", given=repr(value)), where="on"
    )


@overload
def number(asked: Mapping[str, str], name: str, default: int, *, least: int, most: int = ...) -> int: ...
@overload
def number(asked: Mapping[str, str], name: str, default: None, *, least: int, most: int = ...) -> int | None: ...
def number(asked: Mapping[str, str], name: str, default: int | None, *, least: int, most: int = 2**31) -> int | None:
    """The whole number that a parameter holds; `default` where it is not given. Raises InputError that says which are allowed."""
    value = asked.get(name)
    if value is None:
        return default
    if value.isascii() and value.isdecimal() and len(value) < 12 and least <= int(value) <= most:
        return int(value)
    raise InputError(
        phrase(
            "{parameter}: {given} is no whole number from {least} to {most}.",
            parameter=name,
            given=repr(value),
            least=grouped(least),
            most=grouped(most),
        ),
        where=name,
    )
