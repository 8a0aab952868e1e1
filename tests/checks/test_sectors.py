"""`sector_ban` and `sector_wording`: whose words they concern, and what a mere suggestion makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.conftest import Judge, quotes, said, x

BAN = x("sector_ban", "{sectors: [tobacco], suggest: [vape, e-liquid], unless: [zero nicotine]}")
WORDS = x(
    "sector_wording", "{sectors: [alcohol], needs: [[drink responsibly, enjoy responsibly], [18+]], suggest: [gin]}"
)


def test_no_label_cures_a_ban(judge: Judge) -> None:
    result = judge("Ad: my new vape", BAN, sector="tobacco")
    assert said(result) == [("sector_ban", "breach")]
    assert quotes(result) == ["vape"]
    assert said(judge("Ad: hello", BAN, sector="Tobacco")) == [("sector_ban", "breach")]


def test_a_suggestion_is_a_note_or_what_the_rule_says(judge: Judge) -> None:
    assert said(judge("Ad: my new vape", BAN)) == [("sector_ban", "note")]
    louder = BAN.replace("{sectors", "{undeclared: warning, sectors")
    assert said(judge("Ad: my new vape", louder)) == [("sector_ban", "warning")]


@pytest.mark.parametrize("name", ["@cold_vape", "@vape_club.uk", "@the.vape_club", "#cold_vape"])
def test_a_part_of_a_name_suggests_a_sector_and_lets_nothing_through(judge: Judge, name: str) -> None:
    result = judge(f"Ad: my friends {name}", BAN, sector="tobacco")
    assert (said(result), quotes(result)) == ([("sector_ban", "breach")], ["vape"])
    assert said(judge(f"Ad: my friends {name}", BAN)) == [("sector_ban", "note")]
    assert said(judge("Ad: my friends @vapers_club", BAN)) == []
    only = x("sector_ban", "{sectors: [tobacco], unless: [vape]}")
    assert said(judge(f"Ad: my friends {name}", only, sector="tobacco")) == [("sector_ban", "breach")]


def test_another_sector_or_an_exception_is_left_alone(judge: Judge) -> None:
    assert said(judge("Ad: my new vape", BAN, sector="fashion")) == []
    assert said(judge("Ad: my vape, zero nicotine", BAN, sector="tobacco")) == []
    assert said(judge("Ad: my new shoes", BAN)) == []
    assert said(judge("my new vape", BAN, relationship="none")) == []


def test_only_with_its_words(judge: Judge) -> None:
    rule = x("sector_ban", "{sectors: [health], only_with: [cures], reason: other}")
    assert said(judge("Ad: tea that cures all", rule, sector="health")) == [("other", "breach")]
    assert said(judge("Ad: tea", rule, sector="health")) == []


@pytest.mark.parametrize(("whoever", "severity"), [("", "warning"), ("whoever: true, ", "breach")])
def test_a_ban_for_anyone_asks_for_no_connection(judge: Judge, whoever: str, severity: str) -> None:
    rule = BAN.replace("{sectors", f"{{{whoever}sectors")
    # where it depends whether a gift or a tie makes advertising
    assert said(judge("my new vape", rule, sector="tobacco", relationship="family")) == [("sector_ban", severity)]
    assert said(judge("my new vape", rule, sector="tobacco", relationship="none")) == []


@pytest.mark.parametrize(
    ("text", "unmet"),
    [
        ("Ad: gin", ["drink responsibly", "18+"]),
        ("Ad: gin. Enjoy responsibly!", ["18+"]),
        ("Ad: gin. Drink responsibly. 18+", []),
    ],
)
def test_each_demand_is_met_by_any_of_its_words(judge: Judge, text: str, unmet: list[str]) -> None:
    result = judge(text, WORDS, sector="alcohol")
    assert said(result) == ([("sector_label_missing", "breach")] if unmet else [])
    told = "".join(each.remedy for each in result.findings)
    assert [each for each in ("drink responsibly", "18+") if f"“{each}”" in told] == unmet


def test_a_suggested_sector_asks_for_its_words_quietly(judge: Judge) -> None:
    assert said(judge("Ad: gin", WORDS)) == [("sector_label_missing", "note")]


def test_a_narrower_sector_lies_within_a_wider_one(judge: Judge, tmp_path: Path) -> None:
    rule = x("sector_ban", "{sectors: [finance]}")
    (tmp_path / "rules").mkdir(exist_ok=True)
    (tmp_path / "rules" / "sectors.yaml").write_text(
        "sectors:\n  finance: {}\n  crypto: {within: [finance], also: [cryptocurrency]}\n", "utf-8"
    )
    assert said(judge("Ad: hello", rule, sector="crypto")) == [("sector_ban", "breach")]
    assert said(judge("Ad: hello", rule, sector="cryptocurrency")) == [("sector_ban", "breach")]
    assert said(judge("Ad: hello", x("sector_ban", "{sectors: [crypto]}"), sector="finance")) == []


@pytest.mark.parametrize(
    ("surface", "start", "end", "met"),
    [("reel", 0, 5, True), ("reel", 3, 7, False), ("video", 0, None, True), ("story", 0, 2, True)],
)
def test_words_shown_on_a_video_stay_for_so_long(
    judge: Judge, surface: str, start: float, end: float | None, met: bool
) -> None:
    rule = x("sector_wording", "{sectors: [alcohol], needs: [[18+]], seconds: 5}")
    shown = [{"text": "18+", "start": start, "end": end}]
    result = judge("Ad: my gin", rule, sector="alcohol", surface=surface, overlay=shown)
    assert said(result) == ([] if met else [("sector_label_missing", "breach")])


@pytest.mark.parametrize(
    ("params", "remedy"),
    [
        ("needs: [[Capital at risk]]", "Add: “Capital at risk”."),
        ('needs: [["paid {amount}"]]', "Add: “paid [amount]”. Fill in what stands in brackets."),
        (
            'needs: [[costs]], remedy_text: "It costs {amount}"',
            "Add: “It costs [amount]”. Fill in what stands in brackets.",
        ),
    ],
)
def test_a_fact_to_give_is_a_blank_in_words_for_people(judge: Judge, params: str, remedy: str) -> None:
    result = judge("Ad: lovely", x("sector_wording", f"{{sectors: [finance], {params}}}"), sector="finance")
    assert [each.remedy for each in result.findings if each.rule == "gb.x"] == [remedy]


def test_words_in_the_bio_or_the_first_comment_are_for_a_person(judge: Judge) -> None:
    bio = "18+ drink responsibly"
    assert said(judge("Ad: our beer", WORDS, sector="alcohol", profile=bio)) == [("sector_label_missing", "warning")]
    assert said(judge("Ad: our beer", WORDS, sector="alcohol", first_comment=bio)) == [
        ("sector_label_missing", "warning")
    ]
    assert said(judge("Ad: our beer", WORDS, sector="alcohol", profile="18+")) == [("sector_label_missing", "breach")]
    assert said(judge("Ad: our beer, 18+", WORDS, sector="alcohol", profile=bio)) == [
        ("sector_label_missing", "warning")
    ]
    assert said(judge("Ad: our beer, 18+ drink responsibly", WORDS, sector="alcohol", profile=bio)) == []
