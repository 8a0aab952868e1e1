"""JSON: lines of it, lists, and lists that an answer wraps. Read as a stream; one record at a time is in memory."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

import ijson

from adhere.audits.reading.decoding import encoding_of, is_sound, text_of, undecodable
from adhere.audits.reading.files import Part
from adhere.audits.reading.nesting import Checked
from adhere.audits.reading.rows import MAX_TEXT, Record, Wrong
from adhere.audits.reading.wrappers import DEEPEST, KEYS, Users, bare, is_record, joined, records_in
from adhere.errors import InputError
from adhere.phrases import grouped, phrase

MAX_LINE = MAX_RECORD = 4 * MAX_TEXT
#: Users named beside the posts of an X export; each is held in memory.
_MOST_USERS = 1_000_000
_FIRST_LINE = 1 << 20
_UNDECODED = "\ufdd0"
#: Parsing events looked at in search of the list of posts.
_LOOKED_AT = 100_000


@dataclass(frozen=True, slots=True)
class JsonLines:
    """One JSON value a line."""

    part: Part
    encoding: str
    format: str = field(default="jsonl", init=False)
    columns: tuple[str, ...] = field(default=(), init=False)
    nested: bool = field(default=True, init=False)

    def records(self) -> Iterator[tuple[int, Record | Wrong]]:
        """The record or records of each line that is not blank."""
        with text_of(self.part, self.encoding, newline="\n") as text:
            number = 0
            while line := text.readline(MAX_LINE):
                number += 1
                if len(line) >= MAX_LINE and line[-1] != "\n":
                    yield number, Wrong(phrase("The line is longer than {most} characters.", most=grouped(MAX_LINE)))
                    while (line := text.readline(MAX_LINE)) and line[-1] != "\n":
                        pass
                elif not is_sound(line):
                    yield number, Wrong(undecodable(self.encoding, line))
                elif line.strip().lstrip("\ufeff"):
                    for record in _of_line(line.lstrip("\ufeff")):
                        yield number, record


def _of_line(line: str) -> Iterator[dict[str, Any] | Wrong]:
    try:
        value = json.loads(line)
    except RecursionError:
        yield Wrong(phrase("The line is nested too deeply."))
    except ValueError as error:
        yield Wrong(phrase("The line is not JSON: {note}.", note=error))
    else:
        yield from records_in(value)


@dataclass(frozen=True, slots=True)
class Json:
    """A list of records, at the top or below wrapping keys, or one or several records that follow each other."""

    part: Part
    encoding: str
    prefix: str
    format: str = field(default="json", init=False)
    columns: tuple[str, ...] = field(default=(), init=False)
    nested: bool = field(default=True, init=False)

    def records(self) -> Iterator[tuple[int, Record | Wrong]]:
        """Every record with its number."""
        number = 0
        users: Users | None = None
        with _utf8(self.part, self.encoding) as (file, source):
            for value in _values(self.part, file, source, self.prefix):
                for record in records_in(value):
                    number += 1
                    if source.damaged and _UNDECODED in json.dumps(record, default=str, ensure_ascii=False):
                        yield (
                            number,
                            Wrong(
                                phrase(
                                    "The record holds a byte that is no character in {encoding}. Save the file as UTF-8.",
                                    encoding=self.encoding,
                                )
                            ),
                        )
                        continue
                    if self.prefix and isinstance(record, dict) and "author_id" in record and "author" not in record:
                        users = _users(self) if users is None else users
                        record = joined(record, users)
                    yield number, record


@contextmanager
def _utf8(part: Part, encoding: str, largest: int | None = MAX_RECORD) -> Iterator[tuple[BinaryIO, Checked]]:
    with part.open() as file:
        source = Checked(file, encoding, part.name, largest)
        yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, source), 1 << 16)), source


def _values(part: Part, file: BinaryIO, source: Checked, prefix: str) -> Iterator[Any]:
    """The values at a prefix. Raises InputError at the place where the file stops being JSON."""
    found = ijson.items(file, prefix, multiple_values=True)
    while True:
        try:
            value = next(found)
        except StopIteration:
            return
        except InputError:
            raise
        except ijson.IncompleteJSONError as error:
            raise InputError(
                phrase(
                    "{file} is no complete JSON: {note}. If it was cut short, fetch or export it again.",
                    file=part.name,
                    note=_short(error),
                ),
                where=part.name,
            ) from None
        except (ijson.JSONError, ArithmeticError, RecursionError, ValueError) as error:
            raise InputError(
                phrase("{file} is not JSON: {note}.", file=part.name, note=_short(error)), where=part.name
            ) from None
        source.next_record()
        yield value


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


def _users(found: Json) -> Users:
    """The users beside the posts, in a reading of their own: they come after the posts."""
    users: dict[str, Any] = {}
    with _utf8(found.part, found.encoding, largest=None) as (file, source):
        for user in _values(found.part, file, source, "includes.users.item"):
            if isinstance(user, dict) and "id" in user:
                users[str(user["id"])] = {key: user[key] for key in ("username", "public_metrics") if key in user}
            if len(users) > _MOST_USERS:
                raise InputError(
                    phrase(
                        "{file} names more than {most} users. Split it.",
                        file=found.part.name,
                        most=grouped(_MOST_USERS),
                    ),
                    where=found.part.name,
                )
    return users


def json_of(part: Part, lines: bool | None) -> JsonLines | Json:
    """The file as JSON. `lines`: does its name say that each line is a value? None: it says nothing."""
    encoding = encoding_of(part)
    if lines or (lines is None and _has_values_on_lines(part, encoding)):
        return JsonLines(part, encoding)
    return Json(part, encoding, _prefix(part, encoding))


def _has_values_on_lines(part: Part, encoding: str) -> bool:
    """Is the first line a whole value, and does another follow? A line that is too long to tell is read as a list or value."""
    with text_of(part, encoding, newline="\n") as text:
        first = ""
        while not first.strip("\ufeff \t\r\n"):
            if not (first := text.readline(_FIRST_LINE)):
                return False
        if not first.lstrip("\ufeff \t").startswith("{"):
            return False
        try:
            json.loads(first.lstrip("\ufeff"))
        except (ValueError, RecursionError):
            return False
        return any(line.strip() for line in iter(lambda: text.readline(_FIRST_LINE), ""))


def _prefix(part: Part, encoding: str) -> str:
    """Where the records are, in ijson's words: 'item' for a list, 'data.videos.item' below keys, '' for whole values."""
    with _utf8(part, encoding) as (file, _):
        events = ijson.parse(file, multiple_values=True)
        try:
            for number, (prefix, event, _value) in enumerate(events):
                if number == 0 and event == "start_array":
                    return "item"
                if (number == 0 and event != "start_map") or number > _LOOKED_AT:
                    return ""
                if event == "start_array" and _is_way(prefix) and _leads_to_records(part, encoding, f"{prefix}.item"):
                    return f"{prefix}.item"
        except (ijson.JSONError, ArithmeticError, ValueError):
            return ""
    return ""


def _is_way(prefix: str) -> bool:
    steps = prefix.split(".")
    return len(steps) <= DEEPEST and all(step in KEYS for step in steps)


def _leads_to_records(part: Part, encoding: str, prefix: str) -> bool:
    with _utf8(part, encoding) as (file, source):
        first = next(_values(part, file, source, prefix), None)
    return is_record(first) or is_record(bare(first))
