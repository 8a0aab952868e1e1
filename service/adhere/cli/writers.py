"""Writing answers: JSON, JSON Lines, SARIF, and text for people."""

from __future__ import annotations

import json
import sys
from typing import IO, Protocol

from adhere.cli.reading import Failure
from adhere.cli.stream import Answer
from adhere.report import to_json


class Writer(Protocol):
    """Takes answers one by one."""

    def write(self, answer: Answer) -> None:
        """Write or hold one answer."""

    def close(self) -> None:
        """Write what is held."""


def writer_of(format: str, source: str) -> Writer:
    """The writer of a format; `source` is where the posts come from."""
    if format == "text":
        from adhere.cli.people import PeopleWriter

        return PeopleWriter(sys.stdout)
    if format == "sarif":
        from adhere.cli.sarif import SarifWriter

        return SarifWriter(sys.stdout.buffer, source)
    return JsonLinesWriter(sys.stdout.buffer) if format == "jsonl" else JsonWriter(sys.stdout.buffer)


def encoded(answer: Answer) -> bytes:
    """A report, or the failure in its place, as JSON in one line."""
    return answer.to_json() if isinstance(answer, Failure) else to_json(answer.report)


class JsonLinesWriter:
    """A line an answer, at once. Always UTF-8, whatever the terminal speaks."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out

    def write(self, answer: Answer) -> None:
        """Write one line."""
        self.out.write(encoded(answer) + b"\n")
        self.out.flush()

    def close(self) -> None:
        """Nothing is held."""


class JsonWriter:
    """One object for one post, an array for several."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.held: list[bytes] = []

    def write(self, answer: Answer) -> None:
        """Hold one answer."""
        self.held.append(encoded(answer))

    def close(self) -> None:
        """Write them all, indented."""
        if self.held:
            values = [json.loads(each) for each in self.held]
            data = values[0] if len(values) == 1 else values
            self.out.write(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")
            self.out.flush()
