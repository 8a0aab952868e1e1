"""What an audit was asked, written down once at its start, so that any process can go on with it and none does it otherwise."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from adhere.errors import InputError
from adhere.phrases import phrase

#: What an unfinished audit works in, inside its folder.
WORK = ".audit"
#: Rows checked together, at most: what a killed worker loses.
ROWS = 1_000


class InputFile(BaseModel):
    """A file as it lay on the disk when the audit began."""

    model_config = ConfigDict(frozen=True)

    path: Path
    bytes: int
    mtime_ns: int
    sha256: str


class InputTable(BaseModel):
    """How a file, or a file in a zip, is read. `name` is what the audit calls it; `mapping` is Post field to column; `caution` is what a
    reader of its results has to know.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    format: str
    mapping: dict[str, str]
    unused: tuple[str, ...] = ()
    caution: str | None = None


class Plan(BaseModel):
    """The settings of an audit. `defaults` fill what a row leaves out; `columns` is Post field to column."""

    model_config = ConfigDict(frozen=True)

    id: str
    started: dt.datetime
    files: tuple[InputFile, ...]
    #: The tables of each file, in the order of the files.
    tables: tuple[tuple[InputTable, ...], ...]
    columns: dict[str, str] = {}
    defaults: dict[str, Any] = {}
    jurisdictions: tuple[str, ...] | None = None
    on: dt.date | None = None
    today: dt.date
    remedies: bool = True
    classify: bool | Literal["needed"] = True
    rules: tuple[Path, ...] = ()
    store_text: bool = False
    baseline: Path | None = None
    #: Whose evidence it is, in a service that several share.
    workspace: str | None = None
    rows: int = ROWS
    rules_revision: str
    model_version: str | None
    threshold: float | None
    adhere_version: str

    def write(self, folder: Path) -> None:
        """Into the folder's work folder, whole or not at all."""
        (folder / WORK).mkdir(parents=True, exist_ok=True)
        with replacing(plan_path(folder)) as path:
            path.write_text(self.model_dump_json(indent=1) + "\n", "utf-8")


def plan_path(folder: Path) -> Path:
    """Where the plan of the audit in `folder` lies."""
    return folder / WORK / "plan.json"


def read_plan(folder: Path) -> Plan:
    """The plan of the audit in `folder`. Raises InputError where there is none."""
    path = plan_path(folder)
    try:
        return Plan.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{folder}: no unfinished audit is here.", where="--output") from None
    except (OSError, ValidationError, json.JSONDecodeError) as error:
        raise InputError(f"{path}: the audit's plan cannot be read: {error}", where="--output") from None


def is_finished(folder: Path) -> bool:
    """Does it hold what a later audit is compared with?"""
    return all((folder / name).is_file() for name in ("findings.parquet", "posts.parquet"))


def look_at(path: Path) -> InputFile:
    """The file's size, time and digest. Raises InputError where it cannot be read, or changes meanwhile."""
    digest = hashlib.sha256()
    try:
        before = path.stat()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        after = path.stat()
    except OSError as error:
        raise unreadable(path, error) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise changed(path)
    return InputFile(path=path.resolve(), bytes=after.st_size, mtime_ns=after.st_mtime_ns, sha256=digest.hexdigest())


def check_unchanged(file: InputFile) -> None:
    """Raises InputError where the file is no longer what it was when the audit began."""
    try:
        now = file.path.stat()
    except OSError as error:
        raise unreadable(file.path, error) from None
    if (now.st_size, now.st_mtime_ns) != (file.bytes, file.mtime_ns):
        raise changed(file.path)


def unreadable(path: Path, error: OSError) -> InputError:
    """The error for a file that the system does not let us read."""
    said = phrase("Cannot read {given}: {note}.", given=repr(str(path)), note=error.strerror or error)
    return InputError(said, where=str(path))


def changed(path: Path) -> InputError:
    """The error of a file that is not what it was."""
    return InputError(
        phrase(
            "{given} changed while it was read. Copy it to a place where nothing writes to it, and begin a new audit.",
            given=repr(str(path)),
        ),
        where=str(path),
    )


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name to write to; what stands there at the end takes the place of `path` at once, or nothing does."""
    # no more than that: whoever was held up until the audit was finished, or deleted, must not bring its work folder back
    path.parent.mkdir(exist_ok=True)
    # two processes may do the same piece of work, in two containers also under one number; each has a name of its own
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
