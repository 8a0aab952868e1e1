"""Days as people and programs write them. The day is the one that stands there; no clock is turned to another zone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import Any

from adhere.phrases import phrase

_CLOCK = r"(?:[T\s,]\s*\D{0,12}?\d{1,2}\s?[:.h時点시]\s?\d{1,2}.{0,40})?"
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)" + _CLOCK, re.S)
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})[.日일]?" + _CLOCK, re.S)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})" + _CLOCK, re.S)
_WEEKDAY = r"(?:[A-Za-z]{3,9}\.?,?\s+)?"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"((?:{'|'.join(_MONTHS)})[a-z]{{0,6}})\.?"
_DAY_MONTH = re.compile(rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[\s-]{_MONTH},?[\s-](\d{{4}}){_CLOCK}", re.S | re.I)
_MONTH_DAY = re.compile(rf"{_WEEKDAY}{_MONTH}\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s(\d{{4}}){_CLOCK}", re.S | re.I)
_CTIME = re.compile(rf"[A-Za-z]{{3}}\s{_MONTH}\s+(\d{{1,2}})\s\d\d:\d\d:\d\d(?:\s\S+)?\s(\d{{4}})", re.I)
_PACKED = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_UNIX = re.compile(r"(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d+)?")


class Order(Enum):
    """Which of 03/04/2026 is the day."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


def order_of(values: Iterable[Any]) -> Order:
    """The order in a column, by values that can be read in one order only."""
    day_first = month_first = False
    for value in values:
        if isinstance(value, str) and (found := _YEAR_LAST.fullmatch(value.strip())) and found[2] != ".":
            day_first = day_first or int(found[1]) > 12
            month_first = month_first or int(found[3]) > 12
    if day_first == month_first:
        return Order.UNKNOWN
    return Order.DAY_FIRST if day_first else Order.MONTH_FIRST


def day_of(value: Any, order: Order = Order.UNKNOWN) -> dt.date:
    """The day. Raises ValueError, in words, where the value is none or could be two."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return _from_number(value)
    return _from_text(str(value), order)


def _from_number(value: Any) -> dt.date:
    try:
        return _from_text(f"{value:f}", Order.UNKNOWN) if not isinstance(value, bool | list | dict) else _refuse(value)
    except (TypeError, ValueError):
        return _refuse(value)


def _refuse(value: object) -> dt.date:
    raise ValueError(
        phrase("{given} is no day. Write days as YEAR-MONTH-DAY, such as 2026-03-02.", given=repr(str(value)[:60]))
    )


@lru_cache(maxsize=1 << 16)
def _from_text(value: str, order: Order) -> dt.date:
    text = value.strip()
    try:
        if found := (_ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text) or _PACKED.fullmatch(text)):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _YEAR_LAST.fullmatch(text):
            return _year_last(
                text, int(found[1]), int(found[3]), int(found[4]), Order.DAY_FIRST if found[2] == "." else order
            )
        if found := _UNIX.fullmatch(text):
            return dt.datetime.fromtimestamp(int(found[1]) // 1000 ** ((len(found[1]) - 9) // 3), dt.UTC).date()
        if found := _DAY_MONTH.fullmatch(text):
            return dt.date(int(found[3]), _month(found[2]), int(found[1]))
        if found := (_MONTH_DAY.fullmatch(text) or _CTIME.fullmatch(text)):
            return dt.date(int(found[3]), _month(found[1]), int(found[2]))
    except _TwoDays:
        raise
    except (ValueError, OverflowError):
        return _refuse(value)
    return _refuse(value)


class _TwoDays(ValueError):
    """A day that may be another."""


def _year_last(text: str, first: int, second: int, year: int, order: Order) -> dt.date:
    if order is Order.DAY_FIRST or (order is Order.UNKNOWN and first > 12) or first == second:
        return dt.date(year, second, first)
    if order is Order.MONTH_FIRST or second > 12:
        return dt.date(year, first, second)
    raise _TwoDays(
        phrase(
            "{given} may have the day or the month first. Write days as YEAR-MONTH-DAY, such as 2026-03-02.",
            given=repr(text[:60]),
        )
    )


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1
