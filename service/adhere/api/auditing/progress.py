"""How far an audit is, by what lies in its folder."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from adhere.audits.plan import ROWS, WORK

#: The speed is that of so many seconds back.
_RECENT = 60.0
_CHUNK = re.compile(r"(\d{6,})\.arrow")
_PART = re.compile(r"posts-(\d{6,})\.parquet")


@dataclass(frozen=True, slots=True)
class Progress:
    """Posts checked and posts read so far, posts checked a second of late, and the seconds that what is read still takes."""

    done: int = 0
    read: int = 0
    rate: float | None = None
    seconds_left: float | None = None


def progress_in(folder: Path) -> Progress:
    """The progress of the audit in the folder; none where no work lies there."""
    if (folder / "summary.json").exists():
        # the last of the outputs: the work may be gone in part, though nobody has noted the end yet
        rows = pq.read_metadata(folder / "posts.parquet").num_rows
        return Progress(rows, rows)
    chunks = _found(folder / WORK / "chunks", _CHUNK)
    if not chunks:
        return Progress()
    parts = _found(folder / WORK / "parts", _PART)
    last = max(chunks)
    try:
        in_last = _rows_of_chunk(chunks[last][0])
        done = (len(parts) - 1) * ROWS + pq.read_metadata(parts[max(parts)][0]).num_rows if parts else 0
    except OSError:
        # taken away meanwhile: it was deleted, or has ended
        return Progress()
    read = last * ROWS + in_last
    rate = _rate([when for _, when in parts.values()])
    return Progress(min(done, read), read, rate, round(max(0, read - done) / rate, 1) if rate else None)


def _found(folder: Path, pattern: re.Pattern[str]) -> dict[int, tuple[Path, float]]:
    """The numbered files, with their paths and when they were written."""
    found = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if named := pattern.fullmatch(entry.name):
                    found[int(named[1])] = Path(entry.path), entry.stat().st_mtime
    except FileNotFoundError:
        return {}
    return found


def _rows_of_chunk(path: Path) -> int:
    with pa.memory_map(str(path)) as file:
        reader = pa.ipc.open_file(file)
        return sum(reader.get_batch(number).num_rows for number in range(reader.num_record_batches))


def _rate(written: list[float]) -> float | None:
    """Posts a second, by the moments at which parts were written."""
    now = time.time()
    recent = [when for when in written if now - when <= _RECENT]
    if len(recent) < 2:
        return None
    # the first one was begun before
    passed = now - min(recent)
    return round((len(recent) - 1) * ROWS / passed, 1) if passed > 0 else None
