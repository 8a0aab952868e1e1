"""JSON on its way to a parser that trusts it: as UTF-8, not nested without end, and not one record without end."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO

from adhere.errors import InputError
from adhere.phrases import grouped, phrase

#: Real records nest a dozen times. The parser keeps the whole path of keys at each level: memory grows with the square of the depth.
DEEPEST = 64
_PIECE = 1 << 16
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_NOTHING = b"{}", b"[]"


class Depth:
    """How deep JSON is nested so far, without parsing it."""

    def __init__(self) -> None:
        self._rest = b""
        self._in_string = 0
        self._depth = 0

    def is_too_deep(self, piece: bytes) -> bool:
        """Takes the next piece; is anything in it deeper than anyone needs?"""
        brackets = self._outside_strings(piece).translate(None, _NOT_BRACKETS)
        # each round takes away the innermost pairs
        for _ in range(DEEPEST):
            before = len(brackets)
            for pair in _NOTHING:
                brackets = brackets.replace(pair, b"")
            if len(brackets) == before:
                break
        else:
            return True
        opened = brackets.count(b"{") + brackets.count(b"[")
        self._depth += 2 * opened - len(brackets)
        return self._depth > DEEPEST

    def _outside_strings(self, piece: bytes) -> bytes:
        data = self._rest + piece
        hanging = (len(data) - len(data.rstrip(b"\\"))) % 2
        self._rest = b"\\" * hanging
        data = data[: len(data) - hanging].replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = data.split(b'"')
        outside = b"".join(parts[self._in_string :: 2])
        self._in_string = (self._in_string + len(parts) - 1) % 2
        return outside


class Checked(io.RawIOBase):
    """A file in any encoding as UTF-8. What was undecodable becomes U+FDD0, which no text may use.

    Raises InputError where it is nested too deeply, or where more than `largest` bytes come without a call of `next_record`.
    """

    def __init__(self, file: BinaryIO, encoding: str, name: str, largest: int | None) -> None:
        self._file, self._name, self._largest = file, name, largest
        self._decode = codecs.getincrementaldecoder(encoding)("adhere.mark")
        self._rest = b""
        self._ended = False
        self._since = 0
        self._depth = Depth()
        #: Has anything been undecodable so far?
        self.damaged = False

    def next_record(self) -> None:
        """A record is complete: the next may be as large again."""
        self._since = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes, as many as there is room for."""
        while not self._rest and not self._ended:
            piece = self._file.read(_PIECE)
            self._ended = not piece
            self._rest = self._encoded(self._decode.decode(piece, final=self._ended))
            self._check(self._rest)
        data, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def _check(self, data: bytes) -> None:
        self._since += len(data)
        if self._largest is not None and self._since > self._largest:
            raise InputError(
                phrase(
                    "{file} holds a record of more than {most} bytes.", file=self._name, most=grouped(self._largest)
                ),
                where=self._name,
            )
        if self._depth.is_too_deep(data):
            raise InputError(
                phrase(
                    "{file} is nested more than {count} times: no export of posts is.", file=self._name, count=DEEPEST
                ),
                where=self._name,
            )

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode()
        except UnicodeEncodeError:
            self.damaged = True
            return "".join("\ufdd0" if "\ud800" <= char <= "\udfff" else char for char in text).encode()
