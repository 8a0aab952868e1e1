"""Bytes to characters: which encoding, and a mark on each byte that is none of its characters."""

from __future__ import annotations

import codecs
import functools
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from charset_normalizer import from_bytes

from adhere.audits.reading.files import Part
from adhere.phrases import phrase

_SAMPLE = 1 << 16
#: Bytes read at a time into characters.
_PIECE = 1 << 16
_MARKS = codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE
_MARKED = "utf-8-sig", "utf-32", "utf-32", "utf-16", "utf-16"
#: What people's programs write. Left to choose among all that exist, a few umlauts become Macintosh or DOS letters.
_LIKELY = "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 koi8_r cp932 euc_jp cp949 gb18030 big5".split()
#: What a short text in Windows-1252 is taken for instead.
_LIKE_WESTERN = frozenset({"cp1250", "cp1254", "cp1257", "cp1258"})
_SIGNS = "€£¥§°©®™«»‹›„“”‚‘’–—…•·¡¿´`¨²³½¼×\xa0ªº"
_WESTERN = tuple(frozenset(letters + _SIGNS) for letters in ("äöüßàâçéèêëîïôùûœáíóúñãõìòå", "æøåäöéèêüßóáýðþíú"))


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Each byte that is no character becomes half of one (U+DC00 and on), which no sound text holds."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("adhere.mark", _mark)


@functools.lru_cache(maxsize=256)
def encoding_of(part: Part) -> str:
    """The encoding that fits the file best, as Python names it."""
    head, sample = b"", b""
    with part.open() as file:
        head = sample = file.read(_SAMPLE)
        for mark, name in zip(_MARKS, _MARKED, strict=True):
            if head.startswith(mark):
                return name
        if wide := _wide(head):
            return wide
        # umlauts may come late: plain ASCII fits every encoding and says nothing
        while sample.isascii() and (more := file.read(_SAMPLE)):
            sample = more
    return _narrow(sample)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: in most languages' punctuation and figures, every second byte is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    few, many = len(head) // 50, len(head) // 8
    if odd > many and even <= few:
        return "utf-16-le"
    return "utf-16-be" if even > many and odd <= few else None


def _narrow(sample: bytes) -> str:
    text = codecs.getincrementaldecoder("utf-8")("adhere.mark").decode(sample)
    wrong = sum("\udc00" <= char <= "\udcff" for char in text)
    # a few broken bytes among many sound letters: UTF-8 that was cut somewhere
    if not wrong or sum(char > "\x7f" for char in text) > 5 * wrong:
        return "utf-8"
    lines = b"\n".join(line for line in sample.splitlines() if not line.isascii())
    best = from_bytes(lines[:_SAMPLE], cp_isolation=_LIKELY, preemptive_behaviour=False).best()
    if best is None or (best.encoding in _LIKE_WESTERN and _is_western(lines)):
        return "cp1252"
    return best.encoding


def _is_western(lines: bytes) -> bool:
    """Is it as Windows-1252 one of the languages of western Europe, by the letters it uses?"""
    letters = {char for char in lines.decode("cp1252", "replace").casefold() if char > "\x7f"}
    hungarian = "õ" in letters and "ã" not in letters
    return not hungarian and any(letters <= expected for expected in _WESTERN)


@contextmanager
def text_of(part: Part, encoding: str, newline: str) -> Iterator[TextIO]:
    """The characters of the file. Lines end as `newline` says (see io.TextIOWrapper)."""
    with part.open() as file:
        text = io.TextIOWrapper(file, encoding, "adhere.mark", newline)
        try:
            yield text
        finally:
            text.detach()


def is_sound(text: str) -> bool:
    """Was every byte a character?"""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def undecodable(encoding: str, text: str) -> str:
    """What is wrong with a text that is not sound, in words."""
    at = next(place for place, char in enumerate(text) if "\ud800" <= char <= "\udfff")
    near = text[max(0, at - 20) : at].replace("\n", " ").encode(errors="replace").decode()
    if not "\udc00" <= text[at] <= "\udcff":
        return phrase(
            "half a character after {given} is no character in {encoding}. Save the file as UTF-8.",
            given=repr(near),
            encoding=encoding,
        )
    byte = f"{ord(text[at]) - 0xDC00:#04x}"
    return phrase(
        "byte {byte} after {given} is no character in {encoding}. Save the file as UTF-8.",
        byte=byte,
        given=repr(near),
        encoding=encoding,
    )
