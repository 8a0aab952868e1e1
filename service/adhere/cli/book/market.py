"""The page of one market."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.demands import demands_of
from adhere.cli.book.words import SHOWN, code, plain, section, source, span, table, value
from adhere.rulebook.pack import Pack, View
from adhere.rulebook.params import DutyParams
from adhere.rulebook.schema import LabelEntry

_STATUS = {
    "accepted": "Words that are accepted",
    "ambiguous": "Words that a person has to weigh",
    "rejected": "Words that are refused",
    "ordinary": "Phrases that hold such a word and are no label",
}


def market_page(pack: Pack) -> str:
    """What is asked, with which words, where, since when, by whose word, and what is open."""
    return "\n".join(_lines(pack)) + "\n"


def newest(pack: Pack) -> View:
    """The market by the newest of its versions."""
    return pack.on(max(pack.boundaries))


def _lines(pack: Pack) -> Iterator[str]:
    file, view = pack.file, newest(pack)
    yield f"# {plain(file.name)} ({pack.code})"
    yield ""
    yield "[All markets](../README.md)"
    yield ""
    yield f"Made of the pack `rules/{pack.code}`; not legal advice. Rules since {pack.first_day}; languages: {', '.join(file.languages)}."
    if file.builds_on:
        built = ", ".join(f"[{parent}](../{parent}/README.md)" for parent in file.builds_on)
        yield f"It builds on {built}, whose rules hold here too unless one of these stands in for them."
    yield from section(
        "Who applies the rules",
        (f"- {plain(each.name)} ({plain(each.short)}): {plain(each.role)}" for each in file.regulators),
    )
    yield from section("Which connections have to be told", _duties(view))
    yield from section("What is asked of the label", _demands(view))
    for status, title in _STATUS.items():
        yield from section(title, _labels(pack, status))
    yield from section("Rules", _rules(pack))
    yield from section("Changes", (f"- **{each.date}**: {plain(each.what)}" for each in file.changes))
    yield from section("Minors", [plain(file.minors)] if file.minors else [])
    penalties = (
        f"- {plain(each.amount)}: {plain(each.basis)}" + (f" ({plain(each.note)})" if each.note else "")
        for each in file.penalties
    )
    yield from section("Penalties", penalties)
    yield from section("Notes", (f"- {plain(each)}" for each in file.notes))
    yield from section("Open questions", (f"- {plain(each)}" for each in file.open_questions))
    yield from section("Not proved by a source that was read", _unproved(pack))
    yield from section("Sources", _sources(pack))


def _duties(view: View) -> Iterator[str]:
    duty = view.by_check.get("duty")
    if duty is None or not isinstance(duty.params, DutyParams):
        return
    cases = duty.params.model_dump(mode="json", exclude_defaults=True)
    yield from table(
        ("connection", "a label is"), ((name.replace("_", " "), value(case)) for name, case in cases.items())
    )


def _demands(view: View) -> Iterator[str]:
    seen: dict[str, None] = {}
    for rule in view.rules:
        for demand in demands_of(rule):
            seen[
                f"- {plain(demand.about)}: {plain(demand.words)} ([{demand.rule}](../{_home(demand.rule)}/{demand.rule}.md))"
            ] = None
    yield from seen


def _home(rule: str) -> str:
    """The folder of a rule, whose id begins with its market."""
    return rule.partition(".")[0].upper()


def _labels(pack: Pack, status: str) -> Iterator[str]:
    entries = [each for each in pack.labels if each.status == status]
    yield from table(("wording", "language", "for", "where", "holds"), map(_label, entries[:SHOWN]))
    if len(entries) > SHOWN:
        yield from ("", f"And {len(entries) - SHOWN} more, in `rules/{pack.code}/labels.yaml`.")


def _label(entry: LabelEntry) -> tuple[str, ...]:
    people = ", ".join(each.value.replace("_", " ") for each in entry.relationships) if entry.relationships else "all"
    places = [each.value for each in (*(entry.platforms or ()), *(entry.surfaces or ()))]
    wording = (
        code(entry.text)
        if entry.text is not None
        else f"*plain sentences: {(entry.statement or '').replace('_', ' ')}*"
    )
    return wording, ", ".join(entry.languages), people, ", ".join(places) or "anywhere", span(entry)


def _rules(pack: Pack) -> Iterator[str]:
    rows = (
        (f"[{rule.id}]({rule.id}.md)", plain(rule.title), str(rule.versions[0].from_), rule.versions[-1].severity)
        for rule in pack.rules
    )
    yield from table(("rule", "what it is about", "since", "makes a"), rows)


def _unproved(pack: Pack) -> Iterator[str]:
    for name, each in pack.instruments.items():
        if each.verified == "memory":
            yield f"- {plain(each.title)} (`{name}`)"
        elif each.memory_part:
            yield f"- {plain(each.title)} (`{name}`): {plain(each.memory_part)}"
    count = sum(each.verified == "memory" for each in pack.labels)
    if count:
        yield f"- {count} of the {len(pack.labels)} entries of words and plain sentences: nobody has read a source that names just these"


def _sources(pack: Pack) -> Iterator[str]:
    yield from (f"- {source(each)}: {plain(each.says)}" for each in pack.instruments.values())
