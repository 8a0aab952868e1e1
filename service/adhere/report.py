"""What we answer. Plain dataclasses, written to JSON by `to_json`; offsets are Unicode code points of the caller's text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from adhere.phrases import phrase

Verdict = Literal["compliant", "non_compliant", "review"]
Severity = Literal["breach", "warning", "note"]
Confidence = Literal["high", "medium", "low"]
Duty = Literal["required", "not_required", "depends"]
Reason = Literal[
    "missing_label",
    "ambiguous_label",
    "abbreviated_label",
    "label_too_late",
    "label_buried_in_hashtags",
    "label_hidden_behind_more",
    "label_not_conspicuous",
    "wrong_language",
    "platform_tool_only",
    "profile_only",
    "label_not_in_video",
    "brand_not_named",
    "wording_for_relationship",
    "sector_ban",
    "sector_label_missing",
    "image_label_missing",
    "contradicting_claim",
    "suspected_advertising",
    "not_checked",
    "other",
]

EvidenceKind = Literal[
    "affiliate_link",
    "brand_thanks",
    "call_to_action",
    "discount_code",
    "gift_wording",
    "maker_link",
    "offer",
    "shop_link",
    "tracked_link",
]

#: Said once in every report.
NOT_LEGAL_ADVICE = phrase("Adhere applies published rules to the text it is given. It is not legal advice.")


@dataclass(frozen=True, slots=True)
class Span:
    """A quoted piece of the post. `field` is a field's name, with its index for lists: `text`, `overlay[2]`."""

    field: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of a rule or label. `verified` is `page` if the source or a report of it was read, else `memory`."""

    id: str
    instrument: str
    force: Literal["law", "code", "guidance", "judgment"]
    provision: str | None
    url: str | None
    verified: Literal["page", "memory"]
    read_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule has to say about the post."""

    rule: str
    reason: Reason
    severity: Severity
    confidence: Confidence
    message: str
    remedy: str
    spans: tuple[Span, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A disclosing wording found in the post, whatever a jurisdiction makes of it.

    `lookalike` is true where it reads as the label only after look-alike or invisible characters are undone.
    """

    label: str
    language: str
    spans: tuple[Span, ...]
    lookalike: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. Offsets are of the field as it was before any edit.

    `insert` puts `text` at `at`; `replace` and `move` take out `start`..`end` and put `text` at `at`. The field `overlay` or
    `transcript`, without an index, is a new item from the first second on, before the item `at`.
    """

    op: Literal["insert", "replace", "move"]
    field: str
    at: int
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """An edit for one jurisdiction, proved by checking the edited post. `why` says why there is none."""

    edits: tuple[Edit, ...]
    text: str | None
    verdict_after: Verdict | None
    fields: dict[str, str] = field(default_factory=dict)
    why: str | None = None


@dataclass(frozen=True, slots=True)
class SharedRemedy:
    """One edit that passes in some of the jurisdictions asked for."""

    jurisdictions: tuple[str, ...]
    edits: tuple[Edit, ...]
    text: str | None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JointRemedy:
    """One edit for all the jurisdictions asked for. `why` says why there is none.

    Where there is none, `apart` are as few texts as were found to pass everywhere between them; no edits is the post as it is.
    A jurisdiction that no edit cures stands in none of them.
    """

    edits: tuple[Edit, ...]
    text: str | None
    verdict_after: dict[str, Verdict]
    fields: dict[str, str] = field(default_factory=dict)
    why: str | None = None
    apart: tuple[SharedRemedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One jurisdiction's answer."""

    jurisdiction: str
    duty: Duty
    verdict: Verdict
    findings: tuple[Finding, ...]
    passed: tuple[str, ...]
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something in the post that speaks for advertising: a code, a link, thanks for a gift …

    `wording` is what weighed most in the classifier's suspicion. No rule may ask for it.
    """

    kind: EvidenceKind | Literal["wording"]
    quote: str
    start: int
    end: int
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """What is declared, what a label admits, and what the classifier infers; never mixed.

    `probability` is None where the classifier did not run or does not know the language. From `threshold` it suspects the post, from
    `certainty` it is all but certain; between the two, it may well be wrong.
    """

    declared: str
    admitted: str | None
    probability: float | None
    kinds: dict[str, float]
    threshold: float | None
    certainty: float | None
    suspected: bool
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A label in the post of which jurisdictions think differently. `unlisted`: only other markets know it."""

    label: str
    accepted: tuple[str, ...]
    ambiguous: tuple[str, ...]
    refused: tuple[str, ...]
    unlisted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """The most that any jurisdiction asks of such a post in one respect, who asks it, and by which rules."""

    about: str
    demand: str
    jurisdictions: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """Several jurisdictions beside each other: the strictest demands, and the labels that they judge differently."""

    strictest: tuple[Demand, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer to one post. `across` is there where several jurisdictions were asked, and remedies with them."""

    id: str | None
    check_id: str
    as_of: dt.date
    as_of_source: Literal["published_on", "request", "argument"]
    rules_revision: str
    model_version: str | None
    language: str | None
    labels: tuple[LabelMatch, ...]
    sponsorship: Sponsorship
    results: tuple[Result, ...]
    remedy: JointRemedy | None = None
    across: Across | None = None
    notice: str = NOT_LEGAL_ADVICE

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of all jurisdictions."""
        return worst(result.verdict for result in self.results)

    @property
    def unchecked(self) -> bool:
        """Is there a rule that could not be checked and would have to be, for a verdict?"""
        found = (finding for result in self.results for finding in result.findings)
        return any(finding.reason == "not_checked" and finding.severity != "note" for finding in found)


def worst(verdicts: Any) -> Verdict:
    """`non_compliant` if any is, else `review` if any is, else `compliant`."""
    seen = set(verdicts)
    if "non_compliant" in seen:
        return "non_compliant"
    return "review" if "review" in seen else "compliant"


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Report)


def to_json(report: Report, *, indent: int | None = None) -> bytes:
    """The report as UTF-8 JSON."""
    return bytes(_adapter().dump_json(report, indent=indent))


def to_dict(report: Report) -> dict[str, Any]:
    """The report as JSON-ready Python data."""
    return dict(_adapter().dump_python(report, mode="json"))
