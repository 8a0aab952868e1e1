"""GET /metrics: true numbers, for those whom they concern."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client, Response
from prometheus_client.parser import text_string_to_metric_families

from adhere import __version__
from adhere.api import Settings, create_app
from adhere.api.tallies import Tally
from adhere.checker import Checker
from adhere.post import Post
from adhere.storage.accounts.hooks import Hook, Hooks
from tests.api.conftest import NDJSON, problem_of, serving, wait_until_ready
from tests.api.operating import STRANGER, Operated, key, run, settings_with
from tests.storage.announced import announced

LATE = {"text": "a late #ad", "jurisdictions": ["XA"], "relationship": "paid"}
EARLY = {"text": "Ad: hello", "jurisdictions": ["XA", "XB"], "relationship": "paid"}


def numbers(answer: Response) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every sample by its name and labels."""
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def number(answer: Response, name: str, **labels: str) -> float:
    return numbers(answer).get((name, frozenset(labels.items())), 0.0)


@pytest.fixture(scope="module")
def alone(settings: Settings) -> Iterator[Client]:
    """A service that nobody else asks."""
    with serving(create_app(settings)) as client:
        wait_until_ready(client)
        yield client


class Counting:
    """How much a number has grown since the test began."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.before = numbers(client.get("/metrics"))

    def __call__(self, name: str, **labels: str) -> float:
        sample = (name, frozenset(labels.items()))
        return numbers(self.client.get("/metrics")).get(sample, 0.0) - self.before.get(sample, 0.0)


@pytest.fixture
def grown(alone: Client) -> Counting:
    return Counting(alone)


def test_requests_checks_verdicts_and_findings_are_counted(alone: Client, grown: Counting) -> None:
    for post in (LATE, EARLY, EARLY):
        assert alone.post("/v1/check", json=post).status_code == 200
    # a long one is checked by a worker, and counts all the same
    assert alone.post("/v1/check", json=EARLY | {"text": "Ad: " + "word " * 5_000}).status_code == 200
    assert alone.post("/v1/check", json={"text": 1}).status_code == 422
    alone.get("/v1/jurisdictions/XA")
    alone.get("/v1/jurisdictions/XB")
    assert alone.get("/metrics").headers["content-type"].startswith("text/plain")
    check = {"route": "/v1/check", "method": "POST"}
    assert grown("adhere_requests_total", **check, status="200") == 4
    assert grown("adhere_requests_total", **check, status="422") == 1
    assert grown("adhere_request_seconds_count", route="/v1/check") == 5
    assert grown("adhere_requests_total", route="/v1/jurisdictions/{id}", method="GET", status="200") == 2
    assert grown("adhere_checks_total", verdict="compliant") == 3
    assert grown("adhere_checks_total", verdict="non_compliant") == 1
    assert grown("adhere_verdicts_total", jurisdiction="XA", verdict="compliant") == 3
    assert grown("adhere_verdicts_total", jurisdiction="XA", verdict="non_compliant") == 1
    assert grown("adhere_verdicts_total", jurisdiction="XB", verdict="compliant") == 3
    assert grown("adhere_findings_total", reason="label_too_late", severity="breach") == 1
    assert number(alone.get("/metrics"), "adhere_worker_tasks") == 0


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_batches_are_counted_where_their_reports_are_made(alone: Client, grown: Counting, form: str) -> None:
    posts: list[object] = [LATE] * 70 + [{"text": 1}, {"nothing": "known"}]
    if form == "json":
        answer = alone.post("/v1/check/batch", json={"posts": posts})
    else:
        lines = "\n".join(json.dumps(each) for each in posts)
        answer = alone.post("/v1/check/batch", content=lines, headers={"content-type": NDJSON})
    assert answer.status_code == 200
    assert grown("adhere_batch_posts_count") == 1
    assert grown("adhere_batch_posts_sum") == 72
    assert grown("adhere_checks_total", verdict="non_compliant") == 70
    assert grown("adhere_checks_failed_total") == 2
    assert grown("adhere_findings_total", reason="label_too_late", severity="breach") == 70


def test_what_is_at_work_is_told(alone: Client) -> None:
    ready = alone.get("/health/ready").json()
    at_work = {"version": __version__, "rules_revision": ready["rules_revision"], "model_version": "none"}
    answer = alone.get("/metrics")
    assert number(answer, "adhere_info", **at_work) == 1
    assert number(answer, "adhere_ready") == 1
    assert number(answer, "adhere_workers") == 1
    assert number(answer, "adhere_jurisdictions") == ready["jurisdictions"]
    assert number(answer, "process_resident_memory_bytes") > 1_000_000


def test_before_anything_is_loaded_it_answers(settings: Settings) -> None:
    with serving(create_app(settings), lifespan="off") as client:
        answer = client.get("/metrics")
        assert number(answer, "adhere_ready") == 0
        assert "adhere_info" not in answer.text


def test_words_of_callers_make_no_series(alone: Client, grown: Counting) -> None:
    for word in ("mia-secret", "%22%7Dx", "a" * 500):
        alone.get(f"/nothing/{word}")
        alone.get(f"/v1/jurisdictions/{word}")
        alone.request("PROPFIND", f"/v1/check?{word}")
    answer = alone.get("/metrics")
    assert grown("adhere_requests_total", route="none", method="GET", status="404") == 3
    assert grown("adhere_requests_total", route="/v1/jurisdictions/{id}", method="GET", status="404") == 3
    assert "mia-secret" not in answer.text
    assert "PROPFIND" not in answer.text


def test_each_app_counts_for_itself(settings: Settings) -> None:
    with serving(create_app(settings), lifespan="off") as one, serving(create_app(settings), lifespan="off") as other:
        for _ in range(3):
            one.get("/health/live")
        assert (
            number(one.get("/metrics"), "adhere_requests_total", route="/health/live", method="GET", status="200") == 3
        )
        assert "/health/live" not in other.get("/metrics").text


def test_a_tally_is_what_the_reports_say(packs: Path) -> None:
    checker, tally = Checker.load(rules=[packs], classify=False), Tally()
    reports = [checker.check(Post.model_validate(each), today=dt.date(2026, 5, 2)) for each in (LATE, EARLY)]
    for report in reports:
        tally.add(report)
    assert dict(tally.posts) == {"non_compliant": 1, "compliant": 1}
    assert tally.verdicts == {("XA", "non_compliant"): 1, ("XA", "compliant"): 1, ("XB", "compliant"): 1}
    findings = [each for report in reports for result in report.results for each in result.findings]
    assert sum(tally.findings.values()) == len(findings) > 0
    assert (tally.suspected, tally.failed) == (0, 0)


def test_others_need_an_operators_key(packs: Path, tmp_path: Path) -> None:
    async def work(at: Operated) -> None:
        # open, and nobody else may come in
        assert (await at.client.get("/metrics")).status_code == 200
        async with at.from_address(STRANGER) as stranger:
            assert number(await at.client.get("/metrics"), "adhere_audits", state="waiting") == 0
            hook = Hook("hook_a", "theirs", "https://192.0.2.1/in?token=x", "whsec_c2Vj", ("test",), "A. Berg", 1)
            Hooks(at.service.kept).add(hook)
            announced(Hooks(at.service.kept), "theirs", "test", "{}", 1)
            assert number(await at.client.get("/metrics"), "adhere_webhook_waiting") == 1
            admin = key(at.service, "admin")
            problem_of(await stranger.get("/metrics"), 401)
            problem_of(await stranger.get("/metrics", headers={"Authorization": "Bearer adh_nothing"}), 401)
            problem_of(await stranger.get("/metrics", headers=key(at.service, "check", "audit", "review")), 403)
            problem_of(await stranger.get("/metrics", headers=key(at.service, "admin", workspace="other")), 403)
            assert (await stranger.get("/metrics", headers=admin)).status_code == 200
        # this machine needs none, unless it asks for another, or under a name that a foreign page can have
        assert (await at.client.get("/metrics")).status_code == 200
        for name, value in (("X-Forwarded-For", STRANGER), ("Forwarded", f"for={STRANGER}"), ("Host", "evil.example")):
            problem_of(await at.client.get("/metrics", headers={name: value}), 401)

    run(settings_with(packs, tmp_path / "data"), work)


def test_the_query_is_empty(alone: Client) -> None:
    problem_of(alone.get("/metrics", params={"name": "adhere_info"}), 422)


def test_it_goes_on_while_the_database_is_away(packs: Path, tmp_path: Path) -> None:
    """That is when an operator looks at it: what waits for the database is told, and that the service takes no work."""
    data = tmp_path / "data"

    async def work(at: Operated) -> None:
        (data / "service.sqlite").unlink()
        answer = await at.client.get("/metrics")
        assert number(answer, "adhere_ready") == 0
        assert number(answer, "adhere_workers") == 1
        assert not {name for name, _ in numbers(answer) if name in ("adhere_audits", "adhere_webhook_waiting")}

    run(settings_with(packs, data), work)
