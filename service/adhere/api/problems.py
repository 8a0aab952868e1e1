"""Errors over HTTP: problem details (RFC 9457), one shape everywhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from adhere.errors import (
    AdhereError,
    DateOutOfRange,
    InputError,
    StorageError,
    TooLarge,
    UnknownWord,
    Unreachable,
)
from adhere.phrases import phrase

log = logging.getLogger("adhere.api")
MEDIA_TYPE = "application/problem+json"


class ProblemPart(BaseModel):
    """One thing that is wrong: where, what, and the nearest word that is allowed."""

    model_config = ConfigDict(extra="forbid")

    where: str = Field(description="A field of the post, a query parameter, or a part of the request.")
    message: str
    nearest: str | None = Field(default=None, description="The known word most like the one given.")


class ProblemDetails(BaseModel):
    """What went wrong with a request (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="A stable name of the kind of problem, as a URN.")
    title: str
    status: int
    detail: str
    errors: list[ProblemPart] = Field(description="Each thing that is wrong; empty where no place can be named.")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem before it is sent; plain data, so that it crosses from a worker process."""

    status: int
    name: str
    detail: str
    parts: tuple[tuple[str, str, str | None], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The details, ready for JSON."""
        return {
            "type": f"urn:adhere:problem:{self.name.lower().replace(' ', '-')}",
            "title": self.name[:1].upper() + self.name[1:],
            "status": self.status,
            "detail": self.detail,
            "errors": [
                {"where": where, "message": message} | ({"nearest": nearest} if nearest else {})
                for where, message, nearest in self.parts
            ],
        }

    def as_json(self) -> bytes:
        """The details as JSON. ASCII, so that nothing a caller sent can make it fail."""
        return json.dumps(self.as_dict(), ensure_ascii=True).encode()


class Invalid(InputError):
    """A part of a request, with everything that is wrong with it."""

    def __init__(self, parts: Sequence[InputError]) -> None:
        super().__init__(" ".join(each.message for each in parts[:10]), where=parts[0].where if parts else None)
        self.parts = tuple(parts)


class InvalidPost(Invalid):
    """A post, or several, with everything that is wrong."""


class BrokenJson(InputError):
    """What should be JSON is not."""


class BrokenForm(InputError):
    """What should be a form of files is not, or is not whole."""


class UnsupportedMediaType(InputError):
    """A body of a kind that is not read here."""


class Unauthorized(InputError):
    """No key, or one that is not known or does not count any more."""


class Forbidden(InputError):
    """A key that may do other things, but not this one."""


class NotFound(InputError):
    """There is no such thing, or none that the caller's workspace may know of."""


class Conflict(InputError):
    """It cannot be done as things stand."""


class StillAnswering(Conflict):
    """The same request is being answered already."""


class TooMany(AdhereError):
    """More requests than one key may send."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class StorageFull(AdhereError):
    """The disk has no room for what was sent."""


class NotReady(AdhereError):
    """Not now: rules and model are not loaded, what the service needs cannot be reached, or it is about to stop."""


class Overturned(AdhereError):
    """A worker process died over a post, twice."""


_KINDS: dict[type[AdhereError], tuple[int, str]] = {
    UnknownWord: (422, "unknown word"),
    DateOutOfRange: (422, "date out of range"),
    TooLarge: (413, "too large"),
    BrokenJson: (400, "broken JSON"),
    BrokenForm: (400, "broken form"),
    UnsupportedMediaType: (415, "unsupported media type"),
    InvalidPost: (422, "invalid post"),
    Unauthorized: (401, "unauthorized"),
    Forbidden: (403, "forbidden"),
    NotFound: (404, "not found"),
    Conflict: (409, "conflict"),
    StillAnswering: (409, "conflict"),
    TooMany: (429, "too many requests"),
    NotReady: (503, "not ready"),
    StorageFull: (507, "insufficient storage"),
    StorageError: (503, "not ready"),
    Overturned: (500, "internal error"),
}


def problem_of(error: AdhereError) -> Problem:
    """The problem that an error of ours makes. Where a database lies is nobody's business but the operator's."""
    if isinstance(error, Unreachable):
        # its further lines may quote what was to be written
        log.error("%s", error.message.partition("\n")[0])
        error = unreachable()
    default = (422, "invalid input") if isinstance(error, InputError) else (500, "internal error")
    status, name = _KINDS.get(type(error), default)
    return Problem(status, name, str(error), tuple(_parts(error)), _headers(error, status))


def _headers(error: AdhereError, status: int) -> dict[str, str]:
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.seconds)}
    if isinstance(error, StillAnswering):
        return {"Retry-After": "1"}
    return {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}.get(status, {})


def _parts(error: AdhereError) -> list[tuple[str, str, str | None]]:
    if isinstance(error, Invalid):
        return [part for each in error.parts for part in _parts(each)]
    if isinstance(error, InputError) and error.where and not isinstance(error, StorageError):
        return [(error.where, error.message, error.nearest if isinstance(error, UnknownWord) else None)]
    return []


def unreachable() -> NotReady:
    """What is raised while the database of the service does not answer."""
    return NotReady(phrase("What the service keeps cannot be reached: its database does not answer."))


def internal() -> Problem:
    """An error that is ours. What it was stands in the log, not in the answer."""
    return Problem(500, "internal error", phrase("An error inside Adhere; nothing was checked. Please report it."))
