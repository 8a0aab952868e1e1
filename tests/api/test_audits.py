"""Audits over HTTP from the upload to the export, on SQLite; and the borders between workspaces."""

from __future__ import annotations

import gzip
import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from httpx import Client

from adhere.api import create_app
from adhere.settings import Settings
from adhere.storage import Storage
from adhere.storage.accounts import Accounts
from adhere.storage.accounts.hooks import Hook, Hooks
from tests.api.auditing import ASKED, all_posts, begun, ended, home, ids_in, posts, send, table
from tests.api.conftest import problem_of, serving, wait_until_ready

COUNT = 230


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("audits") / "data"


@pytest.fixture(scope="module")
def service(data: Path, settings: Settings) -> Iterator[Client]:
    """A service that keeps its things in `data`, and runs audits."""
    with serving(create_app(settings.model_copy(update={"data": data, "audit_jobs": 1}))) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture(scope="module")
def finished(service: Client) -> str:
    """A finished audit of COUNT posts and one row that cannot be read."""
    rows = [*posts(COUNT), {"id": "bad", "caption": "Ad: soup", "platform": "carrier pigeon"}]
    audit = begun(service, [("posts.csv", table(rows))], ASKED | {"name": "January to March"})
    assert ended(service, audit)["state"] == "finished"
    return audit


def test_an_audit_tells_all_there_is_to_know(service: Client, finished: str, data: Path) -> None:
    found = service.get(f"/v1/audits/{finished}").json()
    outcome = found["outcome"]
    assert (outcome["posts"], outcome["checked"], outcome["unread"]) == (COUNT + 1, COUNT, 1)
    assert sum(outcome["verdicts"].values()) == COUNT
    assert found["progress"] == {"done": COUNT + 1, "read": COUNT + 1, "rate": None, "seconds_left": None}
    assert found["settings"]["jurisdictions"] == ["XA", "XB"]
    assert (found["name"], found["created_by"], found["error"]) == ("January to March", "local", None)
    (file,) = found["files"]
    assert (file["name"], file["format"], file["rows"], file["unread"]) == ("posts.csv", "csv", COUNT + 1, 1)
    assert file["mapping"]["text"] == "caption"
    assert str(data) not in json.dumps(found)
    assert service.get("/v1/audits").json()["audits"][0] == {
        name: found[name] for name in service.get("/v1/audits").json()["audits"][0]
    }


def test_what_was_sent_goes_once_it_is_checked_and_the_evidence_stays(finished: str, data: Path) -> None:
    assert {each.name for each in home(data).glob(f"{finished}*")} == {finished, f"{finished}.json"}
    assert not (home(data) / finished / ".audit").exists()
    with Storage.open(f"sqlite:///{data / 'workspaces' / 'default' / 'evidence.sqlite'}", create=False) as storage:
        assert storage.audit(finished)["records"] == COUNT + 1
        assert storage.verify(finished) == []


FILES = {
    "html": "report.html",
    "xlsx": "report.xlsx",
    "csv": "posts.csv",
    "jsonl": "findings.jsonl",
    "parquet": "posts.parquet",
    "findings": "findings.parquet",
    "summary": "summary.json",
}


@pytest.mark.parametrize(("form", "file"), FILES.items())
def test_an_export_is_the_file_to_the_byte(service: Client, finished: str, data: Path, form: str, file: str) -> None:
    answer = service.get(f"/v1/audits/{finished}/export", params={"format": form})
    assert answer.status_code == 200
    assert answer.content == (home(data) / finished / file).read_bytes()
    assert answer.headers["content-disposition"] == f'attachment; filename="{finished}-{file}"'
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_zip_holds_all_files_to_the_byte(service: Client, finished: str, data: Path) -> None:
    answer = service.get(f"/v1/audits/{finished}/export?format=zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(FILES.values())
        for name in archive.namelist():
            assert archive.read(name) == (home(data) / finished / name).read_bytes()
    assert service.get(f"/v1/audits/{finished}/export?format=zip").content == answer.content


def test_the_summary_is_the_file(service: Client, finished: str, data: Path) -> None:
    answer = service.get(f"/v1/audits/{finished}/summary")
    assert answer.content == (home(data) / finished / "summary.json").read_bytes()
    assert "content-disposition" not in answer.headers


def test_a_format_that_there_is_not_is_told_with_the_nearest(service: Client, finished: str) -> None:
    problem = problem_of(service.get(f"/v1/audits/{finished}/export?format=xls"), 422)
    assert problem["errors"][0]["nearest"] == "xlsx"
    problem_of(service.get(f"/v1/audits/{finished}/export"), 422)


def test_who_did_what_is_noted(service: Client, finished: str, data: Path) -> None:
    service.get(f"/v1/audits/{finished}/export?format=csv")
    with Accounts.at(data, None) as accounts:
        acts = [(each.act, each.who) for each in accounts.acts("default") if each.subject == finished]
    assert acts[0] == ("audit exported", "local")
    assert acts[-1] == ("audit begun", "local")


def test_a_baseline_says_what_is_new_open_and_mended(service: Client, finished: str) -> None:
    rows = posts(COUNT + 10)
    rows[1]["caption"] = "Ad: obsessed with this Lumea serum"
    audit = begun(service, [("next.csv", table(rows))], ASKED | {"baseline": finished})
    assert ended(service, audit)["state"] == "finished"
    told = service.get(f"/v1/audits/{audit}/summary").json()["baseline"]
    assert told["name"] == finished
    assert told["open"] > 0
    assert told["new"] > 0
    assert told["mended"] > 0
    statuses = {each["status"] for each in all_posts(service, audit, reason="missing_label")}
    assert statuses == {"new", "open"}


def test_one_post_is_told_whole_with_what_was_decided(service: Client, finished: str, data: Path) -> None:
    path = f"/v1/audits/{finished}/posts/1"
    post = service.get(path).json()
    assert (post["id"], post["verdict"], post["decisions"]) == ("p1", "non_compliant", [])
    assert post["edited"].startswith("Ad")
    assert {each["jurisdiction"] for each in post["findings"]} == {"XA", "XB"}
    assert all(each["citations"] for each in post["findings"])
    decided = service.post(
        f"/v1/checks/{post['check_id']}/decisions",
        json={"decision": "override", "reason": "The author works there", "jurisdiction": "XA"},
    )
    assert decided.status_code in (200, 201), decided.text
    (decision,) = service.get(path).json()["decisions"]
    assert (decision["decision"], decision["jurisdiction"], decision["by"]) == ("override", "XA", "local")


def test_a_row_that_cannot_be_read_is_told_with_why(service: Client, finished: str) -> None:
    post = service.get(f"/v1/audits/{finished}/posts/{COUNT}").json()
    assert (post["verdict"], post["findings"]) == (None, [])
    assert "carrier pigeon" in post["error"]


@pytest.mark.parametrize("seq", [str(COUNT + 1), "-1", "x", "9" * 30, "1.0"])
def test_a_post_that_there_is_not(service: Client, finished: str, seq: str) -> None:
    problem_of(service.get(f"/v1/audits/{finished}/posts/{seq}"), 404)


def test_a_dry_run_says_how_files_are_read_and_keeps_nothing(service: Client, data: Path) -> None:
    before = sorted(home(data).iterdir())
    content = b"ref;words\n1;Ad: hello\n"
    answer = send(service, [("a.csv", content)], ASKED | {"columns": {"text": "words"}}, query="?dry_run=true")
    assert answer.status_code == 200
    (told,) = answer.json()["files"]
    assert (told["format"], told["mapping"]["text"]) == ("csv", "words")
    assert "words" in told["columns"]
    assert answer.json()["settings"]["columns"] == {"text": "words"}
    assert sorted(home(data).iterdir()) == before
    problem_of(send(service, [("a.csv", content)], query="?dry_run=maybe"), 422)


def test_the_same_request_again_begins_nothing_new(service: Client) -> None:
    files, key = [("again.csv", table(posts(3)))], {"Idempotency-Key": "monthly-2026-03"}
    first, second = (send(service, files, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert ended(service, first.json()["id"])["state"] == "finished"
    problem_of(send(service, [("again.csv", table(posts(4)))], headers=key), 422)
    names = [each["name"] for each in service.get("/v1/audits").json()["audits"]]
    assert names.count("again.csv") == 1


def test_the_list_goes_page_by_page(service: Client, finished: str) -> None:
    for number in range(3):
        begun(service, [(f"{number}.csv", table(posts(1)))])
    whole = service.get("/v1/audits").json()
    assert whole["cursor"] is None
    found: list[Any] = []
    asked: dict[str, Any] = {"limit": 1}
    while True:
        page = service.get("/v1/audits", params=asked).json()
        found += page["audits"]
        if page["cursor"] is None:
            break
        asked["cursor"] = page["cursor"]
    assert [each["id"] for each in found] == [each["id"] for each in whole["audits"]]
    assert finished in [each["id"] for each in found]
    problem_of(service.get("/v1/audits?cursor=W10"), 422)
    problem_of(service.get("/v1/audits?limit=1000"), 422)


def test_deleted_it_is_gone_but_for_its_evidence(service: Client, data: Path) -> None:
    audit = begun(service, [("gone.csv", table(posts(5)))])
    ended(service, audit)
    answer = service.delete(f"/v1/audits/{audit}").json()
    assert answer["done"] == "deleted"
    assert "evidence is kept" in answer["detail"]
    assert list(home(data).glob(f"{audit}*")) == []
    for path in ("", "/posts", "/events", "/summary", "/export?format=csv", "/posts/0"):
        problem_of(service.get(f"/v1/audits/{audit}{path}"), 404)
    problem_of(service.delete(f"/v1/audits/{audit}"), 404)
    with Storage.open(f"sqlite:///{data / 'workspaces' / 'default' / 'evidence.sqlite'}", create=False) as storage:
        assert storage.audit(audit)["records"] == 5


def test_cancelled_while_it_runs_it_stays_so(service: Client, data: Path) -> None:
    audit = begun(service, [("long.csv", table(posts(30_000)))])
    while service.get(f"/v1/audits/{audit}").json()["state"] == "waiting":
        time.sleep(0.05)
    problem_of(service.get(f"/v1/audits/{audit}/posts"), 409)
    problem_of(service.get(f"/v1/audits/{audit}/export?format=csv"), 409)
    assert service.delete(f"/v1/audits/{audit}").json()["done"] == "cancelled"
    found = service.get(f"/v1/audits/{audit}").json()
    assert (found["state"], found["outcome"]) == ("cancelled", None)
    # others have their turn, and it does not come back
    other = begun(service, [("short.csv", table(posts(3)))])
    assert ended(service, other)["state"] == "finished"
    assert service.get(f"/v1/audits/{audit}").json()["state"] == "cancelled"
    assert service.delete(f"/v1/audits/{audit}").json()["done"] == "deleted"
    problem_of(service.get(f"/v1/audits/{audit}"), 404)


def test_a_file_that_breaks_off_fails_with_no_word_of_our_folders(service: Client, data: Path) -> None:
    packed = gzip.compress(table(posts(9_000)))
    # what is looked at first is whole
    audit = begun(service, [("cut.csv.gz", packed[: len(packed) - 40])])
    found = ended(service, audit)
    assert found["state"] == "failed"
    assert "cut.csv.gz" in found["error"]
    assert str(data) not in found["error"]
    assert service.delete(f"/v1/audits/{audit}").json()["done"] == "deleted"


def test_without_a_folder_there_are_no_audits(client: Client) -> None:
    problem_of(send(client, [("a.csv", table(posts(1)))]), 409)
    problem_of(client.get("/v1/audits"), 409)


def test_with_nobody_to_run_them_none_are_taken(settings: Settings, tmp_path: Path) -> None:
    alone = settings.model_copy(update={"data": tmp_path / "data", "audit_jobs": 0})
    with serving(create_app(alone)) as client:
        wait_until_ready(client)
        assert "ADHERE_AUDIT_JOBS" in problem_of(send(client, [("a.csv", table(posts(1)))]), 409)["detail"]
        assert [each.name for each in home(tmp_path / "data").glob("*")] == []


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> Iterator[tuple[Client, Path, dict[str, str]]]:
    """A service with two workspaces, and the tokens of `one`, `two` and of `two`'s reviewer and checker."""
    data = tmp_path_factory.mktemp("shared") / "data"
    tokens = {}
    with Accounts.at(data, None) as accounts:
        for name, workspace, roles in (
            ("one", "one", ["audit"]),
            ("two", "two", ["audit"]),
            ("reviewer", "two", ["review"]),
            ("checker", "two", ["check"]),
        ):
            _, tokens[name] = accounts.create_key(workspace, name, roles, int(time.time()), by="test")
    with serving(create_app(settings.model_copy(update={"data": data, "audit_jobs": 1}))) as client:
        wait_until_ready(client)
        yield client, data, tokens


def _as(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_workspaces_never_see_each_others_audits(shared: tuple[Client, Path, dict[str, str]]) -> None:
    client, data, tokens = shared
    audit = begun(client, [("secret-campaign.csv", table(posts(9)))], headers=_as(tokens["one"]))
    ended(client, audit, headers=_as(tokens["one"]))
    unknown = "20260101-00000000"
    for path in ("", "/posts", "/posts/0", "/events", "/summary", "/export?format=zip"):
        theirs, none = (client.get(f"/v1/audits/{each}{path}", headers=_as(tokens["two"])) for each in (audit, unknown))
        assert (theirs.status_code, none.status_code) == (404, 404)
        assert theirs.text.replace(audit, unknown) == none.text
    theirs, none = (client.delete(f"/v1/audits/{each}", headers=_as(tokens["two"])) for each in (audit, unknown))
    assert (theirs.status_code, theirs.text.replace(audit, unknown)) == (404, none.text)
    for baseline in (audit, f"../../one/audits/{audit}"):
        told = problem_of(
            send(client, [("a.csv", table(posts(1)))], ASKED | {"baseline": baseline}, headers=_as(tokens["two"])), 422
        )
        assert told["errors"][0]["where"] == "baseline"
    assert client.get("/v1/audits", headers=_as(tokens["two"])).json()["audits"] == []
    assert ids_in(home(data, "one") / audit) == [f"p{number}" for number in range(9)]
    assert not (data / "workspaces" / "two" / "evidence.sqlite").exists()


def test_reviewers_read_and_checkers_do_not(shared: tuple[Client, Path, dict[str, str]]) -> None:
    client, _, tokens = shared
    audit = begun(client, [("ours.csv", table(posts(4)))], headers=_as(tokens["two"]))
    ended(client, audit, headers=_as(tokens["two"]))
    reading = [f"/v1/audits/{audit}{path}" for path in ("", "/posts", "/posts/0", "/summary", "/export?format=csv")]
    for path in ("/v1/audits", *reading):
        assert client.get(path, headers=_as(tokens["reviewer"])).status_code == 200
        problem_of(client.get(path, headers=_as(tokens["checker"])), 403)
        problem_of(client.get(path), 401)
    for name in ("reviewer", "checker"):
        problem_of(send(client, [("a.csv", table(posts(1)))], headers=_as(tokens[name])), 403)
        problem_of(client.delete(f"/v1/audits/{audit}", headers=_as(tokens[name])), 403)


def test_only_one_process_tells_of_an_end(settings: Settings, tmp_path: Path) -> None:
    ours = settings.model_copy(update={"data": tmp_path / "data", "audit_jobs": 1})
    with Accounts.at(tmp_path / "data", None) as accounts:
        Hooks(accounts).add(
            Hook("hook_a", "default", "https://192.0.2.1/", "whsec_c2Vj", ("audit.finished",), "A. Berg", 1)
        )
    with serving(create_app(ours)) as client, serving(create_app(ours)) as other:
        wait_until_ready(client)
        wait_until_ready(other)
        audits = [begun(each, [("a.csv", table(posts(3)))]) for each in (client, other, client)]
        assert [ended(other, each)["state"] for each in audits] == ["finished"] * 3
        # whoever is second has looked by now as well
        time.sleep(2.5)
    with Accounts.at(tmp_path / "data", None) as accounts:
        told = Hooks(accounts).delivered("default", "hook_a", 10)
    assert {each.event for each in told} == {"audit.finished"}
    said = [json.loads(each.body)["data"] for each in told]
    assert sorted(each["audit"] for each in said) == sorted(audits)
    assert [each["outcome"]["posts"] for each in said] == [3] * 3


def test_it_waits_while_another_process_is_at_work(settings: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with serving(create_app(settings.model_copy(update={"data": data, "audit_jobs": 1}))) as client:
        with FileLock(data / "dbos.lock"):
            wait_until_ready(client)
            audit = begun(client, [("a.csv", table(posts(3)))])
            deleted = begun(client, [("b.csv", table(posts(3)))])
            assert client.get(f"/v1/audits/{audit}").json()["progress"]["done"] == 0
            assert client.delete(f"/v1/audits/{deleted}").json()["done"] == "cancelled"
        assert ended(client, audit)["state"] == "finished"
        assert ended(client, deleted)["state"] == "cancelled"
