"""A post's words, folded once: every field in which a label, a claim or evidence can stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from adhere.post import Post, Surface, Words
from adhere.report import Evidence, Span
from adhere.text.blanks import with_plain_blanks
from adhere.text.cut import Cut, cut_of
from adhere.text.folding import fold
from adhere.text.layout import Layout, lay_out


class Field:
    """One piece of text. `name` is the field's name in the contract, with an index for lists: `overlay[2]`; `kind` is without it.

    `overlay` is the item of the post's overlay that it comes from, `start` its second in the video or recording, if known.
    Everything reads the text with plain blanks; only quotes are of the text as written.
    """

    __slots__ = ("_quotes", "_written", "folded", "index", "kind", "name", "overlay", "start")

    def __init__(
        self, kind: str, text: str, index: int | None = None, overlay: Words | None = None, start: float | None = None
    ) -> None:
        self.kind = kind
        self.name = kind if index is None else f"{kind}[{index}]"
        self.index = index or 0
        self._written = text
        self.folded = fold(with_plain_blanks(text))
        self.overlay = overlay
        self.start = start
        # each jurisdiction quotes the same label
        self._quotes: dict[tuple[int, int], Span] = {}

    def as_written(self, found: Evidence) -> Evidence:
        """Evidence that was found in this field, with its words as the caller wrote them."""
        quote = self._written[found.start : found.end]
        return found if found.quote == quote else replace(found, quote=quote)

    def quote(self, start: int, end: int) -> Span:
        """The original words between two original offsets."""
        found = self._quotes.get((start, end))
        if found is None:
            found = self._quotes[start, end] = Span(self.name, start, end, self._written[start:end])
        return found


class PostText:
    """All fields of a post, in reading order. The caption of `post` has plain blanks."""

    def __init__(self, post: Post, fields: list[Field]) -> None:
        caption = next((each.folded.original for each in fields if each.kind == "text"), "")
        if caption != post.text:
            post = post.model_copy(update={"text": caption})
        self.post = post
        self.fields = fields
        self.is_story = post.surface is Surface.STORY
        self.layout: Layout = lay_out(caption)
        self._cuts: dict[dt.date, Cut] = {}

    def cut(self, day: dt.date) -> Cut:
        """Where the platform cuts the caption, by the figures of a day."""
        found = self._cuts.get(day)
        if found is None:
            found = self._cuts[day] = cut_of(self.post.text, self.post.platform, self.post.surface, "text", day)
        return found

    @property
    def frames(self) -> list[list[int]]:
        """A story's frames as indices into `overlay`, in order; items without a `frame` make one frame together."""
        frames: dict[int, list[int]] = {}
        for index, item in enumerate(self.post.overlay or []):
            frames.setdefault(item.frame or 0, []).append(index)
        return [frames[number] for number in sorted(frames)]


def read(post: Post) -> PostText:
    """Fold every field of the post."""
    fields: list[Field] = []
    if post.title:
        fields.append(Field("title", post.title))
    if post.text:
        fields.append(Field("text", post.text))
    if post.overlay:
        fields += [Field("overlay", item.text, i, item, item.start) for i, item in enumerate(post.overlay) if item.text]
    if post.transcript:
        fields += [
            Field("transcript", item.text, i, None, item.start) for i, item in enumerate(post.transcript) if item.text
        ]
    if post.first_comment:
        fields.append(Field("first_comment", post.first_comment))
    if post.profile:
        fields.append(Field("profile", post.profile))
    return PostText(post, fields)
