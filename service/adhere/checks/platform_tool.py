"""`platform_tool`: is the platform's own paid-partnership tag enough by itself?"""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.context import Context, finding
from adhere.phrases import phrase
from adhere.report import Finding
from adhere.rulebook.pack import ActiveRule


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """`platform_tool_only`, where the tag is on, no accepted label stands in the post, and the tag is not surely enough."""
    if context.tool not in ("no", "depends") or context.accepted:
        return
    certain = context.tool == "no"
    severity = context.severity(rule)
    yield finding(
        rule,
        "platform_tool_only",
        phrase("The platform's own tag is not enough by itself in {market}.", market=context.view.called)
        if certain
        else phrase("The platform's own tag is not surely enough by itself in {market}.", market=context.view.called),
        phrase("Keep the tag on, and put a label into the post too."),
        severity=severity if certain or severity != "breach" else "warning",
    )
