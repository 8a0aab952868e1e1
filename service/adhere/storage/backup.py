"""A copy of what a service keeps, made while it goes on writing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from adhere.errors import InputError

#: Beside a database of SQLite: what belongs to those who have it open.
_SIDE_FILES = ("-wal", "-shm", "-journal")
#: Of no use in a copy: locks, and files that are still being made.
_PASSING = (".lock", ".part")


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds."""

    databases: int
    files: int


def copy_data(data: Path, target: Path) -> Copied:
    """Copy a data folder into a new one. Each database is copied as of one moment, and without what was erased from it.

    Databases come first, then the files that they name: a file that is written meanwhile may be in the copy and not yet in its
    database, never the other way round. Raises InputError where there is no such folder, or the target is not new.
    """
    if not data.is_dir():
        raise InputError(f"{data} is no folder: there is nothing to copy.", where="DATA")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} is there already. Name a folder that is not, or is empty.", where="TO")
    if target.resolve().is_relative_to(data.resolve()):
        raise InputError(f"{target} lies in the folder that is to be copied. Name one outside.", where="TO")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    databases = list(_databases(data))
    for path in databases:
        copied = target / path.relative_to(data)
        copied.parent.mkdir(parents=True, exist_ok=True)
        _copy_database(path, copied)
    files = [path for path in _files(data) if path not in set(databases)]
    return Copied(len(databases), sum(_copy_file(path, target / path.relative_to(data)) for path in files))


def _databases(data: Path) -> Iterator[Path]:
    for path in _files(data):
        with path.open("rb") as file:
            if file.read(16) == b"SQLite format 3\0":
                yield path


def _files(data: Path) -> list[Path]:
    return sorted(
        path
        for path in data.rglob("*")
        if path.is_file() and not path.is_symlink() and not path.name.endswith((*_SIDE_FILES, *_PASSING))
    )


def _copy_database(path: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            connection.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.Error as error:
        raise InputError(f"{path} cannot be copied: {error}.", where="DATA") from None


def _copy_file(path: Path, target: Path) -> bool:
    """Whether it was still there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copy2(path, target)
    except FileNotFoundError:
        return False
    return True
