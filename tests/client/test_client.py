"""The client against a running service: every method, and every kind of error."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from adhere.api import create_app
from adhere.checker import Checker
from adhere.client import AuditEvent, Client, Failed, Problem, Unreachable
from adhere.errors import InputError
from adhere.post import Post
from adhere.report import Report
from adhere.settings import Settings
from adhere.storage.accounts import Accounts
from tests.api.auditing import home, posts, table
from tests.api.conftest import packs, serving, settings, wait_until_ready  # noqa: F401

DAY = dt.date(2026, 3, 2)
LATE = Post(id="late", text="Hello serum #ad", jurisdictions=["XA", "XB"], relationship="paid", published_on=DAY)
GOOD = Post(id="good", text="Ad: hello", jurisdictions=["XA"], relationship="paid", published_on=DAY)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("client") / "data"


@pytest.fixture(scope="module")
def address(data: Path, settings: Settings) -> Iterator[tuple[str, str]]:  # noqa: F811
    """The address of a service that asks for keys, and a key."""
    with Accounts.at(data, None) as accounts:
        _, token = accounts.create_key("team", "the client", ["admin"], int(time.time()), by="test")
    with serving(create_app(settings.model_copy(update={"data": data, "audit_jobs": 1}))) as client:
        wait_until_ready(client)
        yield str(client.base_url), token


@pytest.fixture(scope="module")
def client(address: tuple[str, str]) -> Iterator[Client]:
    url, token = address
    with Client(url, key=token) as client:
        yield client


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "one.csv").write_bytes(table(posts(600)))
    (folder / "two.csv").write_bytes(table(posts(50, first=600)))
    return [folder / "one.csv", folder / "two.csv"]


@pytest.fixture(scope="module")
def audit(client: Client, files: list[Path]) -> str:
    begun = client.audits.begin(files, jurisdictions=["XA", "XB"], classify=False, name="Spring")
    assert begun.going
    return client.audits.wait(begun.id).id


def test_a_report_is_the_one_that_the_library_gives(client: Client, packs: Path) -> None:  # noqa: F811
    report = client.check(LATE)
    assert report == Checker.load(rules=[packs], classify=False).check(LATE, today=DAY)
    assert isinstance(report, Report)
    assert report.verdict == "non_compliant"
    assert {each.verdict for each in client.check(LATE, on=dt.date(2016, 1, 1)).results} != {"non_compliant"}


def test_a_batch_has_an_answer_for_each_post(client: Client) -> None:
    bad = Post(id="bad", text="x", jurisdictions=["ZZ"])
    late, failed, good = client.check_batch([LATE, bad, GOOD])
    assert isinstance(late, Report)
    assert isinstance(good, Report)
    assert (late.verdict, good.verdict) == ("non_compliant", "compliant")
    assert isinstance(failed, Failed)
    assert (failed.id, failed.index) == ("bad", 1)
    assert "ZZ" in failed.detail


def test_rules_are_read(client: Client) -> None:
    found = {each.jurisdiction: each for each in client.jurisdictions()}
    assert found["XA"].name == "Land of XA"
    assert client.jurisdiction("XA", on=DAY)["on"] == "2026-03-02"
    assert {each.jurisdiction for each in client.rules(jurisdiction="XA")} == {"XA"}
    assert len(client.rules()) > len(client.rules(jurisdiction="XA"))
    assert client.rule("xa.placement.start", on=DAY)["in_force"]["since"] == "2020-01-01"


def test_an_audit_is_begun_and_told_whole(client: Client, audit: str) -> None:
    found = client.audits.get(audit)
    assert (found.state, found.name, found.created_by) == ("finished", "Spring", "the client")
    assert found.outcome is not None
    assert found.outcome.checked == 650
    assert found.progress is not None
    assert found.progress.done == 650
    assert [each["name"] for each in found.files or ()] == ["one.csv", "two.csv"]
    assert found.settings is not None
    assert found.settings["jurisdictions"] == ["XA", "XB"]
    assert audit in [each.id for each in client.audits]
    assert client.audits.summary(audit)["posts"] == 650


def test_events_are_told_until_the_end(client: Client, files: list[Path]) -> None:
    begun = client.audits.begin(files, jurisdictions=["XB"], classify=False)
    events = list(client.audits.events(begun.id))
    assert all(isinstance(each, AuditEvent) for each in events)
    assert events[-1].state == "finished"
    assert events[-1].outcome is not None
    assert [each.state for each in events[:-1] if each.state not in ("waiting", "running")] == []


def test_posts_are_found_across_pages(client: Client, audit: str) -> None:
    found = list(client.audits.posts(audit))
    assert [each.seq for each in found] == list(range(650))
    assert [each.id for each in found] == [f"p{number}" for number in range(650)]
    bad = list(client.audits.posts(audit, verdict="non_compliant", platform="tiktok", suspected=False, q="serum"))
    assert bad
    assert all(each.verdict == "non_compliant" and each.platform == "tiktok" for each in bad)
    assert bad[0].verdicts[0].jurisdiction in ("XA", "XB")
    assert client.audits.post(audit, bad[0].seq)["findings"]


def test_a_decision_is_made_and_read(client: Client, audit: str) -> None:
    (post, *_) = client.audits.posts(audit, reason="missing_label")
    assert post.check_id is not None
    (made, *_) = client.decide(post.check_id, "override", reason="It is the author's own shop", jurisdiction="XA")
    assert (made.decision, made.by, made.jurisdiction, made.stands) == ("override", "the client", "XA", True)
    with pytest.raises(Problem):
        client.decide(post.check_id, "ignore", reason="Old")
    client.decide(post.check_id, "ignore", reason="Old", jurisdiction="XB", until=dt.date(2999, 1, 1))
    assert client.evidence(post.check_id)["check_id"] == post.check_id
    decided = client.audits.post(audit, post.seq)["decisions"]
    assert {each["decision"] for each in decided} == {"override", "ignore"}


def test_an_export_is_written_whole(client: Client, audit: str, data: Path, tmp_path: Path) -> None:
    path = client.audits.export(audit, "html", tmp_path / "report.html")
    assert path.read_bytes() == (home(data, "team") / audit / "report.html").read_bytes()
    with pytest.raises(Problem):
        client.audits.export("nope", "csv", tmp_path / "posts.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


def test_a_dry_run_says_how_files_are_read(client: Client, files: list[Path]) -> None:
    one, two = client.audits.dry_run(files, jurisdictions=["XA"], defaults={"sector": "food"})
    assert (one.name, two.name, one.format) == ("one.csv", "two.csv", "csv")
    assert one.mapping["text"] == "caption"


def test_the_same_key_begins_nothing_new(client: Client, files: list[Path]) -> None:
    first, second = (
        client.audits.begin(files[1:], jurisdictions=["XA"], classify=False, idempotency_key="april") for _ in range(2)
    )
    assert first == second
    client.audits.wait(first.id)
    client.audits.delete(first.id)
    with pytest.raises(Problem) as caught:
        client.audits.get(first.id)
    assert caught.value.status == 404


def test_a_problem_says_what_is_wrong_where(client: Client, files: list[Path]) -> None:
    with pytest.raises(Problem) as caught:
        client.audits.begin(files, jurisdictions=["XAA"])
    problem = caught.value
    assert (problem.status, problem.kind) == (422, "urn:adhere:problem:unknown-word")
    assert problem.parts[0].where == "jurisdictions"
    assert problem.parts[0].nearest in ("XA", "XB")
    assert str(problem) == problem.detail
    assert problem.retry_after is None


def test_without_a_key_it_is_refused(address: tuple[str, str]) -> None:
    with Client(address[0]) as stranger, pytest.raises(Problem) as caught:
        stranger.check(GOOD)
    assert caught.value.status == 401


def test_a_file_that_is_not_there_is_told(client: Client, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        client.audits.begin([tmp_path / "nowhere.csv"], jurisdictions=["XA"])


def test_nobody_there_is_told() -> None:
    with Client("http://127.0.0.1:1") as client, pytest.raises(Unreachable):
        client.jurisdictions()


def test_another_server_is_told() -> None:
    def strange(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503, text="<h1>Gateway</h1>", headers={"Retry-After": "7"})

    with Client(transport=httpx.MockTransport(strange)) as client, pytest.raises(Problem) as caught:
        client.jurisdictions()
    assert (caught.value.status, caught.value.retry_after) == (503, 7)


EVENT = (
    '{"audit":"a","state":"%s","done":1,"read":2,"rate":null,"seconds_left":null,"error":null,"outcome":null,"new":1}'
)


def test_events_that_break_off_are_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adhere.client.audits._AGAIN", 0.0)
    asked: list[str | None] = []

    def service(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("last-event-id"))
        if len(asked) == 2:
            raise httpx.ReadError("broke off")
        state = "running" if len(asked) == 1 else "finished"
        return httpx.Response(200, text=f": ping\r\n\r\nid: {len(asked)}\r\nevent: x\r\ndata: {EVENT % state}\r\n\r\n")

    with Client(transport=httpx.MockTransport(service)) as client:
        assert [each.state for each in client.audits.events("a")] == ["running", "finished"]
    assert asked == [None, "1", "1"]


def test_events_that_never_come_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adhere.client.audits._AGAIN", 0.0)
    silent = httpx.MockTransport(lambda _: httpx.Response(200, text=""))
    with Client(transport=silent) as client, pytest.raises(Unreachable, match="again and again"):
        list(client.audits.events("a"))
