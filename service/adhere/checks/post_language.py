"""The language of a post, by its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import cast

from adhere.labels.matcher import Match, Scan
from adhere.text.language import Told, tell
from adhere.text.post_text import PostText

#: In a caption of so many characters a label weighs among the words that tell its language.
_SHORT = 300
#: So many characters tell the language of a post.
_TELLING = 2_000
_TOLD = ("told",)
_ENGLISH = ("en",)
#: Names and tags, which belong to no language.
_MENTIONS = re.compile(r"[@#]\S+")
#: Words in so many letters are a message of their own.
_WORDS = re.compile(r"(?:[\W\d_]*[^\W\d_]){6}")


class PostLanguage:
    """The language of a post: that of its words without its labels, if that can be told, else of all its words.

    A label says in which language the author labels, not in which the readers read. Each market's readers take few words for their own
    language first, so each is asked by itself: what else is asked about the post does not change its answer.
    """

    __slots__ = ("_declared", "_labelled", "_long", "_rest", "_whole")

    def __init__(self, scan: Scan) -> None:
        text = scan.post_text
        self._declared = text.post.language.partition("-")[0].lower() if text.post.language else None
        self._whole: Told | None = None
        self._rest: Told | None = None
        if self._declared is not None:
            return
        words = words_of(text)
        self._whole = told_by_all(scan)
        labels = _captioned(scan) if len(words) <= _SHORT else []
        rest = _without(labels, text.post.text) if labels else ""
        self._rest = tell(rest) if rest else None
        self._labelled = _languages(labels)
        self._long = _WORDS.match(_MENTIONS.sub(" ", rest)) is not None

    def among(self, own: Collection[str]) -> str | None:
        """The language to the readers of a market whose languages these are; English is nowhere a surprise."""
        if self._whole is None:
            return self._declared
        rest, whole = self._rest, self._whole.among(own, _ENGLISH)
        if rest is None:
            return whole
        # a third language is told by few words where a label in it stands beside them
        found = rest.among(own, _ENGLISH) or rest.among(self._labelled)
        if found is not None:
            return found
        # where what is left is too short to tell, a label in a foreign language says nothing of the words beside it
        if whole not in own and whole in self._labelled and self._long:
            return None
        # where the other words look like a third language, a foreign label alone made it this one
        return whole if whole in own or rest.expected in (None, whole) else None


def told_by_all(scan: Scan) -> Told:
    """What all words of a post tell of its language. Worked out once for all jurisdictions."""
    found = scan.known.get(_TOLD)
    if found is None:
        found = scan.known[_TOLD] = tell(words_of(scan.post_text)[:_TELLING])
    return cast(Told, found)


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
