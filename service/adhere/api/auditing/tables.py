"""What was sent, opened: how each file is read, from which columns, and whether any row of it can be."""

from __future__ import annotations

from itertools import islice
from typing import Any

from adhere.api.auditing.asking import AuditSettings, retold
from adhere.api.auditing.uploads import Upload
from adhere.audits.chunks import sources_of
from adhere.audits.planning import Tables
from adhere.audits.reading import Source
from adhere.errors import InputError
from adhere.phrases import phrase

#: Rows looked at for one that can be read.
_LOOKED_AT = 10_000


def tables_of(upload: Upload, asked: AuditSettings) -> Tables:
    """The tables in the files; to be called in a thread. Raises InputError where there is none, or nothing in it can be checked."""
    try:
        found = sources_of([each.path for each in upload.files], asked.columns, asked.defaults)
        tables = [each for of_file in found for each in of_file]
        _check_rows(tables)
    except InputError as error:
        raise retold(error, upload.files[0].path.parent) from None
    if asked.jurisdictions is None and not all("jurisdictions" in table.mapping for _, table in tables):
        raise InputError(
            phrase(
                "No market is named. Give {example} in the settings, or a column of them: {columns}.",
                example='"jurisdictions": ["GB"]',
                columns='"columns": {"jurisdictions": "…"}',
            ),
            where="jurisdictions",
        )
    return found


def _check_rows(tables: list[tuple[str, Source]]) -> None:
    wrong: tuple[str, int, str | None] | None = None
    for name, table in tables:
        for row in islice(table.rows(), _LOOKED_AT):
            if row.post is not None:
                return
            wrong = wrong or (name, row.line, row.error)
    if wrong is None:
        raise InputError(phrase("The files hold no row: nothing would be checked."), where="files")
    file, line, mistake = wrong
    raise InputError(
        phrase(
            "No row can be read. The first one: {file}, line {count}: {mistake}", file=file, count=line, mistake=mistake
        ),
        where="files",
    )


def told(tables: Tables) -> list[dict[str, Any]]:
    """How each table is read, ready for JSON."""
    return [
        {
            "name": name,
            "format": table.format,
            "columns": list(table.columns),
            "mapping": table.mapping,
            "unused": list(table.unused),
            "caution": table.caution,
        }
        for of_file in tables
        for name, table in of_file
    ]
