"""An edited post, and the edits that make one: a label put in, put in the place of another or moved, and words behind the caption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adhere.post import Platform, Post, Speech, Surface, Words
from adhere.report import Edit

_MOVING = frozenset({Surface.VIDEO, Surface.REEL, Surface.SHORT, Surface.LIVE})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edited post and the edits that made it. `texts` are the changed fields, by name."""

    edits: tuple[Edit, ...]
    post: Post
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Label:
    """A wording to insert, and what stands between it and the caption."""

    text: str
    separator: str = ": "

    @property
    def joined(self) -> str:
        """With what follows it. After a hashtag no colon is needed."""
        return self.text + (" " if self.tag else self.separator)

    @property
    def tag(self) -> bool:
        """Does it end in a hashtag?"""
        return self.text.split()[-1][0] in "#＃"


def insert(post: Post, label: Label) -> Iterator[Candidate]:
    """The label before the caption, on the picture, both; in a story on every frame; in a podcast also said first."""
    unchanged = Candidate((), post, {})
    if post.overlay and post.surface is Surface.STORY:
        yield _on_frames(post, label)
        return
    at = _first(post.text)
    changed = post.text[:at] + label.joined + post.text[at:]
    edit = Edit("insert", "text", at, label.joined)
    before = Candidate((edit,), post.model_copy(update={"text": changed}), {"text": changed})
    if post.text or not post.overlay:
        yield before
    if post.overlay is not None and (post.surface in _MOVING or any(item.legible is False for item in post.overlay)):
        yield show(unchanged, label.text)
        yield show(before, label.text)
    if post.transcript is not None and post.platform is Platform.PODCAST:
        yield _say(unchanged, label.text)
        yield _say(before, label.text)


def _first(text: str) -> int:
    """Where the first word of a caption stands: blank lines before it stay before its label."""
    return len(text) - len(text.lstrip() or text)


def _on_frames(post: Post, label: Label) -> Candidate:
    edits, overlay, texts = [], list(post.overlay or []), {}
    seen: set[int] = set()
    for index, item in enumerate(overlay):
        frame = item.frame or 0
        if frame in seen:
            continue
        seen.add(frame)
        overlay[index] = item.model_copy(update={"text": label.joined + item.text, "legible": True})
        edits.append(Edit("insert", f"overlay[{index}]", 0, label.joined))
        texts[f"overlay[{index}]"] = label.joined + item.text
    return Candidate(tuple(edits), post.model_copy(update={"overlay": overlay}), texts)


def show(candidate: Candidate, text: str) -> Candidate:
    """The words as a new item on the picture, from the first second."""
    overlay = [Words(text=text, start=0.0, legible=True), *(candidate.post.overlay or [])]
    return _with(candidate, Edit("insert", "overlay", 0, text), {"overlay": overlay}, {"overlay": text})


def _say(candidate: Candidate, text: str) -> Candidate:
    """The words as the first ones spoken."""
    transcript = [Speech(text=text, start=0.0), *(candidate.post.transcript or [])]
    return _with(candidate, Edit("insert", "transcript", 0, text), {"transcript": transcript}, {"transcript": text})


def append(candidate: Candidate, text: str) -> Candidate:
    """The words behind the caption, in a paragraph of their own."""
    added = ("\n\n" if candidate.post.text else "") + text
    # offsets are of the original text: the edits before this one stand in front of its end
    grown = sum(
        len(edit.text) - ((edit.end or 0) - (edit.start or 0)) for edit in candidate.edits if edit.field == "text"
    )
    changed = candidate.post.text + added
    edit = Edit("insert", "text", len(candidate.post.text) - grown, added)
    return _with(candidate, edit, {"text": changed}, {"text": changed})


def _with(candidate: Candidate, edit: Edit, update: dict[str, object], texts: dict[str, str]) -> Candidate:
    return Candidate((*candidate.edits, edit), candidate.post.model_copy(update=update), candidate.texts | texts)


def replace(post: Post, start: int, end: int, label: Label) -> Candidate:
    """The label in the place of a refused one; words take the sign that parts them from a caption that begins right behind."""
    shown = _as_tag(label.text) if post.text[start] == "#" else label.text
    if "(" in shown and post.text[max(0, start - 1) : start] + post.text[end : end + 1] == "()":
        start, end = start - 1, end + 1
    rest = post.text[end : end + 2]
    if not label.tag and shown == label.text:
        if rest[:1] in ("#", "@"):
            shown += " "
        elif rest[:1] == " " and rest[1:].isalnum() and label.separator.endswith(" "):
            shown += label.separator.rstrip()
    changed = post.text[:start] + shown + post.text[end:]
    edit = Edit("replace", "text", start, shown, start, end)
    return Candidate((edit,), post.model_copy(update={"text": changed}), {"text": changed})


def move(post: Post, label: Label, start: int, end: int) -> Candidate:
    """The label first, and the stretch that it stood in taken out."""
    at = _first(post.text[:start])
    changed = post.text[:at] + label.joined + post.text[at:start] + post.text[end:]
    edit = Edit("move", "text", at, label.joined, start, end)
    return Candidate((edit,), post.model_copy(update={"text": changed}), {"text": changed})


def _as_tag(label: str) -> str:
    """A label of one word as a hashtag, to stand where a hashtag stood."""
    return f"#{label}" if label.isalpha() else label
