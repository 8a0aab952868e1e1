"""`adhere rules`: what is in the packs, whether they are sound, and what changed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from adhere.rulebook.json_schema import schemas
from adhere.rulebook.params import PARAMS
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def test_list_is_a_line_a_jurisdiction(run: Run, packs: Path) -> None:
    shown = run("rules", "list", "--rules", packs).stdout.splitlines()
    (line,) = [line for line in shown if line.startswith("XA")]
    assert "Land of XA" in line
    assert "since 2010-01-01" in line
    assert line.endswith("en")


def test_list_as_json_is_an_array_of_jurisdictions(run: Run, packs: Path) -> None:
    rows = json.loads(run("rules", "list", "--format", "json", "--rules", packs).stdout_bytes)
    (row,) = [row for row in rows if row["jurisdiction"] == "XA"]
    assert row["name"] == "Land of XA"
    assert row["rules"] == 5
    assert row["changes"] == [{"date": "2020-01-01", "what": "The label comes first."}]


def test_show_a_jurisdiction_as_it_stands_on_a_day(run: Run, packs: Path) -> None:
    now = run("rules", "show", "xa", "--rules", packs).stdout
    then = run("rules", "show", "XA", "--on", "2016-01-01", "--rules", packs).stdout
    assert "position: start" in now
    assert "position: start" not in then
    assert then.startswith("XA  Land of XA: the rules of 2016-01-01")
    for words in ("RULES", "LABELS", "accepted", "Ad (en)", "rejected", "CHANGES", "§ The code (code) ✓ read"):
        assert words in now


def test_show_a_rule_with_its_versions_limits_and_examples(run: Run, packs: Path) -> None:
    shown = run("rules", "show", "xa.placement.start", "--rules", packs).stdout
    for words in (
        "xa.placement.start  The label comes first",
        "kind of check placement",
        "from 2015-01-01: warning",
        "from 2020-01-01: breach",
        "The regulator sharpened the rule.",
        "How large the label is",
        "2024-01-01  pass: first word",
        "2024-01-01  label_too_late: last word",
    ):
        assert words in shown
    before = run("rules", "show", "xa.placement.start", "--on", "2014-01-01", "--rules", packs).stdout
    assert "ON 2014-01-01: not in force" in before


def test_show_as_json(run: Run, packs: Path) -> None:
    page = json.loads(run("rules", "show", "XA", "-f", "json", "--on", "2024-01-01", "--rules", packs).stdout_bytes)
    rule = json.loads(run("rules", "show", "xa.duty", "-f", "json", "--rules", packs).stdout_bytes)
    assert page["on"] == "2024-01-01"
    assert {each["id"] for each in page["in_force"]} == {
        "xa.duty",
        "xa.label.present",
        "xa.label.clear",
        "xa.label.wording",
        "xa.placement.start",
    }
    assert rule["in_force"]["params"]["paid"] == {"value": "required"}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["show", "XAA"], "Did you mean 'XA'"),
        (["show", "xa.placement.strat"], "Did you mean 'xa.placement.start'"),
        (["show", "XA", "--on", "2000-01-01"], "no rule in force on 2000-01-01"),
        (["show", "XA", "-f", "yaml"], "Unknown format"),
        (["diff", "XA", "--from", "2021-01-01", "--to", "2019-01-01"], "is after --to"),
        (["diff", "XZ", "--from", "2019-01-01", "--to", "2021-01-01"], "Unknown jurisdiction"),
    ],
)
def test_wrong_use_is_explained(run: Run, packs: Path, args: list[str], words: str) -> None:
    result = run("rules", *args, "--rules", packs)
    assert result.exit_code == 2
    assert words in result.stderr


def test_diff_tells_before_after_and_why(run: Run, packs: Path) -> None:
    days = ("--from", "2019-06-01", "--to", "2020-06-01", "--rules", packs)
    shown = run("rules", "diff", "XA", *days).stdout
    assert "rule xa.placement.start  (since 2020-01-01)" in shown
    for words in (
        "before: warning",
        "after:  breach; position: start",
        "why:    The regulator sharpened",
        "source: The code",
    ):
        assert words in shown
    (difference,) = json.loads(run("rules", "diff", "XA", *days, "-f", "json").stdout_bytes)
    assert difference["id"] == "xa.placement.start"


def test_diff_does_not_say_twice_what_stays_the_same(run: Run) -> None:
    shown = run("rules", "diff", "DE", "--from", "2024-05-13", "--to", "2024-05-14").stdout
    assert "rule de.label.present  (since 2024-05-14)\n  asks the same, with another note or other sources\n" in shown


def test_show_tells_what_the_account_and_the_evidence_make_of_a_duty(run: Run) -> None:
    shown = run("rules", "show", "gb.duty", "--on", "2026-03-02").stdout
    assert "own_brand: required (on the brand's own account: depends)\n" in shown
    assert "none: not_required (required with affiliate_link)\n" in shown


def test_the_examples_in_the_help_are_of_rules_that_there_are(run: Run) -> None:
    for command in (("rules", "show"), ("decide",)):
        (rule,) = set(re.findall(r"gb\.[a-z.-]+", run(*command, "--help").stdout))
        assert run("rules", "show", rule).exit_code == 0


def test_diff_says_where_nothing_changed(run: Run, packs: Path) -> None:
    result = run("rules", "diff", "XB", "--from", "2019-06-01", "--to", "2020-06-01", "--rules", packs)
    assert result.exit_code == 0
    assert result.stdout == "XB: nothing changed between 2019-06-01 and 2020-06-01.\n"


def test_lint_fails_on_an_error_and_names_the_place(run: Run, packs: Path) -> None:
    result = run("rules", "lint", packs)
    assert result.exit_code == 1
    assert "error: " in result.stdout
    assert "XA/rules.yaml: xa.duty: the version of 2010-01-01 has no example" in result.stdout


def test_lint_of_a_broken_pack_tells_every_mistake(run: Run, tmp_path: Path) -> None:
    (tmp_path / "XA").mkdir()
    (tmp_path / "XA" / "pack.yaml").write_text("jurisdiction: XA\ncolour: red\nshape: round\n", "utf-8")
    result = run("rules", "lint", tmp_path)
    assert result.exit_code == 1
    assert "colour" in result.stdout
    assert "shape" in result.stdout


def test_lint_of_no_folder(run: Run) -> None:
    result = run("rules", "lint", "/no/such/folder")
    assert result.exit_code == 1
    assert "no such folder" in result.stdout


def test_test_runs_the_examples(run: Run, packs: Path) -> None:
    result = run("rules", "test", packs)
    assert (result.exit_code, result.stdout) == (0, "2 passed, 0 failed\n")
    assert "ok   xa.placement.start: first word" in run("rules", "test", packs, "--verbose").stdout


def test_test_shows_what_misses(run: Run, packs: Path, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(packs, tmp_path / "packs")
    rules = copy / "XA" / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace('"hello #ad"', '"Ad: hello"'), "utf-8")
    result = run("rules", "test", copy)
    assert result.exit_code == 1
    assert "FAIL xa.placement.start: last word: want label_too_late, got no finding" in result.stdout
    assert "1 passed, 1 failed" in result.stdout


def test_test_may_look_at_some_rules_only(run: Run, packs: Path) -> None:
    assert run("rules", "test", packs, "--only", "XA").stdout == "2 passed, 0 failed\n"
    assert run("rules", "test", packs, "--only", "xa.placement.start").stdout == "2 passed, 0 failed\n"
    nothing = run("rules", "test", packs, "--only", "XB")
    assert nothing.exit_code == 2
    assert "nothing was tested" in nothing.stderr
    unknown = run("rules", "test", packs, "--only", "xa.placement.strat")
    assert unknown.exit_code == 2
    assert "Did you mean 'xa.placement.start'" in unknown.stderr


def test_schema_of_one_kind(run: Run) -> None:
    shown = json.loads(run("rules", "schema", "pack").stdout_bytes)
    assert shown["title"] == "PackFile"
    unknown = run("rules", "schema", "pakc")
    assert unknown.exit_code == 2
    assert "Did you mean 'pack'" in unknown.stderr
    assert run("rules", "schema").exit_code == 2


def test_the_committed_schemas_are_those_of_the_models(run: Run, tmp_path: Path) -> None:
    assert run("rules", "schema", "--write", tmp_path).exit_code == 0
    written = {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()}
    kept = {file.name: file.read_text("utf-8") for file in (ROOT / "rules" / "schema").iterdir()}
    assert written == kept, "run: adhere rules schema --write rules/schema"


def test_the_kind_of_check_decides_what_params_may_hold() -> None:
    rule = schemas()["rules"]["$defs"]["Rule"]
    bound = {case["if"]["properties"]["check"]["const"]: case["then"] for case in rule["allOf"]}
    assert bound.keys() == PARAMS.keys()
    params = bound["placement"]["properties"]["versions"]["items"]["properties"]["params"]
    assert params == {"$ref": "#/$defs/params_placement"}
    assert "position" in schemas()["rules"]["$defs"]["params_placement"]["properties"]
