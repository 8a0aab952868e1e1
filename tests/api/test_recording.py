"""Evidence of posts checked over HTTP."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Client, Response, TransportError

from adhere.post import Post
from adhere.settings import Settings
from adhere.storage import Storage
from adhere.storage.accounts import Accounts
from adhere.web import create_app
from tests.api.conftest import JSON, NDJSON, problem_of, serving, wait_until_ready
from tests.cli.packs import write_packs
from tests.storage.conftest import execute, look

DAY = dt.date(2026, 3, 2)
HOSTILE = "Ad: <script>alert('1')</script> \u202egnirts\u202c zero\u200bwidth =cmd()"


@contextlib.contextmanager
def service(settings: Settings, data: Path | None, **changes: Any) -> Iterator[tuple[Client, FastAPI]]:
    """A service with its pages that keeps what it is told to in `data`, ready; after the block it has ended gracefully."""
    app = create_app(settings.model_copy(update={"data": data, "drain_seconds": 0, "audit_jobs": 0} | changes))
    with serving(app) as client:
        wait_until_ready(client)
        yield client, app


def post(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"p{number}", "text": f"{HOSTILE} {number}", "jurisdictions": ["XA"], "relationship": "paid"} | more


def database(data: Path, workspace: str = "default") -> Path:
    return data / "workspaces" / workspace / "evidence.sqlite"


@contextlib.contextmanager
def evidence(data: Path, workspace: str = "default") -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{database(data, workspace)}", create=False) as storage:
        yield storage


def ids(data: Path, workspace: str = "default") -> Counter[str]:
    """How often each post is recorded, by its id."""
    return Counter(
        row[0] for row in look(f"sqlite:///{database(data, workspace)}", "select post_id from adhere_checks")
    )


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


def refuse(data: Path, *, yes: bool) -> None:
    """Lets the database refuse every record, or take them again."""
    trigger = "create trigger no before insert on adhere_checks begin select raise(abort, 'refused'); end"
    execute(f"sqlite:///{database(data)}", trigger if yes else "drop trigger no")


def test_every_checked_post_is_recorded_once(settings: Settings, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(post(number)) for number in range(1_000, 1_100))
    batch = {"posts": [*(post(number) for number in range(2_000, 2_070)), {"id": "bad", "text": 7}]}
    with service(settings, tmp_path) as (client, _):

        def single(number: int) -> Response:
            return client.post("/v1/check", json=post(number))

        with ThreadPoolExecutor(8) as pool:
            sent = [pool.submit(single, number) for number in range(600)]
            streamed = pool.submit(client.post, "/v1/check/batch", content=lines, headers={"content-type": NDJSON})
            whole = pool.submit(client.post, "/v1/check/batch", json=batch)
            long = pool.submit(client.post, "/v1/check", json=post(3_000, text="Ad: " + "long " * 6_000))
            answers = [each.result() for each in sent]
        assert {each.status_code for each in (*answers, streamed.result(), whole.result(), long.result())} == {200}
        assert len(streamed.result().text.splitlines()) == 100
        assert whole.result().json()["failed"] == 1
        assert client.post("/v1/check", json={"text": 7}).status_code == 422
    numbers = [*range(600), *range(1_000, 1_100), *range(2_000, 2_070), 3_000]
    assert ids(tmp_path) == Counter(f"p{number}" for number in numbers)
    with evidence(tmp_path) as storage:
        assert storage.verify() == []
        (audit,) = storage.audits()
        assert audit["records"] == len(numbers)
        assert audit["kind"] == "checks"
        assert audit["jurisdictions"] is audit["on"] is None
        assert audit["finished"] >= audit["started"]
        report = answers[5].json()
        (stored,) = storage.check(report["check_id"])
        assert stored.record.report_sha256 == hashlib.sha256(answers[5].content).hexdigest()
        assert [(each.jurisdiction, each.rule, each.reason) for each in stored.findings] == [
            (result["jurisdiction"], finding["rule"], finding["reason"])
            for result in report["results"]
            for finding in result["findings"]
        ]
    # nothing is left of a process that ended well
    assert list((tmp_path / "recording").iterdir()) == []


def test_the_same_post_twice_and_a_day_of_its_own(settings: Settings, tmp_path: Path) -> None:
    with service(settings, tmp_path) as (client, _):
        first = client.post("/v1/check", json=post(1)).json()
        client.post("/v1/check", json=post(1))
        on = client.post("/v1/check?on=2018-05-04", json=post(2)).json()
        until(lambda: client.get(f"/v1/checks/{on['check_id']}").status_code == 200)
        records = client.get(f"/v1/checks/{first['check_id']}").json()["records"]
        assert len(records) == 2
        assert client.get(f"/evidence?check={first['check_id']}", follow_redirects=True).text.count("p1") >= 2
        assert records[0]["audit"] in client.get(f"/evidence/audits/{records[0]['audit']}").text
        # what is looked at on the page is not evidence of anything
        form = {"text": "Ad: on the page", "jurisdictions": "XA", "relationship": "paid"}
        assert client.post("/fragments/check", data=form).status_code == 200
    with evidence(tmp_path) as storage:
        assert [each.record.as_of for each in storage.check(on["check_id"])] == [dt.date(2018, 5, 4)]
        assert len(storage.check(first["check_id"])) == 2
        assert storage.count() == 3


def test_two_workspaces_never_mix(settings: Settings, tmp_path: Path) -> None:
    with Accounts.at(tmp_path, None) as accounts:
        tokens = {
            name: accounts.create_key(name, "k", ["check"], int(time.time()), by="test")[1]
            for name in ("ours", "theirs")
        }
    with service(settings, tmp_path) as (client, _), ThreadPoolExecutor(8) as pool:

        def single(number: int) -> int:
            token = tokens["ours" if number % 2 else "theirs"]
            head = {"authorization": f"Bearer {token}"}
            return client.post("/v1/check", json=post(number), headers=head).status_code

        assert set(pool.map(single, range(200))) == {200}
    assert ids(tmp_path, "ours") == Counter(f"p{number}" for number in range(1, 200, 2))
    assert ids(tmp_path, "theirs") == Counter(f"p{number}" for number in range(0, 200, 2))
    assert not database(tmp_path).exists()
    for name in tokens:
        with evidence(tmp_path, name) as storage:
            assert storage.verify() == []
            assert storage.audits()[0]["records"] == 100


@pytest.mark.parametrize("texts", [True, False])
def test_texts_only_where_they_are_kept(settings: Settings, tmp_path: Path, *, texts: bool) -> None:
    given = [post(1), post(2, text="Ad: " + "long " * 6_000), post(3, text="Ad: \ud800 \0 " + HOSTILE)]
    with service(settings, tmp_path, keep_texts=texts) as (client, _):
        for each in given:
            raw = json.dumps(each)
            assert client.post("/v1/check", content=raw, headers={"content-type": JSON}).status_code == 200
        batch = client.post("/v1/check/batch", json={"posts": [post(4)]})
        assert batch.json()["failed"] == 0
    with evidence(tmp_path) as storage:
        found = [storage.check(check)[0].record for check in _check_ids(tmp_path)]
        assert len(found) == 4
        for record in found:
            assert (record.input is not None) is texts
            if record.input is not None:
                assert hashlib.sha256(record.input.encode()).hexdigest() == record.input_sha256
        first = next(each for each in found if each.post_id == "p1")
        written = Post.model_validate(given[0]).model_dump_json()
        assert first.input_sha256 == hashlib.sha256(written.encode()).hexdigest()
        assert storage.verify() == []
    assert (HOSTILE.encode() in _bytes(database(tmp_path))) is False or texts


def test_kept_checks_can_be_repeated(settings: Settings, tmp_path: Path) -> None:
    with service(settings, tmp_path, keep_texts=True) as (client, _):
        answer = client.post("/v1/check", json=post(1))
    with service(settings, tmp_path, keep_texts=True) as (client, _):
        again = client.get(f"/v1/checks/{answer.json()['check_id']}/replay").json()
    assert again["same"] is True
    assert again["report"] == answer.json()


def test_a_check_is_found_as_soon_as_it_is_answered(settings: Settings, tmp_path: Path) -> None:
    with service(settings, tmp_path, keep_texts=True) as (client, app):
        for number in range(5):
            check_id = client.post("/v1/check", json=post(number)).json()["check_id"]
            (record,) = client.get(f"/v1/checks/{check_id}").json()["records"]
            assert (record["post_id"], record["seal"]) == (f"p{number}", None)
        assert app.state.service.recording.waiting == 0
        # what judged it is at work, and nothing need be sealed for a second look
        again = client.get(f"/v1/checks/{check_id}/replay").json()
        assert again["same"] is True


@pytest.mark.parametrize("on", ["2018-05-04", "2024-05-04"])
def test_a_check_of_a_day_of_its_own_can_be_repeated(settings: Settings, tmp_path: Path, on: str) -> None:
    late = post(1, text="hello #ad")
    with service(settings, tmp_path, keep_texts=True) as (client, _):
        answer = client.post(f"/v1/check?on={on}", json=late).json()
        other = client.post("/v1/check", json=late).json()
        assert answer["as_of_source"] == "argument"
        for each in (answer, other):
            again = client.get(f"/v1/checks/{each['check_id']}/replay").json()
            assert again == {"same": True, "why": "", "report": each}


def test_records_of_one_check_the_last_first(settings: Settings, tmp_path: Path) -> None:
    seen: list[str] = []
    for _ in range(4):
        with service(settings, tmp_path) as (client, _):
            check_id = client.post("/v1/check", json=post(1)).json()["check_id"]
            records = client.get(f"/v1/checks/{check_id}").json()["records"]
            seen.insert(0, next(each["audit"] for each in records if each["audit"] not in seen))
            assert [each["audit"] for each in records] == seen
        # audits name the second in which they began
        time.sleep(1.1)


def test_killed_and_started_again(settings: Settings, packs: Path, tmp_path: Path) -> None:
    with _process(packs, tmp_path) as (client, process):
        for number in range(20):
            last = client.post("/v1/check", json=post(number)).json()["check_id"]
        # found by its id it is written, and the others with it
        until(lambda: client.get(f"/v1/checks/{last}").status_code == 200)
        assert sum(ids(tmp_path).values()) == 20
        with evidence(tmp_path) as storage:
            assert [each["seal"] for each in storage.audits()] == [None]
        # another process of the service that starts beside it leaves alone what lives
        with service(settings, tmp_path) as (other, _):
            assert other.post("/v1/check", json=post(100)).status_code == 200
        with evidence(tmp_path) as storage:
            assert sorted((each["records"] or 0, bool(each["seal"])) for each in storage.audits()) == [
                (0, False),
                (1, True),
            ]
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    with service(settings, tmp_path) as (client, _):
        until(lambda: client.get("/v1/evidence/verify").json()["whole"] and _sealed(tmp_path) == [1, 20])
    with evidence(tmp_path) as storage:
        assert storage.verify() == []
    assert list((tmp_path / "recording").iterdir()) == []


def test_other_rules_and_another_day_begin_a_new_stream(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = write_packs(tmp_path / "own")
    data = tmp_path / "data"
    data.mkdir()
    with service(settings, data, rules=(own,)) as (client, _):
        before = client.post("/v1/check", json=post(1)).json()
        labels = own / "XB" / "labels.yaml"
        labels.write_text(labels.read_text("utf-8") + "\n# looked at again\n", "utf-8")
        assert client.post("/v1/admin/reload").json()["changed"] is True
        after = client.post("/v1/check", json=post(2)).json()
        assert before["rules_revision"] != after["rules_revision"]
        # the stream of the old rules is sealed while the service goes on
        until(lambda: _sealed(data) == [1])
        tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
        monkeypatch.setattr("adhere.api.service.today", lambda: tomorrow)
        client.post("/v1/check", json=post(3))
        client.post("/v1/check/batch", json={"posts": [post(4)]})
        until(lambda: _sealed(data) == [1, 1])
    with evidence(data) as storage:
        assert storage.verify() == []
        found = {(each["today"], each["rules_revision"]): each for each in storage.audits()}
        assert len(found) == 3
        assert found[tomorrow.isoformat(), after["rules_revision"]]["records"] == 2
        assert found[tomorrow.isoformat(), after["rules_revision"]]["id"].startswith(f"checks-{tomorrow:%Y%m%d}-")


def test_a_database_that_refuses(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with service(settings, tmp_path) as (client, _):
        client.post("/v1/check", json=post(0))
    # about five posts
    monkeypatch.setattr("adhere.api.recording.MOST", 5_000)
    refuse(tmp_path, yes=True)
    with service(settings, tmp_path, keep_texts=True) as (client, _):
        sent = 0
        assert client.post("/v1/check", json=post(1)).status_code == 200
        until(lambda: client.get("/health/ready").status_code == 503)
        problem = problem_of(client.get("/health/ready"), 503)
        assert "Evidence cannot be written to the database, and that of 1 checked posts waits" in problem["detail"]
        for sent in range(2, 100):
            answer = client.post("/v1/check", json=post(sent))
            if answer.status_code != 200:
                break
        assert 3 < sent < 20
        assert "there is room for no more" in problem_of(answer, 503)["detail"]
        assert problem_of(client.post("/v1/check/batch", json={"posts": [post(99)]}), 503)
        waiting = sent - 1
        assert f"adhere_evidence_waiting {float(waiting)}" in client.get("/metrics").text
        # the pages check without evidence, as ever
        assert client.get("/health/live").status_code == 200
        # the log says why, without a word of a post
        assert "evidence cannot be written, that of 1 checked posts waits: IntegrityError: refused" in caplog.text
        assert "gnirts" not in caplog.text
        refuse(tmp_path, yes=False)
        until(lambda: client.get("/health/ready").status_code == 200)
        assert client.post("/v1/check", json=post(200)).status_code == 200
    assert ids(tmp_path) == Counter(f"p{number}" for number in [*range(sent), 200])
    with evidence(tmp_path) as storage:
        assert storage.verify() == []
        assert sum(each["records"] for each in storage.audits()) == sent + 1


def test_a_text_that_waits_to_be_written_is_erased_too(settings: Settings, tmp_path: Path) -> None:
    with service(settings, tmp_path, keep_texts=True) as (client, _):
        asked = post(1, author="@mia.holt")
        found = client.post("/v1/check", json=asked).json()["check_id"]
        erased = client.post("/v1/evidence/forget", json={"author": "mia.holt", "reason": "asked for it"})
        assert erased.json() == {"erased": 1}
        (record,) = client.get(f"/v1/checks/{found}").json()["records"]
        assert record["text_erased"]


def test_nothing_is_written_where_checks_are_not_kept(settings: Settings, tmp_path: Path) -> None:
    with service(settings, tmp_path, keep_checks=False) as (client, app):
        client.post("/v1/check", json=post(1))
        client.post("/v1/check/batch", json={"posts": [post(2)]})
        assert app.state.service.recording is None
    assert not database(tmp_path).exists()
    assert not (tmp_path / "recording").exists()


def test_nothing_is_written_without_a_data_folder(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with service(settings, None) as (client, app):
        assert client.post("/v1/check", json=post(1)).status_code == 200
        assert client.post("/v1/check/batch", json={"posts": [post(2)]}).status_code == 200
        assert app.state.service.recording is None
    assert list(tmp_path.iterdir()) == []


def _check_ids(data: Path) -> list[str]:
    return [row[0] for row in look(f"sqlite:///{database(data)}", "select check_id from adhere_checks")]


def _sealed(data: Path) -> list[int]:
    """The number of records in each sealed audit."""
    found = look(f"sqlite:///{database(data)}", "select records from adhere_audits where seal is not null")
    return sorted(row[0] for row in found)


def _bytes(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


@contextlib.contextmanager
def _process(packs: Path, data: Path) -> Iterator[tuple[Client, subprocess.Popen[bytes]]]:
    """The service in a process of its own, ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "adhere.cli",
        "serve",
        "--port",
        str(port),
        "--rules",
        str(packs),
        "--data",
        str(data),
    ]
    environ = os.environ | {"ADHERE_CLASSIFY": "false", "ADHERE_BATCH_WORKERS": "1", "ADHERE_AUDIT_JOBS": "0"}
    with (
        subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process,
        Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        try:
            until(lambda: _answers(client), 60)
            yield client, process
        finally:
            process.kill()


def _answers(client: Client) -> bool:
    with contextlib.suppress(TransportError):
        return client.get("/health/ready").status_code == 200
    return False
