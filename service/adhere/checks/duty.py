"""`duty`: what the relationship brings. It makes no findings; it decides what the other checks ask for."""

from __future__ import annotations

from adhere.checks.context import Context
from adhere.post import Relationship
from adhere.report import Duty
from adhere.rulebook.params import DutyParams


def duty_of(context: Context) -> Duty:
    """The duty of the post's relationship; `depends` where nothing is declared or no rule speaks of it."""
    rule = context.view.by_check.get("duty")
    if rule is None or not isinstance(rule.params, DutyParams) or context.relationship is Relationship.UNKNOWN:
        return "depends"
    case = getattr(rule.params, context.relationship)
    if case.required_when and any(each.kind in case.required_when for each in context.evidence):
        return "required"
    value: Duty = case.value
    if (
        value == "not_required"
        and case.depends_when
        and any(each.kind in case.depends_when for each in context.evidence)
    ):
        return "depends"
    return value
