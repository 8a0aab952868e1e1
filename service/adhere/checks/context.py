"""What a check sees, a post in one jurisdiction, and what it makes: findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from adhere.checks.standing import Standing
from adhere.labels.matcher import Scan
from adhere.phrases import Phrase
from adhere.post import Platform, Post, Relationship, Surface
from adhere.report import Citation, Confidence, Duty, Evidence, Finding, Reason, Severity, Span
from adhere.rulebook.pack import ActiveRule, Rulebook, View
from adhere.rulebook.params import PlatformToolParams
from adhere.text.cut import Cut

#: A rule keeps so many findings that quote nothing; there are hardly ten.
_FOUND = 100
#: Who is paid for a post advertises, whatever a market says about the label.
_ADVERTISE = frozenset(
    {Relationship.PAID, Relationship.AFFILIATE, Relationship.AMBASSADOR, Relationship.GIFTED_WITH_OBLIGATION}
)


class Kind(NamedTuple):
    """What decides, besides the words of a post and its relationship, which rules look at it.

    `followers` is the highest number reached of those from which a rule speaks: they themselves differ from post to post.
    `caption` is true where nothing but a caption is given; `quiet` where there is no evidence in it either.
    """

    sector: str | None
    platform: Platform | None
    surface: Surface | None
    audience: str | None
    followers: int | None
    tool: bool
    altered_image: str | None
    caption: bool
    quiet: bool


def kind_of(scan: Scan, evidence: Sequence[Evidence], views: Sequence[View]) -> Kind:
    """The kind of a post that was read, to the jurisdictions that are asked about it."""
    post = scan.post_text.post
    followers = post.followers
    if followers is not None:
        followers = max((n for view in views for n in view.follower_steps if n <= followers), default=0)
    others = (post.title, post.overlay, post.transcript, post.duration, post.first_comment, post.profile)
    caption = bool(post.text.strip()) and all(each is None for each in others)
    return Kind(
        post.sector,
        post.platform,
        post.surface,
        post.audience,
        followers,
        post.platform_label is True,
        post.altered_image,
        caption,
        caption and not (scan.unfinished or evidence),
    )


class Context:
    """One post in one jurisdiction on one day.

    `relationship` is what the checks go by: declared, or admitted by a label. `language` is the post's, None if unknown.
    `threshold` and `certainty` are the classifier's, None where it did not run; `probability` is its answer, None in a language it does
    not know.
    `in_post` are label standings in the post itself, foreign ones aside; `foreign` those that only other markets list; `accepted` the
    legible accepted ones. `kind` is what rules ask of a post besides its words. `tool` is what the platform's tag is worth here; None
    where it is off, unknown, or no rule speaks of it.

    Everything is worked out at once: a post meets many jurisdictions, and a cached property costs more than these loops.
    """

    __slots__ = (
        "accepted",
        "certainty",
        "commercial",
        "day",
        "declared",
        "duty",
        "evidence",
        "foreign",
        "in_post",
        "kind",
        "language",
        "only_rejected_admit",
        "post",
        "probability",
        "relationship",
        "rulebook",
        "scan",
        "standings",
        "threshold",
        "tool",
        "view",
    )

    def __init__(
        self,
        *,
        scan: Scan,
        view: View,
        rulebook: Rulebook,
        relationship: Relationship,
        day: dt.date,
        language: str | None,
        evidence: tuple[Evidence, ...],
        standings: list[Standing],
        kind: Kind,
        probability: float | None = None,
        threshold: float | None = None,
        certainty: float | None = None,
    ) -> None:
        self.post: Post = scan.post_text.post
        self.scan = scan
        self.view = view
        self.rulebook = rulebook
        self.relationship = relationship
        self.declared = self.post.relationship
        self.day = day
        self.language = language
        self.evidence = evidence
        self.probability = probability
        self.threshold = threshold
        self.certainty = certainty
        self.standings = standings
        self.kind = kind
        self.duty: Duty = "depends"
        self.commercial = relationship is not Relationship.NONE and relationship is not Relationship.UNKNOWN
        self.in_post: list[Standing] = []
        self.foreign: list[Standing] = []
        self.accepted: list[Standing] = []
        for each in standings:
            if each.in_post:
                (self.foreign if each.status == "foreign" else self.in_post).append(each)
                if each.status == "accepted" and each.legible:
                    self.accepted.append(each)
        self.tool: Literal["yes", "no", "depends"] | None = None
        if self.post.platform_label is True:
            rule = view.by_check.get("platform_tool")
            if rule is not None and isinstance(rule.params, PlatformToolParams):
                self.tool = rule.params.sufficient
        # nothing is declared, and only refused wordings speak for a connection: too little for a breach
        self.only_rejected_admit = self.declared is Relationship.UNKNOWN and all(
            s.status == "rejected" for s in self.in_post
        )

    @property
    def cut(self) -> Cut:
        """Where the platform cuts the caption."""
        return self.scan.post_text.cut(self.day)

    def severity(self, rule: ActiveRule) -> Severity:
        """A rule's severity, softened to a warning where the duty itself depends on what is not given, or nothing is declared."""
        given = rule.version.severity
        if given == "breach" and (self.duty == "depends" or self.only_rejected_admit):
            return "warning"
        return given

    def label_severity(self, rule: ActiveRule) -> Severity:
        """The same of a fault of a label: where the platform's tag may itself be enough, a person weighs the label beside it."""
        given = self.severity(rule)
        return "warning" if given == "breach" and self.tool == "depends" else given


def sector_severity(context: Context, rule: ActiveRule) -> Severity:
    """The same of a rule on a sector, which binds advertising also where it is open whether a label is due."""
    if context.relationship in _ADVERTISE and not context.only_rejected_admit:
        return rule.version.severity
    return context.severity(rule)


def finding(
    rule: ActiveRule,
    reason: Reason,
    message: Phrase,
    remedy: Phrase,
    *,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
    spans: Iterable[Span] = (),
    citations: Sequence[Citation] = (),
) -> Finding:
    """A finding of `rule`; the rule's own message and remedy, where it has them, stand in for the general ones."""
    quoted = tuple(spans)
    if len(quoted) > 1:
        quoted = tuple(dict.fromkeys(quoted))
    key = (reason, message, remedy, severity, confidence)
    if not quoted and not citations and (known := rule.found.get(key)) is not None:
        return known
    extra = tuple({each.id: each for each in citations if each.id not in rule.cited}.values()) if citations else ()
    made = Finding(
        rule=rule.rule.id,
        reason=reason,
        severity=severity or rule.version.severity,
        confidence=confidence or rule.confidence,
        message=rule.rule.message or message,
        remedy=rule.rule.remedy or remedy,
        spans=quoted,
        citations=rule.citations + extra,
    )
    if not quoted and not extra and len(rule.found) < _FOUND:
        rule.found[key] = made
    return made
