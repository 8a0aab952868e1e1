"""What a user's own packs may do to ours: add, tighten, and replace by naming."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from adhere.checker import Checker
from adhere.errors import PackError
from adhere.post import Post
from adhere.rulebook import load_folder, load_rulebook, loading
from tests.conftest import WriteRules

DAY = dt.date(2025, 6, 1)
RULE = """rules:
  - id: {id}
    title: Our own policy
    check: placement
{extra}    versions: [{{from: 2020-01-01, sources: [gb-code], params: {{position: start}}}}]
"""
ENTRY = (
    "  - {{text: {text!r}, language: en, status: {status}, from: 2010-01-01, verified: memory, sources: [gb-code]}}\n"
)


@pytest.fixture(autouse=True)
def _ours(write_rules: WriteRules, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small pack stands for ours: each test would read all that ship anew, for a second or more."""
    path = write_rules()
    monkeypatch.setattr(loading, "_our_files", lambda: loading._walk(path, "rules"))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "mine" / "GB").mkdir(parents=True)
    return tmp_path / "mine"


def add_rule(mine: Path, id: str = "acme.first", extra: str = "") -> None:
    (mine / "GB" / "rules.yaml").write_text(RULE.format(id=id, extra=extra), "utf-8")


def add_labels(mine: Path, *texts: str, status: str = "accepted") -> None:
    lines = "".join(ENTRY.format(text=text, status=status) for text in texts)
    (mine / "GB" / "labels.yaml").write_text("labels:\n" + lines, "utf-8")


def verdict(paths: list[Path], text: str) -> tuple[str, set[str]]:
    checker = Checker.load(rules=paths, classify=False)
    post = Post(text=text, relationship="paid", jurisdictions=["GB"])
    result = checker.check(post, today=DAY, remedies=False).results[0]
    return result.verdict, {finding.rule for finding in result.findings if finding.severity == "breach"}


def test_a_rule_of_ones_own_tightens(mine: Path) -> None:
    assert verdict([], "Lovely serum (Ad)")[0] == "compliant"
    add_rule(mine)
    assert verdict([mine], "Lovely serum (Ad)") == ("non_compliant", {"acme.first"})


def test_a_label_of_ones_own_adds(mine: Path) -> None:
    assert verdict([], "Blorptag: lovely serum")[0] == "non_compliant"
    add_labels(mine, "Blorptag")
    assert verdict([mine], "Blorptag: lovely serum")[0] == "compliant"


def test_a_label_of_ones_own_tightens(mine: Path) -> None:
    add_labels(mine, "Ad", status="rejected")
    assert verdict([mine], "Ad: lovely serum")[0] == "non_compliant"


def test_the_cache_keeps_ours_before_theirs(mine: Path) -> None:
    """Where both list a wording the order decides, so it must not depend on whether the files were read before."""
    add_labels(mine, "Blorptag " + mine.parent.name, "Ad")
    fresh, cached = load_rulebook([mine]), load_rulebook([mine])
    assert [entry.key for entry in fresh.pack("GB").labels] == [entry.key for entry in cached.pack("GB").labels]
    assert fresh.pack("GB").labels[0].verified == "page"


def test_a_rule_of_ours_is_replaced_only_by_naming_it(mine: Path) -> None:
    add_rule(mine, "gb.label.present")
    with pytest.raises(PackError, match="claimed twice"):
        load_rulebook([mine])
    add_rule(mine, extra="    replaces: [gb.label.present]\n")
    ids = {rule.id for rule in load_rulebook([mine]).pack("GB").on(DAY).rules}
    assert "acme.first" in ids
    assert "gb.label.present" not in ids


def test_a_name_that_is_none_of_ours_is_refused(mine: Path) -> None:
    add_rule(mine, extra="    replaces: [gb.label.presnt]\n")
    with pytest.raises(PackError, match=r"Did you mean 'gb\.label\.present'"):
        load_rulebook([mine])


def test_a_replacement_stands_in_only_while_it_holds(mine: Path) -> None:
    add_rule(mine, extra="    replaces: [gb.label.present]\n")
    pack = load_rulebook([mine]).pack("GB")
    on_days = [{rule.id for rule in pack.on(day).rules} for day in (dt.date(2019, 12, 31), dt.date(2020, 1, 1))]
    assert ["gb.label.present" in ids for ids in on_days] == [True, False]
    assert ["acme.first" in ids for ids in on_days] == [False, True]


def test_ours_are_untouched_beside_it(mine: Path) -> None:
    add_rule(mine)
    ours, both = load_rulebook(), load_rulebook([mine])
    assert both.revision != ours.revision
    assert both.jurisdictions == ours.jurisdictions
    assert {rule.id for rule in both.pack("GB").rules} == {rule.id for rule in ours.pack("GB").rules} | {"acme.first"}


def test_a_market_of_ones_own_that_only_builds_on_another(mine: Path) -> None:
    (mine / "QQ").mkdir()
    head = "jurisdiction: QQ\nname: Q\nlanguages: [en]\nbuilds_on: [GB]\nregulators: []\ninstruments: {}\n"
    (mine / "QQ" / "pack.yaml").write_text(head, "utf-8")
    rulebook = load_rulebook([mine])
    # it has no rule of its own, and so begins where the other does
    assert rulebook.pack("QQ").first_day == rulebook.pack("GB").first_day
    assert {rule.id for rule in rulebook.pack("QQ").on(DAY).rules} == {rule.id for rule in rulebook.pack("GB").rules}


def test_a_market_without_any_rule_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "alone" / "QQ").mkdir(parents=True)
    head = "jurisdiction: QQ\nname: Q\nlanguages: [en]\nregulators: []\ninstruments: {}\n"
    (tmp_path / "alone" / "QQ" / "pack.yaml").write_text(head, "utf-8")
    with pytest.raises(PackError, match="QQ has no rule"):
        load_folder(tmp_path / "alone")


@pytest.mark.parametrize("text", ["Paid by {brnd}", "{Amount_} paid ad", "#{tag}ad"])
def test_an_unknown_slot_is_a_mistake(mine: Path, text: str) -> None:
    add_labels(mine, text)
    with pytest.raises(PackError, match=r"labels\.yaml:2: .*is no slot; allowed: \{Brand\}"):
        load_rulebook([mine])


def test_no_wording_of_a_user_hangs_the_checker(mine: Path) -> None:
    """A wording is no regular expression, and its slots are bounded, so that no pack can make a post take minutes."""
    add_labels(
        mine,
        "{words} {words} {words} {words} {words} {words} zz",
        "zz {word}{word}{word}{word}{word}{word}",
        "zz {amount} {amount} {amount} {amount}",
        "zz {Brand} {Brand} {Brand} {Brand} {Brand}",
        "#{Brand}{Brand}{Brand}zz",
        "(a+)+ zz$ [",
    )
    checker = Checker.load(rules=[mine], classify=False)
    for hostile in ("Aa" * 200 + "zz!", "Zz 1,1.1 " * 40, "A A " * 100 + "zz" + " A" * 200, "#" + "Aa" * 90 + "zzz"):
        began = time.perf_counter()
        post = Post(text=hostile, relationship="paid", jurisdictions=["GB"])
        assert checker.check(post, today=DAY, remedies=False).results
        # a form that backtracks would take longer than the universe
        assert time.perf_counter() - began < 5
