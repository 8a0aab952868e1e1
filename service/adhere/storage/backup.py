"""A copy of what a service keeps, made while it goes on writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from adhere.errors import InputError

#: Beside a database of SQLite: what belongs to those who have it open.
_SIDE_FILES = ("-wal", "-shm", "-journal")
#: Of no use in a copy: locks, and files that are still being made.
_PASSING = (".lock", ".part")
#: Holds the copy, in its own folder, until all of it is there.
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds."""

    databases: int
    files: int


def copy_data(data: Path, target: Path) -> Copied:
    """Copy a data folder into a new one. Each database is copied as of one moment, and without what was erased from it.

    Databases come first, then the files that they name: a file that is written meanwhile may be in the copy and not yet in its
    database, never the other way round. A copy that fails leaves nothing, and one that is killed nothing that looks like a data folder.
    Raises InputError where there is no such folder, it holds links, the target is not new, or cannot be written.
    """
    if not data.is_dir():
        raise InputError(f"{data} is no folder: there is nothing to copy.", where="DATA")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} is there already. Name a folder that is not, or is empty.", where="TO")
    if target.resolve().is_relative_to(data.resolve()):
        raise InputError(f"{target} lies in the folder that is to be copied. Name one outside.", where="TO")
    databases = {path for path in _files(data) if _is_database(path)}
    try:
        with _whole_or_nothing(target) as work:
            return _copy_all(data, databases, work)
    except OSError as error:
        raise InputError(f"{data} cannot be copied to {target}: {error.strerror}.", where="TO") from None


@contextmanager
def _whole_or_nothing(target: Path) -> Iterator[Path]:
    """A folder to write to; what it holds at the end stands in `target`. Where the block fails, nothing is left."""
    made = not target.exists()
    if made:
        target.mkdir(parents=True, mode=0o700)
    # within it, since it may be a disk of its own
    work = target / _UNFINISHED
    try:
        work.mkdir(mode=0o700)
        yield work
        for path in list(work.iterdir()):
            path.rename(target / path.name)
        work.rmdir()
    except BaseException:
        shutil.rmtree(target if made else work, ignore_errors=True)
        raise


def _copy_all(data: Path, databases: set[Path], target: Path) -> Copied:
    copied = sum(_copied(path, data, target) for path in sorted(databases))
    files = 0
    for path in _files(data):
        if path in databases:
            continue
        # made since the first look, such as by a new workspace
        if _is_database(path):
            copied += _copied(path, data, target)
        else:
            files += _copied(path, data, target, database=False)
    return Copied(copied, files)


def _files(data: Path) -> list[Path]:
    """The files of a folder in which others work. Raises InputError where one of them would not be in the copy."""
    found = []
    for folder, folders, names in os.walk(data, onerror=_not_read):
        for path in (Path(folder, name) for name in (*folders, *names)):
            if path.is_symlink():
                # it may lead to all evidence of a workspace, or out of the folder; a copy without that would look whole
                raise InputError(
                    f"{path} is a link, and what it leads to would be missing from the copy. Put that itself there, or mount it there.",
                    where="DATA",
                )
        found += [Path(folder, name) for name in names if not name.endswith((*_SIDE_FILES, *_PASSING))]
    return sorted(path for path in found if path.is_file())


def _not_read(error: OSError) -> None:
    # what is gone was of no use any more
    if not isinstance(error, FileNotFoundError):
        raise InputError(f"{error.filename} cannot be read: {error.strerror}.", where="DATA") from None


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError as error:
        _not_read(error)
        return False


def _copied(path: Path, data: Path, target: Path, *, database: bool = True) -> bool:
    """Copies a file into its place; whether it was still there."""
    place = target / path.relative_to(data)
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        _copy_database(path, place) if database else shutil.copy2(path, place)
    except FileNotFoundError:
        return False
    return True


def _copy_database(path: Path, target: Path) -> None:
    try:
        # one that is gone is not made anew
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", timeout=60, uri=True)) as connection:
            connection.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.Error as error:
        if not path.exists():
            raise FileNotFoundError(path) from None
        raise InputError(f"{path} cannot be copied: {error}.", where="DATA") from None
