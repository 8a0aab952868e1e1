"""What a caller tells us about a post. Absent means unknown; an empty list means known to be empty."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from adhere.errors import InputError, UnknownWord
from adhere.phrases import Phrase, phrase


class Relationship(StrEnum):
    """What ties the author to the brand, as the caller declares it."""

    PAID = "paid"
    GIFTED = "gifted"
    GIFTED_WITH_OBLIGATION = "gifted_with_obligation"
    AFFILIATE = "affiliate"
    OWN_BRAND = "own_brand"
    EMPLOYEE = "employee"
    FAMILY = "family"
    AMBASSADOR = "ambassador"
    TRIP = "trip"
    NONE = "none"
    UNKNOWN = "unknown"


class Platform(StrEnum):
    """Where the post stands. `other` takes no fold and no tool for granted."""

    INSTAGRAM = "instagram"
    THREADS = "threads"
    FACEBOOK = "facebook"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    X = "x"
    LINKEDIN = "linkedin"
    PINTEREST = "pinterest"
    SNAPCHAT = "snapchat"
    TWITCH = "twitch"
    BLUESKY = "bluesky"
    REDDIT = "reddit"
    NAVER_BLOG = "naver_blog"
    XIAOHONGSHU = "xiaohongshu"
    WEIBO = "weibo"
    DOUYIN = "douyin"
    BILIBILI = "bilibili"
    LINE = "line"
    TELEGRAM = "telegram"
    BLOG = "blog"
    PODCAST = "podcast"
    OTHER = "other"


class Surface(StrEnum):
    """The kind of place on the platform."""

    FEED = "feed"
    STORY = "story"
    REEL = "reel"
    VIDEO = "video"
    SHORT = "short"
    LIVE = "live"
    OTHER = "other"


#: Surfaces on which a post is a recording.
VIDEOS = frozenset({Surface.REEL, Surface.VIDEO, Surface.SHORT})


class Words(BaseModel):
    """Words shown on the picture or video. Times are seconds from the start; `frame` counts story frames from 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    start: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    end: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    frame: int | None = Field(default=None, ge=1)
    legible: bool | None = None


class Speech(BaseModel):
    """Words spoken. `start` is in seconds from the start of the recording."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    start: float | None = Field(default=None, ge=0, allow_inf_nan=False)


def _as_items(value: Any) -> Any:
    """Take a plain string, or plain strings in a list, for items with a `text` only."""
    if isinstance(value, str):
        return [{"text": value}]
    if isinstance(value, list | tuple):
        return [{"text": item} if isinstance(item, str) else item for item in value]
    return value


Overlay = Annotated[list[Words], BeforeValidator(_as_items)]
Transcript = Annotated[list[Speech], BeforeValidator(_as_items)]


class Post(BaseModel):
    """One post, as published or as planned."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str | None = Field(default=None, max_length=512, description="Yours; comes back in the report.")
    text: str = Field(default="", description="Caption, description or body.")
    title: str | None = None
    overlay: Overlay | None = Field(default=None, description="Words shown on the picture or video, in order.")
    transcript: Transcript | None = Field(default=None, description="Words spoken, in order.")
    duration: float | None = Field(default=None, ge=0, allow_inf_nan=False, description="Seconds.")
    first_comment: str | None = None
    profile: str | None = Field(default=None, description="The author's bio.")
    tags: list[str] | None = Field(default=None, description="Accounts tagged on the picture.")
    author: str | None = None
    brand: str | None = None
    platform: Platform = Platform.OTHER
    surface: Surface | None = None
    jurisdictions: list[str] | None = Field(
        default=None, description="ISO 3166-1 alpha-2 codes, EU, or groups such as all-eu."
    )
    relationship: Relationship = Relationship.UNKNOWN
    platform_label: bool | None = Field(default=None, description="Is the platform's own paid-partnership tag on?")
    sector: str | None = None
    language: str | None = Field(default=None, description="BCP 47 tag of the post, if you know it.")
    published_on: dt.date | None = None
    followers: int | None = Field(default=None, ge=0)
    altered_image: Literal["none", "retouched", "generated", "unknown"] | None = None
    audience: Literal["general", "minors"] | None = None


_SETS: dict[str, type[StrEnum]] = {"platform": Platform, "surface": Surface, "relationship": Relationship}
_ITEMS: dict[str, type[BaseModel]] = {"overlay": Words, "transcript": Speech}
#: Of a word that is none of a set so many characters are told.
_TOLD = 80


def mistakes(error: ValidationError, data: Any, *, whole: str = "post") -> list[InputError]:
    """What is wrong with `data` that should have been a post, a sentence each: what, where, what is allowed.

    `whole` names it where no field can be named.
    """
    return [_mistake(each, data, whole) for each in error.errors(include_url=False, include_context=False)]


def _mistake(found: ErrorDetails, data: Any, whole: str) -> InputError:
    place = [str(part) for part in found["loc"]]
    where, field = ".".join(place) or whole, place[0] if place else ""
    value = data.get(field) if isinstance(data, dict) else None
    if field in _SETS and isinstance(value, str):
        return UnknownWord(field, value[:_TOLD], [each.value for each in _SETS[field]], where=where)
    if found["type"] == "extra_forbidden":
        *around, name = place
        known = _ITEMS[field] if around else Post
        kind = f"field of {'.'.join(around)}" if around else "field"
        return UnknownWord(kind, name[:_TOLD], known.model_fields, where=where)
    return InputError(phrase("{place}: {mistake}", place=where, mistake=mistake_of(found)), where=where)


def mistake_of(found: ErrorDetails) -> str:
    """What Pydantic found wrong, as a sentence; where people meet it on pages, one that can be told in other languages."""
    said = f"{found['msg']}."
    told = _told(found["type"], said.removesuffix("."))
    # Pydantic may say it otherwise some day
    return told if told == said else said


def _told(kind: str, said: str) -> Phrase | None:
    if kind == "literal_error":
        return phrase("Input should be {choices}.", choices=said.removeprefix("Input should be "))
    if kind == "string_too_long":
        most = "".join(filter(str.isdecimal, said))
        return phrase("String should have at most {most} characters.", most=most)
    if kind == "date_from_datetime_parsing":
        return phrase("Input should be a valid date or datetime, {note}.", note=said.partition(", ")[2])
    if kind == "date_parsing":
        return phrase("Input should be a valid date in the format YYYY-MM-DD, {note}.", note=said.partition(", ")[2])
    if kind == "date_from_datetime_inexact":
        return phrase("Datetimes provided to dates should have zero time - e.g. be exact dates.")
    return phrase("Input should be a valid boolean, unable to interpret input.") if kind == "bool_parsing" else None
