"""A process that lives is known to live, whatever happens to its connection."""

from __future__ import annotations

import time
from uuid import UUID

import pytest

from adhere.audits import presence
from tests.storage.conftest import MakeUrl


def test_a_lock_that_was_still_held_for_a_lost_connection_is_taken_later(
    new_postgresql: MakeUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_postgresql()
    number = UUID(int=7 << 96)
    monkeypatch.setattr("uuid.uuid4", lambda: number)
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    monkeypatch.setattr(presence, "_LOOK", 0.05)
    # what the server has not given up yet
    lost = presence._locked(url, f"here-{number.hex[:12]}")
    with presence.present(url) as name, presence._connected(url) as other:
        lost.close()
        until = time.monotonic() + 10
        while (free := presence._free(other, name)) and time.monotonic() < until:
            time.sleep(0.1)
        assert not free
    with presence._connected(url) as other:
        assert presence._free(other, name)
