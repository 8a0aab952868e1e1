"""The shapes of audits that the OpenAPI document describes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from adhere.api.auditing.asking import AuditSettings
from adhere.api.shapes import Shape
from adhere.api.shapes_evidence import DecisionMade
from adhere.storage.accounts.jobs import State


class AuditTable(Shape):
    """How a file, or a file in a zip, would be read."""

    name: str
    format: str
    columns: list[str]
    mapping: dict[str, str] = Field(description="Post field to column.")
    unused: list[str] = Field(description="Columns that are not read.")
    caution: str | None = Field(description="What to know of the format when reading the results.")


class DryRun(Shape):
    """What an audit of the files would read. Nothing was kept."""

    files: list[AuditTable]
    settings: AuditSettings


class AuditOutcome(Shape):
    """What an audit came to, in posts."""

    posts: int = Field(description="Rows of the files.")
    checked: int
    unread: int = Field(description="Rows that could not be read or checked.")
    verdicts: dict[str, int]
    open_breaches: int = Field(description="Posts with a breach that no reviewer has decided away.")
    open_reviews: int = Field(description="Posts without one, with a doubt that no reviewer has decided away.")
    not_checked: int = Field(description="Posts of which a rule that a verdict needs could not be checked.")


class AuditProgress(Shape):
    """How far an audit is."""

    done: int = Field(description="Posts checked.")
    read: int = Field(description="Posts read so far; all of them soon after the start.")
    rate: float | None = Field(description="Posts checked a second, of late.")
    seconds_left: float | None


class AuditSummary(Shape):
    """An audit in a few words."""

    id: str
    name: str
    state: State
    created: dt.datetime
    created_by: str = Field(description="The name of the key.")
    ended: dt.datetime | None
    error: str | None = Field(description="Why it failed.")
    outcome: AuditOutcome | None = Field(description="Once it is finished.")
    links: dict[str, str] = Field(description="Paths of what there is to ask of it.")


class AuditFile(Shape):
    """A file of an audit, or a file in a zip. `bytes` and `sha256` are of the file that was sent."""

    name: str
    format: str
    rows: int | None = Field(description="Once the audit is finished.")
    unread: int | None = Field(description="Once the audit is finished.")
    bytes: int
    sha256: str
    mapping: dict[str, str] = Field(description="Post field to column.")
    unused: list[str]
    caution: str | None = Field(default=None, description="What to know of the format when reading the results.")


class Audit(AuditSummary):
    """An audit: how it stands, what was asked, and how its files are read."""

    progress: AuditProgress
    settings: AuditSettings
    files: list[AuditFile]
    rules_revision: str | None
    model_version: str | None


class AuditList(Shape):
    """A page of audits, the newest first."""

    audits: list[AuditSummary]
    cursor: str | None = Field(description="Leads to the next page; null on the last one.")


class AuditRemoval(Shape):
    """What became of an audit."""

    id: str
    done: Literal["cancelled", "deleted"]
    detail: str


class AuditEvent(AuditProgress):
    """The data of an event."""

    audit: str
    state: State
    error: str | None
    outcome: AuditOutcome | None


class MarketVerdict(Shape):
    """The verdict of one jurisdiction."""

    jurisdiction: str
    duty: str
    verdict: str


class EditedVerdict(MarketVerdict):
    """The verdict of one jurisdiction, and the text that complies there, where an edit was found."""

    edited: str | None


class AuditPostBase(Shape):
    """What the list and the post itself tell alike."""

    seq: int = Field(description="Its place among all rows of the files, from 0.")
    file: str
    line: int = Field(description="Its place in its file.")
    id: str | None
    url: str | None
    author: str | None
    brand: str | None
    platform: str | None
    surface: str | None
    relationship: str | None
    followers: int | None
    published_on: dt.date | None
    text: str | None
    check_id: str | None
    as_of: dt.date | None
    language: str | None
    verdict: str | None = Field(
        description="The worst of its verdicts; null where the row could not be read or checked."
    )
    suspected: bool | None
    probability: float | None
    labels: list[str]
    not_checked: bool | None
    error: str | None = Field(description="Why the row has no verdict.")


class AuditPost(AuditPostBase):
    """A post in a list."""

    cut: bool = Field(description="`text` is cut here; the post by itself has all of it.")
    verdicts: list[MarketVerdict]
    reasons: list[str] = Field(description="Of its breaches and warnings.")
    status: Literal["new", "open"] | None = Field(description="Against the baseline; `new` where any finding is.")
    decided: int = Field(description="Findings that a reviewer has decided, as of the audit's end.")


class AuditPostList(Shape):
    """A page of posts."""

    posts: list[AuditPost]
    cursor: str | None = Field(description="Leads to the next page; null on the last one.")
    total: int | None = Field(description="All posts that the filters leave; on the first page only.")


class AuditFinding(Shape):
    """A finding, and how it stands."""

    key: str = Field(description="The same for the same rule on the same post in another audit.")
    jurisdiction: str
    verdict: str
    rule: str
    reason: str
    severity: str
    confidence: str
    message: str
    remedy: str | None
    spans: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    status: Literal["new", "open"] | None
    decision: str | None = Field(description="As of the audit's end; `decisions` has what was decided since.")
    decided_by: str | None
    decision_reason: str | None


class AuditPostWhole(AuditPostBase):
    """A post with all that was found."""

    verdicts: list[EditedVerdict]
    evidence: list[dict[str, Any]] = Field(description="What speaks for advertising.")
    edited: str | None = Field(description="The text that complies everywhere, where an edit was found.")
    input_sha256: str | None
    report_sha256: str | None
    findings: list[AuditFinding]
    decisions: list[DecisionMade]
