"""Texts that are as old as a setting allows are erased; nothing else is."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from pathlib import Path

import pytest
from httpx import Client

from adhere.api import create_app
from adhere.errors import InputError
from adhere.settings import Settings
from adhere.storage import CheckRecord, Storage
from adhere.storage.accounts import Accounts
from adhere.storage.places import workspace_database
from tests.api.conftest import serving, wait_until_ready
from tests.api.test_recording import until

TODAY = dt.datetime.now(dt.UTC).date()
DAYS = 30


def audit(storage: Storage, name: str, day: dt.date) -> None:
    """A sealed audit of that day, of one post whose text is kept."""
    text = f'{{"text":"{name}"}}'
    digest = hashlib.sha256(text.encode()).hexdigest()
    check = CheckRecord(0, f"check-{name}", name, digest, digest, "compliant", None, day, text)
    storage.record_chunk(name, 0, [check], [])
    storage.seal_audit(name, 1, {"today": day.isoformat()})


def kept(storage: Storage, name: str) -> bool:
    (found,) = storage.check(f"check-{name}")
    return found.record.input is not None


def evidence(data: Path, workspace: str) -> Storage:
    return Storage.open(workspace_database(f"sqlite:///{data / 'evidence.sqlite'}", workspace))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two workspaces, each with a text that is too old and one that is just not."""
    with Accounts.at(tmp_path, None) as accounts:
        accounts.add_workspace("brand-team", 1)
    for workspace in ("default", "brand-team"):
        with evidence(tmp_path, workspace) as storage:
            audit(storage, "old", TODAY - dt.timedelta(days=DAYS + 1))
            audit(storage, "recent", TODAY - dt.timedelta(days=DAYS - 1))
    return tmp_path


def acts(client: Client) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get("/v1/admin/acts").json()["acts"]
    return found


def test_old_texts_are_erased_in_every_workspace(settings: Settings, data: Path) -> None:
    own = settings.model_copy(update={"data": data, "audit_jobs": 0, "keep_texts_days": DAYS})
    with serving(create_app(own)) as client:
        wait_until_ready(client)
        until(lambda: bool(acts(client)))
        (act,) = acts(client)
        assert (act["who"], act["act"]) == ("retention", "texts erased")
        oldest = (TODAY - dt.timedelta(days=DAYS)).isoformat()
        assert act["detail"] == {"erased": 1, "older_than": oldest}
        # workspaces come one after the other, by their names
        for workspace in ("brand-team", "default"):
            with evidence(data, workspace) as storage:
                assert (kept(storage, "old"), kept(storage, "recent")) == (False, True)
                assert storage.check("check-old")[0].erased
                assert storage.verify() == []


def test_without_the_setting_they_stay(settings: Settings, data: Path) -> None:
    own = settings.model_copy(update={"data": data, "audit_jobs": 0})
    with serving(create_app(own)) as client:
        wait_until_ready(client)
        assert acts(client) == []
    with evidence(data, "default") as storage:
        assert kept(storage, "old")


def test_a_workspace_out_of_reach_does_not_save_the_others(
    settings: Settings, data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = settings.model_copy(update={"data": data, "audit_jobs": 0, "keep_texts_days": DAYS})
    app = create_app(own)
    open_one = app.state.service.evidence

    def refusing(workspace: str) -> Storage:
        if workspace == "brand-team":
            raise InputError("The evidence cannot be opened.")
        storage: Storage = open_one(workspace)
        return storage

    monkeypatch.setattr(app.state.service, "evidence", refusing)
    with caplog.at_level(logging.ERROR, "adhere.api"), serving(app) as client:
        wait_until_ready(client)
        until(lambda: bool(acts(client)))
    assert "old texts cannot be erased" in caplog.text
    with evidence(data, "default") as storage:
        assert not kept(storage, "old")
