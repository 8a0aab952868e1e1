"""Groups of markets that are asked together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from adhere.checker import Checker
from adhere.errors import DateOutOfRange, PackError, UnknownWord
from adhere.post import Post
from adhere.rulebook import Rulebook, load_folder, load_rulebook
from tests.cli.packs import write_packs

DAY = dt.date(2024, 1, 1)


def grouped(folder: Path, groups: str) -> Rulebook:
    write_packs(folder)
    (folder / "groups.yaml").write_text(f"groups: {groups}\n", "utf-8")
    return load_folder(folder)


def asked(rulebook: Rulebook, names: list[str], day: dt.date = DAY) -> list[str]:
    report = Checker(rulebook).check(Post(text="Ad: hello"), jurisdictions=names, on=day)
    return [result.jurisdiction for result in report.results]


def test_a_group_asks_all_its_members_once(tmp_path: Path) -> None:
    rulebook = grouped(tmp_path, "{both: [XA, XB], all-of-it: [both, XB]}")
    assert asked(rulebook, ["all-of-it"]) == ["XA", "XB"]
    assert asked(rulebook, ["XB", "Both"]) == ["XB", "XA"]
    assert rulebook.is_group("Both")
    assert not rulebook.is_group("XA")


def test_the_second_loading_knows_the_same_groups(tmp_path: Path) -> None:
    first = grouped(tmp_path, "{both: [XA, XB]}")
    assert dict(load_folder(tmp_path).groups) == dict(first.groups) == {"both": ("XA", "XB")}


def test_a_member_without_rules_on_the_day_is_left_out_of_a_group_but_not_if_it_is_named(tmp_path: Path) -> None:
    rulebook = grouped(tmp_path, "{both: [XA, XB]}")
    later = (tmp_path / "XB" / "rules.yaml").read_text("utf-8").replace("2010-01-01", "2018-01-01")
    (tmp_path / "XB" / "rules.yaml").write_text(later, "utf-8")
    rulebook = load_folder(tmp_path)
    day = dt.date(2015, 6, 1)
    assert asked(rulebook, ["both"], day) == ["XA"]
    with pytest.raises(DateOutOfRange, match="XB has no rule in force"):
        asked(rulebook, ["both", "XB"], day)
    with pytest.raises(DateOutOfRange):
        asked(rulebook, ["both"], dt.date(1990, 1, 1))


@pytest.mark.parametrize(
    ("groups", "mistake"),
    [
        ("{both: [XA, XC]}", "'XC' is neither a jurisdiction with a pack nor a group"),
        ("{one: [two], two: [one, XA]}", "the group 'one' holds itself"),
        ("{Both: [XA]}", "Both"),
        ("{both: []}", "both"),
    ],
)
def test_a_group_that_cannot_be_asked_is_a_mistake(tmp_path: Path, groups: str, mistake: str) -> None:
    with pytest.raises(PackError, match=mistake):
        grouped(tmp_path, groups)


def test_an_unknown_name_is_told_the_nearest_group() -> None:
    with pytest.raises(UnknownWord, match="all-eu"):
        load_rulebook().members("al-eu")


def test_a_users_group_stands_beside_ours(tmp_path: Path) -> None:
    (tmp_path / "groups.yaml").write_text("groups: {launch: [GB, FR]}\n", "utf-8")
    rulebook = load_rulebook([tmp_path])
    assert [pack.code for pack in rulebook.members("launch")] == ["GB", "FR"]
    assert "all-eu" in rulebook.groups


def test_all_members_of_the_union_are_in_its_group() -> None:
    rulebook = load_rulebook()
    members = {code for code, pack in rulebook.packs.items() if "EU" in pack.file.builds_on}
    assert {pack.code for pack in rulebook.members("all-eu")} == members
