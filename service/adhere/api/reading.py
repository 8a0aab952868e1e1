"""Bytes in, posts out: every mistake in a post at once, each with its place and what is allowed."""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from adhere.api.problems import BrokenJson, Invalid, InvalidPost
from adhere.errors import InputError, TooLarge, UnknownWord
from adhere.phrases import grouped, phrase
from adhere.post import Post, Speech, Words, mistake_of, mistakes

Model = TypeVar("Model", bound=BaseModel)
_LONE = re.compile("[\ud800-\udfff]")


def read_post(raw: bytes) -> Post:
    """The post that the JSON holds. Raises BrokenJson, or InvalidPost with all that is wrong."""
    try:
        return Post.model_validate_json(raw, strict=True)
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False)[0]["type"] != "json_invalid":
            raise explained(error, read_json(raw)) from None
    # half a character ("\ud800") is refused by the fast reader: it becomes U+FFFD, and offsets stay as they are
    data = read_json(raw)
    try:
        return Post.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise explained(error, data) from None
    except RecursionError:
        raise BrokenJson("The JSON is nested too deeply.", where="body") from None


def read_json(raw: bytes) -> Any:
    """The data that the JSON holds, without half characters. Raises BrokenJson that says where it breaks."""
    try:
        return _whole(json.loads(raw.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise BrokenJson(f"Not UTF-8: byte {error.start + 1} is {raw[error.start]:#04x}.", where="body") from None
    except (ValueError, RecursionError) as error:
        raise BrokenJson(f"Not JSON: {error}.", where="body") from None


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_LONE.sub("\ufffd", key): _whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return value


def check_length(post: Post, most: int) -> None:
    """Raises TooLarge where the words of the post, all together, are more than the limit."""
    length = sum([_length(value) for value in post.__dict__.values() if value is not None])
    if length > most:
        raise TooLarge(
            phrase(
                "The post holds {length} characters; at most {most} are taken.",
                length=grouped(length),
                most=grouped(most),
            ),
            where="text",
        )


def _length(value: Any) -> int:
    if type(value) is str:  # and not a word of a closed set
        return len(value)
    if isinstance(value, Words | Speech):
        return len(value.text)
    return sum(map(_length, value)) if isinstance(value, list) else 0


def explained(error: ValidationError, data: Any) -> InvalidPost:
    """All that is wrong with a post; see `mistakes`."""
    return InvalidPost(mistakes(error, data, whole="body"))


def read_shape(raw: bytes, shape: type[Model], *, whole: str = "body", part: str = "field") -> Model:
    """What the JSON holds, in its shape. Raises BrokenJson, or Invalid with all that is wrong; `whole` and its `part` are named in it."""
    data = read_json(raw)
    try:
        return shape.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise Invalid([_mistake(each, shape, whole, part) for each in found]) from None


def _mistake(found: ErrorDetails, shape: type[BaseModel], whole: str, part: str) -> InputError:
    where = ".".join(map(str, found["loc"])) or whole
    if found["type"] == "extra_forbidden" and len(found["loc"]) == 1:
        return UnknownWord(part, where, shape.model_fields, where=where)
    return InputError(phrase("{place}: {mistake}", place=where, mistake=mistake_of(found)), where=where)
