"""What the page on webhooks tells receivers to do takes what the service sends, and nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from adhere.api.delivering import RETRIES, new_secret, signature
from tests.project.tree import text

PAGE = text("docs/webhooks.md")


@pytest.fixture(scope="module")
def is_genuine() -> Callable[[str, dict[str, str], bytes], bool]:
    code = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    room: dict[str, Any] = {}
    exec(code[0], room)
    found: Callable[[str, dict[str, str], bytes], bool] = room["is_genuine"]
    return found


def sent(secret: str, body: str, now: int) -> dict[str, str]:
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(now),
        "webhook-signature": signature(secret, "msg_1", now, body),
    }


def test_it_takes_what_is_sent(is_genuine: Callable[[str, dict[str, str], bytes], bool]) -> None:
    secret, body, now = new_secret(), '{"type":"test","data":{"name":"é"}}', int(time.time())
    headers = sent(secret, body, now)
    assert is_genuine(secret, headers, body.encode())
    assert not is_genuine(new_secret(), headers, body.encode())
    assert not is_genuine(secret, headers, body.encode() + b" ")
    assert not is_genuine(secret, headers | {"webhook-id": "msg_2"}, body.encode())
    assert not is_genuine(secret, sent(secret, body, now - 1_000), body.encode())


def test_it_names_the_times_of_the_retries() -> None:
    said = {5: "5 s", 300: "5 min", 1_800: "30 min", 7_200: "2 h", 18_000: "5 h", 36_000: "10 h"}
    assert all(said[each] in PAGE for each in RETRIES)
    assert len(RETRIES) == len(said)
