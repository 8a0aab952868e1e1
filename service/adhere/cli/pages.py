"""Packs as pages to read in a terminal, from the plain data of `adhere.rulebook.show`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from adhere.rulebook.show import in_words

if TYPE_CHECKING:
    from adhere.rulebook.diff import Difference

WIDTH = 100
Data = dict[str, Any]


def jurisdiction_page(data: Data) -> Iterator[str]:
    """Who regulates, which rules and labels hold on the day, what changes, what is open."""
    yield f"{data['jurisdiction']}  {data['name']}: the rules of {data['on']}"
    yield f"languages: {', '.join(data['languages'])}" + (
        f"; builds on {', '.join(data['builds_on'])}" if data["builds_on"] else ""
    )
    for regulator in data["regulators"]:
        yield from _wrapped(f"{regulator['short']} ({regulator['name']}): {regulator['role']}", "  ")
    yield ""
    yield "RULES"
    for rule in data["in_force"]:
        yield from _active_rule(rule)
    yield ""
    yield "LABELS"
    for status in ("accepted", "ambiguous", "rejected", "ordinary"):
        entries = [entry for entry in data["words"] if entry["status"] == status]
        if entries:
            yield f"  {status}"
            yield from _wrapped("; ".join(_label(entry) for entry in entries), "    ")
    yield from _section("CHANGES", (f"{each['date']}  {each['what']}" for each in data["changes"]))
    penalties = (f"{each['amount']}: {each['basis']}" for each in data["penalties"])
    yield from _section("PENALTIES", penalties)
    yield from _section("MINORS", [data["minors"]] if data["minors"] else [])
    yield from _section("NOTES", data["notes"])
    yield from _section("OPEN QUESTIONS", data["open_questions"])


def rule_page(data: Data) -> Iterator[str]:
    """One rule: what it says on the day, all its versions, what text cannot decide, its examples."""
    yield f"{data['id']}  {data['title']}"
    kind = f"jurisdiction {data['jurisdiction']}; kind of check {data['check']}"
    yield kind + ("" if data["status"] == "active" else f"; {data['status']}")
    for key, value in data["applies"].items():
        yield f"applies to {key}: {', '.join(value) if isinstance(value, list) else value}"
    if data["replaces"]:
        yield f"replaces {', '.join(data['replaces'])}"
    yield ""
    if data["in_force"] is None:
        yield f"ON {data['on']}: not in force"
    else:
        yield f"ON {data['on']}"
        yield from _active_rule(data["in_force"])
    yield ""
    yield "VERSIONS"
    for version in data["versions"]:
        until = f" to {version['to']}" if "to" in version else ""
        yield f"  from {version['from']}{until}: {version['severity']}; {', '.join(version['sources'])}"
        yield from _params(version.get("params", {}))
    yield from _section("LIMITS", data["limits"])
    yield from _section("EXAMPLES", (_example(each) for each in data["examples"]))


def difference_lines(each: Difference) -> Iterator[str]:
    """A rule or label that differs: before, after, why, and the sources."""
    yield f"{each.kind} {each.id}" + (f"  (since {each.since})" if each.since else "")
    if each.before == each.after:
        yield "  asks the same, with another note or other sources"
    else:
        yield from _wrapped(f"before: {each.before or 'not in force'}", "  ", more="          ")
        yield from _wrapped(f"after:  {each.after or 'not in force'}", "  ", more="          ")
    if each.note:
        yield from _wrapped(f"why:    {each.note}", "  ", more="          ")
    for citation in each.citations:
        yield f"  source: {citation.instrument}" + (f" <{citation.url}>" if citation.url else "")


def _active_rule(rule: Data) -> Iterator[str]:
    yield f"  {rule['id']}  {rule['title']}"
    yield f"    {rule['severity']}, kind {rule['check']}, since {rule['since']}"
    yield from _params(rule["params"])
    if rule["note"]:
        yield from _wrapped(rule["note"], "    ")
    for citation in rule["citations"]:
        yield from _citation(citation)


def _params(params: Data) -> Iterator[str]:
    for key, value in params.items():
        yield from _wrapped(f"{key}: {in_words(value)}", "    ", more="      ")


def _citation(citation: Data) -> Iterator[str]:
    provision = f", {citation['provision']}" if citation["provision"] else ""
    read = f"✓ read {citation['read_on'] or ''}".rstrip() if citation["verified"] == "page" else "? from memory"
    yield from _wrapped(f"§ {citation['instrument']}{provision} ({citation['force']}) {read}", "    ", more="      ")
    if citation["url"]:
        yield f"      {citation['url']}"


def _label(entry: Data) -> str:
    marks = [entry["language"] or ""]
    marks += [f"for {', '.join(entry['relationships'])}"] if entry["relationships"] else []
    marks += [f"on {', '.join(entry[key])}" for key in ("platforms", "surfaces") if entry[key]]
    marks += [f"until {entry['until']}"] if entry["until"] else []
    return f"{entry['label']} ({', '.join(mark for mark in marks if mark)})" if any(marks) else str(entry["label"])


def _example(example: Data) -> str:
    expect = example["expect"]
    wanted = expect if isinstance(expect, str) else expect["reason"]
    return f"{example['on']}  {wanted}: {example['name']}"


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    lines = list(items)
    if lines:
        yield ""
        yield title
        for line in lines:
            yield from _wrapped(line, "  ", more="    ")


def _wrapped(text: str, first: str, more: str | None = None) -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=first if more is None else more, break_long_words=False
    ) or [first.rstrip()]
