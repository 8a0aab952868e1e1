"""What the service answers, beside Report, as the client hands it on. Fields that a newer service adds are passed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from adhere.client.connection import Unreachable
from adhere.report import Verdict

Answer = TypeVar("Answer")
State = Literal["waiting", "running", "finished", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Failed:
    """A post of a batch that could not be checked, in the place of its report: its place in the batch, and what is wrong."""

    id: str | None
    index: int
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an audit came to, in posts. `open_*`: with a breach, or a doubt, that no reviewer has decided away."""

    posts: int
    checked: int
    unread: int
    verdicts: dict[Verdict, int]
    open_breaches: int
    open_reviews: int
    not_checked: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Posts checked and read so far, posts checked a second of late, and the seconds that are left."""

    done: int
    read: int
    rate: float | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit. `error` says why it failed; `outcome` is there once it is finished; the rest, where it was asked for by its id."""

    id: str
    name: str
    state: State
    created: dt.datetime
    created_by: str
    ended: dt.datetime | None
    error: str | None
    outcome: Outcome | None
    progress: Progress | None = None
    settings: dict[str, Any] | None = None
    files: list[dict[str, Any]] | None = None
    rules_revision: str | None = None
    model_version: str | None = None

    @property
    def going(self) -> bool:
        """Has it not ended yet?"""
        return self.state in ("waiting", "running")


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """How an audit stands, and how far it is; see Progress and Audit."""

    audit: str
    state: State
    done: int
    read: int
    rate: float | None
    seconds_left: float | None
    error: str | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a file would be read: the column of each field, the columns that are not read, and what to know of the format."""

    name: str
    format: str
    columns: list[str]
    mapping: dict[str, str]
    unused: list[str]
    caution: str | None


@dataclass(frozen=True, slots=True)
class MarketVerdict:
    """The verdict of one jurisdiction."""

    jurisdiction: str
    duty: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class AuditPost:
    """A post in the list of an audit's posts. `text` may be cut; `verdict` is the worst, None where `error` says why there is none."""

    seq: int
    file: str
    line: int
    id: str | None
    url: str | None
    author: str | None
    brand: str | None
    platform: str | None
    followers: int | None
    published_on: dt.date | None
    text: str | None
    cut: bool
    check_id: str | None
    language: str | None
    verdict: Verdict | None
    verdicts: list[MarketVerdict]
    reasons: list[str]
    suspected: bool | None
    probability: float | None
    labels: list[str]
    status: Literal["new", "open"] | None
    decided: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a finding; `until` is the last day on which it counts, `stands` whether it does today."""

    number: int
    audit: str
    check_id: str
    jurisdiction: str
    rule: str
    decision: Literal["agree", "override", "ignore"]
    reason: str
    by: str
    on: dt.date
    until: dt.date | None
    stands: bool


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A jurisdiction with rules, in a few words."""

    jurisdiction: str
    name: str
    languages: list[str]
    builds_on: list[str]
    rules: int
    labels: int
    since: dt.date


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in a few words."""

    id: str
    jurisdiction: str
    title: str
    check: str
    status: Literal["active", "draft", "retired"]


def as_answer(kind: type[Answer], data: Any) -> Answer:
    """The data as what it is. Raises Unreachable where it is nothing of the kind."""
    try:
        found: Answer = _adapter(cast(Hashable, kind)).validate_python(data)
    except ValidationError as error:
        raise Unreachable(f"What answers is no Adhere service of this version: it gives no {error.title}.") from error
    return found


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))
