"""Webhooks and their deliveries, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from adhere.storage.accounts import Accounts
from adhere.storage.accounts.hooks import KEPT, TAKEN, Delivery, Hook, Hooks
from tests.storage.announced import announced

NOW = 1_795_000_000


@pytest.fixture
def accounts(url: str) -> Iterator[Accounts]:
    with Accounts.open(url) as accounts:
        yield accounts


@pytest.fixture
def hooks(accounts: Accounts) -> Hooks:
    return Hooks(accounts)


def made(hooks: Hooks, name: str, workspace: str = "one", *events: str) -> Hook:
    hook = Hook(
        f"hook_{name}",
        workspace,
        f"https://{name}.example/in?x=1",
        "whsec_c2VjcmV0",
        events or ("audit.finished", "decision.made"),
        "A. Berg \u202e<b>",
        NOW,
    )
    hooks.add(hook, host=f"{name}.example")
    return hook


def only(hooks: Hooks, hook: Hook) -> Delivery:
    (found,) = hooks.delivered(hook.workspace, hook.id, 10)
    return found


def test_a_hook_is_found_in_its_workspace_alone(hooks: Hooks) -> None:
    hook, other = made(hooks, "a"), made(hooks, "b", "two")
    assert hooks.listed("one") == [hook]
    assert hooks.find("one", hook.id) == hook
    assert hooks.find("two", hook.id) is None
    assert not hooks.remove("two", hook.id, NOW, "B. Lind")
    announced(hooks, "one", "decision.made", "{}", NOW)
    assert hooks.delivered("two", hook.id, 10) == []
    assert hooks.delivered("two", other.id, 10) == []
    assert len(hooks.delivered("one", hook.id, 10)) == 1


def test_both_acts_are_noted_without_the_secret(hooks: Hooks, accounts: Accounts) -> None:
    hook = made(hooks, "a")
    assert hooks.remove("one", hook.id, NOW + 1, "B. Lind")
    assert not hooks.remove("one", hook.id, NOW + 2, "B. Lind")
    acts = accounts.acts("one")
    assert [(each.who, each.act, each.subject) for each in acts] == [
        ("B. Lind", "webhook deleted", hook.id),
        ("A. Berg \u202e<b>", "webhook created", hook.id),
    ]
    assert "whsec" not in repr(acts)
    assert "c2VjcmV0" not in repr(hook)


def test_those_who_want_an_event_get_it(hooks: Hooks) -> None:
    both, audits, other = made(hooks, "a"), made(hooks, "b", "one", "audit.finished"), made(hooks, "c", "two")
    assert announced(hooks, "one", "decision.made", '{"x": 1}', NOW) == 1
    assert announced(hooks, "one", "audit.finished", "{}", NOW + 1) == 2
    assert announced(hooks, "three", "audit.finished", "{}", NOW) == 0
    assert [each.event for each in hooks.delivered("one", both.id, 10)] == ["audit.finished", "decision.made"]
    assert only(hooks, audits).event == "audit.finished"
    assert hooks.delivered("two", other.id, 10) == []


def test_a_removed_hook_gets_nothing_more(hooks: Hooks) -> None:
    hook = made(hooks, "a")
    announced(hooks, "one", "decision.made", "{}", NOW)
    hooks.remove("one", hook.id, NOW, "B. Lind")
    assert hooks.take(NOW, [], 10) == []
    assert hooks.delivered("one", hook.id, 10) == []


def test_what_is_taken_is_taken_once(hooks: Hooks) -> None:
    hook = made(hooks, "a")
    announced(hooks, "one", "decision.made", "{}", NOW)
    ((found, taken),) = hooks.take(NOW, [], 10)
    assert found == hook
    assert (taken.attempts, taken.next) == (1, NOW + TAKEN)
    assert hooks.take(NOW, [], 10) == []
    assert hooks.take(NOW + TAKEN - 1, [], 10) == []


def test_what_is_lost_becomes_due_again_and_the_late_comer_writes_nothing(hooks: Hooks) -> None:
    hook = made(hooks, "a")
    announced(hooks, "one", "decision.made", "{}", NOW)
    ((_, lost),) = hooks.take(NOW, [], 10)
    ((_, again),) = hooks.take(NOW + TAKEN, [], 10)
    assert (again.id, again.attempts) == (lost.id, 2)
    assert not hooks.settle(lost, replace(lost, state="failed", next=None, answer="500"))
    assert only(hooks, hook) == again
    assert hooks.settle(again, replace(again, state="delivered", next=None, answer="204"))
    assert not hooks.settle(again, replace(again, state="failed", next=None, answer="500"))
    assert (only(hooks, hook).state, only(hooks, hook).answer) == ("delivered", "204")
    assert hooks.take(NOW + 10 * TAKEN, [], 10) == []


def test_many_at_once_never_take_the_same(url: str) -> None:
    with Accounts.open(url) as one, Accounts.open(url) as two:
        for number in range(20):
            made(Hooks(one), f"h{number}")
        announced(Hooks(one), "one", "decision.made", "{}", NOW)
        with ThreadPoolExecutor(6) as threads:
            rounds = [threads.submit(Hooks([one, two][number % 2]).take, NOW, [], 20) for number in range(6)]
            taken = [delivery.id for each in rounds for _, delivery in each.result()]
    assert len(taken) == len(set(taken)) == 20


def test_one_at_a_time_for_each_hook_the_oldest_first(hooks: Hooks) -> None:
    hook, other = made(hooks, "a", "one", "decision.made"), made(hooks, "b", "one", "audit.finished")
    for number in range(3):
        announced(hooks, "one", "decision.made", str(number), NOW + number)
    announced(hooks, "one", "audit.finished", "x", NOW + 9)
    assert [(found.id, each.body) for found, each in hooks.take(NOW + 9, [], 10)] == [(hook.id, "0"), (other.id, "x")]
    assert [each.body for _, each in hooks.take(NOW + 9, [other.id], 10)] == ["1"]
    assert hooks.take(NOW + 9, [hook.id], 10) == []
    assert hooks.take(NOW + 9, [], 0) == []


def test_what_happened_in_one_second_keeps_its_order(hooks: Hooks) -> None:
    hook = made(hooks, "a")
    bodies = [f'{{"n": {number}}}' for number in range(12)]
    assert hooks.catch_up(hook, 9, "decision.made", bodies[:9], NOW)
    assert hooks.catch_up(replace(hook, decided=9), 12, "decision.made", bodies[9:], NOW)
    assert [each.body for each in hooks.delivered("one", hook.id, 20)] == bodies[::-1]
    sent = []
    while taken := hooks.take(NOW, [], 10):
        ((_, delivery),) = taken
        sent.append(delivery.body)
        hooks.settle(delivery, replace(delivery, state="delivered", next=None, answer="200"))
    assert sent == bodies


def test_of_many_who_make_good_what_is_owed_one_does(hooks: Hooks) -> None:
    hook, other = made(hooks, "a"), made(hooks, "b", "two", "audit.finished")
    assert hooks.wanting("decision.made") == [hook]
    assert hooks.wanting("audit.finished") == [hook, other]
    assert hooks.wanting("audit.finished", "two") == [other]
    with ThreadPoolExecutor(6) as threads:
        tries = [
            threads.submit(hooks.catch_up, hook, 4, "decision.made", ['{"n": 1}', '{"n": 2}'], NOW) for _ in range(6)
        ]
        assert sum(each.result() for each in tries) == 1
    assert sorted(each.body for each in hooks.delivered("one", hook.id, 10)) == ['{"n": 1}', '{"n": 2}']
    (now,) = hooks.wanting("decision.made")
    assert now == replace(hook, decided=4)
    assert not hooks.catch_up(replace(now, workspace="two"), 9, "decision.made", ["{}"], NOW)
    hooks.remove("one", hook.id, NOW, "A. Berg")
    assert not hooks.catch_up(now, 9, "decision.made", ["{}"], NOW)
    assert hooks.delivered("one", hook.id, 10) == []


def test_what_has_ended_long_ago_is_taken_away(hooks: Hooks) -> None:
    hook = made(hooks, "a")
    announced(hooks, "one", "decision.made", "ended", NOW)
    ((_, taken),) = hooks.take(NOW, [], 10)
    hooks.settle(taken, replace(taken, state="delivered", next=None, answer="200"))
    announced(hooks, "one", "decision.made", "waiting", NOW + 1)
    announced(hooks, "one", "decision.made", "new", NOW + KEPT + 1)
    assert [each.body for each in hooks.delivered("one", hook.id, 10)] == ["new", "waiting"]
