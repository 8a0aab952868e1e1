"""What a check sees: the post, what was found in it, and how a jurisdiction reads that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from adhere.labels.matcher import Match, Scan
from adhere.phrases import Phrase
from adhere.post import Platform, Post, Relationship, Surface
from adhere.report import Citation, Confidence, Duty, Evidence, Finding, Reason, Severity, Span
from adhere.rulebook.pack import ActiveLabel, ActiveRule, Rulebook, View
from adhere.rulebook.params import LanguageParams, PlatformToolParams
from adhere.text.cut import Cut

Status = Literal["accepted", "ambiguous", "rejected", "ordinary", "unsuited", "foreign"]
#: Fields that are the post itself. A first comment and a bio are seen, but stand elsewhere.
CARRIERS = frozenset({"text", "title", "overlay", "transcript"})
#: What speaks for earnings: more than a label for a gift tells.
EARNING = frozenset({"discount_code", "affiliate_link"})
#: A rule keeps so many findings that quote nothing; there are hardly ten.
_FOUND = 100
#: A jurisdiction keeps so many readings of wordings.
_READINGS = 20_000
_RANK: dict[str, int] = {"accepted": 0, "unsuited": 1, "ambiguous": 2, "rejected": 3, "ordinary": 4, "foreign": 5}


@dataclass(frozen=True, slots=True)
class Standing:
    """A label match as one jurisdiction reads it. `label` is None where only other markets list the wording."""

    match: Match
    status: Status
    label: ActiveLabel | None

    @property
    def in_post(self) -> bool:
        """Does it stand in the post itself?"""
        return self.match.field.kind in CARRIERS

    @property
    def legible(self) -> bool:
        """Words on the picture may be said to be illegible."""
        overlay = self.match.field.overlay
        return overlay is None or overlay.legible is not False

    @property
    def anywhere(self) -> bool:
        """Is it exempt from the rules on place?"""
        return self.label is not None and self.label.entry.anywhere

    @property
    def languages(self) -> Iterable[str]:
        """The languages that the wording belongs to."""
        listed = self.label.entry.languages if self.label is not None else ()
        return listed or self.match.wording.languages

    @property
    def span(self) -> Span:
        """The quoted words."""
        return self.match.field.quote(self.match.start, self.match.end)


#: Who is paid for a post advertises, whatever a market says about the label.
_ADVERTISE = frozenset(
    {Relationship.PAID, Relationship.AFFILIATE, Relationship.AMBASSADOR, Relationship.GIFTED_WITH_OBLIGATION}
)


class Kind(NamedTuple):
    """What decides, besides the words of a post and its relationship, which rules look at it.

    `quiet` is true where there is nothing but a caption, and no evidence in it.
    """

    sector: str | None
    platform: Platform | None
    surface: Surface | None
    audience: str | None
    followers: int | None
    tool: bool
    altered_image: str | None
    quiet: bool


def kind_of(scan: Scan, evidence: Sequence[Evidence]) -> Kind:
    """The kind of a post that was read."""
    post = scan.post_text.post
    quiet = not (scan.unfinished or evidence) and all(
        each is None
        for each in (post.title, post.overlay, post.transcript, post.duration, post.first_comment, post.profile)
    )
    return Kind(
        post.sector,
        post.platform,
        post.surface,
        post.audience,
        post.followers,
        post.platform_label is True,
        post.altered_image,
        quiet and bool(post.text.strip()),
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


def stand(
    view: View,
    scan: Scan,
    relationship: Relationship,
    declared: Relationship,
    language: str | None,
    evidence: Sequence[Evidence],
) -> list[Standing]:
    """How a jurisdiction reads the label matches of a post, in reading order, each place once."""
    telling = relationship is Relationship.UNKNOWN and not any(each.kind in EARNING for each in evidence)
    loose_counts = declared not in (Relationship.NONE, Relationship.UNKNOWN)
    post = scan.post_text.post
    # nothing is declared and nothing is sold: a label that a sentence speaks of is a word like any other
    talk = not loose_counts and post.brand is None and not evidence
    asked = _Asked(post.platform, post.surface, relationship, telling, loose_counts, language)
    known = view.readings
    found: list[Standing] = []
    for match in scan.labels:
        if match.negated or (talk and match.mentioned):
            continue
        wording = match.wording
        # the same words in the same kind of post are read alike, and markets without end are asked about them
        key = (wording.key, wording.text, match.strength, asked)
        if key in known:
            reading = known[key]
        else:
            if len(known) >= _READINGS:
                known.clear()
            reading = known[key] = _reading(view, match, asked)
        if reading is not None:
            found.append(Standing(match, *reading))
    if len(found) > 1:
        found = _settled(found)
        # which of them hides which is the same for all markets that read them alike
        alike = tuple((id(each.match), each.status, _near(each), _borrowed(each)) for each in found)
        shown = scan.known.get(alike)
        if shown is None:
            shown = scan.known[alike] = _visible(found)
        found = [found[index] for index in shown]
    return [each for each in found if each.status != "ordinary"]


class _Asked(NamedTuple):
    """What decides, besides a wording, how a jurisdiction reads it."""

    platform: Platform | None
    surface: Surface | None
    relationship: Relationship
    telling: bool
    loose: bool
    language: str | None


#: A wording's status, and the entry behind it; None where only other markets list it.
_Reading = tuple[Status, ActiveLabel | None]


def _reading(view: View, match: Match, asked: _Asked) -> _Reading | None:
    entries = view.label_index.get(match.key)
    if entries is None:
        return _foreign(view, match, asked)
    entry = _entry(entries, match, asked)
    if entry is None:
        return None
    label, suits = entry
    status: Status = label.entry.status
    if not suits:
        if status != "accepted":
            return None
        status = "unsuited"
    elif label.inherited and status == "accepted":
        if label.entry.languages and set(label.entry.languages).isdisjoint(view.languages):
            return _foreign(view, match, asked)
        status = "ambiguous"
    elif status == "accepted" and label.entry.statement is not None and _strange(view, match, asked):
        return "foreign", None
    return status, label


def _strange(view: View, match: Match, asked: _Asked) -> bool:
    """Is a sentence in neither the market's languages nor the post's, where the market takes labels of those alone?"""
    rule = view.by_check.get("language")
    if rule is None or not isinstance(rule.params, LanguageParams) or asked.language is None:
        return False
    languages = set(match.wording.languages)
    known = {asked.language, *view.languages, *rule.params.languages, *rule.params.widely_known}
    return rule.params.foreign_labels != "review" and bool(languages) and languages.isdisjoint(known)


def _entry(entries: tuple[ActiveLabel, ...], match: Match, asked: _Asked) -> tuple[ActiveLabel, bool] | None:
    relationship, language = asked.relationship, asked.language
    best: tuple[tuple[int, bool, bool, bool, int], ActiveLabel, bool] | None = None
    for label in entries:
        entry = label.entry
        if entry.bound and not entry.counts_on(asked.platform, asked.surface):
            continue
        alone = entry.alone if entry.alone is not None else match.wording.forms.bare
        if match.strength != "clear" and alone and not (match.strength == "loose" and asked.loose):
            continue
        who = entry.relationships
        suits = who is None or relationship in who or relationship is Relationship.UNKNOWN
        # an entry for this very relationship before one for all, ours before an inherited one; then for this very place; then in
        # the post's language; then the stricter: a pack on top of ours may tighten. But where nothing is declared, the wording is
        # telling: of those for whom it is a label, while the entries for others speak of those who should have said more
        place = (0 if suits else 4) + (1 if who is None else 0) + (2 if label.inherited else 0)
        tells = asked.telling and who is not None and entry.status == "accepted"
        rank = (place, not entry.bound, language not in entry.languages, not tells, -_RANK[entry.status])
        if best is None or rank < best[0]:
            best = (rank, label, suits)
    return (best[1], best[2]) if best is not None else None


def _foreign(view: View, match: Match, asked: _Asked) -> _Reading | None:
    """What only other markets list: nothing, where none of them takes it, or only for other relationships."""
    relationship, language = asked.relationship, asked.language
    rule, wording = view.by_check.get("language"), match.wording
    if (
        not wording.accepted_for
        or not (relationship is Relationship.UNKNOWN or relationship in wording.accepted_for)
        or match.strength != "clear"
        or rule is None
        or not isinstance(rule.params, LanguageParams)
    ):
        return None
    mode = rule.params.foreign_labels
    if mode in ("accept_in_post_language", "accept_other_languages") and language in wording.languages:
        own = mode == "accept_other_languages" and language in view.languages
        taken = wording.exported_for if relationship is Relationship.UNKNOWN else wording.exported_for & {relationship}
        return "ambiguous" if own or not taken else "accepted", None
    # words in the language of the market and of the post are strange for what they say, not for their language
    unsaid = mode == "review" and language in wording.languages and language in view.languages
    return "ambiguous" if unsaid else "foreign", None


def _settled(found: list[Standing]) -> list[Standing]:
    """Without the wordings of other markets in which one stands that this market takes or refuses in the same language."""
    ours = [each for each in found if each.label is not None and each.status in ("accepted", "rejected")]
    if not ours or all(each.label is not None for each in found):
        return found
    return [each for each in found if each.label is not None or not any(_within(one, each) for one in ours)]


def _within(ours: Standing, each: Standing) -> bool:
    one, two = ours.match, each.match
    # what begins behind the sign of a hashtag takes in the sign, too
    inside = one.field is two.field and two.start - two.hashtag <= one.start and one.end <= two.end
    return inside and not set(ours.languages).isdisjoint(each.languages)


def _visible(found: list[Standing]) -> list[int]:
    """The indices of those that no other hides. They come in reading order, so only those still open at a place can cover it."""
    hidden: set[int] = set()
    reaching: list[int] = []
    for index, each in enumerate(found):
        one = each.match
        reaching = [at for at in reaching if found[at].match.end > one.start and found[at].match.field is one.field]
        for at in reaching:
            if _hides(found[at], each):
                hidden.add(index)
            if _hides(each, found[at]):
                hidden.add(at)
        reaching.append(index)
    return [index for index in range(len(found)) if index not in hidden]


def _hides(other: Standing, each: Standing) -> bool:
    """Does `other` take the place of `each`? A longer wording does, and at the same place the closer one."""
    one, two = each.match, other.match
    if two.start > one.start or two.end < one.end or one.field is not two.field:
        return False
    if two.start != one.start or two.end != one.end:
        if other.status == "unsuited" and two.wording.statement:
            # a sentence on another connection does not undo the label inside it
            return each.status == "unsuited"
        if two.wording.statement and other.status != "accepted" and each.status == "accepted" and one.wording.label:
            # nor does one that says too little
            return False
        if _borrowed(other) and each.status == "accepted" and _near(each) == 0:
            # nor one that only other markets list, the label of ours inside it
            return False
        return other.status != "foreign" or each.status == "foreign"
    if (other.status == "foreign") != (each.status == "foreign"):
        return each.status == "foreign"
    return _closeness(other) < _closeness(each)


def _closeness(standing: Standing) -> tuple[int, int, int, str]:
    """Smaller is closer: ours, inherited, another market's; as listed to the letter; the better status; then any fixed order."""
    match = standing.match
    listed = match.hashtag and match.key.startswith("#")
    form = 3 if match.wording.forms.slotted else 0 if match.quote.casefold() == match.key else 2 - listed
    return (_near(standing), form, _RANK[standing.status], match.key + match.wording.text)


def _borrowed(standing: Standing) -> bool:
    """Does only another market take it, so that here nobody has said what it is?"""
    label = standing.label
    unsaid = label is None or (label.inherited and label.entry.status == "accepted")
    return unsaid and standing.status == "ambiguous"


def _near(standing: Standing) -> int:
    return 2 if standing.label is None else int(standing.label.inherited)
