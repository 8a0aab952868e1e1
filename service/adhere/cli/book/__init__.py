"""The packs as a book of Markdown pages: a comparison of all markets, a page for each market, and one for each rule.

The pages are made of the packs alone and read no clock, so that the same rules always make the same pages.
"""

from __future__ import annotations

from pathlib import Path

from adhere.cli.book.comparison import comparison
from adhere.cli.book.market import market_page
from adhere.cli.book.rule import rule_page
from adhere.rulebook import Rulebook

__all__ = ["pages", "write"]


def pages(rulebook: Rulebook) -> dict[str, str]:
    """Every page by its path, with `/` between folders."""
    found = {"README.md": comparison(rulebook)}
    for code in rulebook.jurisdictions:
        pack = rulebook.packs[code]
        found[f"{code}/README.md"] = market_page(pack)
        for rule in pack.rules:
            found[f"{code}/{rule.id}.md"] = rule_page(pack, rule)
    return found


def write(rulebook: Rulebook, folder: Path) -> tuple[int, int]:
    """Write the pages into a folder that holds nothing else; how many were changed, and how many old ones taken away."""
    made = pages(rulebook)
    changed = removed = 0
    for name, text in made.items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            changed += 1
    for path in sorted(folder.rglob("*.md")):
        if path.relative_to(folder).as_posix() not in made:
            path.unlink()
            removed += 1
    return changed, removed
