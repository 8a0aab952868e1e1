"""What the labels in a post come to, whatever a single jurisdiction makes of them."""

from __future__ import annotations

from collections.abc import Sequence

from adhere.checks.context import Context
from adhere.checks.judge import admitted
from adhere.labels.matcher import Match, Scan
from adhere.post import Relationship
from adhere.report import LabelMatch


def admitted_by(contexts: Sequence[Context]) -> str | None:
    """The relationship that the labels in the post admit in any jurisdiction; a payment before any other."""
    found = [admitted(context.standings) for context in contexts]
    known = [each for each in found if each is not Relationship.UNKNOWN]
    if not known:
        return None
    return Relationship.PAID.value if Relationship.PAID in known else known[0].value


def labels_in(scan: Scan, contexts: Sequence[Context]) -> tuple[LabelMatch, ...]:
    """Label wordings found, longest first at each place, one entry a wording. Bare words in running prose are none.

    The language is that in which a jurisdiction asked lists the words, or else any.
    """
    standing = {_place(each.match): each.languages for context in contexts for each in context.standings}
    shown: dict[str, list[Match]] = {}
    for match in scan.labels:
        if match.negated or _place(match) in standing:
            shown.setdefault(match.quote.casefold(), []).append(match)
    found = []
    for matches in shown.values():
        first = matches[0]
        spans = {(m.field.name, m.start, m.end): m.field.quote(m.start, m.end) for m in matches}
        listed = standing.get(_place(first)) or (each for m in matches for each in m.wording.languages)
        languages = sorted(filter(None, listed))
        found.append(
            LabelMatch(
                label=first.quote,
                language=languages[0] if languages else "und",
                spans=tuple(spans.values()),
                lookalike=first.lookalike,
                negated=first.negated,
            )
        )
    return tuple(found)


def _place(match: Match) -> tuple[str, int, int]:
    return match.field.name, match.start, match.end
