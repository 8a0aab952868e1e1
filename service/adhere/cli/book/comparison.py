"""The page that sets all markets beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.demands import demands_of
from adhere.cli.book.market import newest
from adhere.cli.book.words import code, plain, section, table
from adhere.rulebook.pack import Pack, Rulebook, View
from adhere.rulebook.params import DutyParams

_HEAD = (
    "market",
    "languages",
    "rules since",
    "a label for everybody",
    "`#ad`",
    "gifts",
    "own brand",
    "place",
    "the platform's own tag alone",
)
_TIES = ("gifted", "own_brand")


def comparison(rulebook: Rulebook) -> str:
    """One row a market, by the newest version of its rules."""
    return "\n".join(_lines(rulebook)) + "\n"


def _lines(rulebook: Rulebook) -> Iterator[str]:
    yield "# The markets"
    yield ""
    yield "Made of the packs in `rules` by `make pages`, never by hand. Each row shows the newest version of a market's rules."
    yield "Not legal advice."
    yield ""
    by_name = sorted(rulebook.packs.values(), key=lambda pack: pack.file.name)
    yield from table(_HEAD, map(_row, by_name))
    groups = (f"- `{name}`: {', '.join(members)}" for name, members in sorted(rulebook.groups.items()))
    yield from section("Groups that can be asked for together", groups)


def _row(pack: Pack) -> tuple[str, ...]:
    view = newest(pack)
    demands: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for rule in view.rules:
        for each in demands_of(rule):
            if each.rank > ranks.get(each.about, 0) and rule.rule.applies.sectors is None:
                ranks[each.about], demands[each.about] = each.rank, each.words
    duty = view.by_check.get("duty")
    params = duty.params if duty is not None and isinstance(duty.params, DutyParams) else None
    ties = [getattr(params, name).value.replace("_", " ") if params is not None else "" for name in _TIES]
    return (
        f"[{plain(pack.file.name)}]({pack.code}/README.md)",
        ", ".join(pack.file.languages) if len(pack.file.languages) < 8 else f"{len(pack.file.languages)}",
        str(pack.first_day),
        ", ".join(_proposed(view)),
        _status(view, "#ad"),
        *ties,
        demands.get("place of the label", ""),
        demands.get("the platform's own tag", "enough"),
    )


def _proposed(view: View) -> list[str]:
    texts = (each.entry.text for each in view.remedies if each.entry.text and each.entry.relationships is None)
    return [code(text) for text in dict.fromkeys(texts)][:2]


def _status(view: View, text: str) -> str:
    """What the market makes of a wording for a paid post."""
    for label in view.label_index.get(text.lower(), ()):
        ties = label.entry.relationships
        if ties is None or "paid" in ties:
            return label.status
    return "not listed"
