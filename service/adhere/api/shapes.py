"""The shapes of requests and answers that the OpenAPI document describes, beside Post and Report."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from adhere.api.problems import ProblemDetails
from adhere.post import Post
from adhere.report import Citation, Report, Severity
from adhere.rulebook.schema import Applies, Penalty, Regulator


class Shape(BaseModel):
    """Base of all shapes."""

    model_config = ConfigDict(extra="forbid")


class Batch(Shape):
    """Posts to check."""

    posts: list[Post] = Field(min_length=1, max_length=1_000)


class FailedPost(Shape):
    """A post that could not be checked, in the place of its report."""

    id: str | None
    index: int | None = Field(default=None, description="Its place in `posts`, from 0.")
    line: int | None = Field(default=None, description="Its line in an NDJSON body, from 1.")
    error: ProblemDetails


class BatchAnswer(Shape):
    """A report or a failure for each post, in order."""

    failed: int = Field(description="How many posts could not be checked.")
    reports: list[Report | FailedPost]


class DatedChange(Shape):
    """A change of the law."""

    date: dt.date
    what: str


class JurisdictionSummary(Shape):
    """A jurisdiction in a few words."""

    jurisdiction: str
    name: str
    languages: list[str]
    builds_on: list[str]
    rules: int
    labels: int
    since: dt.date = Field(description="The first day on which a rule is in force.")
    changes: list[DatedChange]


class RuleInForce(Shape):
    """A rule as it stands on a day."""

    id: str
    title: str
    check: str
    severity: Severity
    since: dt.date
    params: dict[str, Any] = Field(description="What the kind of check asks; see the schema of the pack format.")
    note: str | None
    citations: list[Citation]


class LabelInForce(Shape):
    """A wording, and what a jurisdiction makes of it on a day."""

    label: str
    language: str | None
    understood: list[str] = Field(description="Further languages in which the same words say it.")
    status: Literal["accepted", "ambiguous", "rejected", "ordinary"]
    since: dt.date
    until: dt.date | None
    relationships: list[str] | None = Field(description="For whom it discloses; null: for all.")
    platforms: list[str] | None = Field(description="The platforms on which it counts; null: all.")
    surfaces: list[str] | None = Field(description="The surfaces on which it counts; null: all.")
    inherited: bool = Field(description="It comes from a jurisdiction that this one builds on.")
    note: str | None
    verified: Literal["page", "memory"]
    citations: list[Citation]


class Jurisdiction(JurisdictionSummary):
    """A jurisdiction on a day, whole."""

    on: dt.date
    regulators: list[Regulator]
    in_force: list[RuleInForce]
    words: list[LabelInForce]
    minors: str | None
    penalties: list[Penalty]
    notes: list[str]
    open_questions: list[str]


class RuleSummary(Shape):
    """A rule in a few words."""

    id: str
    jurisdiction: str
    title: str
    check: str
    status: Literal["active", "draft", "retired"]


class Rule(RuleSummary):
    """One rule: what it says on a day, and all its versions."""

    applies: Applies
    replaces: list[str]
    limits: list[str]
    on: dt.date
    in_force: RuleInForce | None
    versions: list[dict[str, Any]]
    examples: list[dict[str, Any]]


class AtWork(Shape):
    """What checks now."""

    rules_revision: str
    model_version: str | None
    jurisdictions: int


class Reloaded(AtWork):
    """The same, after the rules were loaded again."""

    changed: bool = Field(description="Are the rules other than before?")


class PackTaken(AtWork):
    """The same, after a pack was taken."""

    warnings: list[str] = Field(description="What the linter only warns of, each with its file and line.")


class PackFiles(Shape):
    """A pack to send: its files, whole."""

    files: dict[str, str] = Field(
        description="What stands in `pack.yaml`, `labels.yaml` and `rules.yaml`; those that it needs not may be missing."
    )


class PackSummary(Shape):
    """A pack that was sent here."""

    jurisdiction: str
    changed: dt.datetime
    files: list[str]


class Pack(Shape):
    """A pack as it was sent."""

    jurisdiction: str
    changed: dt.datetime
    files: dict[str, str]


class Live(Shape):
    """The process answers."""

    status: Literal["live"]


class Ready(Shape):
    """Rules and model are loaded."""

    status: Literal["ready"]
    rules_revision: str
    model_version: str | None
    jurisdictions: int
