"""Errors in one line of the log."""

from __future__ import annotations

import errno

import pytest
from sqlalchemy.exc import OperationalError

from adhere.api.shortly import shortly
from adhere.errors import InputError

WORDS = "three weeks with this serum"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OperationalError("INSERT …", {"input": WORDS}, Exception(f"disk is full\n{WORDS}")),
            "Exception: disk is full",
        ),
        (OSError(errno.ENOSPC, "No space left on device", f"/data/{WORDS}"), "OSError: No space left on device"),
        (InputError("The audit is sealed."), "The audit is sealed."),
        (ValueError(f"{WORDS!r} is no number"), "ValueError"),
    ],
)
def test_it_says_what_went_wrong_without_a_word_of_a_post(error: Exception, said: str) -> None:
    assert shortly(error) == said
