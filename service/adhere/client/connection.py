"""Requests to the service, and what goes wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from adhere.errors import AdhereError, InputError

PROBLEM = "application/problem+json"
_PLAIN = re.compile(r"[\x21-\x7e]+")


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
    """The service cannot be reached, breaks off, or answers what no Adhere service of this version does."""


class Connection:
    """A service at an address, asked with a key. Raises InputError for an address or a key that cannot be one."""

    def __init__(self, url: str, key: str | None, timeout: float, transport: httpx.BaseTransport | None) -> None:
        headers = {"Authorization": f"Bearer {plain(key, 'key')}"} if key is not None else {}
        self._http = httpx.Client(base_url=_address(url), headers=headers, timeout=timeout, transport=transport)

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
        told = dict(headers or {})
        if data is not None:
            told["Content-Type"] = "application/json"
        with _reached():
            answer = self._http.request(
                method,
                path,
                params=_given(query),
                content=encoded(data) if data is not None else None,
                files=files,
                headers=told,
            )
        _check(answer)
        return decoded(answer.content) if answer.content else None

    @contextmanager
    def stream(
        self,
        path: str,
        *,
        method: str = "GET",
        query: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[httpx.Response]:
        """An answer that is read as it comes. Raises Problem or Unreachable."""
        given = _given(query)
        with (
            _reached(),
            self._http.stream(method, path, params=given, content=content, headers=dict(headers or {})) as answer,
        ):
            if not answer.is_success:
                answer.read()
            _check(answer)
            yield answer

    def close(self) -> None:
        """Ends all connections."""
        self._http.close()


def plain(value: str, what: str) -> str:
    """What may stand in a header. Raises InputError that does not repeat it, since it may be a key."""
    if not _PLAIN.fullmatch(value):
        raise InputError(f"{what}: one or more printable ASCII characters, without a space or a line end.", where=what)
    return value


def encoded(data: Any) -> bytes:
    """The data as JSON in one line; half a character ("\\ud800"), which UTF-8 cannot hold, by its escape."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def decoded(content: bytes | str) -> Any:
    """The data of JSON that was answered. Raises Unreachable where it is none."""
    try:
        return json.loads(content)
    except ValueError:
        raise Unreachable("What answers is no Adhere service, since it is not JSON: is the address right?") from None


def lines_of(answer: httpx.Response) -> Iterator[bytes]:
    """The lines of a stream, each as soon as it is whole. Other than httpx's, they end at line feeds alone: JSON may hold the rest."""
    rest: list[bytes] = []
    for piece in answer.iter_bytes():
        first, *others = piece.split(b"\n")
        rest.append(first)
        for each in others:
            yield b"".join(rest)
            rest = [each]
    if last := b"".join(rest):
        yield last


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        address = httpx.URL()
    if address.scheme not in ("http", "https") or not address.host:
        raise InputError(f"url: {url!r} is no address of a service. Write http://127.0.0.1:8000.", where="url")
    return address


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except httpx.RequestError as error:
        said = (str(error) or type(error).__name__).rstrip(".")
        raise Unreachable(f"The service cannot be reached, or broke off: {said}.") from error


def _check(answer: httpx.Response) -> None:
    """Raises Problem for an answer that is none of what was asked for."""
    if answer.is_success:
        return
    after = answer.headers.get("retry-after", "")
    seconds = int(after) if after.isascii() and after.isdecimal() else None
    if (told := _problem(answer)) is not None:
        parts = tuple(ProblemPart(each["where"], each["message"], each.get("nearest")) for each in told["errors"])
        raise Problem(answer.status_code, told["type"], told["title"], told["detail"], parts, seconds)
    # something between us and the service has answered
    said = f"Answered with {answer.status_code} {answer.reason_phrase}, and not by an Adhere service: is the address right?"
    raise Problem(answer.status_code, "about:blank", answer.reason_phrase, said, (), seconds)


def _problem(answer: httpx.Response) -> dict[str, Any] | None:
    """The problem that the service tells; None where it is another's, who need not say what ours does."""
    if not answer.headers.get("content-type", "").startswith(PROBLEM):
        return None
    try:
        told = answer.json()
    except ValueError:
        return None
    ours = isinstance(told, dict) and told.keys() >= {"type", "title", "detail", "errors"}
    return told if ours else None


def _given(query: Mapping[str, Any] | None) -> dict[str, str]:
    """The parameters that are given, as they are written in an address."""
    return {
        name: json.dumps(value) if isinstance(value, bool) else str(value)
        for name, value in (query or {}).items()
        if value is not None
    }
