"""`label_clear`: the label is one that the jurisdiction accepts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adhere.checks.context import Context, finding
from adhere.checks.standing import Standing
from adhere.labels.wordings import statement_key
from adhere.phrases import Phrase, phrase
from adhere.report import Finding, Reason, Severity
from adhere.rulebook.pack import ActiveRule


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """One finding a reason, quoting every wording that has it."""
    accepted = [each for each in context.in_post if each.status == "accepted"]
    if accepted and context.tool != "yes" and all(each.heard for each in accepted):
        yield _talk(context, rule, accepted)
    if accepted or context.tool == "yes":
        return
    groups: dict[tuple[Reason, Severity], list[Standing]] = {}
    refused = [each for each in context.in_post if each.status == "rejected"]
    doubtful = [each for each in context.in_post if each.status == "ambiguous"]
    # a refused wording that sets its severity says something untrue, whatever stands beside it
    unclear = [*doubtful, *(each for each in refused if _untrue(each))] if doubtful else refused
    if not unclear:
        yield from _unsuited(context, rule)
    for each in unclear:
        groups.setdefault((_reason(each), _severity(context, rule, each)), []).append(each)
    for (reason, severity), standings in groups.items():
        yield finding(
            rule,
            reason,
            _message(context, standings, certain=severity != "warning"),
            phrase("Use a label that is accepted, at the start of the post."),
            severity=severity,
            confidence="high"
            if all(each.label and each.label.entry.verified == "page" for each in standings)
            else "medium",
            spans=[each.span for each in standings],
            citations=[citation for each in standings if each.label for citation in each.label.citations],
        )


def _talk(context: Context, rule: ActiveRule, standings: Sequence[Standing]) -> Finding:
    """Words that come up in speech, and may be a label or talk of one: a person hears which."""
    given = context.severity(rule)
    return finding(
        rule,
        "ambiguous_label",
        phrase("{quotes} may not be a clear label in {market}.", quotes=_quotes(standings), market=context.view.called),
        phrase("Use a label that is accepted, at the start of the post."),
        severity="warning" if given == "breach" else given,
        confidence="medium",
        spans=[each.span for each in standings],
    )


def _message(context: Context, standings: Sequence[Standing], *, certain: bool) -> Phrase:
    quotes, market, note = _quotes(standings), context.view.called, _notes(standings)
    if not note:
        if certain:
            return phrase("{quotes} is not a clear label in {market}.", quotes=quotes, market=market)
        return phrase("{quotes} may not be a clear label in {market}.", quotes=quotes, market=market)
    note = note[0].upper() + note[1:]
    if certain:
        return phrase("{quotes} is not a clear label in {market}. {note}.", quotes=quotes, market=market, note=note)
    return phrase("{quotes} may not be a clear label in {market}. {note}.", quotes=quotes, market=market, note=note)


def _quotes(standings: Sequence[Standing]) -> str:
    return ", ".join(dict.fromkeys(f"“{each.match.quote}”" for each in standings))


def _notes(standings: Sequence[Standing]) -> str:
    """What the market says of the wordings; of which, where it says several things."""
    said: dict[str, list[Standing]] = {}
    for each in standings:
        if each.label and each.label.entry.note:
            said.setdefault(each.label.entry.note, []).append(each)
    if len(said) > 1:
        return "; ".join(f"{_quotes(of)}: {note}" for note, of in said.items())
    return next(iter(said), "")


def _wording_is_judged(context: Context) -> bool:
    """Has the market a rule on the wording for this connection?"""
    rules = (each.rule for each in context.view.rules if each.rule.check == "wording")
    return any(
        each.applies.relationships is None or context.relationship in each.applies.relationships for each in rules
    )


def _unsuited(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """Labels of another connection, in a market that does not say what to make of them: a person weighs whether they tell enough."""
    standings = [each for each in context.in_post if each.status == "unsuited"]
    if not standings or _wording_is_judged(context):
        return
    yield finding(
        rule,
        "wording_for_relationship",
        phrase(
            "{quotes} tells of another connection than this one ({relationship}).",
            quotes=_quotes(standings),
            relationship=context.relationship.value.replace("_", " "),
        ),
        phrase("Use a label that is accepted for this connection."),
        severity="warning" if context.severity(rule) == "breach" else context.severity(rule),
        spans=[each.span for each in standings],
        citations=[citation for each in standings if each.label for citation in each.label.citations],
    )


def _reason(standing: Standing) -> Reason:
    given = standing.label.entry.reason if standing.label else None
    # a plain sentence that does not disclose is no label at all, unless it tells of money in other words than the market's
    wording = standing.match.wording
    told = standing.status == "rejected" and wording.statement and wording.key != statement_key("paid")
    return given or ("missing_label" if told else "ambiguous_label")


def _untrue(standing: Standing) -> bool:
    return standing.label is not None and standing.label.entry.severity is not None


def _severity(context: Context, rule: ActiveRule, standing: Standing) -> Severity:
    entry = standing.label.entry if standing.label else None
    given: Severity = context.label_severity(rule)
    if entry is not None and entry.severity is not None:
        given = entry.severity if given == "breach" else given
    elif standing.status == "ambiguous" and given == "breach":
        given = "warning"
    return given
