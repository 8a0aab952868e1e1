"""Where platforms cut a caption."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from adhere.post import Platform, Post, Surface
from adhere.text.cut import Cut, cut_of
from adhere.text.platforms import load_platforms

#: The platforms that are told of where none is chosen, in this order.
_TOLD = (
    Platform.INSTAGRAM,
    Platform.TIKTOK,
    Platform.YOUTUBE,
    Platform.FACEBOOK,
    Platform.LINKEDIN,
    Platform.X,
    Platform.THREADS,
    Platform.PINTEREST,
)
#: Code points of the last words that are quoted before a cut.
_QUOTED = 40


@dataclass(frozen=True, slots=True)
class FoldLine:
    """A platform's cut of a caption that is longer: all up to `safe_end` is seen, all from `hidden_from` is not, in code points."""

    platform: str
    safe_end: int
    hidden_from: int
    last_words: str


def fold_of(post: Post, on: dt.date) -> Cut | None:
    """The cut of the post's own platform; None where it names none, or nothing of the caption is cut."""
    if post.platform is Platform.OTHER:
        return None
    cut = cut_of(post.text, post.platform, post.surface, "text", on)
    return cut if cut.kind == "cut" and cut.safe_end < len(post.text) else None


def folds_elsewhere(text: str, surface: Surface | None, on: dt.date) -> list[FoldLine]:
    """The large platforms that would cut the caption, for a post that does not say where it will stand."""
    found: list[FoldLine] = []
    for platform in _TOLD:
        cut = cut_of(text, platform, surface, "text", on)
        if cut.kind == "cut" and cut.safe_end < len(text):
            words = text[max(0, cut.safe_end - _QUOTED) : cut.safe_end]
            found.append(FoldLine(load_platforms()[platform].name, cut.safe_end, cut.hidden_from, words))
    return found
