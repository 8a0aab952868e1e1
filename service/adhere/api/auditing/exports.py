"""The files of a finished audit, as they are handed out."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from adhere.errors import UnknownWord

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

#: What each format is: the file in the audit's folder, and its media type.
FORMATS = {
    "html": ("report.html", "text/html; charset=utf-8"),
    "xlsx": ("report.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("posts.csv", "text/csv; charset=utf-8"),
    "jsonl": ("findings.jsonl", "application/x-ndjson"),
    "parquet": ("posts.parquet", "application/vnd.apache.parquet"),
    "findings": ("findings.parquet", "application/vnd.apache.parquet"),
    "summary": ("summary.json", "application/json"),
}
#: All of them in one.
ZIP = "zip"
_PACKED = frozenset({"report.xlsx", "posts.parquet", "findings.parquet"})
_PIECE = 256 * 1024
#: The day that files in a zip bear, so that the same audit gives the same zip.
_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Export:
    """A file to hand out: where it lies, its media type, and what to call it elsewhere."""

    path: Path
    media_type: str
    name: str


def export(folder: Path, audit: str, form: str) -> Export:
    """The file of that format. Raises UnknownWord for a format that there is not, also for `zip`: see `zipped`."""
    if form not in FORMATS:
        raise UnknownWord("format", form, [*FORMATS, ZIP], where="format")
    file, kind = FORMATS[form]
    return Export(folder / file, kind, f"{audit}-{file}")


def zipped(folder: Path) -> Iterator[bytes]:
    """All the files as one zip, in pieces; none of it is held."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        for file, _ in FORMATS.values():
            told = ZipInfo(file, _DAY)
            # what is packed already does not get smaller
            told.compress_type = ZIP_STORED if file in _PACKED else ZIP_DEFLATED
            with (folder / file).open("rb") as source, archive.open(told, "w", force_zip64=True) as packed:
                while piece := source.read(_PIECE):
                    packed.write(piece)
                    yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """What a zip is written to: it only goes forward."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Buffer) -> int:
        """Keeps the bytes until they are taken."""
        self._written.append(bytes(data))
        return len(self._written[-1])

    def take(self) -> bytes:
        """What was written since the last time."""
        taken, self._written = b"".join(self._written), []
        return taken


def take_away(*places: Path) -> None:
    """Removes files, and folders with all that is in them."""
    for each in places:
        if each.is_file():
            each.unlink(missing_ok=True)
        else:
            shutil.rmtree(each, ignore_errors=True)
