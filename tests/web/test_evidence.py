"""The evidence pages: certificates, verification, and nobody else's records."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client

from adhere.settings import Settings
from adhere.storage import Storage
from adhere.storage.accounts import Accounts
from adhere.storage.places import workspace_database
from adhere.web import create_app
from tests.api.conftest import serving, wait_until_ready
from tests.storage.conftest import chunk, execute

HOSTILE = '<script>alert("x")</script>\u202e=cmd()'
FACTS = {
    "started": "2026-11-02T09:00:00+00:00",
    "finished": "2026-11-02T09:05:00+00:00",
    "today": "2026-11-02",
    "on": None,
    "jurisdictions": ["XA"],
    "rules_revision": "r-1",
    "model_version": "m-1",
    "adhere_version": "0.1.0",
    "files": [{"path": f"/secret/place/{HOSTILE.replace('/', '')}.csv", "bytes": 12, "sha256": "ab" * 32}],
}


def record(url: str, audit_id: str) -> None:
    """A sealed audit of 20 records, the first of a hostile post, with a decision."""
    checks, findings = chunk(0, 20, texts=False)
    checks[0] = dataclasses.replace(checks[0], post_id=HOSTILE)
    with Storage.open(url) as storage:
        storage.begin_audit({"today": "2026-11-02"}, audit_id)
        storage.record_chunk(audit_id, 0, checks, findings)
        storage.seal_audit(audit_id, 1, FACTS)
        storage.decide("check1", "override", reason=f"because {HOSTILE}", by=HOSTILE, on=dt.date(2026, 11, 3))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    for workspace, audit_id in (("default", "A"), ("other", "B")):
        record(workspace_database(f"sqlite:///{folder / 'evidence.sqlite'}", workspace), audit_id)
    return folder


@pytest.fixture(scope="module")
def keys(data: Path) -> dict[str, str]:
    now = int(time.time())
    with Accounts.at(data, None) as accounts:
        return {
            role: accounts.create_key("default", f"a {role}", [role], now, by="test")[1]
            for role in ("check", "audit", "review")
        }


@pytest.fixture(scope="module")
def running(data: Path, keys: dict[str, str], settings: Settings) -> Iterator[Client]:
    with serving(create_app(settings.model_copy(update={"data": data, "audit_jobs": 0}))) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture
def browser(running: Client, keys: dict[str, str]) -> Iterator[Client]:
    headers = {"authorization": f"Bearer {keys['review']}", "accept": "text/html"}
    with Client(base_url=running.base_url, headers=headers, timeout=60) as client:
        yield client


def test_the_certificate_of_an_audit_says_all_that_it_must(browser: Client, data: Path) -> None:
    page = browser.get("/evidence/audits/A")
    assert page.status_code == 200
    with Storage.open(f"sqlite:///{data / 'workspaces/default/evidence.sqlite'}", create=False) as storage:
        facts, head = storage.audit("A"), storage.head()
    for said in (facts["seal"], head, "r-1", "m-1", "2026-11-02T09:05:00+00:00", "ab" * 32, "Overridden", "--audit A"):
        assert said in page.text, said
    assert "/secret/place" not in page.text


def test_the_certificate_of_a_check_shows_its_hashes_findings_and_decision(browser: Client, data: Path) -> None:
    page = browser.get("/evidence/checks/check1").text
    with Storage.open(f"sqlite:///{data / 'workspaces/default/evidence.sqlite'}", create=False) as storage:
        (stored,) = storage.check("check1")
    assert stored.record.input_sha256 is not None
    for said in (stored.hash, stored.record.input_sha256, *(each.rule for each in stored.findings), "Overridden"):
        assert said in page, said


@pytest.mark.parametrize(
    "path", ["/evidence", "/evidence/audits/A", "/evidence/checks/check0", "/evidence/checks/check1"]
)
def test_hostile_words_stay_words(browser: Client, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "\u202e" not in page.text


def test_a_check_is_found_by_its_id(browser: Client) -> None:
    led = browser.get("/evidence?check=%20check1%20")
    assert (led.status_code, led.headers["location"]) == (303, "/evidence/checks/check1")
    missing = browser.get("/evidence", params={"check": HOSTILE})
    assert missing.status_code == 200
    assert "no check of this id" in missing.text
    assert "<script>alert" not in missing.text


@pytest.mark.parametrize("path", ["/evidence/audits/B", "/evidence/audits/none", "/evidence/checks/none"])
def test_what_is_not_there_or_not_ones_own_is_not_found(browser: Client, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 404
    assert "r-1" not in page.text


def test_the_list_names_no_other_workspaces_audits(browser: Client) -> None:
    page = browser.get("/evidence").text
    assert 'href="/evidence/audits/A"' in page
    assert 'href="/evidence/audits/B"' not in page


def test_only_those_who_read_results_see_it(running: Client, keys: dict[str, str]) -> None:
    for role, status in (("check", 403), ("audit", 200), ("review", 200)):
        headers = {"authorization": f"Bearer {keys[role]}"}
        assert running.get("/evidence", headers=headers).status_code == status, role
        assert running.post("/evidence/verify", headers=headers).status_code == status, role


def test_verifying_tells_of_a_change(browser: Client, data: Path) -> None:
    url = f"sqlite:///{data / 'workspaces/default/evidence.sqlite'}"
    whole = browser.post("/evidence/verify", data={"audit": "A", "head": ""})
    assert "chain whole" in whole.text
    assert "20 records" in whole.text
    assert "The log once had" not in whole.text
    with Storage.open(url, create=False) as storage:
        head = storage.head()
    assert "The log once had" in browser.post("/evidence/verify", data={"head": head}).text
    assert "is not as it was recorded" in browser.post("/evidence/verify", data={"head": "0" * 64}).text
    assert execute(url, "update adhere_checks set verdict = 'compliant' where check_id = 'check2'") == 1
    try:
        changed = browser.post("/evidence/verify")
        assert "is not as it was recorded" in changed.text
        assert "record 2" in changed.text
    finally:
        execute(url, "update adhere_checks set verdict = 'non_compliant' where check_id = 'check2'")
    assert "chain whole" in browser.post("/evidence/verify").text
