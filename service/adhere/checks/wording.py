"""`wording`: the label suits the relationship."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.context import Context, finding
from adhere.labels.wordings import legible
from adhere.phrases import phrase
from adhere.report import Finding
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import WordingParams


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """`wording_for_relationship`: a label for another relationship, or a second wording that is missing."""
    tie = context.relationship.value.replace("_", " ")
    if not context.accepted:
        unsuited = [each for each in context.in_post if each.status == "unsuited"]
        if unsuited and context.tool != "yes":
            quotes = ", ".join(dict.fromkeys(f"“{each.match.quote}”" for each in unsuited))
            yield finding(
                rule,
                "wording_for_relationship",
                phrase(
                    "{quotes} does not tell of this relationship ({relationship}).",
                    quotes=quotes,
                    relationship=tie,
                ),
                phrase("Use a label that says advertising."),
                severity=context.severity(rule),
                spans=[each.span for each in unsuited],
                citations=[citation for each in unsuited if each.label for citation in each.label.citations],
            )
        return
    params = rule.params
    wanted = params.also.get(context.relationship) if isinstance(params, WordingParams) else None
    if isinstance(params, WordingParams) and wanted and context.scan.any_of(wanted) is None:
        yield finding(
            rule,
            params.reason,
            phrase(
                "For this relationship ({relationship}) a second wording belongs beside the label.",
                relationship=tie,
            ),
            phrase("Add one of: {wordings}.", wordings=", ".join(legible(wanted))),
            severity=context.severity(rule),
            spans=[each.span for each in context.accepted],
        )
