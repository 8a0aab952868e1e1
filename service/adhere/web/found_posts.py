"""A post of an audit as pages show it: its words marked, its findings numbered, and what was decided about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adhere.storage import Decision
from adhere.web.answers import NumberedFinding
from adhere.web.marking import Mark, Piece, pieces

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FoundPost:
    """`post` is a row of posts.parquet with its findings; `decided` are decisions by the key of the finding."""

    post: Data
    text: list[Piece]
    findings: tuple[NumberedFinding, ...]
    decided: dict[str, Decision]

    @property
    def open(self) -> bool:
        """Is there a finding, other than a note, that nobody has decided?"""
        return any(each.data["severity"] != "note" and each.data["key"] not in self.decided for each in self.findings)


def found_post(post: Data, decisions: Iterable[Decision]) -> FoundPost:
    """The post as `adhere.api.auditing.posts.post_whole` gives it."""
    numbered = tuple(
        NumberedFinding(number, each, (each["jurisdiction"],)) for number, each in enumerate(post["findings"], 1)
    )
    marks = [
        Mark(span["start"], span["end"], each.data["severity"], each.number)
        for each in numbered
        for span in each.data["spans"] or ()
        if span["field"] == "text"
    ]
    decided = {each.key: each for each in decisions}
    return FoundPost(post, pieces(post["text"] or "", marks), numbered, decided)
