"""Requests to the service, and what goes wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from adhere.errors import AdhereError

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemPart:
    """One thing that is wrong: where, what, and the nearest word that is allowed."""

    where: str
    message: str
    nearest: str | None = None


class Problem(AdhereError):
    """What the service says is wrong with a request.

    `status` is that of HTTP, `kind` a stable URN, `parts` each thing that is wrong; `retry_after` are seconds to wait, where it says so.
    """

    def __init__(
        self, status: int, kind: str, title: str, detail: str, parts: tuple[ProblemPart, ...], retry_after: int | None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.parts = parts
        self.retry_after = retry_after


class Unreachable(AdhereError):
    """The service cannot be reached, or breaks off."""


class Connection:
    """A service at an address, asked with a key."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        data: Any = None,
        files: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The answer's JSON; None where it has no body. Raises Problem or Unreachable."""
        with _reached():
            answer = self._http.request(
                method, path, params=_given(query), json=data, files=files, headers=dict(headers or {})
            )
        _check(answer)
        return answer.json() if answer.content else None

    @contextmanager
    def stream(
        self, path: str, *, query: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[httpx.Response]:
        """An answer that is read as it comes. Raises Problem or Unreachable."""
        with _reached(), self._http.stream("GET", path, params=_given(query), headers=dict(headers or {})) as answer:
            if answer.is_error:
                answer.read()
            _check(answer)
            yield answer

    def close(self) -> None:
        """Ends all connections."""
        self._http.close()


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except httpx.TransportError as error:
        raise Unreachable(f"The service cannot be reached, or broke off: {error or type(error).__name__}.") from error


def _check(answer: httpx.Response) -> None:
    """Raises Problem for an answer that is none of what was asked for."""
    if answer.is_success:
        return
    after = answer.headers.get("retry-after", "")
    seconds = int(after) if after.isascii() and after.isdecimal() else None
    if answer.headers.get("content-type", "").startswith(PROBLEM):
        told = answer.json()
        parts = tuple(ProblemPart(each["where"], each["message"], each.get("nearest")) for each in told["errors"])
        raise Problem(answer.status_code, told["type"], told["title"], told["detail"], parts, seconds)
    # something between us and the service has answered
    said = f"Answered with {answer.status_code} {answer.reason_phrase}, and not by an Adhere service: is the address right?"
    raise Problem(answer.status_code, "about:blank", answer.reason_phrase, said, (), seconds)


def _given(query: Mapping[str, Any] | None) -> dict[str, str]:
    """The parameters that are given, as they are written in an address."""
    return {
        name: json.dumps(value) if isinstance(value, bool) else str(value)
        for name, value in (query or {}).items()
        if value is not None
    }
