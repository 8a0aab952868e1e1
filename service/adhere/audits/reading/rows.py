"""What a file is read into: rows, and on the way to them records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from adhere.post import Post

#: The longest cell or value taken, in characters.
MAX_TEXT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file. Exactly one of post and error is there.

    `line` is the line on which the row begins, where the format has lines, and else the number of the row, from 1.
    """

    line: int
    post: Post | None
    error: str | None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """Stands where a record would stand, had it been readable."""

    message: str


#: The cells of a table's row in the order of its columns, or a JSON object.
Record = Any


class Reader(Protocol):
    """One format's way from bytes to records."""

    @property
    def format(self) -> str:
        """What the format is called."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns as the file names them; dotted paths where records are nested."""

    @property
    def nested(self) -> bool:
        """Are the records JSON objects rather than lists of cells?"""

    def records(self) -> Iterator[tuple[int, Record | Wrong]]:
        """Every record with its line, from the start of the file."""
