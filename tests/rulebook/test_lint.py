"""Each thing that the format allows and a good pack does not do."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from adhere.rulebook import load_rulebook
from adhere.rulebook.json_schema import schemas
from adhere.rulebook.lint import lint, lint_rulebook
from tests.conftest import LABELS, WriteRules

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


def test_a_broken_pack_is_reported_and_the_others_are_still_linted(write_rules: WriteRules, tmp_path: Path) -> None:
    good, bad = write_rules(rules=dated(BOTH[0])), tmp_path / "bad"
    (bad / "GB").mkdir(parents=True)
    (bad / "GB" / "pack.yaml").write_text("name: [", "utf-8")
    said = "\n".join(map(str, lint([bad, good])))
    assert "not valid YAML" in said
    assert "no example that fails" in said


def test_our_own_packs_have_no_errors() -> None:
    assert [str(issue) for issue in lint_rulebook(load_rulebook()) if issue.severity == "error"] == []


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_committed_schema_is_what_the_models_say(name: str) -> None:
    """Editors read the files, we read the models: `make schema` keeps them one."""
    file = files("adhere.rules_data") / "schema" / f"{name}.schema.json"
    assert json.loads(file.read_text("utf-8")) == schemas()[name]
