"""Turning words on the command line into the words of the contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from adhere.errors import InputError, UnknownWord

Word = TypeVar("Word", bound=StrEnum)


def word(kind: type[Word], value: str | None, option: str) -> Word | None:
    """A member of a closed set, or UnknownWord with the nearest."""
    if value is None:
        return None
    try:
        return kind(value.strip().casefold())
    except ValueError:
        raise UnknownWord(kind.__name__.lower(), value, [each.value for each in kind], where=option) from None


def codes(values: Sequence[str] | None) -> list[str] | None:
    """Jurisdictions from `GB,FR` or repeated options; None where none is given."""
    found = [code.strip().upper() for value in values or [] for code in value.split(",") if code.strip()]
    return list(dict.fromkeys(found)) or None


def day(value: str | None, option: str) -> dt.date | None:
    """A day, or an error that says how to write one."""
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise InputError(f"{option}: {value!r} is no day. Write YYYY-MM-DD, such as 2026-03-02.", where=option) from None
