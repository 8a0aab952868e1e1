"""Each thing that the format allows and a good pack does not do."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files
from pathlib import Path

import pytest

from adhere.labels import Matcher
from adhere.post import Post
from adhere.rulebook import Rulebook
from adhere.rulebook.json_schema import schemas
from adhere.rulebook.lint import Finder, lint
from adhere.rulebook.samples import samples
from adhere.text import read
from tests.conftest import LABELS, WriteRules
from tests.project.tree import ROOT

GOOD = """  - id: {id}
    title: T
    check: placement
{more}    versions:
{versions}    examples:
{examples}"""
VERSION = "      - {{from: {day}, sources: [gb-code], params: {{position: start}}}}\n"
PASS = "      - {{name: good {on}, on: {on}, post: {{text: 'Ad: x'}}, expect: pass}}\n"
FAIL = "      - {{name: bad {on}, on: {on}, post: {{text: 'x #ad'}}, expect: {{reason: label_too_late}}}}\n"
ENTRY = "  - {{{{text: {text}, language: {language}, status: accepted, from: 2010-01-01, verified: page, {more}}}}}\n"


def entry(text: str = "Promo", language: str = "en", more: str = "sources: [{low}-code]") -> str:
    return ENTRY.format(text=text, language=language, more=more)


def dated(*examples: tuple[str, str], days: tuple[str, ...] = ("2015-01-01",), id: str = "gb.x", more: str = "") -> str:
    lines = "".join({"pass": PASS, "fail": FAIL}[kind].format(on=on) for kind, on in examples)
    return GOOD.format(
        id=id, more=more, versions="".join(VERSION.format(day=day) for day in days), examples=lines or "      []\n"
    )


BOTH = (("pass", "2016-01-01"), ("fail", "2016-01-01"))


def about(path: Path, word: str = "gb.x") -> list[str]:
    return [issue.message for issue in lint([path]) if word in issue.message]


def test_a_good_rule_has_nothing_said_about_it(write_rules: WriteRules) -> None:
    assert about(write_rules(rules=dated(*BOTH))) == []


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        pytest.param(dated(BOTH[1]), "has no example that passes", id="nothing passes"),
        pytest.param(dated(BOTH[0]), "has no example that fails", id="nothing fails"),
        pytest.param(dated(*BOTH, id="gb").replace("id: gb\n", "id: acme.x\n"), None, id="own prefix"),
        pytest.param(dated(*BOTH, more="    limits: [N/A]\n"), "limits say what text cannot decide", id="vague limits"),
        pytest.param(
            dated(*BOTH, ("pass", "2020-01-01"), ("fail", "2021-01-01"), days=("2015-01-01", "2020-01-01")),
            "no example on the day before the change of 2020-01-01",
            id="day before",
        ),
        pytest.param(
            dated(
                *BOTH,
                ("pass", "2019-12-31"),
                ("pass", "2020-02-01"),
                ("fail", "2020-02-01"),
                days=("2015-01-01", "2020-01-01"),
            ),
            "no example on 2020-01-01, the day of the change",
            id="day of change",
        ),
    ],
)
def test_a_rule_that_is_not_shown(write_rules: WriteRules, rules: str, wanted: str | None) -> None:
    said = about(write_rules(rules=rules))
    assert (wanted is None and said == []) or any(wanted is not None and wanted in each for each in said), said


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        (LABELS + entry("AD"), "'AD' stands twice"),
        (
            entry("Promo", more="surfaces: [video, live]") + entry("Promo", more="surfaces: [live]"),
            "'Promo' stands twice",
        ),
        (entry("Promo", more="remedy: true, surfaces: [live]"), "there is nothing to propose"),
        (LABELS + entry("Promo", more="sources: []"), "'Promo' is marked as read but names no source"),
        (entry("Promo"), "there is nothing to propose"),
        (entry("Promo", "fr", "remedy: true, sources: [{low}-code]"), "no remedy label in en"),
    ],
)
def test_a_label_that_a_good_pack_does_not_hold(write_rules: WriteRules, labels: str, wanted: str) -> None:
    assert wanted in "\n".join(issue.message for issue in lint([write_rules(labels)]))


def test_an_entry_for_some_beside_one_for_all_is_no_repetition(write_rules: WriteRules) -> None:
    path = write_rules(LABELS + entry("Ad", more="relationships: [gifted], sources: [{low}-code]"))
    assert about(path, "stands twice") == []


def test_an_entry_for_one_place_beside_others_is_no_repetition(write_rules: WriteRules) -> None:
    places = "".join(
        entry("Promo", more=more)
        for more in ("surfaces: [video]", "surfaces: [live]", "platforms: [podcast]", "sources: []")
    )
    assert about(write_rules(LABELS + places), "stands twice") == []


def test_a_source_that_nothing_cites_is_a_warning(write_rules: WriteRules) -> None:
    path = write_rules()
    pack = path / "GB" / "pack.yaml"
    pack.write_text(pack.read_text("utf-8") + "  gb-idle: {title: T, force: law, says: S., verified: page}\n", "utf-8")
    (issue,) = [each for each in lint([path]) if "gb-idle" in each.message]
    assert issue.severity == "warning"


def test_what_is_not_read_for_its_name_alone(write_rules: WriteRules) -> None:
    path = write_rules()
    (path / "xb").mkdir()
    for name in ("xb/labels.yaml", "GB/notes.yml", "group.yaml"):
        (path / name).write_text("labels: []\n", "utf-8")
    found = [
        (Path(each.path).relative_to(path).as_posix(), each.severity)
        for each in lint([path])
        if "not read" in each.message
    ]
    assert found == [("GB/notes.yml", "error"), ("group.yaml", "warning"), ("xb/labels.yaml", "error")]


def test_a_broken_pack_is_reported_and_the_others_are_still_linted(write_rules: WriteRules, tmp_path: Path) -> None:
    good, bad = write_rules(rules=dated(BOTH[0])), tmp_path / "bad"
    (bad / "GB").mkdir(parents=True)
    (bad / "GB" / "pack.yaml").write_text("name: [", "utf-8")
    said = "\n".join(map(str, lint([bad, good])))
    assert "not valid YAML" in said
    assert "no example that fails" in said


def finder(rulebook: Rulebook) -> Finder:
    matcher = Matcher(rulebook)
    return lambda words: {match.key for match in matcher.scan(read(Post(text=words))).labels}


@pytest.mark.parametrize("tree", ["rules", "examples/policy"])
def test_our_own_packs_have_no_errors(tree: str) -> None:
    assert [str(issue) for issue in lint([ROOT / tree], finder=finder) if issue.severity == "error"] == []


def test_a_wording_that_is_never_found_is_an_error(write_rules: WriteRules) -> None:
    path = write_rules(LABELS + entry("Promo"))
    blind = [str(each) for each in lint([path], finder=lambda _: lambda _: set())]
    assert any("'Promo' is not found" in each for each in blind)
    assert not [each for each in lint([path], finder=finder) if "dead-label" in str(each)]


def test_every_word_of_a_choice_is_tried() -> None:
    assert samples("(my|our|) {Brand} (ad|advert)") == ["my Glowkin ad", "our Glowkin advert", "Glowkin advert"]


def test_an_entry_for_posts_in_another_language_is_no_repetition(write_rules: WriteRules) -> None:
    refused = entry("Ad", "fr").replace("accepted", "rejected")
    assert about(write_rules(LABELS + refused), "stands twice") == []


def test_a_remedy_that_nobody_can_fill_is_an_error(write_rules: WriteRules) -> None:
    path = write_rules(LABELS + entry("'Paid {{amount}} by {{Brand}}'", more="remedy: true"))
    assert about(path, "can be proposed to nobody") != []
    assert (
        about(write_rules(LABELS + entry("'Ad for {{Brand}}'", more="remedy: true")), "can be proposed to nobody") == []
    )


def test_two_spellings_of_one_wording_that_say_two_things_are_an_error(write_rules: WriteRules) -> None:
    accented, plain = entry("Réclame"), entry("Reclame").replace("accepted", "rejected")
    (issue,) = [each for each in lint([write_rules(LABELS + accented + plain)]) if "stands twice" in each.message]
    assert issue.severity == "error"
    (issue,) = [
        each for each in lint([write_rules(LABELS + accented + entry("Reclame"))]) if "stands twice" in each.message
    ]
    assert issue.severity == "warning"


@pytest.mark.parametrize(
    ("more", "old"), [("", True), (", read_on: 2025-01-01", False), (", in_force_to: 2024-01-01", False)]
)
def test_a_source_that_nobody_has_read_for_long_is_a_warning(write_rules: WriteRules, more: str, old: bool) -> None:
    path = write_rules()
    pack = path / "GB" / "pack.yaml"
    source = f"  gb-old: {{title: T, force: law, says: S., verified: page, published: 2010-01-01{more}}}\n"
    pack.write_text(pack.read_text("utf-8") + source, "utf-8")
    issues = [each for each in lint([path], today=dt.date(2026, 1, 1)) if "old-source" in each.message]
    assert [each.severity for each in issues] == (["warning"] if old else [])
    assert not [each for each in lint([path]) if "old-source" in each.message]


def test_a_house_excuses_what_it_does_on_purpose(write_rules: WriteRules) -> None:
    path = write_rules(rules=dated(BOTH[0]))
    assert about(path) != []
    excuse = "exceptions:\n  - {check: no-example, where: GB/*, name: gb.x, reason: A lawyer is writing it.}\n"
    (path / "lint.yaml").write_text(excuse, "utf-8")
    assert about(path) == []
    (path / "lint.yaml").write_text(excuse.replace("gb.x", "gb.z"), "utf-8")
    assert about(path) != []
    assert about(path, "excuses nothing") != []


def test_an_exception_without_a_reason_is_a_mistake(write_rules: WriteRules) -> None:
    path = write_rules()
    (path / "lint.yaml").write_text("exceptions:\n  - {check: no-example}\n", "utf-8")
    (issue,) = lint([path])
    assert issue.line == 2
    assert "reason" in issue.message


@pytest.mark.parametrize(
    ("severity", "verified", "wrong"),
    [("breach", "memory", True), ("warning", "memory", False), ("breach", "page", False)],
)
def test_a_breach_of_what_nobody_has_read_is_an_error(
    write_rules: WriteRules, severity: str, verified: str, wrong: bool
) -> None:
    path = write_rules(rules=dated(*BOTH).replace("{from: 2015-01-01,", f"{{from: 2015-01-01, severity: {severity},"))
    pack = path / "GB" / "pack.yaml"
    pack.write_text(pack.read_text("utf-8").replace("verified: page", f"verified: {verified}"), "utf-8")
    assert any("nobody has read" in message for message in about(path)) == wrong


NEVER = "    applies: {relationships: [none]}\n"


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (dated(*BOTH, more=NEVER), "none of its relationships ever brings a duty"),
        (dated(*BOTH).replace("position: start", "position: anywhere"), "asks nothing"),
        (dated(*BOTH) + dated(*BOTH, id="gb.y", more="    replaces: [gb.x]\n"), "another rule of this pack"),
    ],
)
def test_a_rule_that_can_speak_of_no_post_is_a_warning(write_rules: WriteRules, rules: str, wanted: str) -> None:
    assert any(wanted in message for message in about(write_rules(rules=rules)))


@pytest.mark.parametrize(("whoever", "wrong"), [("false", True), ("true", False)])
def test_a_ban_that_asks_for_no_connection_needs_no_duty(write_rules: WriteRules, whoever: str, wrong: bool) -> None:
    ban = (
        dated(*BOTH, more=NEVER)
        .replace("check: placement", "check: sector_ban")
        .replace("position: start", f"sectors: [gambling], whoever: {whoever}")
    )
    assert any("ever brings a duty" in message for message in about(write_rules(rules=ban))) == wrong


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_committed_schema_is_what_the_models_say(name: str) -> None:
    """Editors read the files, we read the models: `make schema` keeps them one."""
    file = files("adhere.rules_data") / "schema" / f"{name}.schema.json"
    assert json.loads(file.read_text("utf-8")) == schemas()[name]
