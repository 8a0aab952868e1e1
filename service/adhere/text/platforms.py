"""What `rules/platforms` says: folds, limits, the platform's own label and its texts, sectors it keeps out."""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from adhere.post import Platform, Surface
from adhere.text.yaml_reader import read_yaml

Verified = Literal["page", "memory", "derived"]


class Strict(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Strict):
    """Where a figure was seen."""

    title: str
    kind: str
    url: str | None
    verified: Verified


class Fold(Strict):
    """A cut. `chars_safe` and `lines_safe` are surely shown; beyond `chars_hidden` or `lines_hidden` all is surely hidden."""

    client: str
    kind: Literal["cut", "none", "field_not_shown", "overlay_only", "unknown"]
    field: str
    chars_safe: int | None = None
    chars_hidden: int | None = None
    lines_safe: int | None = None
    lines_hidden: int | None = None
    unit: str = "characters"
    only_longer: bool = False
    from_: dt.date | None = Field(default=None, alias="from")
    to: dt.date | None = None
    confidence: Literal["high", "medium", "low"] = "low"
    verified: Verified
    sources: list[str] = Field(default_factory=list)


class SurfaceFacts(Strict):
    """One surface. `also` are other surfaces that follow its folds."""

    also: list[Surface] = Field(default_factory=list)
    folds: list[Fold]


class Limit(Strict):
    """The most that a field takes."""

    field: str
    max: int
    unit: str = "characters"
    from_: dt.date | None = Field(default=None, alias="from")
    to: dt.date | None = None
    verified: Verified
    sources: list[str] = Field(default_factory=list)


class ToolLabel(Strict):
    """What readers see when the platform's tag is on."""

    language: str
    text: str
    verified: Verified
    sources: list[str] = Field(default_factory=list)


class Tool(Strict):
    """The platform's own paid-partnership tag. `required_for` says what the platform asks of each relationship."""

    name: str | None
    from_: dt.date | None = Field(default=None, alias="from")
    required: str
    required_for: dict[str, str] = Field(default_factory=dict)
    labels: list[ToolLabel] = Field(default_factory=list)


class BannedSectors(Strict):
    """Sectors that the platform keeps out of branded content."""

    region: str
    sectors: list[str]
    verified: Verified
    sources: list[str] = Field(default_factory=list)


class PlatformFacts(Strict):
    """One platform. The first surface is its main one. With `threads`, long texts stand there in several numbered posts."""

    platform: Platform
    name: str
    threads: bool = False
    limits: list[Limit] = Field(default_factory=list)
    surfaces: dict[str, SurfaceFacts]
    tool: Tool | None = None
    banned_sectors: list[BannedSectors] = Field(default_factory=list)
    sources: dict[str, Source] = Field(default_factory=dict)


@cache
def load_platforms() -> dict[Platform, PlatformFacts]:
    """Every platform's facts. Raises PackError for broken YAML, pydantic's ValidationError for a wrong key."""
    found: dict[Platform, PlatformFacts] = {}
    for file in sorted((files("adhere.rules_data") / "platforms").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            data: Any = read_yaml(file.read_text("utf-8"), f"rules/platforms/{file.name}")[0]
            facts = PlatformFacts.model_validate(data)
            found[facts.platform] = facts
    return found
