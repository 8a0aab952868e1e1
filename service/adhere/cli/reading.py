"""Bytes in, posts out. A line that cannot be read becomes a failure in its place, and the others go on."""

from __future__ import annotations

import io
import json
import re
import select
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from pydantic import ValidationError

from adhere.errors import AdhereError, InputError, UnknownWord
from adhere.post import Post, mistakes

#: The longest line taken, in bytes.
MAX_LINE = 8 * 1024 * 1024
_READ = 1 << 20
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Failure:
    """A post that could not be checked. `line` counts from 1."""

    line: int
    id: str | None
    error: AdhereError

    def to_json(self) -> bytes:
        """One line of JSON; `error` has the shape of a problem (RFC 9457), as over HTTP."""
        name = _words(self.error)
        problem: dict[str, Any] = {
            "type": f"urn:adhere:problem:{name.replace(' ', '-')}",
            "title": name.capitalize(),
            "detail": str(self.error),
        }
        parts = self.error.parts if isinstance(self.error, InvalidPost) else [self.error]
        problem["errors"] = [_part(each) for each in parts if isinstance(each, InputError) and each.where]
        return json.dumps({"id": self.id, "line": self.line, "error": problem}, ensure_ascii=True).encode()


class InvalidPost(InputError):
    """A post with one or several mistakes, all of them."""

    def __init__(self, parts: list[InputError]) -> None:
        super().__init__(" ".join(each.message for each in parts[:10]), where=parts[0].where)
        self.parts = parts


def _words(error: AdhereError) -> str:
    """What kind of error it is: `DateOutOfRange` is a "date out of range"."""
    name = {AdhereError: "InternalError", InputError: "InvalidInput"}.get(type(error), type(error).__name__)
    return "".join(f" {char.lower()}" if char.isupper() else char for char in name).strip()


def _part(error: InputError) -> dict[str, Any]:
    part = {"where": error.where, "message": error.message}
    if isinstance(error, UnknownWord) and error.nearest:
        part["nearest"] = error.nearest
    return part


@dataclass(frozen=True, slots=True)
class Source:
    """A post, or its failure, and the line it stands on."""

    line: int
    post: Post | Failure


def posts_of(file: IO[bytes], defaults: dict[str, Any]) -> Iterator[Source | None]:
    """The post of each line that is not blank. None: nothing more is there yet, answer what you have."""
    for item in _lines(file):
        if item is None:
            yield None
            continue
        number, line = item
        if line is None:
            error = InputError(f"The line is longer than {MAX_LINE:,} bytes.", where=f"line {number}")
            yield Source(number, Failure(number, None, error))
        elif line.strip():
            yield Source(number, post_of(line, number, defaults))


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes | None] | None]:
    """Numbered lines; a line of None is too long. None before a wait, so that a slow writer gets its answers."""
    number, rest, skipping, fresh = 0, b"", False, False
    reader: Any = file if hasattr(file, "read1") else io.BytesIO(file.read())
    while True:
        if fresh and _must_wait(reader):
            fresh = False
            yield None
        data = reader.read1(_READ)
        if not data:
            break
        *whole, rest = (rest + data).split(b"\n")
        for line in whole:
            number += 1
            fresh = True
            if not skipping:
                yield number, (None if len(line) > MAX_LINE else _without_bom(line))
            skipping = False
        if len(rest) > MAX_LINE:
            if not skipping:
                yield number + 1, None
            skipping, rest = True, b""
    if rest and not skipping:
        yield number + 1, _without_bom(rest)


def _without_bom(line: bytes) -> bytes:
    return line.removeprefix(b"\xef\xbb\xbf")


def _must_wait(reader: Any) -> bool:
    """Would a read wait for the writer? Where the system cannot tell (a file, Windows), no."""
    try:
        return not select.select([reader], [], [], 0)[0]
    except (OSError, ValueError, TypeError):
        return False


def post_of(line: bytes, number: int, defaults: dict[str, Any]) -> Post | Failure:
    """The post of one line; `defaults`, ready for JSON, fill what it leaves out."""
    if not defaults:
        try:
            return Post.model_validate_json(line, strict=True)
        except ValidationError:
            pass  # read it again below, slowly, to say what is wrong
    name: str | None = None
    try:
        data = _object(line, number)
        found = data.get("id")
        name = found if isinstance(found, str) else None
        return post_from({**defaults, **data})
    except InputError as error:
        return Failure(number, name, error)


def post_from(data: dict[str, Any]) -> Post:
    """A post from JSON-ready data, or InputError with everything that is wrong with it."""
    try:
        return Post.model_validate_json(json.dumps(_without_lone_surrogates(data)), strict=True)
    except ValidationError as error:
        raise InvalidPost(mistakes(error, data)) from None
    except RecursionError:
        raise InputError("The post is nested too deeply.") from None


def _object(line: bytes, number: int) -> dict[str, Any]:
    where = f"line {number}"
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        byte = f"byte {error.start + 1} is {line[error.start]:#04x}"
        raise InputError(f"The line is not UTF-8: {byte}.", where=where) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"The line is not JSON: {error}.", where=where) from None
    if not isinstance(data, dict):
        raise InputError("A line holds one JSON object: a post.", where=where)
    return data


def _without_lone_surrogates(value: Any) -> Any:
    """Half a character, as `"\\ud800"` spells it, is no text: it becomes U+FFFD, and offsets stay as they are."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_LONE.sub("\ufffd", key): _without_lone_surrogates(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_lone_surrogates(each) for each in value]
    return value
