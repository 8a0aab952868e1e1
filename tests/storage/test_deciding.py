"""Decisions, and texts that are erased."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from adhere.errors import InputError
from adhere.storage import Storage
from tests.storage.conftest import FACTS, ON, MakeUrl, chunk, execute, fill, look

WHO: dict[str, Any] = {"reason": "the contract says otherwise", "by": "R. Okafor", "on": ON}


@pytest.fixture
def filled(storage: Storage) -> Storage:
    """One audit of 30 records, with their texts."""
    fill(storage)
    return storage


def test_a_decision_on_a_check_counts_for_all_its_findings(filled: Storage) -> None:
    made = filled.decide("check2", "override", **WHO)
    assert [(each.key, each.rule, each.decision) for each in made] == [
        ("key2-0", "gb.rule.0", "override"),
        ("key2-1", "gb.rule.1", "override"),
    ]
    assert filled.decisions() == filled.decisions("A") == made
    assert filled.decisions("B") == []
    assert filled.verify() == []


def test_a_decision_on_a_finding_counts_for_that_one(filled: Storage) -> None:
    (made,) = filled.decide("check2", "agree", rule="gb.rule.1", jurisdiction="GB", **WHO)
    assert made.key == "key2-1"
    assert (made.reason, made.by, made.on, made.until, made.audit_id) == (*WHO.values(), None, "A")


def test_the_last_decision_counts_until_it_is_taken_back(filled: Storage) -> None:
    (first,) = filled.decide("check1", "agree", **WHO)
    (second,) = filled.decide("check1", "override", **WHO)
    assert filled.decisions() == [second]
    filled.revoke(second.number, **WHO)
    assert filled.decisions() == [first]
    filled.revoke(first.number, **WHO)
    assert filled.decisions() == []
    with pytest.raises(InputError, match=r"In force: none"):
        filled.revoke(first.number, **WHO)
    assert filled.verify() == []


def test_what_was_decided_after_an_event(filled: Storage, new_sqlite: MakeUrl) -> None:
    sealed = filled.last_event()
    assert filled.decided_after(sealed) == ([], sealed)
    both = filled.decide("check2", "agree", **WHO)
    later = filled.decide("check1", "override", **WHO)
    filled.revoke(later[0].number, **WHO)
    assert filled.decided_after(sealed) == ([both, later], sealed + 3)
    assert filled.decided_after(both[0].number) == ([later], sealed + 3)
    # those of another database were decided there
    with Storage.open(new_sqlite()) as other:
        assert other.decided_after(0) == ([], 0)
        other.adopt(both)
        assert other.decided_after(0) == ([], 1)


def test_an_expired_decision_counts_no_longer(filled: Storage) -> None:
    until = ON + dt.timedelta(10)
    (made,) = filled.decide("check1", "ignore", until=until, **WHO)
    assert filled.decisions(on=until) == [made]
    assert filled.decisions(on=until + dt.timedelta(1)) == []
    assert filled.decisions() == [made]


def test_a_decision_carries_over_by_its_key(filled: Storage) -> None:
    """In the next audit the post has another seq and another check, and the same key."""
    (made,) = filled.decide("check1", "override", **WHO)
    checks, findings = chunk(0, 10)
    moved = [dataclasses.replace(each, check_id=f"next{each.seq}") for each in checks]
    filled.record_chunk("B", 0, moved, findings)
    assert made.key in {each.key for each in filled.check("next1")[0].findings}


def test_decisions_are_taken_over_from_an_earlier_database(storage: Storage, new_sqlite: MakeUrl) -> None:
    until = ON + dt.timedelta(5)
    with Storage.open(new_sqlite()) as earlier:
        fill(earlier)
        earlier.decide("check2", "override", **WHO)
        earlier.decide("check1", "ignore", until=until, **WHO)
        earlier.decide("check7", "agree", **WHO)
        old = earlier.decisions()
    fill(storage)
    (own,) = storage.decide("check7", "override", **WHO)
    assert storage.adopt(old) == 3
    assert storage.adopt(old) == 0
    assert {(each.key, each.decision, each.until, each.reason) for each in storage.decisions()} == {
        ("key2-0", "override", None, WHO["reason"]),
        ("key2-1", "override", None, WHO["reason"]),
        ("key1-0", "ignore", until, WHO["reason"]),
        (own.key, "override", None, WHO["reason"]),
    }
    assert storage.verify() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision": "overide"}, "Did you mean 'override'"),
        ({"decision": "ignore"}, "last day"),
        ({"until": ON - dt.timedelta(1)}, "before the day"),
        ({"reason": "  \n\t"}, "--reason is blank"),
        ({"reason": "\u200b\u2060"}, "--reason is blank"),
        ({"by": ""}, "--by is blank"),
        ({"rule": "gb.other"}, "Its findings: GB gb.rule.0"),
        ({"jurisdiction": "FR"}, "no such finding"),
        ({"check_id": "check3"}, "Its findings: none"),
        ({"check_id": "nope"}, "no check 'nope'"),
        ({"audit_id": "B"}, "no check"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(filled: Storage, change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        filled.decide(**{"check_id": "check1", "decision": "override", **WHO, **change})
    assert filled.decisions() == []


def test_hostile_words_come_back(filled: Storage) -> None:
    words = "=cmd()|' /C calc'!A0 \0 \u202e <script> \ud83d 😀"
    (made,) = filled.decide("check1", "agree", **{**WHO, "reason": words})
    assert filled.decisions()[0].reason == made.reason == words
    assert filled.verify() == []


def test_decisions_made_at_once_are_one_chain(filled: Storage, url: str) -> None:
    def decide(number: int) -> None:
        with Storage.open(url) as own:
            own.decide(f"check{number}", "agree", **WHO)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(decide, [1, 2, 5, 7, 8, 10, 11, 13]))
    assert len({each.number for each in filled.decisions()}) == 8
    assert filled.verify() == []


def test_a_damaged_log_is_said(filled: Storage, url: str) -> None:
    filled.decide("check1", "agree", **WHO)
    execute(url, "update adhere_events set body = 'x' where number = 2")
    with pytest.raises(InputError, match="evidence verify"):
        filled.decisions()


def texts(url: str) -> set[int]:
    return {seq for (seq,) in look(url, "select seq from adhere_checks where input is not null")}


def test_the_texts_of_a_post_are_erased_and_the_chain_holds(filled: Storage, url: str) -> None:
    before = texts(url)
    assert filled.forget(post_id="p3", **WHO) == 1
    assert texts(url) == before - {3}
    (stored,) = filled.check("check3")
    assert (stored.erased, stored.record.input, stored.record.post_id) == (True, None, "p3")
    assert stored.record.input_sha256 is not None
    assert filled.verify() == filled.verify("A") == []
    assert filled.forget(post_id="p3", **WHO) == 0


def test_the_texts_of_an_author_are_erased_by_any_spelling(filled: Storage, url: str) -> None:
    before = texts(url)
    assert filled.forget(author="@Mia1", **WHO) == len([seq for seq in before if seq % 3 == 1])
    assert texts(url) == {seq for seq in before if seq % 3 != 1}
    assert filled.verify() == []


@pytest.mark.parametrize("asked", ["Jos\u00e9", "@jose\u0301", "\uff20JOS\u00c9 "])
def test_the_texts_of_an_author_are_erased_in_any_form_of_the_letters(storage: Storage, asked: str) -> None:
    for number, author in enumerate(("jos\u00e9", "Jose\u0301", "jose")):
        text = json.dumps({"text": "my words", "author": author})
        (record,), _ = chunk(number, 1)
        record = dataclasses.replace(record, input=text, input_sha256=hashlib.sha256(text.encode()).hexdigest())
        storage.record_chunk("A", number, [record], [])
    assert storage.forget(author=asked, **WHO) == 2
    assert storage.verify() == []


def test_the_log_names_nobody_whose_texts_were_erased(filled: Storage, url: str) -> None:
    filled.forget(author="mia1", **WHO)
    ((body,),) = look(url, "select body from adhere_events where kind = 'erasure'")
    assert "mia1" not in body.casefold()


def test_what_is_erased_is_gone_from_the_file(new_sqlite: MakeUrl) -> None:
    url = new_sqlite()
    path = Path(url.removeprefix("sqlite:///"))
    with Storage.open(url) as storage:
        fill(storage)
        assert b"my words number 3" in path.read_bytes()
        storage.forget(post_id="p3", **WHO)
    left = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert b'my words number 3"' not in left
    assert b'my words number 2"' in left


def test_recording_again_does_not_bring_a_text_back(filled: Storage, url: str) -> None:
    filled.forget(post_id="p3", **WHO)
    filled.record_chunk("A", 0, *chunk(0, 10, texts=True))
    assert 3 not in texts(url)
    assert filled.verify() == []


def test_a_chunk_with_erased_texts_is_not_replaced(storage: Storage) -> None:
    storage.record_chunk("A", 0, *chunk(0, 10, texts=True))
    storage.forget(post_id="p3", **WHO)
    with pytest.raises(InputError, match="erased"):
        storage.record_chunk("A", 0, *chunk(0, 9, texts=True))
    assert storage.verify() == []


def test_old_texts_are_purged(filled: Storage, url: str) -> None:
    filled.record_chunk("B", 0, *chunk(0, 10, texts=True))
    day = dt.date.fromisoformat(FACTS["today"])
    assert filled.purge_texts(day) == 0
    assert filled.purge_texts(day + dt.timedelta(1)) == 24
    assert {name for (name,) in look(url, "select audit_id from adhere_checks where input is not null")} == {"B"}
    assert filled.verify() == filled.verify("A") == []


def test_old_texts_of_an_audit_that_was_never_finished_are_purged(storage: Storage, url: str) -> None:
    storage.begin_audit(FACTS, "A")
    storage.record_chunk("A", 0, *chunk(0, 10, texts=True))
    day = dt.date.fromisoformat(FACTS["today"])
    assert storage.purge_texts(day) == 0
    assert storage.purge_texts(day + dt.timedelta(1)) == 8
    # taken up again after all, it goes on and is sealed
    storage.record_chunk("A", 0, *chunk(0, 10, texts=True))
    storage.record_chunk("A", 1, *chunk(10, 10, texts=True))
    storage.seal_audit("A", 2, FACTS)
    assert texts(url) == {10, 11, 12, 13, 15, 16, 17, 18}
    assert storage.verify() == []


def test_purged_by_several_at_once_they_are_purged_once(filled: Storage, url: str) -> None:
    day = dt.date.fromisoformat(FACTS["today"]) + dt.timedelta(1)
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        others = [stack.enter_context(Storage.open(url)) for _ in range(4)]
        together = threading.Barrier(4)

        def purge(storage: Storage) -> int:
            together.wait()
            return storage.purge_texts(day)

        assert sorted(pool.map(purge, others)) == [0, 0, 0, 24]
    assert filled.verify() == []


@pytest.mark.parametrize("asked", [{}, {"post_id": "a", "author": "b"}, {"post_id": " "}, {"author": ""}])
def test_whose_texts_must_be_said(filled: Storage, asked: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="either"):
        filled.forget(**asked, **WHO)
    with pytest.raises(InputError, match="blank"):
        filled.forget(post_id="p3", reason="", by="R. Okafor", on=ON)
