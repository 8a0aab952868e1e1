"""What was worked out of rule files is kept, and makes no difference but to the time it takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adhere.labels import Matcher
from adhere.rulebook import Rulebook, cache, load_folder
from tests.conftest import LABELS, WriteRules

MANY = LABELS + "".join(
    f"  - {{{{text: Blorp {number}, language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{{low}}-code]}}}}\n"
    for number in range(400)
)


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where all is kept in these tests."""
    folder = tmp_path / "kept"
    monkeypatch.setattr(cache, "user_cache_path", lambda _: folder)
    return folder


def all_of(rulebook: Rulebook) -> tuple[object, ...]:
    """What a rulebook says, and what is looked for by it."""
    pack = rulebook.packs["GB"]
    sought = [(each.key, each.text, each.languages, each.accepted_for) for each in Matcher(rulebook).wordings]
    return rulebook.revision, pack.labels, pack.rules, pack.instruments, sought


def kinds(folder: Path) -> list[str]:
    return sorted({each.name.partition("-")[0] for each in folder.iterdir()}) if folder.exists() else []


def test_it_answers_like_the_files(write_rules: WriteRules, kept: Path) -> None:
    path = write_rules(MANY)
    first = all_of(load_folder(path))
    assert kinds(kept) == ["part", "rules", "wordings"]
    assert all_of(load_folder(path)) == first


def test_little_is_not_kept(write_rules: WriteRules, kept: Path) -> None:
    path = write_rules()
    assert all_of(load_folder(path)) == all_of(load_folder(path))
    assert kinds(kept) == []


def test_what_is_broken_is_worked_out_anew(write_rules: WriteRules, kept: Path) -> None:
    path = write_rules(MANY)
    first = all_of(load_folder(path))
    for file in kept.iterdir():
        file.write_text('{"pac', "utf-8")
    assert all_of(load_folder(path)) == first


def test_where_nothing_can_be_kept_the_answer_is_the_same(write_rules: WriteRules, kept: Path) -> None:
    path = write_rules(MANY)
    kept.write_text("no folder", "utf-8")
    assert all_of(load_folder(path)) == all_of(load_folder(path))


def test_those_that_were_not_asked_for_the_longest_go() -> None:
    for number in range(6):
        cache.keep("wordings", f"{number}", number, source=cache.LEAST)
        made_at(number, number)
    assert cache.recall("wordings", "0") == 0
    cache.keep("wordings", "6", 6, source=cache.LEAST)
    assert [cache.recall("wordings", f"{number}") for number in range(7)] == [0, None, 2, 3, 4, 5, 6]


def made_at(number: int, second: int) -> None:
    os.utime(cache._file("wordings", f"{number}"), (second, second))
