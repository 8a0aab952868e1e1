"""The shapes of evidence, decisions and keys. See `shapes`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from adhere.api.shapes import Shape
from adhere.report import Severity, Verdict
from adhere.storage.accounts import Role

DecisionWord = Literal["agree", "override", "ignore"]


class NewDecision(Shape):
    """What a person decides about findings of a check."""

    decision: DecisionWord = Field(description="`agree` with them, `override` them, or `ignore` them until a day.")
    reason: str = Field(min_length=1, max_length=2_000, description="Why.")
    by: str | None = Field(
        default=None, min_length=1, max_length=200, description="Who answers for it; else whoever's key is used."
    )
    until: dt.date | None = Field(default=None, description="The last day on which it counts; ignoring needs one.")
    jurisdiction: str | None = Field(default=None, description="Only findings of this jurisdiction.")
    rule: str | None = Field(default=None, description="Only findings of this rule.")


class DecisionMade(Shape):
    """A decision on one finding. A decision on several findings is one number."""

    number: int
    audit: str
    check_id: str
    jurisdiction: str
    rule: str
    decision: DecisionWord
    reason: str
    by: str
    on: dt.date
    until: dt.date | None
    stands: bool = Field(description="Does it count today?")


class DecisionPage(Shape):
    """Decisions, the last first."""

    decisions: list[DecisionMade]
    cursor: str | None = Field(description="Gives the next page as `cursor`; null at the end.")


class RecordedFinding(Shape):
    """A finding as it was recorded, and what was decided about it."""

    jurisdiction: str
    rule: str
    reason: str
    severity: Severity
    decision: DecisionMade | None


class RecordedCheck(Shape):
    """One record of a check, with all that it takes to verify it."""

    audit: str
    place: int = Field(description="Which record of the audit it is, from 0.")
    post_id: str | None
    verdict: Verdict | None
    error: str | None = Field(description="Why it has no verdict.")
    as_of: dt.date | None
    input_sha256: str | None = Field(description="SHA-256 of the post as JSON.")
    report_sha256: str | None = Field(description="SHA-256 of the report as JSON.")
    rules_revision: str | None
    model_version: str | None
    adhere_version: str | None
    text_kept: bool
    text_erased: bool
    hash: str = Field(description="Its link of the audit's chain.")
    seal: str | None = Field(description="The seal over the audit; null until it is finished.")
    findings: list[RecordedFinding]


class CheckEvidence(Shape):
    """Everything that is recorded of a check: one record each time that it was made, the last first."""

    check_id: str
    records: list[RecordedCheck]
    head: str = Field(description="The head of the workspace's log: note it elsewhere, and verify against it later.")


class ReplayedCheck(Shape):
    """The check made again by the recorded settings."""

    same: bool = Field(description="Is it the recorded report, byte for byte?")
    why: str = Field(description="What may have made it another one.")
    report: dict[str, Any]


class FaultFound(Shape):
    """One thing that is not as it was recorded."""

    what: str
    detail: str
    audit: str | None
    chunk: int | None
    record: int | None
    event: int | None


class Verified(Shape):
    """What computing every hash anew has shown."""

    whole: bool
    records: int
    faults: list[FaultFound] = Field(description="At most 1,000.")
    head: str


class Head(Shape):
    """The head of the log of decisions, erasures and seals."""

    head: str


class Forget(Shape):
    """Whose kept texts to erase: of a post, of an author, or of audits made before a day."""

    post_id: str | None = Field(default=None, min_length=1)
    author: str | None = Field(default=None, min_length=1)
    older_than: dt.date | None = None
    reason: str | None = Field(
        default=None, min_length=1, max_length=2_000, description="Why; needed but with older_than."
    )


class Forgotten(Shape):
    """How many kept texts were erased."""

    erased: int


class NewKey(Shape):
    """A key to make."""

    name: str = Field(min_length=1, max_length=100, description="Whose it is; decisions and the audit log name it.")
    roles: list[Role] = Field(min_length=1)
    expires: dt.datetime | None = Field(default=None, description="From when on it no longer counts, with a time zone.")


class KeyShown(Shape):
    """A key without its secret."""

    id: str
    name: str
    roles: list[Role]
    created: dt.datetime
    expires: dt.datetime | None
    last_used: dt.datetime | None
    revoked: dt.datetime | None


class KeyMade(KeyShown):
    """A new key. Its token is not shown again."""

    token: str


class ActDone(Shape):
    """Who did what."""

    number: int
    at: dt.datetime
    who: str
    act: str
    subject: str
    detail: dict[str, Any]


class ActPage(Shape):
    """What was done, the last first."""

    acts: list[ActDone]
    cursor: str | None = Field(description="Gives the next page as `cursor`; null at the end.")
