"""`sector_wording`: words that a sector's advertising must carry."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.context import Context, finding
from adhere.checks.sector import belongs, concerned
from adhere.report import Finding, Severity
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import SectorWordingParams


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """`sector_label_missing`, for each demand that none of its wordings meets."""
    params = rule.params
    if not isinstance(params, SectorWordingParams) or not context.commercial:
        return
    belonging, suggestion = belongs(context, params)
    if belonging == "no" or not concerned(context, params):
        return
    unmet = [demand for demand in params.needs if context.scan.any_of(demand) is None]
    if not unmet:
        return
    severity: Severity = context.severity(rule)
    if belonging == "suggested" and severity != "note":
        severity = params.undeclared
    yield finding(
        rule,
        "sector_label_missing",
        f"{rule.rule.title}: the words asked for are not in the post.",
        "Add: " + "; ".join(f"“{demand[0]}”" for demand in unmet) + ".",
        severity=severity,
        confidence=None if belonging == "declared" else "low",
        spans=[suggestion.field.quote(suggestion.start, suggestion.end)] if suggestion is not None else (),
    )
