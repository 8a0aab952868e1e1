"""Ad Context Protocol: the disclosures that a creative brief requires, looked for in a post.

Read as the protocol's schema has them (adcontextprotocol/adcp, static/schemas/source/core/creative-brief.json at 480b6393af2c): items of
`compliance.required_disclosures` with `text`, and perhaps `position`, `jurisdictions`, `language`, `min_duration_ms`. The positions are
those of the change note that introduced them; what each means in a post is our own reading.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from adhere.post import Post
from adhere.text.cut import cut_of

Met = Literal["yes", "no", "unknown"]
#: Positions that a post can show, and in which of its fields.
_FIELDS: dict[str | None, tuple[str, ...]] = {
    None: ("text", "title", "overlay", "transcript", "first_comment"),
    "prominent": ("text", "title", "overlay"),
    "footer": ("text",),
    "overlay": ("overlay",),
    "end_card": ("overlay",),
    "subtitle": ("transcript",),
    "audio": ("transcript",),
    "pre_roll": ("overlay", "transcript"),
}


#: Places of the same words that an answer shows: a word may stand in a long text thousands of times.
MOST = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: the field, with its number in a list; offsets are in code points."""

    field: str
    start: int
    end: int
    quote: str


def disclosure_met(item: dict[str, Any], post: Post, on: dt.date) -> dict[str, Any]:
    """Whether the post carries what an item requires, where, and why not. Unknown where the post does not say."""
    position = item.get("position")
    if not concerns(item.get("jurisdictions"), post.jurisdictions):
        return _answer("yes", "It is not required in the jurisdictions of the post.", [])
    if position not in _FIELDS:
        return _answer("unknown", f"Whether it stands at {position!r} cannot be told from a post.", [])
    places = [place for name in _FIELDS[position] for place in places_of(item["text"], post, name)]
    if places:
        return _placed(item, position, post, places, on)
    missing = [name for name in _FIELDS[position] if getattr(post, name) is None]
    if missing:
        return _answer("unknown", f"Not found, and the post does not say what stands in {' and '.join(missing)}.", [])
    return _answer("no", "The words do not stand there.", [])


def concerns(asked: Sequence[str] | None, of_post: Sequence[str] | None) -> bool:
    """Does an item for those jurisdictions, all where it names none, concern a post for these? Parts of a country count as the country."""
    if asked is None or of_post is None:
        return True
    countries = {code.partition("-")[0] for code in asked}
    # a group such as EU may hold any of them: whoever asks for less names its members
    return any(code.upper() in countries or len(code) != 2 or code.upper() == "EU" for code in of_post)


def places_of(words: str, post: Post, name: str) -> Iterator[Place]:
    """Where the words stand in a field, in any case of letters and not within another word."""
    wanted = re.compile(rf"(?<!\w){re.escape(unicodedata.normalize('NFC', words.strip()))}(?!\w)", re.IGNORECASE)
    for field, text in _texts(post, name):
        if unicodedata.is_normalized("NFC", text):
            for found in wanted.finditer(text):
                yield Place(field, found.start(), found.end(), found[0])
        elif wanted.search(unicodedata.normalize("NFC", text)):
            # offsets would be those of another text
            yield Place(field, 0, len(text), text)


def _texts(post: Post, name: str) -> Iterator[tuple[str, str]]:
    value = getattr(post, name)
    if isinstance(value, str):
        yield name, value
    for number, each in enumerate(value if isinstance(value, list) else ()):
        yield f"{name}[{number}]", each if isinstance(each, str) else each.text


def _placed(item: dict[str, Any], position: str | None, post: Post, places: list[Place], on: dt.date) -> dict[str, Any]:
    if position == "prominent":
        cut = cut_of(post.text, post.platform, post.surface, "text", on)
        seen = [each for each in places if each.field != "text" or each.end <= cut.safe_end]
        if not seen:
            behind = all(each.start >= cut.hidden_from for each in places)
            why = "It stands behind the fold." if behind else "Whether it stands before the fold cannot be told."
            return _answer("no" if behind else "unknown", why, places)
        return _answer("yes", "", seen)
    if position == "footer":
        last = post.text.rstrip().rfind("\n") + 1
        low = [each for each in places if each.start >= last]
        return _answer("yes" if low else "no", "" if low else "It stands before the last line.", low or places)
    if position in ("end_card", "pre_roll"):
        return _at_an_end(position, post, places)
    return _long_enough(item.get("min_duration_ms"), post, places)


def _at_an_end(position: str, post: Post, places: list[Place]) -> dict[str, Any]:
    edge = len(post.overlay or ()) - 1 if position == "end_card" else 0
    there = [each for each in places if each.field in (f"overlay[{edge}]", f"transcript[{edge}]")]
    side = "last" if position == "end_card" else "first"
    return _answer("yes" if there else "no", "" if there else f"It is not among the {side} words.", there or places)


def _long_enough(least: int | None, post: Post, places: list[Place]) -> dict[str, Any]:
    """Words on the screen are timed; of others nobody knows how long they last."""
    if least is None:
        return _answer("yes", "", places)
    known = [_shown(post, each) for each in places]
    if any(seconds is not None and seconds * 1000 >= least for seconds in known):
        return _answer("yes", "", places)
    if None in known:
        return _answer("unknown", f"Whether it stays for {least} ms is not given.", places)
    return _answer("no", f"It does not stay for {least} ms.", places)


def _shown(post: Post, place: Place) -> float | None:
    if not place.field.startswith("overlay[") or post.overlay is None:
        return None
    words = post.overlay[int(place.field[8:-1])]
    return words.end - words.start if words.start is not None and words.end is not None else None


def _answer(met: Met, why: str, places: list[Place]) -> dict[str, Any]:
    return {
        "met": met,
        "why": why,
        "spans": [
            {"field": each.field, "start": each.start, "end": each.end, "quote": each.quote} for each in places[:MOST]
        ],
    }
