"""What the queue says of audits, written down by several processes at once; the queue itself is played."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from dbos._error import DBOSMaxStepRetriesExceeded

from adhere.api.auditing.places import Places
from adhere.api.auditing.queue import Queue
from adhere.api.auditing.settling import Settling
from adhere.errors import AdhereError, InputError, Unreachable
from adhere.storage.accounts import Accounts
from adhere.storage.accounts.hooks import Hook, Hooks
from adhere.storage.accounts.jobs import Job, Jobs

JOB = Job("20260302-aaaaaaaa", "default", "March", "audits/20260302-aaaaaaaa", "waiting", "Noor", 1_772_400_000)
OUTCOME = {"posts": 3, "verdicts": {"compliant": 3}}


class PlayedQueue:
    """A queue whose word on audits is set by the test."""

    def __init__(self) -> None:
        self.says: dict[str, Any] = {}
        self.cancelled: list[Path] = []
        self.there = True
        self.before_cancel: Callable[[], object] = lambda: None

    def ready(self) -> bool:
        return self.there

    def put(self, audit: str, folder: Path) -> None:
        self.says.setdefault(audit, status("ENQUEUED"))

    def statuses(self, audits: Sequence[str]) -> dict[str, Any]:
        return {each: self.says[each] for each in audits if each in self.says}

    def cancel(self, folder: Path) -> None:
        self.before_cancel()
        self.cancelled.append(folder)
        for audit, now in self.says.items():
            if audit.startswith(folder.name) and now.status in ("PENDING", "ENQUEUED"):
                self.says[audit] = status("CANCELLED")


def status(word: str, *, output: object = None, error: Exception | None = None) -> Any:
    return SimpleNamespace(status=word, output=output, error=error)


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with Accounts.at(tmp_path / "data", None) as accounts:
        yield accounts


@pytest.fixture
def jobs(accounts: Accounts) -> Jobs:
    jobs = Jobs(accounts)
    jobs.add(JOB)
    return jobs


@pytest.fixture
def queue() -> PlayedQueue:
    return PlayedQueue()


@pytest.fixture
def settling(jobs: Jobs, queue: PlayedQueue, tmp_path: Path) -> Callable[[], Settling]:
    """Makes what one process settles with."""
    return lambda: Settling(jobs, cast(Queue, queue), lambda job: Places(tmp_path / job.folder))


def state(jobs: Jobs) -> str:
    found = jobs.find("default", JOB.id)
    assert found is not None
    return found.state


def test_what_is_not_there_is_put_there(jobs: Jobs, queue: PlayedQueue, settling: Callable[[], Settling]) -> None:
    queue.there = False
    assert settling().settle() == []
    assert queue.says == {}
    queue.there = True
    settling().settle()
    assert list(queue.says) == [JOB.id]
    assert state(jobs) == "waiting"


def test_of_several_processes_one_hears_of_the_end(
    jobs: Jobs, queue: PlayedQueue, settling: Callable[[], Settling], tmp_path: Path
) -> None:
    places = Places(tmp_path / JOB.folder)
    for each in (places.folder / ".audit", places.files):
        each.mkdir(parents=True)
    queue.says[JOB.id] = status("PENDING")
    first, second = settling(), settling()
    assert (first.settle(), second.settle(), state(jobs)) == ([], [], "running")
    # put back on the queue, since its process died: still it is under way
    queue.says[JOB.id] = status("ENQUEUED")
    assert (first.settle(), state(jobs)) == ([], "running")
    queue.says[JOB.id] = status("SUCCESS", output=OUTCOME)
    going = jobs.going()
    (ended,) = first.settle()
    assert (ended.id, ended.state, ended.outcome) == (JOB.id, "finished", OUTCOME)
    assert second.settle() == []
    # one that looked before the first wrote it down does not hear of it either
    assert second._follow(going[0], queue.says[JOB.id]) is None
    assert not (places.folder / ".audit").exists()
    assert not places.files.exists()


def test_an_end_is_written_down_with_what_tells_of_it(
    accounts: Accounts,
    jobs: Jobs,
    queue: PlayedQueue,
    settling: Callable[[], Settling],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hooks = Hooks(accounts)
    hook = Hook("hook_a", "default", "https://a.example/", "whsec_c2Vj", ("audit.finished",), "A. Berg", 1)
    hooks.add(hook)
    queue.says[JOB.id] = status("SUCCESS", output=OUTCOME)

    def dies(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("adhere.storage.accounts.hooks.announce", dies)
        with pytest.raises(KeyboardInterrupt):
            settling().settle()
    # neither of both, so that the next process does both, and once
    assert (state(jobs), hooks.delivered("default", hook.id, 9)) == ("waiting", [])
    settling().settle()
    settling().settle()
    (told,) = hooks.delivered("default", hook.id, 9)
    assert (told.event, told.state, told.attempts) == ("audit.finished", "waiting", 0)
    assert json.loads(told.body)["data"] == {
        "audit": JOB.id,
        "name": "March",
        "state": "finished",
        "created_by": "Noor",
        "error": None,
        "outcome": OUTCOME,
    }
    # found by whoever sends next, with the id that it was written down with
    assert [(each, taken.id) for each, taken in hooks.take(told.created, [], 9)] == [(hook, told.id)]


def test_an_end_that_somebody_hears_of_who_cancels_is_told_as_well(
    accounts: Accounts, jobs: Jobs, queue: PlayedQueue, settling: Callable[[], Settling]
) -> None:
    hooks = Hooks(accounts)
    hooks.add(Hook("hook_a", "default", "https://a.example/", "whsec_c2Vj", ("audit.finished",), "A. Berg", 1))
    queue.says[JOB.id] = status("PENDING")
    settling().settle()
    assert settling().cancel(replace(JOB, state="running")).state == "cancelled"
    assert hooks.delivered("default", "hook_a", 9) == []
    jobs.add(replace(JOB, id="20260302-bbbbbbbb"))
    queue.says["20260302-bbbbbbbb"] = status("SUCCESS", output=OUTCOME)
    assert settling().cancel(replace(JOB, id="20260302-bbbbbbbb")).state == "finished"
    (told,) = hooks.delivered("default", "hook_a", 9)
    assert json.loads(told.body)["data"]["audit"] == "20260302-bbbbbbbb"


ERRORS: list[tuple[Exception, str]] = [
    (
        InputError("{files}/a.csv changed while it was read. Begin again."),
        "a.csv changed while it was read. Begin again.",
    ),
    (AdhereError("The classifier is missing."), "The classifier is missing."),
    (RuntimeError("password=hunter2"), "An error inside Adhere (RuntimeError)"),
    (Unreachable("postgresql://me@db/hunter2 cannot be opened: refused."), "The database did not answer for minutes"),
    (
        DBOSMaxStepRetriesExceeded("finish", 8, [Unreachable("postgresql://me@db/hunter2 cannot be opened.")]),
        f"The database did not answer for minutes: the audit stopped. What is done is kept; go on with POST /v1/audits/{JOB.id}/resume.",
    ),
]


@pytest.mark.parametrize(("error", "said"), ERRORS, ids=[type(error).__name__ for error, _ in ERRORS])
def test_a_failure_says_why_and_no_more(
    jobs: Jobs,
    queue: PlayedQueue,
    settling: Callable[[], Settling],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    said: str,
) -> None:
    files = Places(tmp_path / JOB.folder).files
    error.args = tuple(str(each).replace("{files}", str(files)) for each in error.args)
    queue.says[JOB.id] = status("ERROR", error=error)
    (ended,) = settling().settle()
    assert ended.state == "failed"
    assert ended.error is not None
    assert ended.error.startswith(said)
    assert str(tmp_path) not in ended.error
    assert "hunter2" not in ended.error
    if isinstance(error, RuntimeError):
        # a log line is made of these, and not of the exception itself, which may quote a post
        assert [record.getMessage() for record in caplog.records] == [
            f"the audit {JOB.id} of the workspace default failed"
        ]


def test_each_attempt_is_followed_for_itself(jobs: Jobs, queue: PlayedQueue, settling: Callable[[], Settling]) -> None:
    queue.says[JOB.id] = status(
        "ERROR", error=InputError("Install the same on every machine, and go on with --resume.")
    )
    late, going = settling(), jobs.going()
    (failed,) = settling().settle()
    assert failed.error == f"Install the same on every machine, and go on with POST /v1/audits/{JOB.id}/resume."
    assert jobs.resume(failed, 1, "Noor")
    # one that looked before sees the failure of the first attempt only now
    assert late._follow(going[0], queue.says[JOB.id]) is None
    settling().settle()
    assert (list(queue.says), state(jobs)) == ([JOB.id, f"{JOB.id}+1"], "waiting")
    queue.says[f"{JOB.id}+1"] = status("SUCCESS", output=OUTCOME)
    (ended,) = settling().settle()
    assert (ended.state, ended.error, ended.outcome) == ("finished", None, OUTCOME)


def test_an_attempt_that_goes_on_is_cancelled(jobs: Jobs, queue: PlayedQueue, settling: Callable[[], Settling]) -> None:
    queue.says[JOB.id] = status("ERROR", error=AdhereError("The disk is full."))
    (failed,) = settling().settle()
    jobs.resume(failed, 1, "Noor")
    settling().settle()
    now = jobs.find("default", JOB.id)
    assert now is not None
    assert settling().cancel(now).state == "cancelled"
    assert (queue.says[f"{JOB.id}+1"].status, queue.says[JOB.id].status) == ("CANCELLED", "ERROR")


def test_it_is_cancelled_before_anybody_knows_of_it(
    jobs: Jobs, queue: PlayedQueue, settling: Callable[[], Settling]
) -> None:
    queue.there = False
    assert settling().cancel(JOB).state == "cancelled"
    queue.there = True
    settling().settle()
    assert queue.says == {}


def test_it_is_cancelled_though_it_begins_to_run_meanwhile(
    jobs: Jobs, queue: PlayedQueue, settling: Callable[[], Settling]
) -> None:
    queue.says[JOB.id] = status("PENDING")
    # another process writes down that it runs
    queue.before_cancel = lambda: settling().settle()
    assert settling().cancel(JOB).state == "cancelled"
    assert state(jobs) == "cancelled"


def test_an_end_that_comes_first_stays(jobs: Jobs, queue: PlayedQueue, settling: Callable[[], Settling]) -> None:
    queue.says[JOB.id] = status("SUCCESS", output=OUTCOME)
    assert settling().cancel(JOB).state == "finished"
    assert state(jobs) == "finished"


def test_one_that_is_put_there_while_it_is_cancelled_does_not_run(
    jobs: Jobs, queue: PlayedQueue, settling: Callable[[], Settling], monkeypatch: pytest.MonkeyPatch
) -> None:
    put = queue.put

    def late(audit: str, folder: Path) -> None:
        settling().cancel(JOB)
        put(audit, folder)

    monkeypatch.setattr(queue, "put", late)
    settling().settle()
    assert state(jobs) == "cancelled"
    assert queue.says[JOB.id].status == "CANCELLED"
