"""The words in which the report and the workbook speak to people."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from adhere.rulebook import load_rulebook

VERDICTS = {"non_compliant": "Not compliant", "review": "Needs a person", "compliant": "Compliant"}
SEVERITIES = {"breach": "Breach", "warning": "Doubt", "note": "Note"}
STATUSES = {"new": "New", "open": "Still open"}
DECISIONS = {"agree": "Agreed", "override": "Overridden", "ignore": "Ignored"}
REASONS = {
    "missing_label": "No label",
    "ambiguous_label": "Ambiguous label",
    "abbreviated_label": "Abbreviated label",
    "label_too_late": "Label too late",
    "label_buried_in_hashtags": "Label among hashtags",
    "label_hidden_behind_more": "Label behind “more”",
    "label_not_conspicuous": "Label hard to see",
    "wrong_language": "Label in another language",
    "platform_tool_only": "Platform’s tag only",
    "profile_only": "In the profile only",
    "label_not_in_video": "No label in the video",
    "brand_not_named": "Brand not named",
    "wording_for_relationship": "Label for another relationship",
    "sector_ban": "Advertising banned in the sector",
    "sector_label_missing": "Sector’s wording missing",
    "image_label_missing": "No label for an altered image",
    "contradicting_claim": "Denies being advertising",
    "suspected_advertising": "Suspected advertising",
    "not_checked": "Could not be checked",
    "other": "Other",
}
PLATFORMS = {
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "x": "X",
    "linkedin": "LinkedIn",
    "naver_blog": "Naver Blog",
    "line": "LINE",
    "other": "Other",
}
_MONTHS = "January February March April May June July August September October November December".split()


@cache
def market(code: str) -> str:
    """A jurisdiction's name; its code, where only somebody's own rules know it."""
    # only the packs that are asked for are loaded
    packs = load_rulebook().packs
    return packs[code].file.name if code in packs else code


def reason(word: str | None) -> str:
    """A reason as a short title."""
    return REASONS.get(word, word) if word else "–"


def platform(word: str | None) -> str:
    """A platform's name."""
    return PLATFORMS.get(word, word.replace("_", " ").capitalize()) if word else "Not named"


def day(moment: dt.date | str | None) -> str:
    """A day, such as 4 March 2026."""
    if not moment:
        return "no date"
    date = dt.date.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def month(word: str | None) -> str:
    """A month, such as Mar 2026."""
    return f"{_MONTHS[int(word[5:]) - 1][:3]} {word[:4]}" if word else "No date"


def number(value: int | None) -> str:
    """A number with its thousands apart."""
    return f"{value:,}" if value is not None else "–"


def short_number(value: int | None) -> str:
    """A number in few characters: 1.2M."""
    if value is None:
        return "–"
    for size, letter in ((10**9, "bn"), (10**6, "M"), (10**3, "k")):
        if value >= size:
            shown = value / size
            return f"{shown:.0f}{letter}" if shown >= 100 else f"{shown:.1f}".removesuffix(".0") + letter
    return str(value)


def share(rate: float | None) -> str:
    """A share in percent. Only nothing is 0%, and only all is 100%."""
    if rate is None:
        return "–"
    if 0 < rate < 0.01:
        return "<1%"
    return "99%" if 0.99 < rate < 1 else f"{rate:.0%}"


def some(count: int, thing: str) -> str:
    """`1 post`, `1,204 posts`."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def period(data: dict[str, Any]) -> str:
    """From the first day of the posts to the last."""
    first, last = data["period"]["first"], data["period"]["last"]
    if first is None:
        return "posts without a date"
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def found(data: dict[str, Any]) -> list[str]:
    """What was found, in a few honest sentences."""
    checked, unread = data["checked"], data["unread"]
    if not checked:
        return [
            "No post could be checked: nothing here says anything about compliance."
            if unread
            else "The audit had no posts, so there is nothing to report."
        ]
    bad, doubtful = data["verdicts"]["non_compliant"], data["verdicts"]["review"]
    said = [
        f"Of {some(checked, 'post')} checked, {number(bad)} ({share(data['rates']['non_compliant'])}) "
        f"{'breaks' if bad == 1 else 'break'} a rule of at least one market, and {number(doubtful)} "
        f"({share(data['rates']['review'])}) {'needs' if doubtful == 1 else 'need'} a person to decide."
    ]
    breaches = [each for each in data["reasons"] if each["non_compliant"]]
    if breaches:
        first = breaches[0]
        said.append(
            f"The most frequent breach is “{reason(first['reason']).lower()}”, in {some(first['non_compliant'], 'post')}."
        )
    if hidden := data["suspected_without_label"]:
        reads, carries = ("reads", "carries") if hidden == 1 else ("read", "carry")
        said.append(f"{some(hidden, 'post')} {reads} like advertising and {carries} no label at all.")
    if bad - data["open_breaches"] > 0:
        settled = bad - data["open_breaches"]
        said.append(f"The breaches in {some(settled, 'post')} were overridden or ignored by a person.")
    if unread:
        said.append(
            f"{some(unread, 'row')} of the input could not be read or checked, "
            f"and {'is' if unread == 1 else 'are'} in none of these figures."
        )
    return said
