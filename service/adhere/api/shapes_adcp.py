"""The shapes of the Ad Context Protocol's disclosures. See `shapes` and `adcp`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from adhere.api.shapes import Shape
from adhere.post import Post
from adhere.report import Span, Verdict

Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"\S")]
Position = Literal["prominent", "footer", "audio", "subtitle", "overlay", "end_card", "pre_roll", "companion"]
Area = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]


class _Open(BaseModel):
    """The protocol lets its objects hold more than it names."""

    model_config = ConfigDict(extra="allow")


class RequiredDisclosure(_Open):
    """Words that must appear."""

    text: Words
    position: Position | None = None
    jurisdictions: list[Area] | None = Field(
        default=None, min_length=1, description="Null: wherever the campaign runs."
    )
    regulation: str | None = None
    min_duration_ms: int | None = Field(default=None, ge=1)
    language: str | None = None


class Compliance(_Open):
    """What a brief asks of the creative."""

    required_disclosures: list[RequiredDisclosure] | None = Field(default=None, min_length=1, max_length=100)
    prohibited_claims: list[Words] | None = Field(default=None, min_length=1, max_length=100)


class Brief(_Open):
    """A creative brief of the Ad Context Protocol."""

    name: str
    compliance: Compliance | None = None


class Creative(Shape):
    """A brief, and the post that is to meet it."""

    brief: Brief
    post: Post


class DisclosureAnswer(Shape):
    """One required disclosure, and whether the post carries it."""

    text: str
    position: Position | None
    jurisdictions: list[str] | None
    met: Literal["yes", "no", "unknown"]
    why: str
    spans: list[Span] = Field(description="The first hundred places.")


class ClaimAnswer(Shape):
    """One claim that must not be made, and where it is."""

    text: str
    found: bool
    spans: list[Span] = Field(description="The first hundred places.")


class BriefAnswer(Shape):
    """Whether the post meets the brief, and what the markets' own rules ask beside it."""

    meets: Literal["yes", "no", "unknown"] = Field(description="`no`: the request must be refused, says the protocol.")
    required_disclosures: list[DisclosureAnswer]
    prohibited_claims: list[ClaimAnswer]
    verdicts: dict[str, Verdict] = Field(description="By the rules of each jurisdiction of the post.")
    proposed: list[dict[str, Any]] = Field(
        description="What would make the post comply there, as items of `required_disclosures`."
    )
