"""`duty`: what the relationship brings. It makes no findings; it decides what the other checks ask for."""

from __future__ import annotations

import re

from adhere.checks.context import Context
from adhere.post import Post, Relationship
from adhere.report import Duty
from adhere.rulebook.params import DutyParams

#: What a brand's handle has behind its name: @oldferry.official, @oldferry_au.
_BEHIND_NAME = (
    "official",
    "hq",
    "store",
    "shop",
    "brand",
    "global",
    "us",
    "usa",
    "uk",
    "au",
    "aus",
    "nz",
    "ca",
    "ie",
    "za",
)
_NO_LETTER = re.compile(r"[\W_]+")


def duty_of(context: Context) -> Duty:
    """The duty of the post's relationship; `depends` where nothing is declared or no rule speaks of it."""
    rule = context.view.by_check.get("duty")
    if rule is None or not isinstance(rule.params, DutyParams) or context.relationship is Relationship.UNKNOWN:
        return "depends"
    case = getattr(rule.params, context.relationship)
    if case.required_when and any(each.kind in case.required_when for each in context.evidence):
        return "required"
    own: Duty | None = case.own_account
    if own is not None and _on_own_account(context.post):
        return own
    value: Duty = case.value
    if (
        value == "not_required"
        and case.depends_when
        and any(each.kind in case.depends_when for each in context.evidence)
    ):
        return "depends"
    return value


def _on_own_account(post: Post) -> bool:
    """Is the author the brand itself, by name or handle?"""
    author, brand = _letters(post.author), _letters(post.brand)
    if not author or not brand:
        return False
    return author == brand or (author.startswith(brand) and author[len(brand) :] in _BEHIND_NAME)


def _letters(name: str | None) -> str:
    return _NO_LETTER.sub("", (name or "").casefold().replace("&", "and"))
