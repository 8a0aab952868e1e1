"""`label_present`: a label stands in the post itself."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.context import Context, finding
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
            "The label stands in the profile only. Readers of this post do not see it.",
            "Put the label into the post itself.",
            severity=severity,
            spans=[each.span for each in elsewhere],
        )
        return
    place = " It stands in the first comment only." if comment else ""
    tie = context.relationship.value.replace("_", " ")
    yield finding(
        rule,
        "missing_label",
        f"Nothing in the post says that it is advertising (relationship: {tie}).{place}",
        f"Put a label that {context.view.called} accepts at the start of the post.",
        severity=severity,
        spans=[each.span for each in comment],
    )
