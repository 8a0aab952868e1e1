"""Turning words on the command line into the words of the contract."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from adhere.errors import InputError, UnknownWord

Word = TypeVar("Word", bound=StrEnum)
_CODE = re.compile(r"[A-Z]{2}")


def word(kind: type[Word], value: str | None, option: str) -> Word | None:
    """A member of a closed set, or UnknownWord with the nearest."""
    if value is None:
        return None
    try:
        return kind(value.strip().casefold().replace("-", "_"))
    except ValueError:
        raise UnknownWord(kind.__name__.lower(), value, [each.value for each in kind], where=option) from None


def choice(value: str, allowed: Sequence[str], option: str) -> str:
    """One of a few words, or UnknownWord with the nearest."""
    if value not in allowed:
        raise UnknownWord("format", value, allowed, where=option)
    return value


def codes(values: Sequence[str] | None) -> list[str] | None:
    """Jurisdictions and groups from `GB,all-eu` or repeated options; None where the option is not given."""
    if values is None:
        return None
    found = [code.strip() for value in values for code in value.split(",") if code.strip()]
    if not found:
        raise InputError("--jurisdiction names none. Write GB, or GB,FR.", where="--jurisdiction")
    return list(dict.fromkeys(found))


def day(value: str, option: str) -> dt.date:
    """A day, or an error that says how to write one."""
    try:
        if len(value) == 10:
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise InputError(f"{option}: {value!r} is no day. Write YYYY-MM-DD, such as 2026-03-02.", where=option)


def given_day(value: str | None, option: str) -> dt.date | None:
    """The same for an option that may be left out."""
    return day(value, option) if value is not None else None


def completing(words: Iterable[str]) -> Callable[[str], list[str]]:
    """Completion from a fixed set of words, for the shell."""
    known = sorted(words)

    def complete(incomplete: str) -> list[str]:
        return [each for each in known if each.startswith(incomplete)]

    return complete


def complete_jurisdiction(incomplete: str) -> list[str]:
    """Completion of the last code in `GB,FR`; read from the folders' names, so that the shell need not wait for the rules."""
    from importlib.resources import files

    done, comma, begun = incomplete.rpartition(",")
    known = sorted(each.name for each in files("adhere.rules_data").iterdir() if _CODE.fullmatch(each.name))
    return [done + comma + code for code in known if code.startswith(begun.upper())]
