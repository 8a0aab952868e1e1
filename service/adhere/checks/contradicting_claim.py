"""`contradicting_claim`: the post denies what is declared, or admits what is denied."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.context import Context, finding
from adhere.checks.standing import CARRIERS
from adhere.labels.matcher import Match
from adhere.labels.wordings import statement_key
from adhere.phrases import phrase
from adhere.post import Relationship
from adhere.report import Finding
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import ContradictingClaimParams

_PAST_TIE = statement_key("past_tie")


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """A denial under a declared connection, or a label where `none` is declared (a warning: which is true, a person must say)."""
    if context.declared is Relationship.NONE:
        labels = [each for each in context.accepted if each.match.strength == "clear"]
        # where the post's own content brings the duty, a label contradicts nothing
        if labels and context.duty != "required":
            yield finding(
                rule,
                "contradicting_claim",
                phrase("No connection is declared, but the post carries a label."),
                phrase("Correct the declaration, or take the label out."),
                severity="warning",
                spans=[each.span for each in labels],
            )
        else:
            yield from _past(context, rule)
        return
    if not context.commercial:
        return
    denials = [match for match in context.scan.denials if match.field.kind in CARRIERS and _denies(context, match)]
    if denials:
        yield finding(
            rule,
            "contradicting_claim",
            phrase("The post denies the connection that is declared."),
            phrase("Take the denial out."),
            severity=context.severity(rule),
            spans=[match.field.quote(match.start, match.end) for match in denials],
        )


def _past(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    told = [
        match
        for match in context.scan.by_key.get(_PAST_TIE, ())
        if match.field.kind in CARRIERS and not match.negated
        if isinstance(rule.params, ContradictingClaimParams) and rule.params.past_ties
    ]
    if told:
        yield finding(
            rule,
            "contradicting_claim",
            phrase("No connection is declared, but the post tells of an earlier one."),
            phrase("If it ended within the past year, declare it and add a label."),
            severity="warning",
            spans=[match.field.quote(match.start, match.end) for match in told],
        )


def _denies(context: Context, match: Match) -> bool:
    """A sentence that denies, or a label denied that this market would have taken for one: "no snacks" denies nothing.

    Of what only other markets list, it is one that stands as a label and that some market accepts.
    """
    if match.wording.denial:
        return True
    listed = context.view.label_index.get(match.key)
    if listed is None:
        return match.strength == "clear" and bool(match.wording.accepted_for)
    return any(each.entry.status != "rejected" for each in listed)
