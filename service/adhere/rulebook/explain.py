"""Turns pydantic's errors into sentences for the person who edits a pack."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from adhere.errors import nearest

_PLAIN = {
    "missing": "is missing",
    "date_from_datetime_parsing": "want a whole day, YYYY-MM-DD; if only the month or year is known, use its last day and say so in a note",
    # of a year, which YAML reads as a number
    "date_from_datetime_inexact": "want a whole day, YYYY-MM-DD",
    "date_parsing": "want a whole day, YYYY-MM-DD",
    "date_type": "want a whole day, YYYY-MM-DD",
    "bool_parsing": "want true or false",
    "bool_type": "want true or false",
    "list_type": "want a list",
    "dict_type": "want a mapping of keys to values",
    "model_type": "want a mapping of keys to values",
    "string_type": "want text; put it in quotes",
}


def explain(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """For each mistake: the key path in the file, and a sentence that says what, and what is allowed."""
    for each in error.errors(include_url=False):
        key = tuple(part for part in each["loc"] if not _is_tag(part))
        name = str(key[-1]) if key else "the file"
        kind = each["type"]
        if kind == "extra_forbidden":
            allowed = _allowed(model, key[:-1])
            near = nearest(name, allowed)
            hint = f" Did you mean {near!r}?" if near else ""
            yield key, f"unknown key {name!r}.{hint} Allowed: {', '.join(allowed)}."
        elif kind in ("literal_error", "enum"):
            expected = str(each.get("ctx", {}).get("expected", ""))
            words = [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(",")]
            near = nearest(str(each["input"]), words)
            hint = f" Did you mean {near!r}?" if near else ""
            yield key, f"{name}: {each['input']!r} is not allowed.{hint} Allowed: {', '.join(words)}."
        elif kind == "missing":
            yield key[:-1], f"{name!r} is missing"
        elif kind == "string_pattern_mismatch":
            yield (
                key,
                f"{name}: {each['input']!r} does not have the right form ({each.get('ctx', {}).get('pattern', '')})",
            )
        else:
            message = _PLAIN.get(kind) or str(each["msg"]).removeprefix("Value error, ")
            yield key, f"{name}: {message}" + (f", not {each['input']!r}" if kind in _PLAIN else "")


def _is_tag(part: object) -> bool:
    return isinstance(part, str) and part.startswith(("function-", "union", "literal", "constrained"))


def _allowed(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """The keys allowed at a path below a model."""
    current: Any = model
    for part in path:
        current = _unwrap(current)
        if isinstance(current, type) and issubclass(current, BaseModel):
            fields = {field.alias or name: field for name, field in current.model_fields.items()}
            if part not in fields:
                return []
            current = fields[part].annotation
        else:
            arguments = typing.get_args(current)
            current = arguments[-1] if arguments else current
    current = _unwrap(current)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [field.alias or name for name, field in current.model_fields.items()]
    return []


def _unwrap(annotation: Any) -> Any:
    """The model or container inside Optional, unions and Annotated."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            options = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
            models = [arg for arg in options if isinstance(arg, type) and issubclass(arg, BaseModel)]
            annotation = models[0] if models else options[0]
        else:
            return annotation
