"""The pages of markets and rules are those that the packs make, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adhere.cli.book import pages, write
from adhere.rulebook import load_folder, load_rulebook
from tests.cli.packs import write_packs
from tests.project.tree import ROOT

BOOK = ROOT / "docs" / "markets"
_LINK = re.compile(r"\]\((?!<?https?:)([^)\s]+)\)")


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages(load_rulebook())


def test_the_pages_are_those_that_the_packs_make(made: dict[str, str]) -> None:
    kept = {path.relative_to(BOOK).as_posix(): path.read_text("utf-8") for path in BOOK.rglob("*.md")}
    stale = sorted(name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name))
    assert not stale, "run `make pages`"


def test_every_market_and_every_rule_has_its_page(made: dict[str, str]) -> None:
    rulebook = load_rulebook()
    wanted = {
        f"{code}/{name}.md"
        for code in rulebook.packs
        for name in ("README", *(rule.id for rule in rulebook.packs[code].rules))
    }
    assert wanted | {"README.md"} == made.keys()


def test_links_between_pages_lead_to_a_page(made: dict[str, str]) -> None:
    headings = {
        line.removeprefix("## ").strip()
        for line in (ROOT / "docs" / "checks.md").read_text("utf-8").splitlines()
        if line.startswith("## ")
    }
    dead = []
    for name, text in made.items():
        for link in _LINK.findall(text):
            target, _, anchor = link.partition("#")
            path = (BOOK / name).parent.joinpath(target).resolve()
            inside = path.relative_to(BOOK).as_posix() if path.is_relative_to(BOOK) else None
            known = inside in made if inside is not None else path.exists() and anchor in headings
            if not known:
                dead.append((name, link))
    assert not dead


def test_words_of_a_pack_are_no_markup(tmp_path: Path) -> None:
    write_packs(tmp_path)
    head = tmp_path / "XA" / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("Land of XA", "'[X](http://x.example) <b>*A*</b> | B'"), "utf-8")
    page = pages(load_folder(tmp_path))["XA/README.md"]
    assert page.startswith("# \\[X\\](http://x.example) \\<b\\>\\*A\\*\\</b\\> \\| B (XA)")


def test_writing_takes_away_pages_of_rules_that_are_gone(tmp_path: Path) -> None:
    rulebook = load_folder(write_packs(tmp_path / "rules"))
    book = tmp_path / "book"
    changed, removed = write(rulebook, book)
    assert (changed, removed) == (len(pages(rulebook)), 0)
    (book / "XA" / "xa.old.md").write_text("old", "utf-8")
    assert write(rulebook, book) == (0, 1)
    assert not (book / "XA" / "xa.old.md").exists()
