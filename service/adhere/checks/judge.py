"""Runs a jurisdiction's checks over a post, and gathers what they find into a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adhere.checks.context import Context
from adhere.checks.kinds import CHECKS
from adhere.checks.plan import plan_of
from adhere.checks.standing import Standing
from adhere.labels.wordings import ADMITS_NOTHING, statement_key
from adhere.phrases import phrase
from adhere.post import Relationship
from adhere.report import Finding, Result, Verdict

_PAST_TIE = statement_key("past_tie")


def admitted(standings: Iterable[Standing]) -> Relationship:
    """The relationship that the labels in the post admit."""
    best = Relationship.UNKNOWN
    for standing in standings:
        if not standing.in_post or standing.match.strength != "clear" or standing.status == "foreign":
            continue
        entry = standing.label.entry if standing.label is not None else None
        if entry is not None and entry.status == "rejected" and not (standing.match.hashtag or entry.statement):
            continue
        if entry is not None and not entry.admits:
            continue
        if standing.match.wording.key in ADMITS_NOTHING:
            continue
        ties = entry.relationships if entry is not None else None
        if not ties or Relationship.PAID in ties:
            return Relationship.PAID
        best = ties[0]
    return best


def judge(context: Context) -> Result:
    """Run the jurisdiction's checks. A check that fails is reported as not checked, never passed over."""
    if not _silent(context):
        return _judged(context)
    # posts of one kind in which there is nothing to find are answered alike
    key = (context.kind, context.relationship, context.declared, context.duty, context.threshold is None)
    known = context.view.plans.get(key)
    if not isinstance(known, Result):
        known = context.view.plans[key] = _judged(context)
    return known


def _silent(context: Context) -> bool:
    """Is there nothing in the post that a rule of this jurisdiction could find, and no score to weigh?"""
    scan, view = context.scan, context.view
    if not context.kind.quiet or context.standings or context.probability is not None or scan.denials:
        return False
    if scan.in_names and not view.words.isdisjoint(scan.in_names):
        return False
    return not scan.by_key or (view.words.isdisjoint(scan.by_key) and _PAST_TIE not in scan.by_key)


def _judged(context: Context) -> Result:
    plan = plan_of(context, CHECKS)
    asked = context.duty != "not_required" and context.relationship is not Relationship.UNKNOWN
    findings: list[Finding] = []
    if context.scan.unfinished and context.view.rules:
        findings.append(_crashed(context.view.rules[0].id, TimeoutError()))
    steps, resting = plan.part(context, asked=asked)
    passed = list(resting)
    for rule_id, rule, check in steps:
        try:
            found = [*check(context, rule)]
        except Exception as error:  # whatever it is, it must not look like a pass
            found = [_crashed(rule_id, error)]
        if found:
            findings += found
        else:
            passed.append(rule_id)
    return Result(context.view.code, context.duty, _verdict(findings), tuple(findings), tuple(passed))


def _crashed(rule_id: str, error: Exception) -> Finding:
    return Finding(
        rule=rule_id,
        reason="not_checked",
        severity="warning",
        confidence="low",
        message=phrase("This rule could not be checked ({error}).", error=type(error).__name__),
        remedy=phrase("A person must look. Please report the post and this message."),
    )


def _verdict(findings: Sequence[Finding]) -> Verdict:
    severities = {finding.severity for finding in findings}
    if "breach" in severities:
        return "non_compliant"
    return "review" if "warning" in severities else "compliant"
