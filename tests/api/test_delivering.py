"""What is sent to webhooks, how it is signed, and when it is sent again. The clock is the test's."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from adhere.api import delivering
from adhere.api.addresses import Addresses
from adhere.api.delivering import RETRIES, Sender, message, new_secret
from adhere.api.metrics import Metrics
from adhere.storage.accounts import Accounts
from adhere.storage.accounts.hooks import TAKEN, Delivery, Hook, Hooks
from tests.api.receiving import Receiver, certified, receiving
from tests.storage.announced import announced

NOW = 1_795_000_000
HERE = ["127.0.0.1"]
HOSTILE = "=cmd() <script>alert(1)</script> \u202e\u200b\x00 ＃ａｄ " + "é" * 100_000


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with Accounts.at(tmp_path, None) as accounts:
        yield accounts


@pytest.fixture
def hooks(accounts: Accounts) -> Hooks:
    return Hooks(accounts)


def made(hooks: Hooks, url: str, name: str = "a") -> Hook:
    hook = Hook(f"hook_{name}", "one", url, new_secret(), ("decision.made",), "A. Berg", NOW)
    hooks.add(hook)
    return hook


def told(hooks: Hooks, data: dict[str, object] | None = None) -> None:
    announced(hooks, "one", "decision.made", message("decision.made", data or {"number": 7}, NOW), NOW)


def only(hooks: Hooks, hook: Hook) -> Delivery:
    (found,) = hooks.delivered(hook.workspace, hook.id, 10)
    return found


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def rounds(
    hooks: Hooks, moments: Sequence[int], allow: Sequence[str] = HERE, metrics: Metrics | None = None
) -> list[int]:
    """Looks at what is due at each of the moments; how many deliveries were begun each time."""

    async def whole() -> list[int]:
        clock, begun = Clock(), []
        sender = Sender(hooks, Addresses(allow), metrics or Metrics(), clock)
        for moment in moments:
            clock.now = moment
            tasks = await sender.begin()
            await asyncio.gather(*tasks)
            begun.append(len(tasks))
        await sender.close()
        return begun

    return asyncio.run(whole())


def check_signature(receiver: Receiver, secret: str) -> None:
    """As a receiver does it, from the specification alone."""
    got = receiver.got[-1]
    signed = b".".join([got.headers["webhook-id"].encode(), got.headers["webhook-timestamp"].encode(), got.body])
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret[6:], validate=True)
    assert 24 <= len(key) <= 64
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"].split(" ") == [f"v1,{expected}"]


def test_the_signature_of_a_known_message() -> None:
    # computed with: printf 'msg_1.1795000000.{}' | openssl dgst -sha256 -hmac adhere -binary | base64
    secret = "whsec_" + base64.b64encode(b"adhere").decode()
    assert delivering.signature(secret, "msg_1", NOW, "{}") == "v1,7dlOnasPYkj6g9g5eheFU61Mnp8xUD5f3leeF93FLxY="


def test_what_is_sent(hooks: Hooks) -> None:
    with receiving() as receiver:
        hook = made(hooks, receiver.url)
        told(hooks, {"reason": HOSTILE})
        assert rounds(hooks, [NOW + 3]) == [1]
    (got,) = receiver.got
    check_signature(receiver, hook.secret)
    assert got.path == "/in/a%20b?token=x%26y"
    assert json.loads(got.body) == {
        "type": "decision.made",
        "timestamp": "2026-11-18T11:06:40+00:00",
        "data": {"reason": HOSTILE},
    }
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-timestamp"] == str(NOW + 3)
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    found = only(hooks, hook)
    assert (found.id, found.state, found.answer, found.next) == (got.headers["webhook-id"], "delivered", "204", None)


def test_two_hooks_have_two_secrets_and_two_ids(hooks: Hooks) -> None:
    with receiving() as one, receiving() as two:
        first, second = made(hooks, one.url), made(hooks, two.url, "b")
        told(hooks)
        assert rounds(hooks, [NOW]) == [2]
    check_signature(one, first.secret)
    check_signature(two, second.secret)
    assert first.secret != second.secret
    assert one.got[0].headers["webhook-id"] != two.got[0].headers["webhook-id"]


def test_it_is_sent_again_later_and_later_and_then_given_up(hooks: Hooks, caplog: pytest.LogCaptureFixture) -> None:
    with receiving(500, 404, 301, 429, 199 + 301, 503) as receiver:
        hook = made(hooks, receiver.url)
        told(hooks)
        moment, states = NOW, []
        for pause in (0, *RETRIES):
            moment += pause
            # not a second too early, and once
            assert rounds(hooks, [moment - 1, moment, moment] if pause else [moment, moment])[-2:] == [1, 0]
            found = only(hooks, hook)
            states.append((found.state, found.answer))
        assert rounds(hooks, [moment + 365 * 24 * 3600]) == [0]
    assert states == [("waiting", each) for each in ("500", "404", "301", "429", "500", "503")] + [("failed", "503")]
    assert RETRIES == (5, 300, 1_800, 7_200, 18_000, 36_000)
    assert len({each.headers["webhook-id"] for each in receiver.got}) == 1
    assert len({each.headers["webhook-signature"] for each in receiver.got}) == 7
    check_signature(receiver, hook.secret)
    lines = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert lines == ["webhook hook_a was given up: 503"]
    assert "token" not in caplog.text


def test_it_arrives_at_the_second_attempt(hooks: Hooks) -> None:
    with receiving(500, 200) as receiver:
        hook = made(hooks, receiver.url)
        told(hooks)
        assert rounds(hooks, [NOW, NOW + 4, NOW + 5, NOW + 1_000]) == [1, 0, 1, 0]
    assert (only(hooks, hook).state, only(hooks, hook).attempts) == ("delivered", 2)


def test_what_comes_of_it_is_counted(hooks: Hooks) -> None:
    metrics = Metrics()
    with receiving(500, 204) as receiver, receiving(500) as stubborn:
        made(hooks, receiver.url)
        made(hooks, stubborn.url, "b")
        told(hooks)
        assert hooks.waiting() == 2
        moments = [NOW + sum(RETRIES[:number]) for number in range(len(RETRIES) + 1)]
        rounds(hooks, moments[:2], metrics=metrics)
        assert hooks.waiting() == 1
        rounds(hooks, moments[2:], metrics=metrics)
    assert hooks.waiting() == 0
    lines = metrics.exposition([]).decode().splitlines()
    assert f"adhere_webhook_attempts_total {2.0 + len(moments)}" in lines
    assert 'adhere_webhook_deliveries_total{outcome="delivered"} 1.0' in lines
    assert 'adhere_webhook_deliveries_total{outcome="failed"} 1.0' in lines


def test_who_comes_late_counts_no_end(hooks: Hooks) -> None:
    metrics, clock = Metrics(), Clock()

    async def whole() -> None:
        sender = Sender(hooks, Addresses(HERE), metrics, clock)
        tasks = await sender.begin()
        # not in a thread: before anything is sent
        assert len(hooks.take(NOW + TAKEN, [], 1)) == 1
        await asyncio.gather(*tasks)
        await sender.close()

    with receiving() as receiver:
        made(hooks, receiver.url)
        told(hooks)
        asyncio.run(whole())
    assert hooks.waiting() == 1
    said = metrics.exposition([]).decode()
    assert "adhere_webhook_attempts_total 1.0" in said
    assert "outcome=" not in said


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(hooks: Hooks, status: int) -> None:
    with receiving() as inside:
        for location in ("http://169.254.169.254/latest/meta-data/", inside.url):
            with receiving(status, location=location) as receiver:
                hook = made(hooks, receiver.url, location[7:12].replace(".", "-"))
                told(hooks)
                rounds(hooks, [NOW])
                assert only(hooks, hook).answer == str(status)
                assert len(receiver.got) == 1
                hooks.remove("one", hook.id, NOW, "A. Berg")
    assert inside.got == []


def test_no_proxy_of_the_environment_is_asked(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as proxy, receiving() as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        made(hooks, receiver.url)
        told(hooks)
        rounds(hooks, [NOW])
    assert (len(proxy.got), len(receiver.got)) == (0, 1)


def test_an_address_that_is_allowed_no_more_is_not_sent_to(hooks: Hooks) -> None:
    with receiving() as receiver:
        hook = made(hooks, receiver.url)
        other = made(hooks, f"https://127.0.0.1:{receiver.port}/", "b")
        told(hooks)
        assert rounds(hooks, [NOW], allow=[]) == [2]
    assert receiver.got == []
    assert "only https" in str(only(hooks, hook).answer)
    assert "not public" in str(only(hooks, other).answer)
    assert only(hooks, other).state == "waiting"


def test_nobody_answers(hooks: Hooks) -> None:
    with receiving() as receiver:
        pass
    hook = made(hooks, receiver.url)
    told(hooks)
    rounds(hooks, [NOW])
    assert (only(hooks, hook).state, only(hooks, hook).next) == ("waiting", NOW + 5)
    assert "ConnectError" in str(only(hooks, hook).answer)


def test_an_answer_without_end_is_not_read_to_its_end(hooks: Hooks) -> None:
    # far more than the buffers of both sides hold: who does not read it to the end has gone before
    with receiving(200, body=b"x" * 50_000_000) as receiver:
        hook = made(hooks, receiver.url)
        told(hooks)
        rounds(hooks, [NOW])
    assert only(hooks, hook).state == "delivered"
    assert receiver.cut


@pytest.mark.parametrize(("certificate", "state"), [("hooks.internal", "delivered"), ("other.internal", "waiting")])
def test_tls_is_with_the_name_and_not_with_its_address(
    hooks: Hooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certificate: str, state: str
) -> None:
    context, trusted = certified(tmp_path, certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    async def resolve(host: str, port: int) -> Sequence[str]:
        assert host == "hooks.internal"
        return HERE

    async def whole() -> None:
        sender = Sender(hooks, Addresses(HERE, resolve), Metrics(), Clock())
        await asyncio.gather(*await sender.begin())
        await sender.close()

    with receiving(tls=context) as receiver:
        hook = made(hooks, f"https://hooks.internal:{receiver.port}/in")
        told(hooks)
        asyncio.run(whole())
    assert receiver.named == ["hooks.internal"]
    assert only(hooks, hook).state == state
    assert len(receiver.got) == (state == "delivered")
    assert state == "delivered" or "certificate" in str(only(hooks, hook).answer).lower()


def test_a_receiver_that_says_nothing(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "PATIENCE", 0.2)

    gone = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # until the other side goes
        await reader.read()
        writer.close()
        await writer.wait_closed()
        gone.set()

    async def silent() -> None:
        server = await asyncio.start_server(listen, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        hook = await asyncio.to_thread(made, hooks, f"http://127.0.0.1:{port}/")
        await asyncio.to_thread(told, hooks)
        sender = Sender(hooks, Addresses(HERE), Metrics(), Clock())
        await asyncio.gather(*await sender.begin())
        await sender.close()
        server.close()
        await gone.wait()
        await server.wait_closed()
        assert "No answer within" in str(only(hooks, hook).answer)

    asyncio.run(silent())


def test_a_database_that_fails_once_does_not_end_the_sending(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    take, asked = hooks.take, []

    def failing(*given: Any) -> list[tuple[Hook, Delivery]]:
        asked.append(given)
        if len(asked) == 1:
            raise OperationalError("select", {"body": "a private word"}, Exception("locked"))
        return take(*given)

    async def whole() -> None:
        sender = Sender(hooks, Addresses(HERE), Metrics(), Clock())
        running = asyncio.create_task(sender.run())
        while only(hooks, hook).state == "waiting":
            sender.poke()
            await asyncio.sleep(0)
        running.cancel()
        await sender.close()

    monkeypatch.setattr(hooks, "take", failing)
    with receiving() as receiver:
        hook = made(hooks, receiver.url)
        told(hooks)
        asyncio.run(whole())
    assert "OperationalError" in caplog.text
    assert "a private word" not in caplog.text
    assert len(receiver.got) == 1


def test_two_senders_send_nothing_twice(tmp_path: Path) -> None:
    async def both(one: Hooks, two: Hooks) -> None:
        senders = [Sender(each, Addresses(HERE), Metrics(), Clock()) for each in (one, two, one, two)]
        for _ in range(5):
            begun = await asyncio.gather(*(each.begin() for each in senders))
            await asyncio.gather(*(task for tasks in begun for task in tasks))
        for each in senders:
            await each.close()

    with receiving() as receiver, Accounts.at(tmp_path, None) as first, Accounts.at(tmp_path, None) as second:
        for number in range(4):
            made(Hooks(first), receiver.url, str(number))
        for _ in range(3):
            told(Hooks(first))
        asyncio.run(both(Hooks(first), Hooks(second)))
    ids = [each.headers["webhook-id"] for each in receiver.got]
    assert len(ids) == len(set(ids)) == 12


TAKES_AND_DIES = """
import os, signal, sys
from pathlib import Path
from adhere.storage.accounts import Accounts
from adhere.storage.accounts.hooks import Hooks

taken = Hooks(Accounts.at(Path(sys.argv[1]), None)).take(int(sys.argv[2]), [], 10)
assert len(taken) == 1
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_between_taking_and_sending_loses_nothing(tmp_path: Path, hooks: Hooks) -> None:
    with receiving() as receiver:
        hook = made(hooks, receiver.url)
        told(hooks)
        died = subprocess.run([sys.executable, "-c", TAKES_AND_DIES, str(tmp_path), str(NOW)], env=os.environ)
        assert died.returncode == -signal.SIGKILL
        assert rounds(hooks, [NOW + TAKEN - 1, NOW + TAKEN]) == [0, 1]
    assert len(receiver.got) == 1
    assert only(hooks, hook).state == "delivered"


def test_a_hook_removed_while_it_is_sent_to(hooks: Hooks) -> None:
    async def whole() -> None:
        sender = Sender(hooks, Addresses(HERE), Metrics(), Clock())
        tasks = await sender.begin()
        await asyncio.to_thread(hooks.remove, "one", "hook_a", NOW, "A. Berg")
        await asyncio.gather(*tasks)
        await sender.close()

    with receiving(500) as receiver:
        hook = made(hooks, receiver.url)
        told(hooks)
        asyncio.run(whole())
    assert hooks.delivered("one", hook.id, 10) == []
