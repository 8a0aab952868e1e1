"""`sector_wording`: words that a sector's advertising must carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adhere.checks.context import Context, finding, sector_severity
from adhere.checks.sector import belongs, concerned
from adhere.checks.standing import CARRIERS
from adhere.labels.matcher import Match
from adhere.labels.wordings import legible
from adhere.phrases import Phrase, phrase
from adhere.post import VIDEOS
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
    unmet = [demand for demand in params.needs if not _met(context, demand, params.seconds)]
    if not unmet:
        return
    severity: Severity = sector_severity(context, rule)
    if belonging == "suggested" and severity != "note":
        severity = params.undeclared
    if severity == "breach" and all(_beside(context, demand) for demand in unmet):
        # in the bio or the first comment: whether that told readers of the post, a person says
        severity = "warning"
    yield finding(
        rule,
        "sector_label_missing",
        phrase("{title}: the words asked for are not in the post.", title=rule.rule.title),
        _remedy(legible([params.remedy_text] if params.remedy_text else [each[0] for each in unmet])),
        severity=severity,
        confidence=None if belonging == "declared" else "low",
        spans=[suggestion.field.quote(suggestion.start, suggestion.end)] if suggestion is not None else (),
    )


def _met(context: Context, demand: Sequence[str], seconds: float | None) -> bool:
    """Is one of the wordings in the post, and on a video for so long?"""
    least = seconds if context.post.surface in VIDEOS else None
    return any(
        match.field.kind in CARRIERS and (least is None or not _brief(match, least))
        for match in _found(context, demand)
    )


def _beside(context: Context, demand: Sequence[str]) -> bool:
    """Does one of the wordings stand outside of the post itself?"""
    return any(match.field.kind not in CARRIERS for match in _found(context, demand))


def _found(context: Context, demand: Sequence[str]) -> Iterator[Match]:
    return (each for text in demand for each in context.scan.by_key.get(text.lower(), ()))


def _brief(match: Match, seconds: float) -> bool:
    item = match.field.overlay
    return item is not None and item.end is not None and item.end - (item.start or 0.0) < seconds


def _remedy(wordings: Sequence[str]) -> Phrase:
    quoted = "; ".join(f"“{each}”" for each in wordings)
    if "[" in quoted:
        return phrase("Add: {wordings}. Fill in what stands in brackets.", wordings=quoted)
    return phrase("Add: {wordings}.", wordings=quoted)
