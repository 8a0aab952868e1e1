"""`label_present`: a label stands in the post itself."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.context import Context, finding
from adhere.phrases import phrase
from adhere.report import Finding
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import LabelPresentParams


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """`missing_label`, or `profile_only` where the bio alone carries one."""
    if context.in_post or context.foreign or context.tool is not None:
        return
    severity = context.severity(rule)
    elsewhere = [each for each in context.standings if not each.in_post]
    comment = [each for each in elsewhere if each.match.field.kind == "first_comment"]
    if comment and isinstance(rule.params, LabelPresentParams) and rule.params.first_comment_counts:
        return
    if not comment and elsewhere:
        yield finding(
            rule,
            "profile_only",
            phrase("The label stands in the profile only. Readers of this post do not see it."),
            phrase("Put the label into the post itself."),
            severity=severity,
            spans=[each.span for each in elsewhere],
        )
        return
    tie = context.relationship.value.replace("_", " ")
    yield finding(
        rule,
        "missing_label",
        phrase(
            "Nothing in the post says that it is advertising (relationship: {relationship})."
            " It stands in the first comment only.",
            relationship=tie,
        )
        if comment
        else phrase(
            "Nothing in the post says that it is advertising (relationship: {relationship}).", relationship=tie
        ),
        phrase("Put a label that {market} accepts at the start of the post.", market=context.view.called),
        severity=severity,
        spans=[each.span for each in comment],
    )
