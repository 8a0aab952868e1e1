"""Audits that came over HTTP, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from adhere.storage.accounts import Accounts
from adhere.storage.accounts.jobs import Job, Jobs


def job(number: int, workspace: str = "one", *, created: int = 100) -> Job:
    name = f"20260302-{number:08}"
    return Job(name, workspace, f"Audit {number}", f"audits/{name}", "waiting", "Noor", created)


@pytest.fixture
def accounts(url: str) -> Iterator[Accounts]:
    with Accounts.open(url) as accounts:
        yield accounts


def test_it_is_found_in_its_workspace_alone(accounts: Accounts) -> None:
    jobs = Jobs(accounts)
    jobs.add(job(1), files=["a.csv"])
    assert jobs.find("one", job(1).id) == job(1)
    assert jobs.find("two", job(1).id) is None
    assert jobs.find("one", "a\0b") is None
    assert jobs.listed("two", None, 10) == []
    (act,) = accounts.acts("one")
    assert (act.who, act.act, act.subject) == ("Noor", "audit begun", job(1).id)
    assert act.detail == {"name": "Audit 1", "files": ["a.csv"]}


def test_the_list_is_complete_page_by_page_though_moments_are_alike(accounts: Accounts) -> None:
    jobs = Jobs(accounts)
    every = [job(number, created=100 + number // 3) for number in range(10)]
    for each in every:
        jobs.add(each)
    found: list[Job] = []
    while page := jobs.listed("one", (found[-1].created, found[-1].id) if found else None, 4):
        found += page
    assert found == every[::-1]


def test_of_many_who_write_down_an_end_one_is_first(accounts: Accounts) -> None:
    jobs = Jobs(accounts)
    jobs.add(job(1))
    after = replace(job(1), state="finished", ended=200, outcome={"posts": 3})
    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(lambda _: jobs.move(job(1), after), range(16)))
    assert sum(first) == 1
    assert jobs.find("one", job(1).id) == after
    assert jobs.going() == []


def test_a_failed_audit_waits_again_and_for_one_who_asks(accounts: Accounts) -> None:
    jobs = Jobs(accounts)
    jobs.add(job(1))
    failed = replace(job(1), state="failed", ended=200, error="The disk is full.")
    assert jobs.move(job(1), failed)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: jobs.resume(failed, 300, "Noor"), range(8))) == 1
    again = replace(job(1), resumed=1)
    assert (jobs.find("one", job(1).id), again.attempt, again.going) == (again, f"{job(1).id}+1", True)
    # whoever still follows the attempt before has nothing to say any more
    assert not jobs.move(job(1), failed)
    assert jobs.move(again, replace(failed, resumed=1))
    assert jobs.resume(replace(failed, resumed=1), 400, "Noor")
    found = jobs.find("one", job(1).id)
    assert found is not None
    assert (found.attempt, found.error) == (f"{job(1).id}+2", None)
    assert [each.act for each in accounts.acts("one")] == ["audit resumed"] * 2 + ["audit begun"]


def test_only_what_has_ended_can_be_removed(accounts: Accounts) -> None:
    jobs = Jobs(accounts)
    jobs.add(job(1))
    jobs.add(job(2, "two"))
    assert not jobs.remove(job(1), 300, "Noor")
    assert [each.id for each in jobs.going()] == [job(1).id, job(2).id]
    assert jobs.move(job(1), replace(job(1), state="failed", ended=200, error="The file ends early."))
    assert not jobs.remove(replace(job(1), workspace="two"), 300, "Noor")
    assert jobs.remove(job(1), 300, "Noor")
    assert not jobs.remove(job(1), 300, "Noor")
    assert jobs.find("one", job(1).id) is None
    assert [each.act for each in accounts.acts("one")] == ["audit deleted", "audit begun"]
