"""The bytes of a file or of a zip's member, unpacked on the way. Nothing here trusts what a file says of itself."""

from __future__ import annotations

import gzip
import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from adhere.errors import InputError
from adhere.phrases import grouped, phrase

#: Where a file unpacks to more than both, it was made to fill a memory or a disk.
MAX_RATIO, MAX_UNPACKED = 200, 1_000_000_000
#: A file packed in a file packed in a file: nobody does more.
MAX_LAYERS = 3
_XZ_MEMORY = 256 * 1024 * 1024
_PIECE = 1 << 16
_HEAD = 1 << 16

GZIP, XZ, ZIP = b"\x1f\x8b", b"\xfd7zXZ\x00", b"PK\x03\x04"
_BROKEN = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError)


class _Xz(io.RawIOBase):
    """Unpacks .xz with a bound on the memory that its header may ask for, which the standard library's own reader lacks."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._unpack = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            if self._unpack.eof:
                rest = self._unpack.unused_data or self._source.read(_PIECE)
                if not rest.strip(b"\0"):
                    return 0
                self._unpack = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
                data = self._unpack.decompress(rest, len(buffer))
            else:
                more = self._source.read(_PIECE) if self._unpack.needs_input else b""
                if not more and self._unpack.needs_input:
                    raise EOFError("the packed data ends too early")
                data = self._unpack.decompress(more, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)


class _Watched(io.RawIOBase):
    """Says in our words what is wrong with packed bytes, and stops where they unpack to far too many."""

    def __init__(self, source: IO[bytes], name: str, packed: int | None) -> None:
        self._source, self._name, self._packed = source, name, packed
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._source.read(len(buffer))
        except _BROKEN as error:
            raise InputError(
                phrase(
                    "{file} is damaged or was cut short: {note}. Fetch or export it again.",
                    file=self._name,
                    note=error or type(error).__name__,
                ),
                where=self._name,
            ) from None
        except (OSError, RuntimeError) as error:
            raise unreadable(self._name, error) from None
        self._count += len(data)
        if self._packed is not None and self._count > max(MAX_UNPACKED, MAX_RATIO * self._packed):
            raise too_large(self._name, self._packed)
        buffer[: len(data)] = data
        return len(data)


def too_large(name: str, packed: int) -> InputError:
    """The error for a file that unpacks to far more than it weighs."""
    return InputError(
        phrase(
            "{file} unpacks to more than {count} times its {size} bytes and more than {most} bytes: "
            "a file made to do harm. If it is sound, unpack it yourself and name the unpacked file.",
            file=name,
            count=MAX_RATIO,
            size=grouped(packed),
            most=grouped(MAX_UNPACKED),
        ),
        where=name,
    )


def unreadable(name: str, error: BaseException) -> InputError:
    """The error for a file that the system does not let us read."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(
        phrase("{file} cannot be read: {note}. Check the path and your rights to it.", file=name, note=why), where=name
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or one member of a zip. `stamp` is its size and time of change when it was first looked at."""

    path: Path
    name: str
    stamp: tuple[int, int]
    packed: int
    member: int | None = None
    layers: tuple[str, ...] = field(default=())

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The unpacked bytes, from the first to the last."""
        with ExitStack() as stack:
            yield self._stream(stack)

    def _stream(self, stack: ExitStack) -> BinaryIO:
        try:
            file: IO[bytes] = stack.enter_context(self.path.open("rb"))
            if self.member is not None:
                archive = stack.enter_context(zipfile.ZipFile(file))
                file = stack.enter_context(archive.open(archive.infolist()[self.member]))
                file = self._watch(file)
        except _BROKEN as error:
            raise InputError(
                phrase("{file} is damaged: {note}. Fetch or export it again.", file=self.name, note=error),
                where=self.name,
            ) from None
        except (OSError, RuntimeError, IndexError) as error:
            raise unreadable(self.name, error) from None
        if self.member is None and not self.layers:
            return self._watch(file, packed=False)
        for layer in self.layers:
            unpacked: Any = gzip.GzipFile(fileobj=file) if layer == "gz" else _Xz(file)
            file = self._watch(unpacked)
        return cast(BinaryIO, file)

    def _watch(self, file: IO[bytes], packed: bool = True) -> BinaryIO:
        watched = _Watched(file, self.name, self.packed if packed else None)
        return cast(BinaryIO, io.BufferedReader(watched, _PIECE))

    @contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """The unpacked bytes where a reader wants to jump about in them; packed ones go through a nameless file."""
        if self.member is None and not self.layers:
            try:
                file = self.path.open("rb")
            except OSError as error:
                raise unreadable(self.name, error) from None
            with file:
                yield cast(BinaryIO, file)
            return
        with self.open() as packed, tempfile.TemporaryFile() as copy:
            while piece := packed.read(1 << 20):
                copy.write(piece)
            copy.seek(0)
            yield cast(BinaryIO, copy)

    def head(self, size: int = _HEAD) -> bytes:
        """The first unpacked bytes."""
        with self.open() as file:
            return file.read(size)

    def check_unchanged(self) -> None:
        """Raises InputError where the file is no longer the one that was opened."""
        if stamp_of(self.path, self.name) != self.stamp:
            raise InputError(
                phrase(
                    "{file} changed while it was read. Wait until nothing writes to it any more, and begin again.",
                    file=self.name,
                ),
                where=self.name,
            )


def stamp_of(path: Path, name: str) -> tuple[int, int]:
    """Size and time of change. Raises InputError where there is no readable file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise InputError(f"{path} does not exist. Check the name.", where=name) from None
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from None
    if path.is_dir():
        raise InputError(f"{path} is a directory. Name the files in it.", where=name)
    if not path.is_file():
        raise InputError(f"{path} is no ordinary file. Write its content to a file and name that.", where=name)
    return found.st_size, found.st_mtime_ns


def part_of(path: Path) -> Part:
    """The whole file. Raises InputError where there is none, or it is empty."""
    stamp = stamp_of(path, path.name)
    if not stamp[0]:
        raise InputError(phrase("{table} is empty.", table=path), where=path.name)
    return Part(path, path.name, stamp, stamp[0])
