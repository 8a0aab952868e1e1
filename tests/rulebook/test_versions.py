"""What holds on a day, and what changed between two."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from adhere.errors import DateOutOfRange, UnknownWord
from adhere.rulebook import Pack, load_folder, load_rulebook
from adhere.rulebook.diff import diff
from adhere.rulebook.show import jurisdiction_on
from tests.conftest import LABELS, WriteRules

ONE_DAY = dt.timedelta(days=1)
DATED = """  - id: gb.dated
    title: The label comes first
    check: placement
    versions:
      - {from: 2015-03-01, sources: [gb-code], severity: warning, params: {position: anywhere}}
      - {from: 2020-01-01, to: 2022-06-30, sources: [gb-code], params: {position: start}, note: Sharpened.}
"""
LABEL = "  - {{text: '#promo', language: en, status: {status}, {days}, verified: page, sources: [{{low}}-code]}}\n"


@pytest.fixture
def pack(write_rules: WriteRules) -> Pack:
    labels = LABELS
    labels += (
        LABEL.format(status="accepted", days="from: 2016-01-01, to: 2019-12-31")
        .replace("{t", "{{t")
        .replace("]}\n", "]}}\n")
    )
    labels += LABEL.format(status="rejected", days="from: 2020-01-01").replace("{t", "{{t").replace("]}\n", "]}}\n")
    return load_folder(write_rules(labels, DATED)).pack("GB")


def says(pack: Pack, day: dt.date) -> str | None:
    return next((rule.version.severity for rule in pack.on(day).rules if rule.id == "gb.dated"), None)


def status(pack: Pack, day: dt.date) -> list[str]:
    return [label.entry.status for label in pack.on(day).labels if label.entry.key == "#promo"]


def test_a_version_holds_from_its_first_to_its_last_day(pack: Pack) -> None:
    first, second, last = dt.date(2015, 3, 1), dt.date(2020, 1, 1), dt.date(2022, 6, 30)
    assert [says(pack, day) for day in (first - ONE_DAY, first)] == [None, "warning"]
    assert [says(pack, day) for day in (second - ONE_DAY, second)] == ["warning", "breach"]
    assert [says(pack, day) for day in (last, last + ONE_DAY)] == ["breach", None]


def test_a_label_changes_on_its_day(pack: Pack) -> None:
    days = [dt.date(2015, 12, 31), dt.date(2016, 1, 1), dt.date(2019, 12, 31), dt.date(2020, 1, 1)]
    assert [status(pack, day) for day in days] == [[], ["accepted"], ["accepted"], ["rejected"]]


def test_views_do_not_depend_on_the_order_in_which_they_are_asked_for(pack: Pack) -> None:
    days = [dt.date(2023, 1, 1), dt.date(2010, 1, 1), dt.date(2020, 1, 1), dt.date(2015, 3, 1), dt.date(2022, 6, 30)]
    forwards = {day: says(pack, day) for day in days}
    pack.views.clear()
    assert {day: says(pack, day) for day in reversed(days)} == forwards


def test_before_the_first_rule_and_at_the_end_of_time(pack: Pack) -> None:
    with pytest.raises(DateOutOfRange, match="first rule begins on 2010-01-01"):
        pack.on(dt.date(2009, 12, 31))
    assert pack.on(dt.date.max).rules


def test_the_difference_of_two_days(pack: Pack) -> None:
    found = {
        each.id: (each.before, each.after, each.since) for each in diff(pack, dt.date(2019, 6, 1), dt.date(2021, 6, 1))
    }
    assert set(found) == {"gb.dated", "#promo"}
    assert found["gb.dated"] == ("warning", "breach; position: start", dt.date(2020, 1, 1))
    assert found["#promo"] == ("accepted", "rejected", dt.date(2020, 1, 1))


def test_what_ends_is_a_difference_too(pack: Pack) -> None:
    (only,) = diff(pack, dt.date(2022, 6, 30), dt.date(2022, 7, 1))
    assert (only.id, only.before, only.after) == ("gb.dated", "breach; position: start", None)
    assert diff(pack, dt.date(2021, 1, 1), dt.date(2021, 1, 1)) == []


def test_every_day_of_change_in_our_packs_has_a_view() -> None:
    rulebook = load_rulebook()
    for code in rulebook.jurisdictions:
        ours = rulebook.pack(code)
        for day in ours.boundaries:
            for each in (day - ONE_DAY, day):
                if each >= ours.first_day:
                    assert ours.on(each).rules, (code, each)


def test_names_are_found_or_told_with_the_nearest() -> None:
    rulebook = load_rulebook()
    assert rulebook.pack("us") is rulebook.pack("US")
    with pytest.raises(UnknownWord, match=r"Did you mean 'us\.label\.present'"):
        rulebook.rule("us.label.presnt")


def test_the_revision_is_of_the_words_and_not_of_the_place(write_rules: WriteRules, tmp_path: Path) -> None:
    here = write_rules()
    there = here.rename(tmp_path / "elsewhere")
    first = load_folder(there).revision
    assert load_folder(write_rules()).revision == first


def test_the_difference_tells_what_a_duty_depends_on_and_nothing_that_stays() -> None:
    ours = load_rulebook().pack("DE")
    found = {each.id: each for each in diff(ours, dt.date(2021, 9, 8), dt.date(2021, 9, 9))}
    duty = found["de.duty"]
    assert duty.before is not None
    assert duty.before.startswith(
        "breach; none: not_required (depends with maker_link) (depends with an account tagged on the picture) (tap tags"
    )
    assert duty.after is not None
    assert duty.after.startswith(
        "breach; none: not_required (required with maker_link) (depends with shop_link) (a link to"
    )


def test_an_inherited_label_differs_from_the_same_of_ones_own() -> None:
    """Until 2016 Ireland took "Sponsored" from the Union, as nothing that it accepts itself; then its own code accepts it."""
    ours = load_rulebook().pack("IE")
    found = {each.id: each for each in diff(ours, dt.date(2016, 2, 29), dt.date(2016, 3, 1))}
    assert (found["Sponsored"].before, found["Sponsored"].after) == ("ambiguous", "accepted")
    later = {each.id: each for each in diff(ours, dt.date(2023, 10, 26), dt.date(2023, 10, 27))}
    assert all(each.before != each.after for each in later.values() if each.kind == "label")
    assert "Paid advertising" not in later


def test_a_wording_that_a_market_speaks_of_itself_is_listed_by_its_own_word_alone() -> None:
    words = jurisdiction_on(load_rulebook().pack("DE"), dt.date(2026, 3, 2))["words"]
    assert [each["status"] for each in words if each["label"] == "Werbung"] == ["accepted"]
    assert any(each["inherited"] for each in words)
