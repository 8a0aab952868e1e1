"""Cursors: where a page ended, as a word that callers hand back and need not understand."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from adhere.errors import InputError
from adhere.phrases import phrase

#: A larger number is in no table.
_MOST = 2**62


def cursor_of(*values: str | float) -> str:
    """The cursor that holds the values."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def values_in(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """The values that a cursor holds, one of each kind: str, int, or float, which may be an int. Raises InputError for others."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != len(kinds) or not all(map(_is, values, kinds)):
        raise InputError(phrase("cursor: take it as the page before gave it."), where="cursor")
    return values


def _is(value: Any, kind: type) -> bool:
    if (type(value) is int and kind in (int, float)) or (type(value) is float and kind is float):
        return abs(value) < _MOST
    return kind is str and isinstance(value, str) and value.isprintable()
