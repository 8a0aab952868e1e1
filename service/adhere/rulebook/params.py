"""What the `params` of a rule may hold, for each kind of check. The kinds are a closed set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from adhere.post import Relationship
from adhere.report import Duty, EvidenceKind, Reason, Severity

Wordings = Annotated[list[str], Field(min_length=1)]


class Params(BaseModel):
    """Base of all parameters: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DutyCase(Params):
    """A relationship's duty. `required_when` and `depends_when` list evidence in the post that makes it so; `note` explains.

    `own_account` is the duty where the post stands on the account of the brand itself: its `author` and its `brand` are one name.
    `depends_when_tagged` turns `not_required` into `depends` where an account is tagged on the picture (`tags` of the post).
    """

    value: Duty
    own_account: Duty | None = None
    required_when: list[EvidenceKind] = Field(default_factory=list)
    depends_when: list[EvidenceKind] = Field(default_factory=list)
    depends_when_tagged: bool = False
    note: str | None = None


def _case(value: Any) -> Any:
    return {"value": value} if isinstance(value, str) else value


class DutyParams(Params):
    """`duty`: what each relationship brings. Every relationship but `unknown` is named."""

    paid: DutyCase
    gifted: DutyCase
    gifted_with_obligation: DutyCase
    affiliate: DutyCase
    own_brand: DutyCase
    employee: DutyCase
    family: DutyCase
    ambassador: DutyCase
    trip: DutyCase
    none: DutyCase

    @field_validator("*", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return _case(value)


class LabelPresentParams(Params):
    """`label_present`: a label stands in the post itself. A label in the first comment counts only if it says so here."""

    first_comment_counts: bool = False


class LabelClearParams(Params):
    """`label_clear`: the label is an accepted one. Which words are, stands in `labels.yaml`."""


class WordingParams(Params):
    """`wording`: the label suits the relationship.

    `also` asks, for a relationship, that one of the wordings stands beside the label; `reason` is that of its absence.
    """

    also: dict[Relationship, Wordings] = Field(default_factory=dict)
    reason: Reason = "wording_for_relationship"


class PlacementParams(Params):
    """`placement`: where in a caption the label stands.

    position   `start`: first thing in the caption (emoji, punctuation and brackets aside); `before_fold`: seen before
               the platform cuts the caption; `not_last`: not the last thing in a text of several lines; `start_or_end`: in the
               first or the last words of the text, not amid it; `anywhere`.
    hashtags   `first`: a hashtag label leads; `not_buried`: not inside a run of hashtags; `first_of_run`: no other hashtag of its
               run comes before it; `ends_of_run`: the first of its run, while the last is for a person to weigh; `any`.
    among_first  with `not_buried` or `not_last`: a label among the first so many hashtags of the caption stands well.
    near_link  the label stands before the first link or code, or within `near_chars` characters of one.
    beside     for a relationship: a label within so many characters of a link or code stands well, wherever that is.
    tolerance  with `start`, or hashtags `first`: how many words may come before (a greeting); with `start_or_end`: or after the
               label's line.
    lines      alone, or with `before_fold`: where a platform cuts captions, a label in a line after the first so many comes too late.
    first_tag  with `before_fold`: a first hashtag, or one among the `among_first`, is taken for seen where only some may miss it.
    title_chars  how much of a title is surely seen: a label that ends later in one is for a person to weigh.
    story      with `start`: the label comes first in its `block` of words on the frame, or first on the whole `frame`.
    """

    position: Literal["start", "before_fold", "not_last", "start_or_end", "anywhere"] = "anywhere"
    hashtags: Literal["first", "first_of_run", "ends_of_run", "not_buried", "any"] = "any"
    among_first: int = Field(default=0, ge=0)
    near_link: bool = False
    near_chars: int = Field(default=120, ge=0)
    beside: dict[Relationship, int] = Field(default_factory=dict)
    tolerance: int = Field(default=0, ge=0, le=20)
    lines: int | None = Field(default=None, ge=1)
    first_tag: bool = False
    title_chars: int | None = Field(default=None, ge=10)
    story: Literal["block", "frame"] = "block"


class LanguageParams(Params):
    """`language`: the language of the label.

    languages        the label's language must be one of these; empty: no such rule.
    post_language    true: the label's language must be that of the post. Where the post is too short for its language to be
                     sure, a label in another one is doubtful.
    market_language  true: a label in one of the market's own languages does under a post in any other, too.
    widely_known     languages whose label words most readers know: a label in one of them is doubtful, too.
    foreign_labels   what to make of a wording that only other markets list. `accept_in_post_language`: a label where it is in
                     the language of the post. `accept_other_languages`: likewise, but not in the market's own languages, in
                     which it lists what it takes; there it is doubtful. `review`, `refuse`: no label.
    """

    languages: list[str] = Field(default_factory=list)
    post_language: bool = False
    market_language: bool = False
    widely_known: list[str] = Field(default_factory=list)
    foreign_labels: Literal["accept_in_post_language", "accept_other_languages", "review", "refuse"] = "refuse"


class BrandNamedParams(Params):
    """`brand_named`: the post says whose advertising it is: a mention, a tag, a link, a capitalised name, the brand.

    `whose` are words between a label and a name, which may then have small letters: `Reklame for lille hest`.
    """

    whose: list[str] = Field(default_factory=list)


class PlatformToolParams(Params):
    """`platform_tool`: is the platform's own paid-partnership tag enough by itself?"""

    sufficient: Literal["yes", "no", "depends"]


class Stay(Params):
    """How long a label stays on a video of at most `up_to` seconds, or of any length: for so many `seconds`, and such a `share` of it."""

    up_to: float | None = Field(default=None, gt=0)
    seconds: float = Field(default=0, ge=0)
    share: float = Field(default=0, ge=0, le=1)


class MediaParams(Params):
    """`media`: what stands on the picture, or is said.

    each_frame  every story frame carries the label; with `pictures` so does each of several pictures, where no caption carries it; with
                `ends` a story that carries it on its first and its last frame is for a person to weigh.
    first_frame no story frame that asks to buy, or names a brand, a link or a code, comes before the first that carries the label.
    in_video    a video carries the label in the video itself (shown or spoken), not in the description alone; with
                `title_counts` its title will do.
    at_start    a label that is shown or spoken comes within `within_seconds` of the start, and with `within_share` within that share of the
                recording's length, where that is known; with `live` in a broadcast too. One that opens a part that advertises is in time
                in a podcast, and in a video as `parts` says: `in_time`, or `open`, for a person to weigh (as is one that is in time
                but may come after what it speaks of, by its name).
    repeated    a live broadcast says it again, `apart_seconds` later or more, or keeps it on the screen; a podcast says it again. With
                `videos_over` so does a video of more seconds than that, unless its label stands beside it; its length is what is
                given of it.
    spoken      a recording without picture says it.
    legible     words on the picture can be read.
    throughout  a label shown on a video stays for at least the share `share` of its length, where both are given, or as long as
                the first of `stays` says that is for such a length; where the length is not given, as many `seconds` as a `stays`
                of no `up_to` asks for; with `caption_counts` one in the caption or title, which stays beside
                the video, will do.
    seen_and_heard  a video that shows the label says it too, and the other way round; with `caption_counts` the caption or title of
                one that says it shows it; with `sound_off` only what is said and not shown is at fault.
    """

    demand: Literal[
        "each_frame",
        "first_frame",
        "in_video",
        "at_start",
        "repeated",
        "spoken",
        "legible",
        "throughout",
        "seen_and_heard",
    ]
    within_seconds: float = Field(default=60, gt=0)
    apart_seconds: float = Field(default=60, gt=0)
    share: float = Field(default=0.5, gt=0, le=1)
    stays: list[Stay] = Field(default_factory=list)
    title_counts: bool = False
    caption_counts: bool = False
    sound_off: bool = False
    live: bool = False
    pictures: bool = False
    ends: bool = False
    within_share: float | None = Field(default=None, gt=0, le=1)
    videos_over: float | None = Field(default=None, gt=0)
    parts: Literal["in_time", "open"] | None = None


class SectorBanParams(Params):
    """`sector_ban`: advertising that no label cures.

    sectors     names from `rules/sectors.yaml`, or `any`.
    only_with   the ban bites only where one of these wordings is in the post (a product, a claim).
    unless      … and not where one of these is.
    suggest     words that suggest the sector where the caller did not name it.
    undeclared  what a suggestion alone makes: `note`; `warning` or `breach` where the words are unmistakable.
    reason      another reason than `sector_ban`, for claims that the sector may not make.
    whoever     the ban asks for no connection: it bites too where nothing is declared, at its full weight.
    """

    sectors: list[str] = Field(min_length=1)
    only_with: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    suggest: list[str] = Field(default_factory=list)
    undeclared: Severity = "note"
    reason: Reason = "sector_ban"
    whoever: bool = False


class SectorWordingParams(Params):
    """`sector_wording`: words a sector must carry. `needs` is a list of demands, each met by any one of its wordings.

    remedy_text      what to add where any is missing. A fact that only the author knows is a slot in it (`{amount}`, `{words}`).
    seconds          how long words stay that are shown on a video, where it is given from when to when they are.
    """

    sectors: list[str] = Field(min_length=1)
    needs: list[Wordings] = Field(min_length=1)
    only_with: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    suggest: list[str] = Field(default_factory=list)
    undeclared: Severity = "note"
    remedy_text: str | None = Field(default=None, pattern=r"^[^…]*$")
    seconds: float | None = Field(default=None, gt=0)


class ImageLabelParams(Params):
    """`image_label`: words that an altered or generated image must carry."""

    when: list[Literal["retouched", "generated"]] = Field(min_length=1)
    wordings: Wordings
    reason: Reason = "image_label_missing"


class ContradictingClaimParams(Params):
    """`contradicting_claim`: the post denies a connection that is declared, or admits one that is denied.

    With `past_ties` a plain sentence on a tie that is over speaks against a declared `none`: where ties of the past year still count.
    """

    past_ties: bool = False


class SuspectedAdvertisingParams(Params):
    """`suspected_advertising`: nothing is declared, no label stands in the post.

    `proof` lists evidence that this market's own rule takes as proof of advertising.
    """

    proof: list[EvidenceKind] = Field(default_factory=list)


PARAMS: dict[str, type[Params]] = {
    "duty": DutyParams,
    "label_present": LabelPresentParams,
    "label_clear": LabelClearParams,
    "wording": WordingParams,
    "placement": PlacementParams,
    "language": LanguageParams,
    "brand_named": BrandNamedParams,
    "platform_tool": PlatformToolParams,
    "media": MediaParams,
    "sector_ban": SectorBanParams,
    "sector_wording": SectorWordingParams,
    "image_label": ImageLabelParams,
    "contradicting_claim": ContradictingClaimParams,
    "suspected_advertising": SuspectedAdvertisingParams,
}


def words_of(params: Params) -> Iterator[str]:
    """Every wording that a rule looks for in a post, besides the labels; in small letters, as its key is."""
    yield from (each.lower() for each in _words(params))


def _words(params: Params) -> Iterator[str]:
    if isinstance(params, SectorBanParams | SectorWordingParams):
        yield from (*params.only_with, *params.unless, *params.suggest)
    if isinstance(params, SectorWordingParams):
        for demand in params.needs:
            yield from demand
    elif isinstance(params, ImageLabelParams):
        yield from params.wordings
    elif isinstance(params, WordingParams):
        for wordings in params.also.values():
            yield from wordings
