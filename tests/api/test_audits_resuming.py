"""A failed or cancelled audit taken up again: over HTTP, by the client and on its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from adhere.client import Client
from adhere.settings import Settings
from adhere.storage import Storage
from adhere.storage.accounts import Accounts
from adhere.web import create_app
from tests.api.auditing import ASKED, all_posts, begun, ended, home, posts, table
from tests.api.conftest import problem_of, serving, wait_until_ready

COUNT = 40
#: What stands in the parts of an audit, and can only come from there.
MARKED = 777_777


@dataclass(frozen=True)
class Failing:
    """A service whose audits fail at their end, as long as the one with which they are compared is not whole."""

    client: httpx.Client
    tokens: dict[str, str]
    data: Path
    earlier: str
    whole: bytes

    def audit(self) -> str:
        """One that has checked all its posts and then failed."""
        self.findings.write_bytes(b"no findings")
        asked = ASKED | {"baseline": self.earlier}
        audit = begun(self.client, [("b.csv", table(posts(COUNT)))], asked)
        found = ended(self.client, audit)
        assert (found["state"], found["links"].keys()) == ("failed", {"self", "events"})
        return audit

    def mend(self) -> None:
        self.findings.write_bytes(self.whole)

    @property
    def findings(self) -> Path:
        return home(self.data) / self.earlier / "findings.parquet"

    def acts(self, audit: str) -> list[str]:
        with Accounts.at(self.data, None) as accounts:
            return [each.act for each in accounts.acts("default") if each.subject == audit]


@pytest.fixture(scope="module")
def failing(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failing]:
    data = tmp_path_factory.mktemp("resuming") / "data"
    with Accounts.at(data, None) as accounts:
        tokens = {
            role: accounts.create_key("default", f"a {role}", [role], 1, by="test")[1]
            for role in ("audit", "review", "check")
        }
        tokens["other"] = accounts.create_key("other", "stranger", ["admin"], 1, by="test")[1]
    with serving(create_app(settings.model_copy(update={"data": data, "audit_jobs": 1}))) as client:
        wait_until_ready(client)
        client.headers["Authorization"] = f"Bearer {tokens['audit']}"
        earlier = begun(client, [("a.csv", table(posts(COUNT)))])
        assert ended(client, earlier)["error"] is None
        yield Failing(client, tokens, data, earlier, (home(data) / earlier / "findings.parquet").read_bytes())


def test_it_goes_on_without_what_it_has_checked(failing: Failing) -> None:
    client, audit = failing.client, failing.audit()
    part = home(failing.data) / audit / ".audit" / "parts" / "posts-000000.parquet"
    found = pq.read_table(part)
    at = found.column_names.index("followers")
    marked = pa.array([MARKED] * COUNT, found.schema.field("followers").type)
    pq.write_table(found.set_column(at, "followers", marked), part)
    failing.mend()
    for _ in range(2):
        # sent again, it does nothing more
        answer = client.post(f"/v1/audits/{audit}/resume")
        assert answer.status_code == 202, answer.text
        assert (answer.json()["id"], answer.headers["location"]) == (audit, f"/v1/audits/{audit}")
        assert (answer.json()["error"], answer.json()["ended"]) == (None, None)
    finished = ended(client, audit)
    assert (finished["state"], finished["error"], finished["outcome"]["checked"]) == ("finished", None, COUNT)
    assert {each["followers"] for each in all_posts(client, audit)} == {MARKED}
    assert failing.acts(audit) == ["audit resumed", "audit begun"]
    evidence = failing.data / "workspaces" / "default" / "evidence.sqlite"
    with Storage.open(f"sqlite:///{evidence}", create=False) as storage:
        assert storage.audit(audit)["records"] == COUNT
        assert storage.verify(audit) == []
    assert problem_of(client.post(f"/v1/audits/{audit}/resume"), 409)["detail"] == (
        f"The audit {audit} is finished: only a failed or cancelled one can be taken up again."
    )
    assert client.delete(f"/v1/audits/{audit}").json()["done"] == "deleted"
    problem_of(client.post(f"/v1/audits/{audit}/resume"), 404)


def test_on_its_page_and_by_the_client(failing: Failing) -> None:
    client, audit = failing.client, failing.audit()
    page = client.get(f"/audits/{audit}").text
    assert f'action="/audits/{audit}/resume"' in page
    assert "Take it up again" in page
    as_reviewer = {"Authorization": f"Bearer {failing.tokens['review']}"}
    assert "/resume" not in client.get(f"/audits/{audit}", headers=as_reviewer).text
    for word, unknown in ((audit, 404), ("20260101-00000000", 404), ("a%00b", 422), ("%F0%9F%98%80", 404)):
        for name, status in (("review", 403), ("check", 403), ("other", unknown)):
            headers = {"Authorization": f"Bearer {failing.tokens[name]}"}
            problem_of(client.post(f"/v1/audits/{word}/resume", headers=headers), status)
            assert client.post(f"/audits/{word}/resume", headers=headers).status_code == status
    problem_of(client.post(f"/v1/audits/{audit}/resume", params={"force": "true"}), 422)
    assert failing.acts(audit) == ["audit begun"]
    # what it failed of is still there
    answer = client.post(f"/audits/{audit}/resume")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/audits/{audit}")
    assert ended(client, audit)["state"] == "failed"
    failing.mend()
    with Client(str(client.base_url), key=failing.tokens["audit"]) as adhere:
        assert adhere.audits.resume(audit).going
        assert adhere.audits.wait(audit).state == "finished"
    assert "/resume" not in client.get(f"/audits/{audit}").text
    assert failing.acts(audit) == ["audit resumed", "audit resumed", "audit begun"]


def test_a_cancelled_one_goes_on_too(failing: Failing) -> None:
    client, count = failing.client, 3_000
    audit = begun(client, [("long.csv", table(posts(count)))])
    watched = client.stream("GET", f"/v1/audits/{audit}/events")
    with watched as events:
        # only once it runs is there something to keep
        next(line for line in events.iter_lines() if line == "event: progress")
    assert client.delete(f"/v1/audits/{audit}").json()["done"] == "cancelled"
    assert f'action="/audits/{audit}/resume"' in client.get(f"/audits/{audit}").text
    assert client.post(f"/v1/audits/{audit}/resume").json()["state"] in ("waiting", "running")
    finished = ended(client, audit)
    assert (finished["state"], finished["outcome"]["checked"]) == ("finished", count)
    assert [each["id"] for each in all_posts(client, audit)] == [f"p{number}" for number in range(count)]
    assert failing.acts(audit) == ["audit resumed", "audit cancelled", "audit begun"]
    evidence = failing.data / "workspaces" / "default" / "evidence.sqlite"
    with Storage.open(f"sqlite:///{evidence}", create=False) as storage:
        assert storage.audit(audit)["records"] == count
        assert storage.verify(audit) == []
