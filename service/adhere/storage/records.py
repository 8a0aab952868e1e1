"""What the storage takes and gives: checks, findings, decisions, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

DecisionKind = Literal["agree", "override", "ignore"]
#: What a tampered record may be.
What = Literal[
    "changed", "missing", "extra", "reordered", "decision changed", "erasure changed", "seal changed", "unreadable"
]


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One row of an audit's input and what came of it. `input` is the post as JSON, only where the operator asked to keep texts."""

    seq: int
    check_id: str | None
    post_id: str | None
    input_sha256: str | None
    report_sha256: str | None
    verdict: str | None
    error: str | None
    as_of: dt.date | None
    input: str | None = None


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """One finding of the check `seq`. `key` is the same for the same rule on the same post in another audit."""

    seq: int
    key: str
    jurisdiction: str
    rule: str
    reason: str
    severity: str


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """A check as it is stored, with its findings. `erased`: its text was kept and then erased; `hash` is its link of the chain."""

    audit_id: str
    chunk: int
    record: CheckRecord
    findings: tuple[FindingRecord, ...]
    erased: bool
    hash: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a finding. `number` is its event in the log; a decision on a whole check is one event."""

    number: int
    audit_id: str
    check_id: str
    key: str
    jurisdiction: str
    rule: str
    decision: DecisionKind
    reason: str
    by: str
    on: dt.date
    until: dt.date | None

    def stands(self, on: dt.date) -> bool:
        """Does it count on that day? `until` is the last one."""
        return self.until is None or on <= self.until


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was recorded. `event` is a number of the log of decisions, erasures and seals."""

    what: What
    detail: str
    audit: str | None = None
    chunk: int | None = None
    seq: int | None = None
    event: int | None = None

    def __str__(self) -> str:
        places = (("audit", self.audit), ("chunk", self.chunk), ("record", self.seq), ("event", self.event))
        place = ", ".join(f"{name} {value}" for name, value in places if value is not None)
        return f"{place}: {self.what}: {self.detail}" if place else f"{self.what}: {self.detail}"
