"""Adhere checks whether a social-media post that is an advertisement says so, as each market's law asks.

from adhere import Checker, Post
report = Checker.load().check(Post(text="…", jurisdictions=["GB"], relationship="paid"), today=date.today())
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adhere.errors import AdhereError
from adhere.post import Platform, Post, Relationship, Surface
from adhere.report import Finding, LabelMatch, Remedy, Report, Result, Verdict, to_dict, to_json

if TYPE_CHECKING:
    from adhere.checker import Checker

__version__ = "0.1.0"
__all__ = [
    "AdhereError",
    "Checker",
    "Finding",
    "LabelMatch",
    "Platform",
    "Post",
    "Relationship",
    "Remedy",
    "Report",
    "Result",
    "Surface",
    "Verdict",
    "to_dict",
    "to_json",
]


def __getattr__(name: str) -> Any:
    """`Checker` is imported when it is asked for: it brings the matcher and the text layer with it."""
    if name == "Checker":
        from adhere.checker import Checker

        return Checker
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
