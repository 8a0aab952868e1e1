"""What is recorded comes back, once, whichever process wrote it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from adhere.errors import InputError
from adhere.storage import CheckRecord, FindingRecord, Storage
from tests.storage.conftest import FACTS, MakeUrl, chunk, execute, fill, look


def test_what_is_recorded_comes_back(storage: Storage) -> None:
    checks, findings = chunk(0, 20, texts=True)
    storage.begin_audit({"today": "2026-11-01"}, "A")
    storage.record_chunk("A", 0, checks, findings)
    assert storage.audit("A") == {"id": "A", "today": "2026-11-01", "chunks": None, "records": None, "seal": None}
    seal = storage.seal_audit("A", 1, FACTS)
    assert storage.audit("A") == {"id": "A", **FACTS, "chunks": 1, "records": 20, "seal": seal}
    assert storage.count() == storage.count("A") == 20
    verdicts = Counter(each.verdict or "error" for each in checks)
    assert storage.verdicts("A") == verdicts
    assert len(verdicts) > 1
    assert storage.verdicts("B") == {}
    for check in checks:
        if check.check_id is not None:
            (stored,) = storage.check(check.check_id)
            assert stored.record == check
            assert list(stored.findings) == [each for each in findings if each.seq == check.seq]
    assert storage.verify() == []


def test_recorded_twice_it_stands_once(storage: Storage, url: str) -> None:
    head = storage.record_chunk("A", 0, *chunk(0, 10))
    assert storage.record_chunk("A", 0, *chunk(0, 10)) == head
    assert storage.count() == 10
    storage.seal_audit("A", 1, FACTS)
    assert storage.record_chunk("A", 0, *chunk(0, 10)) == head
    assert storage.verify() == []


def test_recorded_otherwise_it_replaces_until_the_seal(storage: Storage) -> None:
    checks, findings = chunk(0, 10)
    first = storage.record_chunk("A", 0, checks, findings)
    other = [dataclasses.replace(checks[0], verdict="review"), *checks[1:7]]
    assert storage.record_chunk("A", 0, other, findings[:3]) != first
    assert storage.count() == 7
    assert storage.verify() == []
    storage.seal_audit("A", 1, FACTS)
    with pytest.raises(InputError, match="sealed"):
        storage.record_chunk("A", 0, checks, findings)
    assert storage.verify() == []


def test_the_seal_hangs_on_the_records_alone(storage: Storage, new_sqlite: MakeUrl) -> None:
    """Not on the order in which chunks come, nor on the kind of the database."""
    for number in (2, 0, 1):
        storage.record_chunk("A", number, *chunk(number * 10, 10, texts=True))
    with Storage.open(new_sqlite()) as elsewhere:
        assert storage.seal_audit("A", 3, FACTS) == fill(elsewhere)


WRITER = """
import sys
from adhere.storage import Storage
from tests.storage.conftest import chunk
url, first = sys.argv[1], int(sys.argv[2])
with Storage.open(url) as storage:
    for number in range(first, 24, 2):
        storage.record_chunk("A", number, *chunk(number * 50, 50, texts=True))
    # and one that the other process records as well
    storage.record_chunk("A", 24, *chunk(24 * 50, 50, texts=True))
"""


def test_processes_record_at_once_from_the_first_moment(url: str) -> None:
    """The database is empty: they make the tables at once, too."""
    root = Path(__file__).parents[2]
    begun = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", WRITER, url, str(first)],
            cwd=root,
            env={"PYTHONPATH": f"{root}:{root / 'service'}", "PATH": ""},
            stderr=subprocess.PIPE,
            text=True,
        )
        for first in (0, 1, 0, 1)
    ]
    ended = [(process.communicate(timeout=120)[1], process.returncode) for process in begun]
    assert ended == [("", 0)] * 4
    with Storage.open(url, create=False) as storage:
        assert storage.count("A") == 25 * 50
        storage.seal_audit("A", 25, FACTS)
        assert storage.verify() == []


def test_seqs_must_follow_each_other(storage: Storage) -> None:
    checks, findings = chunk(0, 10)
    with pytest.raises(InputError, match="record 3 where 2 should be"):
        storage.record_chunk("A", 0, [*checks[:2], *checks[3:]], findings)
    with pytest.raises(InputError, match="none of its own"):
        storage.record_chunk("A", 0, checks, [FindingRecord(77, "k", "GB", "gb.x", "other", "note")])
    assert storage.count() == 0


def test_a_text_must_be_the_one_that_was_checked(storage: Storage) -> None:
    checks, findings = chunk(0, 2, texts=True)
    with pytest.raises(InputError, match="Record 1"):
        storage.record_chunk("A", 0, [checks[0], dataclasses.replace(checks[1], input="{}")], findings)


def test_an_audit_with_a_gap_is_not_sealed(storage: Storage) -> None:
    storage.record_chunk("A", 0, *chunk(0, 10))
    storage.record_chunk("A", 2, *chunk(20, 10))
    with pytest.raises(InputError, match="chunk 1 is missing"):
        storage.seal_audit("A", 3, FACTS)
    storage.record_chunk("A", 1, *chunk(11, 9))
    with pytest.raises(InputError, match="no record 10"):
        storage.seal_audit("A", 3, FACTS)
    storage.record_chunk("A", 1, *chunk(10, 10))
    with pytest.raises(InputError, match="chunk 2 is there as well"):
        storage.seal_audit("A", 2, FACTS)
    seal = storage.seal_audit("A", 3, FACTS)
    assert storage.seal_audit("A", 3, FACTS) == seal
    with pytest.raises(InputError, match="sealed already"):
        storage.seal_audit("A", 3, FACTS | {"today": "2026-11-04"})


def test_an_audit_that_lost_a_record_is_not_sealed(storage: Storage, url: str) -> None:
    storage.record_chunk("A", 0, *chunk(0, 10))
    execute(url, "delete from adhere_checks where seq = 9")
    with pytest.raises(InputError, match="recorded 10 records, and 9 are there"):
        storage.seal_audit("A", 1, FACTS)


def test_an_empty_audit_is_sealed(storage: Storage) -> None:
    storage.seal_audit("A", 0, FACTS)
    assert storage.verify("A") == []


def test_hostile_text_is_kept_as_far_as_it_can_be(storage: Storage) -> None:
    words = "a\0b \ud800 \u202e 😀 \\u0000 <b>='\";--\t\n\\N" + "x" * 100_000
    check = CheckRecord(0, "c", words, None, None, None, words, dt.date(2026, 1, 1))
    storage.record_chunk("A", 0, [check], [FindingRecord(0, "k", "GB", words, "other", "note")])
    (stored,) = storage.check("c")
    fitting = words.replace("\0", "�").replace("\ud800", "�")
    assert (stored.record.post_id, stored.record.error, stored.findings[0].rule) == (fitting, fitting, fitting)
    assert storage.verify() == []


def test_a_chunk_that_fails_leaves_nothing(storage: Storage, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from adhere.storage import recording

    whole = recording._insert_all

    def failing(connection: object, table: object, rows: object) -> None:
        if getattr(table, "name", "") == "adhere_findings":
            raise OSError("no space left")
        whole(connection, table, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(recording, "_insert_all", failing)
    with pytest.raises(OSError, match="no space"):
        storage.record_chunk("A", 0, *chunk(0, 10))
    assert look(url, "select count(*) from adhere_checks") == [(0,)]
    assert look(url, "select count(*) from adhere_chunks") == [(0,)]


def test_unknown_names_are_named(storage: Storage) -> None:
    fill(storage)
    with pytest.raises(InputError, match="Known: A"):
        storage.audit("B")
    with pytest.raises(InputError, match="no check 'nope'"):
        storage.check("nope")
    with pytest.raises(InputError, match="no audit 'B'"):
        storage.verify("B")


@pytest.mark.parametrize("name", ["a\0", "\udcff"])
def test_what_no_database_holds_is_not_there(storage: Storage, name: str) -> None:
    fill(storage)
    with pytest.raises(InputError, match="no check"):
        storage.check(name)
    with pytest.raises(InputError, match="no audit"):
        storage.audit(name)
    with pytest.raises(InputError, match="no audit"):
        storage.verify(name)
