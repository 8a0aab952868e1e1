"""What the linter looks for in labels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from adhere.rulebook.pack import Pack
from adhere.rulebook.samples import samples
from adhere.rulebook.schema import SLOT, LabelEntry
from adhere.text.folding import fold_wording

Remark = tuple[str, str, str, str]


def lint_labels(pack: Pack, find: Callable[[str], set[str]] | None) -> Iterator[Remark]:
    """Remarks on the labels: what was looked for, the wording, the message, the severity."""
    yield from _contradictions(pack)
    for entry in pack.labels:
        if not entry.sources and entry.verified == "page":
            yield "no-source", entry.name, f"{entry.name!r} is marked as read but names no source", "error"
        dead = {slot for slot in SLOT.findall(entry.text or "") if slot.casefold() != "brand"} if entry.remedy else ()
        if dead:
            yield (
                "dead-slot",
                entry.name,
                f"{entry.name!r} can be proposed to nobody: who would fill {sorted(dead)}?",
                "error",
            )
    if not any(entry.remedy and entry.relationships is None and not entry.bound for entry in pack.labels):
        message = "no label with `remedy: true` for all relationships and places: there is nothing to propose"
        yield "no-remedy", "*", message, "error"
    languages = {entry.language for entry in pack.labels if entry.remedy}
    missing = [language for language in pack.file.languages if language not in languages]
    # a jurisdiction that others build on need not speak every language itself
    if missing and len(pack.file.languages) <= 5:
        yield "no-remedy", "*", f"no remedy label in {', '.join(missing)}", "error"
    if find is not None:
        yield from _never_found(pack, find)


def _never_found(pack: Pack, find: Callable[[str], set[str]]) -> Iterator[Remark]:
    """Wordings that are not found where a post holds them: in a line of their own, and before running text."""
    for text in dict.fromkeys(entry.text for entry in pack.labels if entry.text is not None):
        for sample in samples(text):
            for post in (f"{sample}: so lovely", f"So lovely!\n{sample}"):
                if text.lower() not in find(post):
                    yield "dead-label", text, f"{text!r} is not found in {post!r}", "error"
                    break


def _contradictions(pack: Pack) -> Iterator[Remark]:
    """Wordings that say two things, or one thing twice; folded, as they are looked for."""
    seen: dict[str, list[LabelEntry]] = {}
    for entry in pack.labels:
        key = " ".join(fold_wording(entry.name).split())
        for other in seen.get(key, []):
            if not (_overlap(entry, other) and _same_people(entry, other) and _same_place(entry, other)):
                continue
            if entry.languages and other.languages and set(entry.languages).isdisjoint(other.languages):
                # that in the language of the post counts
                continue
            message = f"{entry.name!r} stands twice for the same days, relationships and places ({other.status} and {entry.status})"
            if entry.status != other.status or entry.name.casefold() == other.name.casefold():
                yield "contradiction", entry.name, message, "error"
            elif entry.language == other.language:
                yield "repeated", entry.name, f"{message}: folded, it is {other.name!r}", "warning"
        seen.setdefault(key, []).append(entry)


def _overlap(one: LabelEntry, other: LabelEntry) -> bool:
    latest = dt.date.max
    return one.from_ <= (other.to or latest) and other.from_ <= (one.to or latest)


def _same_people(one: LabelEntry, other: LabelEntry) -> bool:
    if one.relationships is None or other.relationships is None:
        # an entry for some relationships beside one for all is how a pack says "except"
        return one.relationships is None and other.relationships is None
    return bool(set(one.relationships) & set(other.relationships))


def _same_place(one: LabelEntry, other: LabelEntry) -> bool:
    """Bound to the same platforms and surfaces, in part at least; an entry for some places beside one for all says "except"."""
    return _meet(one.platforms, other.platforms) and _meet(one.surfaces, other.surfaces)


def _meet(one: Sequence[str] | None, other: Sequence[str] | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(set(one) & set(other))
