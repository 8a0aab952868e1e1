"""A post in a small market of its own: what one kind of check says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.report import Result
from adhere.rulebook import load_folder
from tests.conftest import LABELS, WriteRules, rule

DAY = dt.date(2025, 6, 1)
Judge = Callable[..., Result]


@pytest.fixture
def judge(write_rules: WriteRules) -> Judge:
    """The result for a post, paid for unless it says otherwise. `labels` come on top of the plain ones."""

    def judge(text: str = "", *rules: str, labels: str = "", words: str = "", on: dt.date = DAY, **post: Any) -> Result:
        path = write_rules(LABELS + labels, "".join(rules), words=words)
        given = Post.model_validate({"text": text, "relationship": "paid", **post})
        return Checker(load_folder(path)).check(given, jurisdictions=["GB"], on=on, remedies=False).results[0]

    return judge


def x(check: str, params: str = "{}", **more: str) -> str:
    """The rule `gb.x`, of a kind of check."""
    return rule("gb", "x", check, params, **more)


def label(text: str, status: str = "accepted", more: str = "") -> str:
    """One more label entry, in YAML."""
    text = text.replace("{", "{{").replace("}", "}}")
    return (
        f"  - {{{{text: {text!r}, language: en, status: {status}, from: 2010-01-01, verified: page, "
        f"sources: [{{low}}-code]{more}}}}}\n"
    )


def said(result: Result, rule: str = "gb.x") -> list[tuple[str, str]]:
    """Reason and severity of each finding of a rule."""
    return [(each.reason, each.severity) for each in result.findings if each.rule == rule]


def quotes(result: Result, rule: str = "gb.x") -> list[str]:
    """The words that a rule's findings quote."""
    return [span.quote for each in result.findings if each.rule == rule for span in each.spans]
