"""Requests that create, while the database that keeps their answers goes away and comes back."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import Response
from sqlalchemy.exc import OperationalError

from adhere.api import idempotency
from adhere.api.problems import NotReady


class Away:
    """Answers in a database that does not answer for the first few times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.done: list[str] = []

    def _write(self, what: str) -> None:
        self.times -= 1
        if self.times >= 0:
            raise OperationalError("UPDATE …", {}, Exception("server closed the connection"))
        self.done.append(what)

    def let_go(self, *_: Any) -> None:
        self._write("let go")

    def finish(self, *_: Any) -> None:
        self._write("finished")


@pytest.mark.parametrize(("times", "error"), [(0, None), (2, None), (2, NotReady("down")), (2, OSError("broken"))])
def test_what_became_of_a_request_is_kept_once_the_database_is_back(
    monkeypatch: pytest.MonkeyPatch, times: int, error: Exception | None
) -> None:
    monkeypatch.setattr(idempotency, "_AGAIN", 0.01)
    answers: Any = Away(times)

    async def answer() -> Response:
        if error is not None:
            raise error
        return Response("{}", 201)

    async def run() -> int:
        try:
            response = await idempotency._first(answers, "default", "k1", answer)
            status = response.status_code
        except OSError:
            status = 500
        await asyncio.gather(*idempotency._owed)
        return status

    status = asyncio.run(run())
    # its caller hears what happened to the request, and not what happened to the note of it
    assert status == {type(None): 201, NotReady: 503, OSError: 500}[type(error)]
    assert answers.done == ["finished" if error is None else "let go"]
    assert not idempotency._owed


def test_it_is_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "_AGAIN", 0.01)
    monkeypatch.setattr(idempotency, "LOST", 0.1)
    gone = SimpleNamespace(let_go=Away(10**9).let_go)

    async def run() -> None:
        await idempotency._kept(gone.let_go)
        await asyncio.wait_for(asyncio.gather(*idempotency._owed), 5)

    asyncio.run(run())
