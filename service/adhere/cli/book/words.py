"""What the pages have in common: Markdown that no word of a pack can break, sources, days, values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from adhere.report import Citation
from adhere.rulebook.schema import Instrument, LabelEntry, Version

_MARKUP = re.compile(r"([\\`*_\[\]<>|#])")
#: Pages hold so many wordings of a kind; the file holds the rest.
SHOWN = 60


def plain(text: str) -> str:
    """Words of a pack as Markdown shows them."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """A wording as it is written."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{' '.join(text.split())}{fence}".replace("|", "\\|")


def section(title: str, lines: Iterable[str], level: int = 2) -> Iterator[str]:
    """A heading and what stands under it; nothing where that is nothing."""
    found = list(lines)
    if found:
        yield from ("", f"{'#' * level} {title}", "", *found)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; nothing without rows."""
    found = list(rows)
    if found:
        yield f"| {' | '.join(head)} |"
        yield f"|{'---|' * len(head)}"
        yield from (f"| {' | '.join(row)} |" for row in found)


def source(found: Instrument | Citation) -> str:
    """An instrument in one line, with how it was verified."""
    title = found.title if isinstance(found, Instrument) else found.instrument
    name = f"[{plain(title)}](<{found.url}>)" if found.url else plain(title)
    provision = f", {plain(found.provision)}" if found.provision else ""
    mark = "read" if found.verified == "page" else "**not verified: from memory**"
    read_on = f" {found.read_on}" if found.read_on else ""
    return f"{name}{provision} ({found.force}; {mark}{read_on})"


def sources(names: Iterable[str], instruments: Mapping[str, Instrument]) -> Iterator[str]:
    """The instruments that a pack cites by these names, as a list."""
    yield from (f"- {source(instruments[name])}" for name in names if name in instruments)


def span(version: Version | LabelEntry, until: Any = None) -> str:
    """From which day to which something holds."""
    end = version.to or until
    return f"from {version.from_}" + (f" to {end}" if end else "")


def value(found: Any) -> str:
    """A parameter for people."""
    if isinstance(found, dict):
        if "value" in found:
            when = [(duty, found.get(f"{duty}_when")) for duty in ("required", "depends")]
            told = "".join(f" ({duty} with {', '.join(each)})" for duty, each in when if each)
            note = f" ({plain(found['note'])})" if found.get("note") else ""
            return f"{found['value'].replace('_', ' ')}{told}{note}"
        return "; ".join(f"{key}: {value(each)}" for key, each in found.items())
    if isinstance(found, list):
        shown = ", ".join(f"({value(each)})" if isinstance(each, dict) else value(each) for each in found[:SHOWN])
        return shown + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
    if isinstance(found, bool):
        return "yes" if found else "no"
    return plain(str(found))
