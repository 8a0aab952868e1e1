"""Applies edits as a caller would, by the words of the contract alone."""

from __future__ import annotations

from collections.abc import Sequence

from adhere.post import Post, Speech, Words
from adhere.report import Edit


def applied(text: str, edits: Sequence[Edit]) -> str:
    """A field's text after its edits; all offsets are of the text as it was."""
    gone = {
        place
        for edit in edits
        if edit.start is not None and edit.end is not None
        for place in range(edit.start, edit.end)
    }
    out = []
    for place in range(len(text) + 1):
        out += [edit.text for edit in edits if edit.at == place]
        if place < len(text) and place not in gone:
            out.append(text[place])
    return "".join(out)


def mended(post: Post, edits: Sequence[Edit]) -> Post:
    """The post after all its edits."""
    overlay, transcript = list(post.overlay or []), list(post.transcript or [])
    for index, item in enumerate(overlay):
        own = [edit for edit in edits if edit.field == f"overlay[{index}]"]
        if own:
            overlay[index] = item.model_copy(update={"text": applied(item.text, own), "legible": True})
    for edit in edits:
        if edit.field == "overlay":
            overlay.insert(edit.at, Words(text=edit.text, start=0.0, legible=True))
        elif edit.field == "transcript":
            transcript.insert(edit.at, Speech(text=edit.text, start=0.0))
    update = {
        "text": applied(post.text, [edit for edit in edits if edit.field == "text"]),
        "overlay": overlay if overlay or post.overlay is not None else None,
        "transcript": transcript if transcript or post.transcript is not None else None,
    }
    return post.model_copy(update=update)
