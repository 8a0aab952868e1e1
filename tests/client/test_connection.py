"""The client where things go wrong between it and the service: what answers instead, what breaks off, what cannot be sent."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from adhere.client import Client, Problem, Unreachable
from adhere.errors import InputError
from adhere.post import Post

POST = Post(text="Ad: hello", jurisdictions=["GB"])
Answering = Callable[[httpx.Request], httpx.Response]


def client_of(answer: Answering) -> Client:
    return Client(transport=httpx.MockTransport(answer))


@pytest.mark.parametrize("key", ["adh_secret\n", "adh_…", "adh secret", ""])
def test_a_key_that_can_be_none_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(InputError, match="key: ") as caught:
        Client(key=key)
    assert "secret" not in str(caught.value)
    with client_of(lambda _: httpx.Response(500)) as client, pytest.raises(InputError, match="idempotency_key: "):
        client.audits.begin([], idempotency_key=key)


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8000", "localhost:8000", "ftp://adhere.example", "http://", "http://[::1"]
)
def test_an_address_that_can_be_none_is_refused(url: str) -> None:
    with pytest.raises(InputError, match=r"is no address of a service\. Write http"):
        Client(url)


@pytest.mark.parametrize(
    ("status", "content", "encoding"),
    [
        (200, b"<h1>Sign in to the network</h1>", "identity"),
        (200, b'{"hello": "world"}', "identity"),
        (200, b"[]", "identity"),
        (204, b"", "identity"),
        (200, b"no gzip", "gzip"),
    ],
)
def test_what_is_no_report_is_told_as_no_service(status: int, content: bytes, encoding: str) -> None:
    def stranger(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=iter([content]), headers={"Content-Encoding": encoding})

    with client_of(stranger) as client, pytest.raises(Unreachable):
        client.check(POST)


@pytest.mark.parametrize("body", ['{"type": "about:blank", "title": "Too many"}', "{", "[]"])
def test_the_problem_of_another_server_is_told(body: str) -> None:
    headers = {"Content-Type": "application/problem+json", "Retry-After": "3"}
    with (
        client_of(lambda _: httpx.Response(429, text=body, headers=headers)) as client,
        pytest.raises(Problem) as caught,
    ):
        client.check(POST)
    assert (caught.value.status, caught.value.retry_after, caught.value.parts) == (429, 3, ())


def test_half_a_character_is_sent_as_its_escape() -> None:
    sent: list[bytes] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(503)

    half = Post(text="é\ud800\n", jurisdictions=["GB"])
    with client_of(service) as client, pytest.raises(Problem):
        client.check(half)
    (one,) = sent
    assert json.loads(one)["text"] == half.text
    assert "é".encode() in one
