"""Opens files: what each is, what its columns are, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from adhere.audits.reading.building import builder_of, defaults_of
from adhere.audits.reading.columnar import Parquet
from adhere.audits.reading.exports import Export, export_of
from adhere.audits.reading.files import Part, part_of
from adhere.audits.reading.formats import readers_of
from adhere.audits.reading.matching import WORDS, Table, Use, unused_of, uses_of
from adhere.audits.reading.paths import paths_in
from adhere.audits.reading.rows import Reader, Row, Wrong
from adhere.audits.reading.workbook import Workbook
from adhere.errors import InputError
from adhere.phrases import phrase

#: Records looked at before the first is read: for the columns of nested ones, and for days whose order is not plain.
_SAMPLE = 1_000


class NoWords(InputError):
    """No column is known to hold the words of a post. `columns` are those that there are."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        super().__init__(
            phrase(
                "{file}: no column is known to hold the words of a post. Name it, as in {example}. Columns: {known}.",
                file=name,
                example="--map text=COLUMN",
                known=", ".join(columns[:60]) or "none",
            ),
            where="--map text",
        )
        self.columns = tuple(columns)


class Source:
    """One file, or one member of a zip, that holds posts.

    `mapping` says from which column each field is read, `unused` which columns are not. `caution`, where it is not None, is what a reader
    of the results should know about the format.
    """

    def __init__(
        self,
        part: Part,
        reader: Reader,
        table: Table,
        export: Export | None,
        uses: list[Use],
        filling: Mapping[str, Any],
    ) -> None:
        self.path: Path = part.path
        self.name: str = part.name
        self.format: str = export.id if export else reader.format
        self.columns: tuple[str, ...] = table.columns
        self.mapping: dict[str, str] = {use.field: use.source for use in uses}
        self.unused: tuple[str, ...] = unused_of(table.columns, uses)
        self.caution: str | None = _caution(export, reader)
        self._part, self._reader = part, reader
        self._build = builder_of(uses, {**filling, **(export.constants if export else {})})

    def rows(self) -> Iterator[Row]:
        """Every row, from the start of the file. Raises InputError where the file ends early, is damaged, or changed meanwhile."""
        build = self._build
        for line, record in self._reader.records():
            yield Row(line, None, record.message) if type(record) is Wrong else build(line, record)
        self._part.check_unchanged()

    def __repr__(self) -> str:
        return f"<Source {self.name} ({self.format})>"


def open_sources(
    path: Path, *, overrides: Mapping[str, str] | None = None, defaults: Mapping[str, Any] | None = None
) -> list[Source]:
    """What holds posts in a file: itself, or each member of a zip. Raises InputError where it cannot be read as posts.

    `overrides` says which column a field of a post (or `url`) is read from; an empty name, that it is read from none. `defaults` are
    fields, ready for JSON, that fill what a row leaves out.
    """
    filling = defaults_of(defaults or {})
    chosen = dict(overrides or {})
    return [
        _source(part, reader, chosen, filling)
        for part, reader in readers_of(part_of(Path(path)), frozenset(chosen.values()))
    ]


def _source(part: Part, reader: Reader, overrides: Mapping[str, str], filling: Mapping[str, Any]) -> Source:
    taken = list(islice(reader.records(), _SAMPLE))
    sample = [record for _, record in taken if not isinstance(record, Wrong)]
    if reader.nested and not sample:
        first = next(
            (record.message for _, record in taken if isinstance(record, Wrong)), phrase("It holds no records.")
        )
        raise InputError(
            phrase("{file}: no record in it can be read. {mistake}", file=part.name, mistake=first), where=part.name
        )
    columns = paths_in(sample) if reader.nested else reader.columns
    table = Table(part.name, columns, reader.nested, sample)
    export = export_of(columns)
    if export is not None and export.refused and "text" not in overrides:
        raise InputError(
            phrase("{file} is {format}: {mistake}", file=part.name, format=export.name, mistake=export.refused),
            where=part.name,
        )
    uses = uses_of(table, export, overrides)
    if not any(use.field in WORDS for use in uses):
        raise NoWords(part.name, columns)
    if isinstance(reader, Parquet):
        reader = replace(reader, wanted=frozenset(column for use in uses for column in use.columns))
    return Source(part, reader, table, export, uses, filling)


def _caution(export: Export | None, reader: Reader) -> str | None:
    """What is not read at all goes before what is cut."""
    sheets = reader.caution if isinstance(reader, Workbook) else None
    return sheets or (export.caution if export else None)
