"""The rows of all files, cut into chunks in the work folder: what is checked cannot change any more, and any process can check it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic_core import PydanticSerializationError

from adhere.audits.plan import WORK, Plan, check_unchanged, replacing
from adhere.audits.reading import Row, Source, open_sources
from adhere.post import Post

_TEXTS = pa.dictionary(pa.int32(), pa.string())
CHUNK = pa.schema(
    [
        ("seq", pa.int64()),
        ("file", _TEXTS),
        ("line", pa.int64()),
        ("url", pa.string()),
        ("post", pa.string()),
        ("error", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class InputRow:
    """A row of the input in its place among all rows. Either `post` or `error`."""

    seq: int
    file: str
    line: int
    url: str | None
    post: Post | None
    error: str | None


def chunk_path(folder: Path, number: int) -> Path:
    """Where a chunk of the audit in `folder` lies."""
    return folder / WORK / "chunks" / f"{number:06}.arrow"


def sources_of(
    files: Sequence[Path], columns: Mapping[str, str], defaults: Mapping[str, Any]
) -> list[list[tuple[str, Source]]]:
    """The tables of each file, with the names by which the audit calls them: files of one name are told apart by their folders."""
    names = Counter(path.name for path in files)
    return [
        [
            (source.name if names[path.name] == 1 else str(path.parent / source.name), source)
            for source in open_sources(path, overrides=columns or None, defaults=defaults or None)
        ]
        for path in files
    ]


def rows_of(plan: Plan) -> Iterator[tuple[str, Row]]:
    """Each row of all files with its file's name. Raises InputError where a file changed since the audit began, or ends early."""
    for file in plan.files:
        check_unchanged(file)
    found = sources_of([file.path for file in plan.files], plan.columns, plan.defaults)
    for file, sources in zip(plan.files, found, strict=True):
        for name, source in sources:
            for row in source.rows():
                yield name, row
        check_unchanged(file)


class Reader:
    """Cuts the input into chunks, one after the other, and keeps its place between calls."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.folder = plan, folder
        self.next = 0
        self._rows = rows_of(plan)

    def write(self, number: int) -> int:
        """Writes the chunk; how many rows it has, 0 at the end of the input. Chunks come in order; earlier ones are passed over."""
        rows: list[tuple[str, Row]] = []
        while self.next <= number:
            rows = list(islice(self._rows, self.plan.rows))
            self.next += 1
        if rows:
            first = number * self.plan.rows
            table = pa.Table.from_pylist([_cells(first + at, *row) for at, row in enumerate(rows)], CHUNK)
            with replacing(chunk_path(self.folder, number)) as path, pa.OSFile(str(path), "wb") as file:
                options = pa.ipc.IpcWriteOptions(compression="zstd")
                with pa.ipc.new_file(file, CHUNK, options=options) as writer:
                    writer.write_table(table)
        return len(rows)


def _cells(seq: int, file: str, row: Row) -> dict[str, object]:
    post, error = None, row.error
    if row.post is not None:
        try:
            post = row.post.model_dump_json(exclude_defaults=True)
        except PydanticSerializationError:
            error = "The text holds half of a character (a lone surrogate). Save the file as UTF-8."
    return {"seq": seq, "file": file, "line": row.line, "url": row.url, "post": post, "error": error}


def read_chunk(folder: Path, number: int) -> list[InputRow]:
    """The rows of a chunk."""
    with pa.memory_map(str(chunk_path(folder, number))) as file:
        table = pa.ipc.open_file(file).read_all()
    return [
        InputRow(
            each["seq"],
            each["file"],
            each["line"],
            each["url"],
            Post.model_validate_json(each["post"]) if each["post"] is not None else None,
            each["error"],
        )
        for each in table.to_pylist()
    ]
