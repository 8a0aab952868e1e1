"""What an audit was asked to do and what it read, as its outputs and its evidence tell it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file of the input. `mapping` is Post field to column; `sha256` and `bytes` are of the file as it lies on the disk;
    `caution` is what a reader of the results has to know.
    """

    name: str
    format: str
    rows: int
    unread: int
    bytes: int
    sha256: str
    mapping: dict[str, str]
    unused: tuple[str, ...] = ()
    caution: str | None = None


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """One audit. `today` judges posts that have no day of their own; `on`, where given, judges all."""

    id: str
    started: dt.datetime
    finished: dt.datetime
    files: tuple[FileFacts, ...]
    jurisdictions: tuple[str, ...] | None
    on: dt.date | None
    today: dt.date
    rules_revision: str
    model_version: str | None
    threshold: float | None
    adhere_version: str
    defaults: dict[str, Any] = field(default_factory=dict)
    baseline: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an audit came to, in posts. `open_*`: with a breach, or a question, that no reviewer has decided."""

    posts: int
    checked: int
    unread: int
    verdicts: dict[str, int]
    open_breaches: int
    open_reviews: int
    not_checked: int
