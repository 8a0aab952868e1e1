"""The client where things go wrong between it and the service: what answers instead, what breaks off, what cannot be sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from adhere.client import Client, Problem, Unreachable
from adhere.errors import InputError
from adhere.post import Post

POST = Post(text="Ad: hello", jurisdictions=["GB"])
EVENT = {"audit": "a", "done": 1, "read": 2, "rate": None, "seconds_left": None, "outcome": None}
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

    with client_of(stranger) as client:
        with pytest.raises(Unreachable):
            client.check(POST)
        with pytest.raises(Unreachable):
            client.check_batch([POST])


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
    with client_of(service) as client:
        with pytest.raises(Problem):
            client.check(half)
        with pytest.raises(Problem):
            client.check_batch([half, POST])
    one, lines = sent
    assert json.loads(one)["text"] == half.text
    assert "é".encode() in one
    assert [json.loads(line)["text"] for line in lines.split(b"\n")] == [half.text, POST.text]


def test_a_batch_that_ends_early_is_told() -> None:
    failed = '{"id":"p","line":1,"error":{"detail":"What\u2028breaks\x85lines"}}\n'
    with client_of(lambda _: httpx.Response(200, text=failed)) as client:
        (answer,) = client.check_batch([POST])
        assert answer.index == 0  # type: ignore[union-attr]
        assert answer.detail == "What\u2028breaks\x85lines"  # type: ignore[union-attr]
        with pytest.raises(Unreachable, match="answered 1 of 2 posts"):
            client.check_batch([POST, POST])


def test_a_line_may_come_in_pieces() -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"id":null,"line":1,'
        yield b'"error":{"detail":"x"}}\n{"id":null,"line":2,"error":'
        yield b'{"detail":"y"}}'

    with client_of(lambda _: httpx.Response(200, content=pieces())) as client:
        assert [each.detail for each in client.check_batch([POST, POST])] == ["x", "y"]  # type: ignore[union-attr]


def test_events_outlast_a_service_that_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adhere.client.audits._AGAIN", 0.0)
    begun = json.dumps({**EVENT, "state": "running", "error": None})
    ended = json.dumps({**EVENT, "state": "failed", "error": "two\u2028lines"}, ensure_ascii=False)
    problem = {"type": "urn:adhere:problem:not-ready", "title": "Not ready", "detail": "Loading.", "errors": []}
    answers: Iterator[httpx.Response | Exception] = iter(
        [
            httpx.Response(200, text=f'id: 1\r\ndata: {begun}\r\n\r\nid: 2\r\ndata: {{"audit":'),
            *[httpx.ConnectError("refused")] * 30,
            httpx.Response(502, text="<h1>Bad gateway</h1>"),
            httpx.Response(503, json=problem, headers={"Content-Type": "application/problem+json"}),
            httpx.Response(200, text=f"id: 2\r\ndata: {ended}\r\n\r\n"),
        ]
    )

    def service(request: httpx.Request) -> httpx.Response:
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return found

    with client_of(service) as client:
        assert [(each.state, each.error) for each in client.audits.events("a")] == [
            ("running", None),
            ("failed", "two\u2028lines"),
        ]


def test_events_of_what_is_not_there_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adhere.client.audits._AGAIN", 3600.0)
    with client_of(lambda _: httpx.Response(404)) as client, pytest.raises(Problem):
        list(client.audits.events("a"))
