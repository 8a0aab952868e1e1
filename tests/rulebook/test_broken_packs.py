"""Each mistake a person can make in a pack, and the words they need to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adhere.errors import PackError
from adhere.rulebook import load_folder, load_rulebook
from tests.conftest import LABELS, WriteRules, rule

ENTRY = (
    "  - {{text: Promo, language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code]%s}}\n"
)


def mistakes(path: Path) -> str:
    with pytest.raises(PackError) as caught:
        load_folder(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("labels", "rules", "wanted"),
    [
        pytest.param(
            LABELS + ENTRY % ", colour: red",
            "",
            ["labels.yaml:8", "unknown key 'colour'", "Allowed:", "relationships"],
            id="unknown key",
        ),
        pytest.param(
            LABELS + ENTRY.replace("status: accepted", "status: acepted") % "",
            "",
            ["'acepted' is not allowed", "Did you mean 'accepted'", "rejected"],
            id="word outside a set",
        ),
        pytest.param(
            LABELS + ENTRY.replace("2010-01-01", "2010-01") % "", "", ["labels.yaml:8", "YYYY-MM-DD"], id="half a date"
        ),
        pytest.param(
            LABELS + ENTRY.replace("language: en, ", "") % "",
            "",
            ["'language' is missing"],
            id="label without a language",
        ),
        pytest.param(LABELS + ENTRY % ", understood: [en]", "", ["further languages"], id="its own language again"),
        pytest.param(LABELS + ENTRY % ", to: 2009-01-01", "", ["before 'from'"], id="ends before it begins"),
        pytest.param(
            LABELS + ENTRY.replace("{low}-code", "{low}-cod") % "",
            "",
            ["'gb-cod' is not among the instruments", "Did you mean 'gb-code'"],
            id="unknown source",
        ),
        pytest.param(LABELS + ENTRY.replace("Promo", '"{{Brand}}"') % "", "", ["nothing but slots"], id="a slot alone"),
        pytest.param(
            LABELS + ENTRY.replace("Promo", '"(Promo|Offer"') % "", "", ["has no other half"], id="a choice left open"
        ),
        pytest.param(
            LABELS + ENTRY.replace("Promo", '"Promo {{"') % "", "", ["has no other half"], id="a slot left open"
        ),
        pytest.param(
            LABELS + ENTRY.replace("2010-01-01", "2010") % "", "", ["labels.yaml:8", "YYYY-MM-DD"], id="a year"
        ),
        pytest.param(
            LABELS + ENTRY % ", text: Again", "", ["key 'text' stands twice", "labels.yaml:8"], id="a key twice"
        ),
        pytest.param(
            "",
            rule("gb", "x.y", "sector_wording", '{sectors: [finance], needs: [[paid]], remedy_text: "paid …"}'),
            ["remedy_text"],
            id="a blank that is no slot",
        ),
        pytest.param(
            "",
            rule("gb", "x.y", "placment"),
            ["'placment' is not allowed", "Did you mean 'placement'"],
            id="unknown check kind",
        ),
        pytest.param(
            "",
            rule("gb", "x.y", "placement", "{position: begin}"),
            ["gb.x.y (placement)", "'begin' is not allowed", "before_fold"],
            id="param outside a set",
        ),
        pytest.param(
            "",
            rule("gb", "x.y", "placement", "{where: start}"),
            ["unknown key 'where'", "position"],
            id="unknown param",
        ),
        pytest.param("", rule("gb", "duty", "placement"), ["rule id 'gb.duty' is claimed twice"], id="id twice"),
        pytest.param(
            "",
            rule("gb", "x.y", "placement", extra="    replaces: [eu.duty]\n"),
            ["replaces 'eu.duty', which is no rule"],
            id="replaces nothing",
        ),
        pytest.param(
            "", "  - id: gb.x.y\n    title: T\n    check: placement\n    versions: []\n", ["versions"], id="no version"
        ),
        pytest.param(
            "", rule("gb", "x.y", "placement").replace("sources: [gb-code]", "sources: []"), ["sources"], id="no source"
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(write_rules: WriteRules, labels: str, rules: str, wanted: list[str]) -> None:
    said = mistakes(write_rules(labels, rules))
    for words in wanted:
        assert words in said


def test_all_mistakes_are_reported_at_once(write_rules: WriteRules) -> None:
    path = write_rules(
        LABELS + ENTRY % ", colour: red" + ENTRY % ", shape: round", rule("gb", "x.y", "placement", "{where: a}")
    )
    said = mistakes(path)
    assert "3 mistakes" in said
    assert all(word in said for word in ("colour", "shape", "where"))


def test_a_merge_key_is_refused(write_rules: WriteRules) -> None:
    path = write_rules()
    (path / "GB" / "labels.yaml").write_text("base: &b {status: accepted}\nlabels:\n  - {<<: *b, text: Ad}\n", "utf-8")
    assert "merge keys" in mistakes(path)


def test_broken_yaml_has_a_line(write_rules: WriteRules) -> None:
    path = write_rules()
    (path / "GB" / "rules.yaml").write_text("rules:\n  - id: [\n", "utf-8")
    assert "rules.yaml:" in mistakes(path)


def test_a_file_that_is_not_utf8(write_rules: WriteRules) -> None:
    path = write_rules()
    (path / "GB" / "labels.yaml").write_bytes(b"labels: [\xff]")
    assert "not UTF-8" in mistakes(path)


def test_a_number_without_end_is_a_mistake_and_no_crash(write_rules: WriteRules) -> None:
    found = mistakes(write_rules(extra="followers: " + "9" * 5000 + "\n"))
    assert "unknown key 'followers'" in found


def test_what_editors_leave_beside_a_file_is_no_pack(write_rules: WriteRules) -> None:
    folder = write_rules()
    before = load_folder(folder).revision
    (folder / "GB" / ".#rules.yaml").symlink_to("mia@desk.4711")
    (folder / "GB" / "._rules.yaml").write_bytes(b"\x00\x05\x16\x07\xff")
    assert load_folder(folder).revision == before


def test_a_file_that_cannot_be_read_is_named(write_rules: WriteRules) -> None:
    folder = write_rules()
    (folder / "GB" / "more.yaml").mkdir()
    assert "more.yaml: cannot be read: Is a directory" in mistakes(folder)


def test_no_is_norway(write_rules: WriteRules) -> None:
    path = write_rules(code="NO", language="no")
    assert load_folder(path).pack("NO").file.languages == ["no"]


def test_an_empty_folder_is_no_rulebook(tmp_path: Path) -> None:
    assert "no rule files here" in mistakes(tmp_path)


def test_a_user_pack_for_an_unknown_jurisdiction(tmp_path: Path) -> None:
    folder = tmp_path / "ZZ"
    folder.mkdir()
    (folder / "labels.yaml").write_text("labels: []\n", "utf-8")
    with pytest.raises(PackError, match="no jurisdiction ZZ"):
        load_rulebook([tmp_path])


def test_two_packs_that_claim_one_rule_id(write_rules: WriteRules, tmp_path: Path) -> None:
    ours = load_rulebook()
    code = ours.jurisdictions[0]
    taken = ours.packs[code].rules[0]
    source = next(iter(ours.packs[code].instruments))
    folder = tmp_path / "mine" / code
    folder.mkdir(parents=True)
    (folder / "rules.yaml").write_text(
        f"rules:\n  - id: {taken.id}\n    title: Mine\n    check: brand_named\n    versions: [{{from: 2020-01-01, sources: [{source}]}}]\n",
        "utf-8",
    )
    with pytest.raises(PackError, match="claimed twice"):
        load_rulebook([tmp_path / "mine"])


def test_the_revision_changes_with_a_word(write_rules: WriteRules) -> None:
    before = load_folder(write_rules()).revision
    assert load_folder(write_rules(LABELS + ENTRY % "")).revision != before


def test_packs_that_build_on_each_other(write_rules: WriteRules) -> None:
    write_rules(code="XA", extra="builds_on: [XB]")
    write_rules(code="XB", extra="builds_on: [XC]")
    path = write_rules(code="XC", extra="builds_on: [XB]")
    said = mistakes(path)
    assert "XB builds on itself" in said
    assert "XC/pack.yaml" in said
    assert "XA builds" not in said
