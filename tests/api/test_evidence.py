"""Evidence, decisions and keys over HTTP."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx import Client, Response

from adhere.api import create_app
from adhere.checker import Checker
from adhere.post import Post
from adhere.report import to_json
from adhere.settings import Settings
from adhere.storage import CheckRecord, FindingRecord, Storage
from adhere.storage.accounts import Accounts
from adhere.storage.accounts.answers import LOST, Answers
from adhere.storage.places import workspace_database
from tests.api.conftest import problem_of, serving, wait_until_ready

DAY = dt.date(2026, 3, 2)
POST = Post(id="p1", text="Love this #ad", jurisdictions=["XA"], relationship="paid", published_on=DAY)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, packs: Path) -> Path:
    """Two workspaces, each with one sealed audit of one post; `default` keeps its text."""
    folder = tmp_path_factory.mktemp("evidence")
    checker = Checker.load(rules=[packs], classify=False)
    report = checker.check(POST, today=DAY)
    text = POST.model_dump_json()
    facts = {
        "today": DAY.isoformat(),
        "on": None,
        "jurisdictions": None,
        "remedies": True,
        "classify": False,
        "rules": [str(packs)],
        "rules_revision": checker.rules_revision,
        "model_version": None,
        "adhere_version": "0.1.0",
    }
    for workspace, audit_id, kept in (("default", "A", True), ("other", "B", False)):
        check = CheckRecord(
            seq=0,
            check_id=report.check_id if kept else "theirs",
            post_id="p1",
            input_sha256=hashlib.sha256(text.encode()).hexdigest(),
            report_sha256=hashlib.sha256(to_json(report)).hexdigest(),
            verdict="non_compliant",
            error=None,
            as_of=DAY,
            input=text if kept else None,
        )
        findings = [
            FindingRecord(0, "k1", "XA", "xa.label.clear", "ambiguous_label", "breach"),
            FindingRecord(0, "k2", "XA", "xa.label.upfront", "label_too_late", "breach"),
        ]
        with Storage.open(workspace_database(f"sqlite:///{folder / 'evidence.sqlite'}", workspace)) as storage:
            storage.begin_audit({}, audit_id)
            storage.record_chunk(audit_id, 0, [check], findings)
            storage.seal_audit(audit_id, 1, facts)
    return folder


@pytest.fixture(scope="module")
def check_id(packs: Path) -> str:
    return Checker.load(rules=[packs], classify=False).check(POST, today=DAY).check_id


@pytest.fixture(scope="module")
def tokens(data: Path) -> dict[str, str]:
    now = int(time.time())
    with Accounts.at(data, None) as accounts:
        found = {
            role: accounts.create_key("default", f"a {role}", [role], now, by="test")[1]
            for role in ("check", "audit", "review", "admin")
        }
        return found | {"other": accounts.create_key("other", "stranger", ["admin"], now, by="test")[1]}


@pytest.fixture(scope="module")
def running(data: Path, tokens: dict[str, str], settings: Settings) -> Iterator[Client]:
    own = settings.model_copy(update={"data": data, "audit_jobs": 0, "keep_checks": False})
    with serving(create_app(own)) as client:
        wait_until_ready(client)
        yield client


def with_key(running: Client, token: str) -> Client:
    return Client(base_url=running.base_url, headers={"authorization": f"Bearer {token}"}, timeout=60)


@pytest.fixture
def reviewer(running: Client, tokens: dict[str, str]) -> Iterator[Client]:
    with with_key(running, tokens["review"]) as client:
        yield client


@pytest.fixture
def admin(running: Client, tokens: dict[str, str]) -> Iterator[Client]:
    with with_key(running, tokens["admin"]) as client:
        yield client


@pytest.fixture
def stranger(running: Client, tokens: dict[str, str]) -> Iterator[Client]:
    with with_key(running, tokens["other"]) as client:
        yield client


def test_evidence_of_a_check(reviewer: Client, check_id: str) -> None:
    found = reviewer.get(f"/v1/checks/{check_id}").json()
    (record,) = found["records"]
    assert (record["audit"], record["place"], record["verdict"], record["as_of"]) == (
        "A",
        0,
        "non_compliant",
        "2026-03-02",
    )
    assert record["input_sha256"] == hashlib.sha256(POST.model_dump_json().encode()).hexdigest()
    assert record["text_kept"]
    assert len(record["hash"]) == len(record["seal"]) == len(found["head"]) == 64
    assert [each["rule"] for each in record["findings"]] == ["xa.label.clear", "xa.label.upfront"]


def test_a_decision_from_its_making_to_its_end(reviewer: Client, check_id: str) -> None:
    asked = {"decision": "override", "reason": "see the contract ‮", "by": "R. Okafor", "rule": "xa.label.clear"}
    made = reviewer.post(f"/v1/checks/{check_id}/decisions", json=asked)
    assert made.status_code == 201, made.text
    (decision,) = made.json()
    assert (decision["by"], decision["rule"], decision["stands"]) == ("R. Okafor (a review)", "xa.label.clear", True)
    shown = reviewer.get(f"/v1/checks/{check_id}").json()["records"][0]["findings"]
    assert [each["decision"] for each in shown] == [decision, None]
    assert decision in reviewer.get("/v1/decisions").json()["decisions"]

    gone = reviewer.delete(f"/v1/decisions/{decision['number']}", params={"reason": "a mistake"})
    assert gone.status_code == 204
    assert decision not in reviewer.get("/v1/decisions").json()["decisions"]
    assert reviewer.delete(f"/v1/decisions/{decision['number']}", params={"reason": "again"}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"decision": "ignore", "reason": "later"}, "until"),
        ({"decision": "ignore", "reason": "later", "until": "2001-01-01"}, "until"),
        ({"decision": "agree", "reason": "‮ "}, "reason"),
        ({"decision": "agree", "reason": "x", "rule": "xa.other"}, "rule"),
        ({"decision": "maybe", "reason": "x"}, "decision"),
        ({"decision": "agree"}, "reason"),
        ({"decision": "agree", "reason": "x", "why": "y"}, "why"),
    ],
)
def test_what_cannot_be_decided_so(reviewer: Client, check_id: str, asked: dict[str, str], where: str) -> None:
    answer = reviewer.post(f"/v1/checks/{check_id}/decisions", json=asked)
    problem = problem_of(answer, 422)
    assert [each["where"] for each in problem["errors"]] == [where]
    assert "--" not in answer.text


def test_sent_twice_it_is_decided_once(reviewer: Client, check_id: str) -> None:
    asked = {"decision": "agree", "reason": "so it is"}

    def send(body: dict[str, str], key: str) -> Response:
        return reviewer.post(f"/v1/checks/{check_id}/decisions", json=body, headers={"idempotency-key": key})

    first, again = send(asked, "k-1"), send(asked, "k-1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"]
    problem_of(send(asked | {"reason": "other"}, "k-1"), 422)
    problem_of(send(asked, "with space"), 422)
    # what is wrong is wrong again, and put right it is another request
    wrong = {"decision": "ignore", "reason": "x"}
    first, again = send(wrong, "k-2"), send(wrong, "k-2")
    assert problem_of(first, 422) == problem_of(again, 422)
    assert again.headers["idempotency-replayed"] == "true"
    problem_of(send(asked, "k-2"), 422)


def test_while_the_first_is_answered_the_second_waits(reviewer: Client, data: Path, check_id: str) -> None:
    asked = {"decision": "agree", "reason": "so it is"}
    content = json.dumps(asked).encode()
    path = f"/v1/checks/{check_id}/decisions"
    digest = hashlib.sha256(f"POST {path}\n{hashlib.sha256(content).hexdigest()}".encode()).hexdigest()

    def send() -> Response:
        return reviewer.post(path, content=content, headers={"idempotency-key": "lost"})

    with Accounts.at(data, None) as accounts:
        begun = int(time.time())
        assert Answers(accounts).begin("default", "lost", digest, begun) is None
        waiting = send()
        problem_of(waiting, 409)
        assert waiting.headers["retry-after"] == "1"
        # its process died long ago: it is answered anew
        Answers(accounts).let_go("default", "lost")
        assert Answers(accounts).begin("default", "lost", digest, begun - LOST - 1) is None
    assert send().status_code == 201


def test_sent_at_once_it_is_decided_once(running: Client, tokens: dict[str, str], check_id: str) -> None:
    def send(_: int) -> tuple[int, str]:
        with with_key(running, tokens["review"]) as client:
            answer = client.post(
                f"/v1/checks/{check_id}/decisions",
                json={"decision": "agree", "reason": "at once"},
                headers={"idempotency-key": "at-once"},
            )
            return answer.status_code, answer.text

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(16)))
    assert {status for status, _ in answers} <= {201, 409}
    made = {json.loads(text)[0]["number"] for status, text in answers if status == 201}
    assert len(made) == 1


def test_decisions_page_by_page(reviewer: Client, check_id: str) -> None:
    for number in range(5):
        rule = ("xa.label.clear", "xa.label.upfront")[number % 2]
        asked = {"decision": "agree", "reason": f"r{number}", "rule": rule}
        assert reviewer.post(f"/v1/checks/{check_id}/decisions", json=asked).status_code == 201
    everything = reviewer.get("/v1/decisions").json()["decisions"]
    pages, cursor = [], None
    while True:
        page = reviewer.get("/v1/decisions", params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        pages += page["decisions"]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert pages == everything
    assert len(everything) == 2
    problem_of(reviewer.get("/v1/decisions", params={"limit": "0"}), 422)
    problem_of(reviewer.get("/v1/decisions", params={"cursor": "x"}), 422)


def test_a_check_made_again_is_the_same(reviewer: Client, check_id: str) -> None:
    found = reviewer.get(f"/v1/checks/{check_id}/replay").json()
    assert found["same"] is True
    assert found["report"]["check_id"] == check_id


def test_without_its_text_it_cannot_be_made_again(stranger: Client) -> None:
    assert "was not kept" in problem_of(stranger.get("/v1/checks/theirs/replay"), 409)["detail"]


def test_verifying(reviewer: Client) -> None:
    found = reviewer.get("/v1/evidence/verify").json()
    assert (found["whole"], found["records"], found["faults"]) == (True, 1, [])
    assert reviewer.get("/v1/evidence/head").json() == {"head": found["head"]}
    assert reviewer.get("/v1/evidence/verify", params={"head": found["head"]}).json()["whole"]
    wrong = reviewer.get("/v1/evidence/verify", params={"head": "0" * 64}).json()
    assert not wrong["whole"]
    assert wrong["faults"]


def test_another_workspace_knows_nothing_of_it(stranger: Client, check_id: str, reviewer: Client) -> None:
    made = reviewer.post(f"/v1/checks/{check_id}/decisions", json={"decision": "agree", "reason": "mine"}).json()
    for path in (f"/v1/checks/{check_id}", f"/v1/checks/{check_id}/replay"):
        assert problem_of(stranger.get(path), 404)["detail"] == problem_of(
            stranger.get(path.replace(check_id, "f" * 24)), 404
        )["detail"].replace("f" * 24, check_id)
    asked = {"decision": "agree", "reason": "theirs"}
    problem_of(stranger.post(f"/v1/checks/{check_id}/decisions", json=asked), 404)
    problem_of(stranger.delete(f"/v1/decisions/{made[0]['number']}", params={"reason": "x"}), 404)
    assert stranger.get("/v1/decisions").json()["decisions"] == []
    problem_of(reviewer.get("/v1/checks/theirs"), 404)


def test_keys_of_a_workspace(admin: Client, stranger: Client) -> None:
    made = admin.post("/v1/admin/keys", json={"name": "intern", "roles": ["check"], "expires": "2100-01-01T00:00:00Z"})
    assert made.status_code == 201, made.text
    key = made.json()
    with with_key(admin, key["token"]) as intern:
        assert intern.get("/v1/jurisdictions").status_code == 200
        problem_of(intern.get("/v1/decisions"), 403)
    listed = admin.get("/v1/admin/keys")
    assert key["token"] not in listed.text
    assert key["id"] in {each["id"] for each in listed.json()}
    assert key["id"] not in {each["id"] for each in stranger.get("/v1/admin/keys").json()}
    problem_of(stranger.delete(f"/v1/admin/keys/{key['id']}"), 404)
    assert admin.delete(f"/v1/admin/keys/{key['id']}").status_code == 204
    time.sleep(1.2)
    with with_key(admin, key["token"]) as intern:
        problem_of(intern.get("/v1/jurisdictions"), 401)
    acts = admin.get("/v1/admin/acts", params={"limit": 2}).json()
    assert [each["act"] for each in acts["acts"]] == ["key revoked", "key created"]
    assert acts["acts"][0]["who"] == "a admin"
    older = admin.get("/v1/admin/acts", params={"cursor": acts["cursor"]}).json()["acts"]
    assert all(each["number"] < acts["acts"][-1]["number"] for each in older)
    assert key["id"] not in stranger.get("/v1/admin/acts").text


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "x", "roles": []},
        {"name": "x", "roles": ["boss"]},
        {"name": "", "roles": ["check"]},
        {"name": "x", "roles": ["check"], "expires": "2100-01-01T00:00:00"},
        {"name": "x", "roles": ["check"], "expires": "2020-01-01T00:00:00Z"},
        {"name": "x", "roles": ["check"], "expires": "0001-01-01T00:00:00+14:00"},
        {"name": "x", "roles": ["check"], "expires": "9999-12-31T23:59:59-14:00"},
    ],
)
def test_keys_that_are_not_made(admin: Client, asked: dict[str, object]) -> None:
    problem_of(admin.post("/v1/admin/keys", json=asked), 422)
    assert admin.get("/v1/admin/keys").status_code == 200


def test_texts_are_erased_and_the_chain_still_verifies(admin: Client, reviewer: Client, check_id: str) -> None:
    problem_of(admin.post("/v1/evidence/forget", json={"post_id": "p1"}), 422)
    problem_of(admin.post("/v1/evidence/forget", json={"post_id": "p1", "author": "x", "reason": "y"}), 422)
    problem_of(reviewer.post("/v1/evidence/forget", json={"post_id": "p1", "reason": "asked"}), 403)
    assert admin.post("/v1/evidence/forget", json={"post_id": "p1", "reason": "asked for it"}).json() == {"erased": 1}
    assert reviewer.get("/v1/evidence/verify").json()["whole"]
    assert reviewer.get(f"/v1/checks/{check_id}").json()["records"][0]["text_erased"]
    assert "erased" in problem_of(reviewer.get(f"/v1/checks/{check_id}/replay"), 409)["detail"]
    assert "p1" not in admin.get("/v1/admin/acts").text
