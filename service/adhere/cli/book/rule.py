"""The page of one rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from adhere.cli.book.words import plain, section, sources, span, value
from adhere.rulebook.pack import Pack
from adhere.rulebook.schema import Example, Rule, Version

_ABOUT = (
    "platform",
    "surface",
    "relationship",
    "sector",
    "brand",
    "language",
    "platform_label",
    "altered_image",
    "audience",
    "followers",
    "duration",
)
_UNITS = {"duration": " seconds"}
_WORDS = ("title", "text", "overlay", "transcript", "first_comment", "profile")


def rule_page(pack: Pack, rule: Rule) -> str:
    """What the rule asks, since when, by which source, what text cannot decide, and worked examples."""
    return "\n".join(_lines(pack, rule)) + "\n"


def _lines(pack: Pack, rule: Rule) -> Iterator[str]:
    instruments = {name: each for held in reversed(pack.lineage) for name, each in held.instruments.items()}
    yield f"# {plain(rule.title)}"
    yield ""
    kind = f"[{rule.check.replace('_', ' ')}](../../checks.md#{rule.check})"
    yield f"`{rule.id}` · [{plain(pack.file.name)}](README.md) · kind of check: {kind}" + (
        "" if rule.status == "active" else f" · **{rule.status}**"
    )
    applies = rule.applies.model_dump(mode="json", exclude_none=True)
    yield from section(
        "Where it applies", (f"- {key.replace('_', ' ')}: {value(each)}" for key, each in applies.items())
    )
    yield from section("Stands in for", (f"- `{name}`" for name in rule.replaces))
    yield ""
    yield "## What it says, and since when"
    for number, version in enumerate(rule.versions):
        following = rule.versions[number + 1].from_ if number + 1 < len(rule.versions) else None
        yield from _version(version, following)
        yield ""
        yield from sources(version.sources, instruments)
    yield from section("What text alone cannot decide", (f"- {plain(limit)}" for limit in rule.limits))
    yield from section("Worked examples", _examples(rule.examples))


def _version(version: Version, following: dt.date | None) -> Iterator[str]:
    until = following - dt.timedelta(days=1) if following else None
    title = span(version, until)
    yield from ("", f"### {title[0].upper()}{title[1:]}", "", f"What is found makes a **{version.severity}**.")
    if version.note:
        yield from ("", plain(version.note))
    if version.params:
        yield ""
        yield from (f"- {key.replace('_', ' ')}: {value(each)}" for key, each in version.params.items())


def _examples(examples: list[Example]) -> Iterator[str]:
    for number, example in enumerate(examples):
        yield from ([] if number == 0 else [""])
        yield f"**{plain(example.name[:1].upper() + example.name[1:])}**, on {example.on}: {_outcome(example)}"
        about = [
            f"{key.replace('_', ' ')} {value(example.post[key])}{_UNITS.get(key, '')}"
            for key in _ABOUT
            if example.post.get(key) is not None
        ]
        if about:
            yield from ("", ", ".join(about))
        yield from ("", "~~~text", *_words(example.post), "~~~")


def _outcome(example: Example) -> str:
    expected = example.expect
    if isinstance(expected, str):
        return "passes" if expected == "pass" else "the rule is not in force"
    severity = f"{expected.severity}: " if expected.severity else ""
    return f"{severity}`{expected.reason}`"


def _words(post: dict[str, Any]) -> Iterator[str]:
    for name in _WORDS:
        held = post.get(name)
        for each in held if isinstance(held, list) else [held]:
            words = each.get("text", "") if isinstance(each, dict) else each
            if words:
                where = _where(each) if isinstance(each, dict) else ""
                yield from (
                    (str(words) if name == "text" else f"[{name}{where}] {words}").replace("~~~", "~ ~ ~").split("\n")
                )


def _where(words: dict[str, Any]) -> str:
    """The frame and the seconds of words on a picture, or the second in which they are said."""
    frame = f" {words['frame']}" if words.get("frame") is not None else ""
    start, end = words.get("start"), words.get("end")
    if end is not None:
        return f"{frame}, {start or 0:g} to {end:g} s"
    return f"{frame}, from {start:g} s" if start is not None else frame
