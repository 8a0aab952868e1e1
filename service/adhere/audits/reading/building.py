"""Records to posts. What can be decided once for the whole file is; a row runs through a list of functions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from adhere.audits.reading.matching import Use
from adhere.audits.reading.names import URL
from adhere.audits.reading.rows import Record, Row
from adhere.errors import InputError, UnknownWord
from adhere.phrases import phrase
from adhere.post import Post, mistakes


def defaults_of(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The values that fill what rows leave out, checked. Raises InputError with everything that is wrong with them."""
    for field in defaults:
        if field not in Post.model_fields:
            raise UnknownWord("field", field, Post.model_fields, where=field)
    try:
        post = Post.model_validate_json(json.dumps(dict(defaults)), strict=True)
    except ValidationError as error:
        raise InputError(
            " ".join(_explained(error, dict(defaults), {})), where=str(error.errors()[0]["loc"][0])
        ) from None
    return {field: getattr(post, field) for field in defaults if getattr(post, field) is not None}


def builder_of(uses: Sequence[Use], filling: Mapping[str, Any]) -> Callable[[int, Record], Row]:
    """What makes a row of a record. `filling` stands where the record is silent."""
    steps = tuple((use.field, use.get, use.read) for use in uses)
    sources = {use.field: use.source for use in uses}
    base = dict(filling)

    def build(line: int, record: Record) -> Row:
        data = base.copy()
        wrong: list[str] | None = None
        for field, get, read in steps:
            value = get(record)
            if value is None or value == "":
                continue
            try:
                value = read(value)
            except ValueError as error:
                wrong = [*(wrong or ()), _told(field, str(error), sources)]
                continue
            if value is not None:
                data[field] = value
        url = data.pop(URL, None)
        if wrong is None:
            try:
                return Row(line, Post.model_validate(data), None, url)
            except ValidationError as error:
                wrong = _explained(error, data, sources)
        return Row(line, None, " ".join(wrong), url)

    return build


def _told(field: str, message: str, sources: Mapping[str, str]) -> str:
    source = sources.get(field, field)
    where = field if source == field else f"{field} ({source})"
    said = message if message.endswith(".") else f"{message}."
    return phrase("{place}: {mistake}", place=where, mistake=said)


def _explained(error: ValidationError, data: Mapping[str, Any], sources: Mapping[str, str]) -> list[str]:
    """Everything that is wrong, in words, with the column in which it stands."""
    return [_with_source(each, sources) for each in mistakes(error, data)[:10]]


def _with_source(found: InputError, sources: Mapping[str, str]) -> str:
    if isinstance(found, UnknownWord):
        return found.message
    field = (found.where or "").partition(".")[0]
    return _told(field, found.message.removeprefix(field).lstrip(".: "), sources)
