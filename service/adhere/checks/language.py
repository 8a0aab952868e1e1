"""`language`: the language of the label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adhere.checks.context import Context, finding
from adhere.checks.post_language import told_by_all, words_of
from adhere.checks.standing import Standing
from adhere.phrases import phrase
from adhere.report import Finding, Severity
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import LanguageParams

#: So many letters tell one of a market's own languages, where these are few.
_SOME = re.compile(r"(?:[\W\d_]*[^\W\d_]){40}")
FEW = 4


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """`wrong_language`, where no label is in a language that is asked for."""
    params = rule.params
    if not isinstance(params, LanguageParams) or context.tool == "yes":
        return
    if context.accepted:
        if not any(_suits(context, params, each) for each in context.accepted):
            yield _wrong(context, rule, context.accepted, _severity(context, rule, params, context.accepted))
        return
    if context.foreign and not context.in_post:
        severity = _severity(context, rule, params, context.foreign)
        understood = any(context.language in set(each.languages) for each in context.foreign)
        if severity == "breach" and (params.foreign_labels == "review" or understood):
            severity = "warning"
        yield _wrong(context, rule, context.foreign, severity)


def _suits(context: Context, params: LanguageParams, standing: Standing) -> bool:
    languages = set(standing.languages)
    if params.languages and not languages & set(params.languages):
        return False
    if not params.post_language or context.language is None or context.language in languages:
        return True
    own = set(context.view.languages)
    if params.market_language and not languages.isdisjoint(own):
        return True
    # a short post may look foreign: then a label in the market's own language is held to be right
    return context.language not in own and not languages.isdisjoint(own) and not _sure(context)


def _severity(context: Context, rule: ActiveRule, params: LanguageParams, standings: list[Standing]) -> Severity:
    severity = context.label_severity(rule)
    if severity != "breach":
        return severity
    known = any(not set(params.widely_known).isdisjoint(each.languages) for each in standings)
    return "warning" if known or (params.post_language and not _sure(context)) else severity


def _sure(context: Context) -> bool:
    """Is the post's language told, or plain without any guess at what is usual in the market?"""
    if context.post.language is not None:
        return True
    told = told_by_all(context.scan)
    if told.certain == context.language:
        return True
    # a market's own language is no surprise there, and takes fewer words to be told; English words stand in posts of any language
    own = context.view.languages
    return (
        len(own) <= FEW
        and (len(own) > 1 or context.language != "en")
        and context.language in own
        and told.expected == context.language
        and _SOME.match(words_of(context.scan.post_text)) is not None
    )


def _wrong(context: Context, rule: ActiveRule, standings: list[Standing], severity: Severity) -> Finding:
    quotes = ", ".join(dict.fromkeys(f"“{each.match.quote}”" for each in standings))
    return finding(
        rule,
        "wrong_language",
        phrase(
            "{quotes} is not in a language that readers of this post in {market} must be taken to understand.",
            quotes=quotes,
            market=context.view.called,
        ),
        phrase(
            "Use a label in the language of {market} ({languages}), or of the post.",
            market=context.view.called,
            languages=", ".join(context.view.languages),
        ),
        severity=severity,
        spans=[each.span for each in standings],
    )
