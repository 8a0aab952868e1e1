"""The language of a post, by its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from adhere.labels.matcher import Match, Scan
from adhere.rulebook.pack import View
from adhere.text.language import identify
from adhere.text.post_text import PostText

#: In a caption of so many characters a label weighs among the words that tell its language.
_SHORT = 300
#: Names and tags, which belong to no language.
_MENTIONS = re.compile(r"[@#]\S+")
#: Words in so many letters are a message of their own.
_WORDS = re.compile(r"(?:[\W\d_]*[^\W\d_]){6}")


def language_of(scan: Scan, views: Sequence[View]) -> str | None:
    """The language of the post: that of its words without its labels, if that can be told, else of all its words.

    A label says in which language the author labels, not in which the readers read.
    """
    text = scan.post_text
    if text.post.language:
        return text.post.language.partition("-")[0].lower()
    words = words_of(text)
    if not words.strip():
        return None
    own = {language for view in views for language in view.languages}
    among = {"en", *own}
    labels = _captioned(scan) if len(words) <= _SHORT else []
    rest = _without(labels, text.post.text) if labels else ""
    # a third language is told by few words where a label in it stands beside them
    if rest and (found := identify(rest, among=among) or identify(rest, among=_languages(labels))):
        return found
    whole = identify(words[:2000], among=among)
    # where what is left is too short to tell, a label in a foreign language says nothing of the words beside it
    if whole not in own and whole in _languages(labels) and _WORDS.match(_MENTIONS.sub(" ", rest)):
        return None
    # where the other words look like a third language, a foreign label alone made it this one
    return whole if whole in own or not rest or identify(rest) in (None, whole) else None


def _captioned(scan: Scan) -> list[Match]:
    """The wordings that stand as labels in the caption."""
    return [
        each for each in scan.labels if each.wording.label and each.strength == "clear" and each.field.name == "text"
    ]


def _languages(labels: Sequence[Match]) -> set[str]:
    return {language for match in labels for language in match.wording.languages}


def _without(labels: Sequence[Match], text: str) -> str:
    """The caption without the wordings that stand in it as labels."""
    spans = sorted({(match.start, match.end) for match in labels})
    kept, done = [], 0
    for start, end in spans:
        kept.append(text[done : max(start, done)])
        done = max(done, end)
    return " ".join([*kept, text[done:]])


def words_of(text: PostText) -> str:
    """What the classifier and the language identifier read: the caption, or, where there is none, the other words of the post."""
    if text.post.text.strip():
        return text.post.text
    return "\n".join(each.folded.original for each in text.fields if each.kind in ("title", "overlay", "transcript"))
