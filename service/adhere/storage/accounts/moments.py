"""Moments as people and programs read them."""

from __future__ import annotations

import datetime as dt
from typing import overload


@overload
def moment(seconds: int) -> str: ...
@overload
def moment(seconds: None) -> None: ...
def moment(seconds: int | None) -> str | None:
    """A moment in seconds since 1970, in UTC as ISO 8601 has it; None for None."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat() if seconds is not None else None
