"""A process that checks outlives a change of rules: new audits have the new ones, and those under way keep theirs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from adhere.audits.checking import check_chunk, checker_of, part_path
from adhere.audits.chunks import Reader, sources_of
from adhere.audits.plan import Plan
from adhere.audits.planning import plan_audit
from adhere.errors import InputError
from adhere.storage import Storage
from tests.audits.conftest import rows_of, write_csv
from tests.cli.packs import write_packs

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def planned(folder: Path, posts: Path, packs: Path) -> Plan:
    """An audit in `folder` whose first two chunks are read and recorded as begun."""
    settings: dict[str, Any] = {
        "columns": {"relationship": "Tie"},
        "defaults": {},
        "jurisdictions": ["XA"],
        "on": None,
        "today": NOW.date(),
        "remedies": False,
        "classify": False,
        "rules": (packs,),
        "store_text": False,
        "baseline": None,
    }
    tables = sources_of([posts], settings["columns"], {})
    plan = plan_audit([posts], folder, settings, tables, NOW)
    reader = Reader(plan, folder)
    assert [reader.write(number) for number in range(2)] == [plan.rows, 5]
    return plan


def test_each_audit_is_checked_by_the_rules_that_it_began_with(tmp_path: Path) -> None:
    packs = write_packs(tmp_path / "packs")
    posts = write_csv(tmp_path / "posts.csv", rows_of(1_005))
    database = f"sqlite:///{tmp_path / 'evidence.sqlite'}"
    before = planned(tmp_path / "before", posts, packs)
    with Storage.open(database) as storage:
        storage.begin_audit({}, before.id)
    check_chunk(tmp_path / "before", 0, database)

    labels = packs / "XA" / "labels.yaml"
    labels.write_text(labels.read_text("utf-8").replace('"#collab"', '"#collaboration"'), "utf-8")
    after = planned(tmp_path / "after", posts, packs)
    assert after.rules_revision != before.rules_revision
    with Storage.open(database) as storage:
        storage.begin_audit({}, after.id)
    assert check_chunk(tmp_path / "after", 0, database) == 1_000
    # the first one goes on as it began
    assert check_chunk(tmp_path / "before", 1, database) == 5

    # a process that never had the rules of then says so
    late = planned(tmp_path / "late", posts, packs)
    labels.write_text(labels.read_text("utf-8").replace('"#partner"', '"#partnership"'), "utf-8")
    checker_of.cache_clear()
    with pytest.raises(InputError, match=late.rules_revision):
        check_chunk(tmp_path / "late", 0, database)
    assert not part_path(tmp_path / "late", "posts", 0).exists()
