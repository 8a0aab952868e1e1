"""What the matcher finds of a few wordings in a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.report import LabelMatch
from adhere.rulebook import load_folder
from tests.conftest import WriteRules

DAY = dt.date(2025, 6, 1)
Find = Callable[..., list[str]]


@pytest.fixture
def labels_of(write_rules: WriteRules) -> Callable[..., list[LabelMatch]]:
    """Label matches of a text in a market that accepts these wordings; a paid post, so that loose words count."""

    def labels_of(text: str, *wordings: str, words: str = "", more: str = "", **post: Any) -> list[LabelMatch]:
        entries = "".join(
            f"  - {{{{text: {each!r}, language: en, status: accepted, from: 2010-01-01, verified: page, "
            f"sources: [{{low}}-code]{more}}}}}\n"
            for each in (wording.replace("{", "{{").replace("}", "}}") for wording in wordings)
        )
        checker = Checker(load_folder(write_rules(entries, words=words)))
        given = Post.model_validate({"text": text, "relationship": "paid", **post})
        return list(checker.check(given, on=DAY, remedies=False).labels)

    return labels_of


@pytest.fixture
def find(labels_of: Callable[..., list[LabelMatch]]) -> Find:
    """The quoted words of those that are not denied, by place."""

    def find(text: str, *wordings: str, **more: Any) -> list[str]:
        spans = [span for each in labels_of(text, *wordings, **more) if not each.negated for span in each.spans]
        return [span.quote for span in sorted(spans, key=lambda span: (span.field, span.start))]

    return find


@pytest.fixture(scope="session")
def checker_of_ours() -> Checker:
    """A checker over the packs that ship."""
    return Checker.load(classify=False)
