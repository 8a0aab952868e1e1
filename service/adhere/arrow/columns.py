"""What goes in: the columns named as a post's fields, which Arrow types they may have, and the post of each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types
from pydantic import ValidationError

from adhere.errors import InputError
from adhere.post import Post, Speech, Words, mistakes

#: A post has words in at least one of these.
WORDS = ("text", "title", "overlay", "transcript")


@dataclass(frozen=True, slots=True)
class Row:
    """A row read. Either `post`, or `error`, which says why it is none."""

    id: str | None
    post: Post | None
    error: str | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """The Arrow types that a field takes, and how people call them."""

    name: str
    takes: Callable[[pa.DataType], bool]


def _is_text(type: pa.DataType) -> bool:
    if types.is_dictionary(type):
        return _is_text(type.value_type)
    return bool(types.is_string(type) or types.is_large_string(type) or types.is_string_view(type))


def _is_number(type: pa.DataType) -> bool:
    return bool(types.is_integer(type) or types.is_floating(type) or types.is_decimal(type))


def _is_list(type: pa.DataType) -> bool:
    kinds = types.is_list, types.is_large_list, types.is_fixed_size_list, types.is_list_view, types.is_large_list_view
    return any(kind(type) for kind in kinds)


def _is_texts(type: pa.DataType) -> bool:
    return _is_list(type) and (_is_text(type.value_type) or types.is_null(type.value_type))


def _items(names: tuple[str, ...]) -> _Kind:
    def takes(type: pa.DataType) -> bool:
        if not _is_list(type) or not types.is_struct(type.value_type):
            return _is_text(type) or _is_texts(type)
        fields = [type.value_type.field(at) for at in range(type.value_type.num_fields)]
        found = {each.name for each in fields}
        return (
            len(found) == len(fields)
            and {"text"} <= found <= set(names)
            and all(types.is_null(each.type) or _ITEM[each.name](each.type) for each in fields)
        )

    return _Kind(f"string, list<string> or list<struct<{', '.join(names)}>>", takes)


_ITEM: dict[str, Callable[[pa.DataType], bool]] = {
    "text": _is_text,
    "start": _is_number,
    "end": _is_number,
    "frame": _is_number,
    "legible": types.is_boolean,
}
_TEXT = _Kind("string", _is_text)
_TEXTS = _Kind("list<string>", _is_texts)
_NUMBER = _Kind("an integer, a float or a decimal", _is_number)
_OTHERS = {
    "id": _Kind("string or an integer", lambda type: _is_text(type) or bool(types.is_integer(type))),
    "overlay": _items(tuple(Words.model_fields)),
    "transcript": _items(tuple(Speech.model_fields)),
    "duration": _NUMBER,
    "followers": _NUMBER,
    "tags": _TEXTS,
    "jurisdictions": _TEXTS,
    "platform_label": _Kind("bool", types.is_boolean),
    "published_on": _Kind(
        "date, timestamp or an ISO 8601 string",
        lambda type: _is_text(type) or bool(types.is_date(type) or types.is_timestamp(type)),
    ),
}


def check_columns(schema: pa.Schema, *, dated: bool) -> None:
    """Raises InputError where no post can come of such columns. `dated`: the caller says the day of posts that have none."""
    if not set(WORDS) & set(schema.names):
        raise InputError(
            f"There is no column with the words of the posts. Name one of {', '.join(WORDS)}; there are: {_listed(schema.names)}.",
            where="text",
        )
    for name in Post.model_fields:
        found = schema.get_all_field_indices(name)
        if len(found) > 1:
            raise InputError(f"{len(found)} columns are named {name}. Leave one.", where=name)
        if found:
            _check_type(name, schema.field(found[0]).type)
    if not dated and "published_on" not in schema.names:
        raise InputError(
            "The posts have no day to judge by. Give a column published_on, or today= or on= to the call.",
            where="published_on",
        )


def _check_type(name: str, type: pa.DataType) -> None:
    kind = _OTHERS.get(name, _TEXT)
    if not types.is_null(type) and not kind.takes(type):
        raise InputError(f"The column {name} is {type}; it may be {kind.name}. Cast it first.", where=name)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:30]) + (", …" if len(names) > 30 else "") if names else "none"


def rows_of(batch: pa.RecordBatch) -> Iterator[Row]:
    """The post of each row; a cell that is null is a field that is absent."""
    names = [name for name in Post.model_fields if name in batch.schema.names]
    columns = [_cells(name, batch.column(name)) for name in names]
    for cells in zip(*columns, strict=True):
        row = {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}
        known = row.get("id")
        id = known if isinstance(known, str) else None
        try:
            yield Row(id, _post(row), None)
        except InputError as error:
            yield Row(id, None, str(error))


def _cells(name: str, column: pa.Array) -> list[Any]:
    """The column as Python values; what cannot be read is an InputError in its place, and the rest goes on."""
    try:
        return list(_plain(name, column).to_pylist())
    except (ValueError, ArithmeticError) as error:
        if len(column) == 1:
            why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else "it is out of range"
            return [InputError(f"{name}: the value cannot be read: {why}.", where=name)]
        return [cell for at in range(len(column)) for cell in _cells(name, column.slice(at, 1))]


def _plain(name: str, column: pa.Array) -> pa.Array:
    """The day of a moment is that of the column's own time zone; an id may be a number."""
    if name == "published_on" and (types.is_timestamp(column.type) or types.is_date(column.type)):
        moments = pc.local_timestamp(column) if getattr(column.type, "tz", None) else column
        return moments.cast(pa.date32())
    if name == "id" and types.is_integer(column.type):
        return column.cast(pa.string())
    return column


def _post(row: dict[str, Any]) -> Post:
    for cell in row.values():
        if isinstance(cell, InputError):
            raise cell
    if isinstance(day := row.get("published_on"), str):
        row["published_on"] = _day(day)
    try:
        return Post.model_validate(row)
    except ValidationError as error:
        raise InputError(" ".join(each.message for each in mistakes(error, row)[:10])) from None


def _day(written: str) -> dt.date:
    """The day of an ISO date, or of an ISO date and time, as it is written."""
    try:
        return dt.datetime.fromisoformat(written).date()
    except ValueError:
        raise InputError(
            f"published_on: {written[:40]!r} is no ISO 8601 date. Write it as 2026-03-02.", where="published_on"
        ) from None
