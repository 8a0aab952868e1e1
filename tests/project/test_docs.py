"""What the pages say is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer

from adhere.checks import CHECKS
from adhere.cli.app import app
from adhere.report import NOT_LEGAL_ADVICE
from adhere.rulebook.schema import Rule
from tests.project.tree import ROOT, files, text

#: Those under docs/markets are made of the packs, and have a test of their own.
PAGES = [str(path) for path in files() if path.suffix == ".md" and path.parts[:2] != ("docs", "markets")]
KINDS = get_args(Rule.model_fields["check"].annotation)
#: Market, rule and day: what an entry on a change of rules names.
RULE_ENTRY = re.compile(r"^- \*\*[A-Z]{2}\*\*(, \*\*[A-Z]{2}\*\*)*: .*`[a-z0-9.-]+`.*\d{4}-\d{2}-\d{2}", re.DOTALL)


def shell_lines(page: str) -> Iterator[str]:
    """The commands in a page's shell blocks, continued lines joined, comments gone."""
    for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", text(page), re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            if re.match(r"\s*(#|$)", line):
                continue
            yield line.removeprefix("$ ")


def calls(page: str, program: str) -> Iterator[list[str]]:
    """The words after each call of a program in a page's shell blocks."""
    for line in shell_lines(page):
        for part in re.split(r"\s(?:\||&&|;)\s", line):
            words = shlex.split(part, comments=True)
            if words and words[0].rpartition("/")[2] == program:
                yield words[1:]


CALLS = [(page, words) for page in PAGES for words in calls(page, "adhere")]


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_in_pages_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    called = [word for words in calls(page, "make") for word in words if "=" not in word]
    called += re.findall(r"`make ([a-z-]+)`", text(page))
    assert set(called) <= targets


@pytest.mark.parametrize(("page", "words"), CALLS, ids=[f"{page}: {' '.join(words)[:60]}" for page, words in CALLS])
def test_commands_in_pages_exist(page: str, words: list[str]) -> None:
    command: Any = typer.main.get_command(app)
    while words and words[0] in (commands := getattr(command, "commands", {})):
        command, words = commands[words[0]], words[1:]
    if hasattr(command, "commands"):
        assert not words or words[0].startswith("-"), f"{page}: no command {words[0]!r}"
    options = {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"--help"}
    for word in words:
        if re.match(r"--?[a-z]", word):
            assert word.partition("=")[0] in options, f"{page}: adhere {command.name} has no option {word}"


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if not re.match(r"[a-z]+:", target) and not target.startswith("#"):
            name, _, anchor = target.partition("#")
            assert (folder / name).exists(), f"{page}: {target}"
            if anchor and name.endswith(".md"):
                assert anchor in anchors(folder / name), f"{page}: {target}"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_every_kind_of_check_has_a_section_and_a_module() -> None:
    sections = re.findall(r"^## (\w+)$", text("docs/checks.md"), re.MULTILINE)
    assert sections == list(KINDS)
    assert set(CHECKS) | {"duty"} == set(KINDS)


def test_readme_opens_with_the_two_commands() -> None:
    lines = [line for line in shell_lines("README.md") if line.startswith("make")]
    assert [line.split()[:2] for line in lines[:2]] == [["make", "run"], ["make", "test"]]


def test_readme_says_once_what_this_is_not() -> None:
    assert text("README.md").count("not legal advice") == NOT_LEGAL_ADVICE.count("not legal advice") == 1


def test_readme_lists_every_market_with_a_pack() -> None:
    packs = {path.parts[1] for path in files() if path.parts[0] == "rules" and path.name == "pack.yaml"}
    assert packs == set(re.findall(r"\(\s*`([A-Z]{2})`\)", text("README.md")))


def test_changelog_names_market_rule_and_day() -> None:
    rules = re.findall(r"^### Rules\n\n(.*?)(?=^#|\Z)", text("CHANGELOG.md"), re.DOTALL | re.MULTILINE)
    assert rules
    for section in rules:
        for entry in re.split(r"\n(?=- )", section.strip()):
            assert RULE_ENTRY.match(entry), entry[:100]


@pytest.mark.parametrize("page", PAGES)
def test_pages_name_no_unfinished_work(page: str) -> None:
    assert re.findall(r"\b(?:TODO|FIXME|TBD|XXX)\b", text(page)) == []
