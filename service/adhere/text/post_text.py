"""A post's words, folded once: every field in which a label, a claim or evidence can stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from adhere.post import Post, Surface, Words
from adhere.report import Span
from adhere.text.folding import Folded, fold
from adhere.text.layout import Layout, lay_out


@dataclass(slots=True)
class Field:
    """One piece of text. `name` is the field's name in the contract, with an index for lists: `overlay[2]`.

    `post_overlay` is the item of `overlay` it comes from, `start` its second in the video or recording, if known.
    """

    name: str
    folded: Folded
    index: int = 0
    post_overlay: Words | None = None
    start: float | None = None

    @property
    def kind(self) -> str:
        """The field's name without an index."""
        return self.name.partition("[")[0]

    def quote(self, start: int, end: int) -> Span:
        """The original words between two original offsets."""
        return Span(self.name, start, end, self.folded.original[start:end])


@dataclass
class PostText:
    """All fields of a post, in reading order. `caption` is the field `text`, also where it is empty."""

    post: Post
    fields: list[Field] = field(default_factory=list)

    @cached_property
    def caption(self) -> Folded:
        """The folded caption."""
        for each in self.fields:
            if each.name == "text":
                return each.folded
        return fold("")

    @cached_property
    def layout(self) -> Layout:
        """Lines, hashtags, mentions, links and codes of the caption."""
        return lay_out(self.post.text)

    @cached_property
    def is_story(self) -> bool:
        """A story is read frame by frame."""
        return self.post.surface is Surface.STORY

    @cached_property
    def frames(self) -> list[list[int]]:
        """A story's frames as indices into `overlay`, in order; items without a `frame` make one frame together."""
        frames: dict[int, list[int]] = {}
        for index, item in enumerate(self.post.overlay or []):
            frames.setdefault(item.frame or 0, []).append(index)
        return [frames[number] for number in sorted(frames)]


def read(post: Post) -> PostText:
    """Fold every field of the post."""
    fields = []
    if post.title:
        fields.append(Field("title", fold(post.title)))
    if post.text:
        fields.append(Field("text", fold(post.text)))
    if post.overlay:
        fields += [Field(f"overlay[{i}]", fold(it.text), i, it, it.start) for i, it in enumerate(post.overlay) if it.text]
    if post.transcript:
        fields += [Field(f"transcript[{i}]", fold(it.text), i, None, it.start) for i, it in enumerate(post.transcript) if it.text]
    if post.first_comment:
        fields.append(Field("first_comment", fold(post.first_comment)))
    if post.profile:
        fields.append(Field("profile", fold(post.profile)))
    return PostText(post, fields)
