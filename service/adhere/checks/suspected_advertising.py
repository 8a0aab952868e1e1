"""`suspected_advertising`: nothing is declared and no clear label stands in the post, but something speaks for advertising."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adhere.checks.context import Context, finding
from adhere.phrases import Phrase, phrase
from adhere.post import Relationship
from adhere.report import Evidence, Finding, Span
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import SuspectedAdvertisingParams

#: Evidence that by itself makes a person look; a call to action or an offer alone is everyday talk.
TELLING = frozenset({"discount_code", "affiliate_link", "gift_wording", "brand_thanks"})


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """Evidence in the words, or the classifier's suspicion. Only what the market takes as proof is more than a warning."""
    if context.relationship is not Relationship.UNKNOWN:
        return
    params = rule.params
    proof = set(params.proof) if isinstance(params, SuspectedAdvertisingParams) else set()
    proven = [each for each in context.evidence if each.kind in proof]
    telling = [each for each in context.evidence if each.kind in TELLING]
    refused = list(_refused_beside_a_mention(context))
    likely = _reaches(context.probability, context.threshold)
    if not (proven or telling or refused or likely):
        if context.threshold is not None and context.probability is None:
            yield finding(
                rule,
                "not_checked",
                phrase(
                    "Not checked: whether the post reads like advertising. The classifier does not know its language."
                ),
                phrase("Say what ties the author to the brand, with `relationship`."),
                severity="note",
                confidence="low",
            )
        return
    read = [each for each in context.evidence if each.kind == "wording"]
    spans = _spans(proven or telling) or refused
    yield finding(
        rule,
        "suspected_advertising",
        _message(f"{context.probability:.0%}" if likely else None, seen=bool(spans)),
        phrase("Say what ties the author to the brand; if anything does, add a label."),
        severity=rule.version.severity if proven else "warning",
        confidence="medium" if proven or _reaches(context.probability, context.certainty) else "low",
        spans=spans or _spans(read),
    )


def _message(chance: str | None, *, seen: bool) -> Phrase:
    if chance is None:
        return phrase("Nothing is declared and there is no label. Its words speak for a connection to a brand.")
    if seen:
        return phrase(
            "Nothing is declared and there is no label. Its words speak for a connection to a brand."
            " The classifier puts advertising at {chance}.",
            chance=chance,
        )
    return phrase(
        "Nothing is declared and there is no label. The classifier puts advertising at {chance}.", chance=chance
    )


def _spans(evidence: Sequence[Evidence]) -> list[Span]:
    return [Span(each.field, each.start, each.end, each.quote) for each in evidence]


def _reaches(probability: float | None, bound: float | None) -> bool:
    return probability is not None and bound is not None and probability >= bound


def _refused_beside_a_mention(context: Context) -> Iterator[Span]:
    """Wordings that the market refuses as a label, and that name an account: too vague to admit a connection, but they hint at one."""
    for each in context.in_post:
        match = each.match
        named = "@" in match.quote or match.field.folded.original[match.end : match.end + 3].lstrip(" :").startswith(
            "@"
        )
        if each.status == "rejected" and match.strength == "clear" and named:
            yield each.span
