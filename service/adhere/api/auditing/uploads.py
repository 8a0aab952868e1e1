"""Files sent as a form, written to the disk as they come: memory does not grow with them, and what is cut off leaves nothing behind."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

from fastapi import Request
from filelock import FileLock, Timeout
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from adhere.api.incoming import media_type
from adhere.api.problems import BrokenForm, StorageFull
from adhere.errors import InputError, TooLarge, UnknownWord
from adhere.phrases import Phrase, grouped, phrase

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FORM = "multipart/form-data"
#: The parts that a form may have.
FILES, SETTINGS = "files", "settings"
#: Files of one form, and bytes of its settings, at most.
MOST_FILES, MOST_SETTINGS = 100, 256 * 1024
#: What is held before it is written.
_HELD = 1024 * 1024
#: Bytes of a file's name that are kept, and of its endings.
_NAME, _ENDING = 120, 20
#: What folders of unfinished uploads begin with, and the file in them that is locked as long as they are at work.
_INCOMING, _LOCK = ".incoming-", "lock"
#: Seconds for which a folder is left alone in any case: its lock may not be there yet.
_YOUNG = 60.0
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(slots=True)
class SentFile:
    """A file of a form: where it lies, its size in bytes, and the SHA-256 of what is in it."""

    path: Path
    bytes: int = 0
    sha256: str = ""


@dataclass(slots=True)
class Upload:
    """A form, whole. `files` lie in the folder `place`, which goes away unless it is taken elsewhere."""

    place: Path
    files: list[SentFile] = field(default_factory=list)
    settings: bytes = b"{}"

    @property
    def fingerprint(self) -> str:
        """A digest of all that was sent."""
        told = hashlib.sha256(self.settings)
        for each in self.files:
            told.update(f"\0{each.path.name}\0{each.sha256}".encode())
        return told.hexdigest()


@asynccontextmanager
async def received(request: Request, folder: Path, check: Callable[[bytes], object]) -> AsyncIterator[Upload]:
    """The form of a request, written into a folder of its own in `folder` that is gone after the block, unless it was moved.

    `check` is called with the settings as soon as they are there. Raises UnsupportedMediaType, BrokenForm, InputError, StorageFull, and
    what `check` raises.
    """
    media_type(request, [FORM])
    _, options = parse_options_header(request.headers.get("content-type"))
    if not options.get(b"boundary"):
        raise BrokenForm(
            phrase("The form has no boundary. Send multipart/form-data, such as curl -F does."), where="Content-Type"
        )
    with _incoming(folder) as place:
        receiver = _Receiver(Upload(place), options[b"boundary"], check)
        try:
            async for chunk in request.stream():
                if receiver.take(chunk) >= _HELD:
                    await asyncio.to_thread(receiver.write)
            await asyncio.to_thread(receiver.end)
            yield receiver.upload
        finally:
            receiver.close()


@contextmanager
def _incoming(folder: Path) -> Iterator[Path]:
    place = folder / f"{_INCOMING}{secrets.token_hex(8)}"
    with full_disks_told():
        place.mkdir(parents=True)
    try:
        with FileLock(place / _LOCK):
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _illegible(error: Exception) -> Phrase:
    return phrase("The form cannot be read: {note}.", note=error)


def sweep(folder: Path) -> None:
    """Takes away what uploads left in `folder` whose process died."""
    for place in folder.glob(f"{_INCOMING}*"):
        try:
            if time.time() - place.stat().st_mtime < _YOUNG:
                continue
            with FileLock(place / _LOCK, timeout=0):
                shutil.rmtree(place, ignore_errors=True)
        except (OSError, Timeout):
            continue


@contextmanager
def full_disks_told() -> Iterator[None]:
    """Raises StorageFull where the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                phrase("The disk of the service is full: the files could not be kept. Ask its operator.")
            ) from None
        raise


class _Receiver:
    """Takes a form apart. What is read is held until `write`, so that the event loop never waits for the disk."""

    def __init__(self, upload: Upload, boundary: bytes, check: Callable[[bytes], object]) -> None:
        self.upload = upload
        self._check = check
        self._held: list[tuple[_Writing, bytes]] = []
        self._size = 0
        self._writing: _Writing | None = None
        self._all: list[_Writing] = []
        self._settings: bytearray | None = None
        self._header, self._value, self._disposition = b"", b"", b""
        self._complete = False
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(boundary, callbacks)
        except FormParserError as error:
            raise BrokenForm(_illegible(error), where="Content-Type") from None

    def take(self, chunk: bytes) -> int:
        """Reads on; how many bytes wait to be written."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise BrokenForm(_illegible(error), where="body") from None
        return self._size

    def write(self) -> None:
        """Writes what is held."""
        held, self._held, self._size = self._held, [], 0
        with full_disks_told():
            for writing, data in held:
                writing.write(data)

    def end(self) -> None:
        """Raises BrokenForm or InputError where the form is not whole."""
        if not self._complete:
            raise BrokenForm(phrase("The form ends early: its last boundary is missing. Send it again."), where="body")
        self.write()
        with full_disks_told():
            for each in self._all:
                self.upload.files.append(each.finished())
        if not self.upload.files:
            raise InputError(
                phrase("No file was sent: nothing would be checked. Send at least one as `files`."), where=FILES
            )

    def close(self) -> None:
        """Closes what is open."""
        for each in self._all:
            each.close()

    def _begin(self) -> None:
        self._disposition, self._writing = b"", None

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition.decode("latin-1"))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if name == SETTINGS:
            if self._settings is not None:
                raise InputError(phrase("{parameter} is given twice.", parameter=SETTINGS), where=SETTINGS)
            self._settings = bytearray()
        elif name == FILES:
            if len(self._all) >= MOST_FILES:
                raise TooLarge(
                    phrase("The form holds more than the {most} files that are taken. Zip them.", most=MOST_FILES),
                    where=FILES,
                )
            names = {each.path.name.casefold() for each in self._all}
            called = distinct(safe_name(options.get(b"filename", b"").decode("utf-8", "replace")), names)
            with full_disks_told():
                self._writing = _Writing(self.upload.place / FILES / called)
            self._all.append(self._writing)
        else:
            raise UnknownWord("part of the form", name, [FILES, SETTINGS], where="body")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._writing is not None:
            self._held.append((self._writing, data[start:end]))
            self._size += end - start
        elif self._settings is not None:
            self._settings += data[start:end]
            if len(self._settings) > MOST_SETTINGS:
                raise TooLarge(
                    phrase(
                        "The settings are larger than the {most} bytes that are taken.", most=grouped(MOST_SETTINGS)
                    ),
                    where=SETTINGS,
                )

    def _part_end(self) -> None:
        if self._writing is None and self._settings is not None:
            self.upload.settings = bytes(self._settings)
            self._check(self.upload.settings)

    def _end(self) -> None:
        self._complete = True


class _Writing:
    """A file that is being written, with its digest."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        self.path = path
        self._file: BinaryIO = path.open("xb")
        self._digest = hashlib.sha256()
        self._bytes = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._bytes += len(data)

    def finished(self) -> SentFile:
        """The file, on the disk for good."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return SentFile(self.path, self._bytes, self._digest.hexdigest())

    def close(self) -> None:
        # what could not be written is lost anyway
        try:
            self._file.close()
        except OSError:
            return


def safe_name(given: str) -> str:
    """A file's name that is one on every system: without folders, without characters that do not show, and not too long."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    name = "".join(each for each in name if unicodedata.category(each)[0] != "C" and each not in "\u2028\u2029")
    name = name.strip(" .")
    ending = "".join(PurePath(name).suffixes[-2:])
    if len(ending.encode()) > _ENDING:
        ending = ""
    stem = name.removesuffix(ending) if ending else name
    while len((stem + ending).encode()) > _NAME:
        stem = stem[:-1]
    return stem + ending or "upload"


def distinct(name: str, taken: set[str]) -> str:
    """The name, with a number where another file has it; `taken` holds names without regard to case."""
    ending = "".join(PurePath(name).suffixes[-2:])
    stem, number, found = name.removesuffix(ending) if ending else name, 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{stem} ({number}){ending}"
    return found
