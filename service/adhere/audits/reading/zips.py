"""The files in a zip, looked at where they lie: nothing is written to disk under a name that an archive gives."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from adhere.audits.reading.files import MAX_RATIO, MAX_UNPACKED, Part, too_large, unreadable
from adhere.errors import InputError
from adhere.phrases import grouped, phrase

#: More files than anyone hands in together.
MAX_MEMBERS = 20_000
#: What exports carry beside the posts.
_MEDIA = frozenset(".jpg .jpeg .png .webp .gif .heic .svg .mp4 .mov .webm .m4a .mp3 .aac .wav .srt .vtt".split())
_LITTER = frozenset({"thumbs.db", "desktop.ini"})
_ENCRYPTED = 0x1


def members_of(part: Part) -> Iterator[Part]:
    """The parts of a zip that may hold posts. Raises InputError where it holds none, or cannot be read."""
    found = False
    for number, info in enumerate(_listed(part)):
        if info.is_dir() or _is_litter(info.filename):
            continue
        name = f"{part.name}/{info.filename}"
        if info.flag_bits & _ENCRYPTED:
            raise InputError(
                phrase("{file} is locked with a password. Unpack it, and name the unpacked file.", file=name),
                where=name,
            )
        if info.file_size > max(MAX_UNPACKED, MAX_RATIO * info.compress_size):
            raise too_large(name, info.compress_size)
        if not info.file_size:
            raise InputError(phrase("{table} is empty.", table=name), where=name)
        found = True
        yield replace(part, name=name, member=number, packed=max(info.compress_size, 1))
    if not found:
        raise InputError(phrase("{file} holds no file that could hold posts.", file=part.name), where=part.name)


def _listed(part: Part) -> list[zipfile.ZipInfo]:
    listed = listing(part)
    if len(listed) > MAX_MEMBERS:
        raise InputError(
            phrase(
                "{file} holds {size} files; at most {most} are taken. Put the posts into fewer files.",
                file=part.name,
                size=grouped(len(listed)),
                most=grouped(MAX_MEMBERS),
            ),
            where=part.name,
        )
    return listed


def listing(part: Part) -> list[zipfile.ZipInfo]:
    """The table of contents of a zip."""
    try:
        with part.seekable() as file, zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise InputError(
            phrase(
                "{file} is a damaged or incomplete zip or Excel file: {note}. Fetch or export it again.",
                file=part.name,
                note=error,
            ),
            where=part.name,
        ) from None
    except (OSError, RuntimeError) as error:
        raise unreadable(part.name, error) from None


def _is_litter(filename: str) -> bool:
    path = PurePosixPath(filename)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return hidden or path.name.casefold() in _LITTER or path.suffix.casefold() in _MEDIA
