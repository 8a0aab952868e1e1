"""What services wrap around the records they answer with, and how to get at the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adhere.audits.reading.names import plain, ranks
from adhere.audits.reading.rows import Wrong
from adhere.phrases import phrase

#: Keys that lead to the list of records, one below the other: `data.videos`, `response.items`.
KEYS = frozenset(
    "data items posts results result response videos media records entries feed statuses tweets children content rows list payload "
    "submissions mentions documents hits edges".split()
)
DEEPEST = 3
#: Keys with an object below them that only a record has.
_MARKS = frozenset({"snippet", "node", "record", "post_owner"})
_NOT_OBJECT = Wrong(phrase("The record is no JSON object with the fields of a post."))

Users = Mapping[str, Any]


def is_record(value: Any) -> bool:
    """Does an object look like a post: has it words of its own?"""
    if not isinstance(value, dict):
        return False
    return any(
        (isinstance(each, dict) and key in _MARKS)
        or (isinstance(each, str) and any(field == "text" for field, *_ in ranks().get(plain(key), ())))
        for key, each in value.items()
    )


def list_in(value: dict[str, Any]) -> list[Any] | None:
    """The list of records in an object that only wraps them, or None where the object is a record itself."""
    return _search(value, 0)


def _search(value: dict[str, Any], depth: int) -> list[Any] | None:
    for key, each in value.items():
        if key not in KEYS:
            continue
        if isinstance(each, list) and any(map(_is_wrapped, each[:20])):
            return each
        if isinstance(each, dict) and depth + 1 < DEEPEST and (found := _search(each, depth + 1)) is not None:
            return found
    return None


def _is_wrapped(value: Any) -> bool:
    return is_record(value) or is_record(bare(value))


def bare(value: Any) -> Any:
    """The record itself, where a list gives each its own wrapper: Reddit's `{kind, data}`, Bluesky's `{post, reply}`."""
    if isinstance(value, dict) and not is_record(value):
        for key in ("data", "post", "_source"):
            if isinstance(value.get(key), dict) and is_record(value[key]):
                return value[key]
    return value


def users_in(value: dict[str, Any]) -> Users:
    """The users that an answer of the X API names beside its posts, by their id."""
    includes = value.get("includes")
    users = includes.get("users") if isinstance(includes, dict) else None
    if not isinstance(users, list):
        return {}
    return {str(user["id"]): user for user in users if isinstance(user, dict) and "id" in user}


def joined(record: Any, users: Users) -> Any:
    """The record with its author in it, where the author is named beside the posts."""
    if isinstance(record, dict) and "author_id" in record and "author" not in record:
        user = users.get(str(record["author_id"]))
        if user is not None:
            return {**record, "author": user}
    return record


def records_in(value: Any) -> Iterator[dict[str, Any] | Wrong]:
    """The records of one JSON value: itself, or those it wraps."""
    wrapped = list_in(value) if isinstance(value, dict) else None
    if wrapped is None:
        found = bare(value)
        yield found if isinstance(found, dict) else _NOT_OBJECT
        return
    users = users_in(value)
    for each in wrapped:
        found = joined(bare(each), users)
        yield found if isinstance(found, dict) else _NOT_OBJECT
