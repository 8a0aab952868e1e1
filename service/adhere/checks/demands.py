"""What a rule demands of a post, as words for people and a rank, so that the strictest of several jurisdictions can be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from adhere.checks.image_label import wording_of
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import (
    ImageLabelParams,
    LanguageParams,
    MediaParams,
    PlacementParams,
    PlatformToolParams,
    SectorWordingParams,
)

_POSITION = {"start": (3, "first in the caption"), "before_fold": (2, "before the fold"), "not_last": (1, "not last")}
_HASHTAGS = {
    "first": (3, "a hashtag leads the caption"),
    "not_buried": (2, "not among other hashtags"),
    "first_of_run": (1, "the first of its hashtags"),
    "ends_of_run": (1, "the first of its hashtags"),
}
_TOOL = {"no": (2, "not enough by itself"), "depends": (1, "whether it is enough is open")}
_MEDIA = {
    "each_frame": "on every frame of a story",
    "first_frame": "on the first frame of a story that promotes",
    "in_video": "in the video itself",
    "at_start": "at the start of the recording",
    "repeated": "said again in a broadcast",
    "spoken": "said aloud",
    "legible": "legible on the picture",
    "throughout": "shown for most of the video",
    "seen_and_heard": "both shown and said",
}


class Ranked(NamedTuple):
    """One demand of one rule. Of two about the same thing the higher `rank` is the stricter."""

    about: str
    rank: int
    words: str
    rule: str


def demands_of(rule: ActiveRule) -> Iterator[Ranked]:
    """What the rule demands, if it is one that jurisdictions differ in; a note demands nothing."""
    if rule.version.severity == "note":
        return
    for about, rank, words in _of(rule):
        yield Ranked(about, rank, words, rule.id)


def _of(rule: ActiveRule) -> Iterator[tuple[str, int, str]]:
    params = rule.params
    if isinstance(params, PlacementParams):
        if params.position in _POSITION:
            yield "place of the label", *_POSITION[params.position]
        if params.hashtags in _HASHTAGS:
            yield "hashtags", *_HASHTAGS[params.hashtags]
        if params.near_link:
            yield "links", 1, "the label beside the link or code"
    elif isinstance(params, LanguageParams):
        if params.languages:
            yield "language of the label", 2, " or ".join(params.languages)
        elif params.post_language:
            yield "language of the label", 1, "that of the post"
    elif isinstance(params, PlatformToolParams) and params.sufficient in _TOOL:
        yield "the platform's own tag", *_TOOL[params.sufficient]
    elif isinstance(params, MediaParams):
        yield f"media: {params.demand}", 1, _MEDIA[params.demand]
    elif isinstance(params, SectorWordingParams):
        yield f"words of the sector: {rule.id}", 1, rule.rule.title
    elif isinstance(params, ImageLabelParams):
        yield "altered images", 1, wording_of(rule, params)
    elif rule.rule.check == "brand_named":
        yield "the brand", 1, "the post says whose advertising it is"
