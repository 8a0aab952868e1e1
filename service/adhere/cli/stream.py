"""Posts in, reports out: a line that cannot be read is answered in its place, and the others go on."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from adhere.checker import BATCH, Checker
from adhere.errors import InputError, UnknownWord
from adhere.post import Platform, Post, Relationship, Surface
from adhere.report import Report, to_json

#: The longest line taken, in bytes: a post of 2 MiB with room for the JSON around it.
MAX_LINE = 8 * 1024 * 1024
_SETS: dict[str, type[Platform] | type[Surface] | type[Relationship]] = {
    "platform": Platform,
    "surface": Surface,
    "relationship": Relationship,
}


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of every post."""

    checker: Checker
    jurisdictions: list[str] | None
    on: dt.date | None
    today: dt.date
    remedies: bool
    strict: bool
    format: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A line that could not be checked."""

    line: int
    id: str | None
    error: InputError

    def to_json(self) -> bytes:
        """The failure as one line of JSON, in the shape of a problem (RFC 9457)."""
        problem: dict[str, Any] = {"type": "about:blank", "title": type(self.error).__name__, "detail": self.error.message}
        if self.error.where:
            problem["where"] = self.error.where
        return json.dumps({"id": self.id, "line": self.line, "error": problem}, ensure_ascii=True).encode()


Raw = tuple[int, dict[str, Any] | InputError]


def lines_of(source: str, defaults: dict[str, Any], stdin: IO[bytes]) -> Iterator[Raw]:
    """Each line's post as data, or the error that stands in its place. Options fill what a post leaves out."""
    if source == "-":
        yield from _lines(stdin, defaults)
        return
    try:
        file = Path(source).open("rb")
    except OSError as error:
        raise InputError(f"--input: cannot read {source!r}: {error.strerror}.", where="--input") from error
    with file:
        yield from _lines(file, defaults)


def _lines(file: IO[bytes], defaults: dict[str, Any]) -> Iterator[Raw]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, InputError(f"The line is longer than {MAX_LINE:,} bytes.", where=f"line {number}")
            continue
        if line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield number, _line(line.removeprefix(b"\xef\xbb\xbf"), number, defaults)


def _line(line: bytes, number: int, defaults: dict[str, Any]) -> dict[str, Any] | InputError:
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return InputError(f"The line is not UTF-8: byte {error.start} is {line[error.start]:#04x}.", where=f"line {number}")
    except (json.JSONDecodeError, RecursionError) as error:
        return InputError(f"The line is not JSON: {error}.", where=f"line {number}")
    if not isinstance(data, dict):
        return InputError("A line must hold one JSON object, a post.", where=f"line {number}")
    return {**defaults, **data}


def run(job: Job, raw: Iterable[Raw]) -> int:
    """Check every post, write what was asked for, and give the exit code."""
    from adhere.cli.writers import writer_of

    writer = writer_of(job.format, sys.stdout)
    compliant = review = breach = failed = 0
    for answer in _answers(job, raw):
        writer.write(answer)
        if isinstance(answer, Failure):
            failed += 1
            print(f"adhere: line {answer.line}: {answer.error}", file=sys.stderr)
        elif answer[1].verdict == "non_compliant":
            breach += 1
        elif answer[1].verdict == "review":
            review += 1
        else:
            compliant += 1
    writer.close()
    if not compliant + review + breach:
        if not failed:
            print("adhere: nothing to check: the input holds no post.", file=sys.stderr)
        return 2
    if breach or (job.strict and review):
        return 1
    unfinished = failed or writer.unchecked
    return 3 if unfinished else 0


def _answers(job: Job, raw: Iterable[Raw]) -> Iterator[tuple[Post, Report] | Failure]:
    source = iter(raw)
    # one post at a time where somebody watches, batches where a stream is worked off
    while batch := list(islice(source, BATCH)):
        posts: list[Post | Failure] = [_post(number, data) for number, data in batch]
        good = [post for post in posts if isinstance(post, Post)]
        reports = job.checker.check_many(
            good, jurisdictions=job.jurisdictions, on=job.on, today=job.today, remedies=job.remedies, yield_errors=True
        )
        for (number, _), post in zip(batch, posts, strict=True):
            if isinstance(post, Failure):
                yield post
                continue
            report = next(reports)
            yield Failure(number, post.id, report) if isinstance(report, InputError) else (post, report)


def _post(number: int, data: dict[str, Any] | InputError) -> Post | Failure:
    if isinstance(data, InputError):
        return Failure(number, None, data)
    name = data.get("id")
    shown = name if isinstance(name, str) else None
    try:
        return Post.model_validate(data)
    except ValidationError as error:
        return Failure(number, shown, explained(error, data))


def explained(error: ValidationError, data: dict[str, Any]) -> InputError:
    """A pydantic error as one sentence: what, where, what is allowed."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    top = str(first["loc"][0]) if first["loc"] else ""
    if top in _SETS and isinstance(data.get(top), str):
        return UnknownWord(top, data[top], [each.value for each in _SETS[top]], where=top)
    if first["type"] == "extra_forbidden":
        return UnknownWord("field", where, Post.model_fields, where=where)
    return InputError(f"{where}: {first['msg']}.", where=where)


def encode(report: Report) -> bytes:
    """A report as one line of JSON. Lone surrogates, which UTF-8 cannot hold, are written as escapes."""
    try:
        return to_json(report)
    except (UnicodeError, ValueError):
        from adhere.report import to_dict

        return json.dumps(to_dict(report), ensure_ascii=True, default=str).encode()
