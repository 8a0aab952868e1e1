"""`duty`: what the relationship brings. It makes no findings; it decides what the other checks ask for."""

from __future__ import annotations

import re

from adhere.checks.context import Context
from adhere.post import Relationship
from adhere.report import Duty
from adhere.rulebook.params import DutyParams

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
    if own is not None and _on_own_account(context):
        return own
    value: Duty = case.value
    if value == "not_required" and (
        (case.depends_when_tagged and context.post.tags)
        or (case.depends_when and any(each.kind in case.depends_when for each in context.evidence))
    ):
        return "depends"
    return value


def _on_own_account(context: Context) -> bool:
    """Is the author the brand itself, by name or handle?"""
    author, brand = _letters(context.post.author), _letters(context.post.brand)
    if not brand or not author.startswith(brand):
        return False
    words = [context.rulebook.words.get(language) for language in context.view.languages]
    return author == brand or any(each is not None and author[len(brand) :] in each.account_endings for each in words)


def _letters(name: str | None) -> str:
    return _NO_LETTER.sub("", (name or "").casefold().replace("&", "and"))
