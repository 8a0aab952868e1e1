"""`sector_ban`: advertising that no label cures."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.context import Context, finding, sector_severity
from adhere.checks.sector import belongs, concerned
from adhere.phrases import of_pack, phrase
from adhere.post import Relationship
from adhere.report import Finding, Severity
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import SectorBanParams


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """The rule's reason, for a post of the sector. A suggested sector is no more than the rule's `undeclared`."""
    params = rule.params
    if not isinstance(params, SectorBanParams):
        return
    anybody = params.whoever and context.relationship is Relationship.UNKNOWN
    if not context.commercial and not anybody:
        return
    belonging, suggestion = belongs(context, params)
    if belonging == "no" or not concerned(context, params):
        return
    match = context.scan.hint_of(params.only_with) or suggestion
    severity: Severity = rule.version.severity if params.whoever else sector_severity(context, rule)
    if belonging == "suggested" and severity != "note":
        severity = params.undeclared
    yield finding(
        rule,
        params.reason,
        of_pack(f"{rule.rule.title}.")
        if belonging == "declared"
        else phrase("The words suggest a sector with its own rule: {title}.", title=rule.rule.title),
        phrase("No label cures this: take the promotion out, or show that an exception applies.")
        if belonging == "declared"
        else phrase("Say which sector the post is about ({sectors}, or another).", sectors=", ".join(params.sectors)),
        severity=severity,
        confidence=None if belonging == "declared" else "low",
        spans=[match.field.quote(match.start, match.end)] if match is not None else (),
    )
