"""One value of a file to one value of a post. Each reading gives None for "not said", and ValueError, in words, for what it cannot read."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from adhere.audits.reading import words
from adhere.audits.reading.days import Order, day_of
from adhere.audits.reading.names import plain
from adhere.audits.reading.rows import MAX_TEXT
from adhere.errors import UnknownWord
from adhere.phrases import grouped, phrase
from adhere.post import Platform, Relationship, Surface

Reading = Callable[[Any], Any]

_LONE = re.compile("[\ud800-\udfff]")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’\s\u00a0\u202f])\d{3})(?:\1\d{3})*")
_WHOLE = re.compile(r"(\d+)(?:[.,]0{1,2})?")
_ROUNDED = re.compile(r"(\d+(?:[.,]\d+)?)\s?([kKmM])")
_ISO_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_COLONS = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_NO_LANGUAGE = frozenset("und zxx mul art qam qct qht qme qst".split())
_LISTED = re.compile(r"[,;|/\n]+")
#: What a spreadsheet leaves of a text that begins like a formula, as it says it in its language.
_FORMULA_ERRORS = frozenset(
    "#NAME? #VALUE! #REF! #DIV/0! #NUM! #NULL! #ERROR! #WERT! #BEZUG! #ZAHL! #NOM? #VALEUR! #NOMBRE! #¿NOMBRE? #¡VALOR! #¡REF! #NOME? "
    "#VALORE! #RIF! #VALOR! #NAAM? #WAARDE! #NAZWA? #ARG! #ADR! #NAVN? #VÆRDI! #VERDI! #NAMN? #VÄRDEFEL! #NIMI? #ARVO! #NÁZEV? "
    "#HODNOTA! #NÁZOV? #NÉV? #ÉRTÉK! #DEĞER! #ИМЯ? #ЗНАЧ!".split()
)


def text(value: Any) -> str | None:
    """Words, as they stand."""
    if type(value) is not str:
        value = _as_text(value)
        if value is None:
            return None
    if len(value) > MAX_TEXT:
        raise ValueError(phrase("is longer than {most} characters.", most=grouped(MAX_TEXT)))
    if value in _FORMULA_ERRORS:
        raise ValueError(
            phrase(
                "is {example}: a spreadsheet took the words for a formula, and lost them. Export the column as text.",
                example=value,
            )
        )
    return whole(value)


def whole(value: str) -> str:
    """Half a character is no text: it becomes U+FFFD, and offsets stay as they are."""
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return _LONE.sub("\ufffd", value)
    return value


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise ValueError(phrase("holds bytes that are no UTF-8.")) from None
    if isinstance(value, list | tuple):
        if all(isinstance(each, str) for each in value):
            return "\n".join(value) if value else None
        raise ValueError(phrase("must be text, not a list of other things."))
    if isinstance(value, dict):
        raise ValueError(phrase("must be text, not an object with fields of its own."))
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, float | Decimal) and value == (number := _integer(value)):
        return str(number)
    return str(value)


def _integer(value: float | Decimal) -> int | None:
    try:
        return int(value)
    except (ValueError, OverflowError):
        return None


def name(value: Any) -> str | None:
    """A word or name: without the blanks around it."""
    found = text(value)
    return (found.strip() or None) if found is not None else None


def _said(value: Any) -> str | None:
    """The value as a bare word, or None where the file says that it does not know."""
    found = name(value)
    return None if found is None or found.casefold() in words.UNKNOWN else found


def count(value: Any) -> int | None:
    """A whole number, with or without separators between thousands."""
    if type(value) is int:
        return value
    found = _said(value)
    return None if found is None else _count(found)


@lru_cache(maxsize=1 << 14)
def _count(value: str) -> int:
    if value.isdecimal():
        return int(value[:30])
    if _THOUSANDS.fullmatch(value):
        return int("".join(filter(str.isdecimal, value))[:30])
    if found := _WHOLE.fullmatch(value):
        return int(found[1][:30])
    if found := _ROUNDED.fullmatch(value):
        return round(float(found[1][:30].replace(",", ".")) * (1_000 if found[2] in "kK" else 1_000_000))
    raise ValueError(phrase("{given} is no whole number.", given=repr(value[:60])))


def seconds(value: Any) -> float | None:
    """A duration: seconds, minutes:seconds, or ISO 8601 such as PT9M12S."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    found = _said(value)
    return None if found is None else _seconds(found)


@lru_cache(maxsize=1 << 12)
def _seconds(value: str) -> float:
    if (found := _COLONS.fullmatch(value)) and len(value) < 20:
        return int(found[1] or 0) * 3600.0 + int(found[2]) * 60 + int(found[3])
    if (found := _ISO_DURATION.fullmatch(value)) and len(value) < 40:
        days, hours, minutes, rest = (float(each or 0) for each in found.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + rest
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(phrase("{given} is no number of seconds.", given=repr(value[:60])))
    return number


def yes_or_no(value: Any) -> bool | None:
    """A boolean in any of a dozen languages."""
    if isinstance(value, bool):
        return value
    found = _said(value)
    if found is None:
        return None
    known = words.answers().get(found.casefold())
    if known is None:
        raise ValueError(phrase("{given} is neither yes nor no. Write true or false.", given=repr(found[:60])))
    return known


def platform(value: Any) -> Platform | None:
    """A platform by any of its names. Raises UnknownWord with the nearest."""
    if isinstance(value, list) and value:
        value = value[0]
    found = _said(value)
    return None if found is None else _platform(found)


@lru_cache(maxsize=1 << 12)
def _platform(value: str) -> Platform:
    known = words.platforms().get(plain(value))
    if known is None:
        raise _unknown("platform", value, [each.value for each in Platform])
    return known


def any_platform(value: Any) -> Platform | None:
    """A platform, or `other` for the many sites that a listening tool names."""
    try:
        return platform(value)
    except ValueError:
        return Platform.OTHER


def platform_of_url(value: Any) -> Platform | None:
    """The platform that a link leads to, where its host is one's own."""
    found = _said(value)
    return None if found is None else _platform_of_url(found)


_HOST = re.compile(r"(?:https?://)?(?:www\.|m\.|mobile\.|vm\.|old\.)?([a-z0-9.-]+)(?:[/?#:]|$)", re.I)


@lru_cache(maxsize=1 << 12)
def _platform_of_url(value: str) -> Platform | None:
    found = _HOST.match(value)
    host = found[1].casefold() if found else ""
    return words.platforms().get(plain(host)) if "." in host else None


def surface(value: Any) -> Surface | None:
    """A surface by any of its names; an unknown one is not said."""
    found = name(value) if isinstance(value, str) else None
    return None if found is None else _surface(found)


@lru_cache(maxsize=1 << 12)
def _surface(value: str) -> Surface | None:
    return words.surfaces().get(plain(value))


def relationship(value: Any) -> Relationship | None:
    """One of the relationships. Raises UnknownWord with the nearest."""
    found = name(value)
    return None if found is None else _relationship(found)


@lru_cache(maxsize=1 << 12)
def _relationship(value: str) -> Relationship:
    known = words.relationships().get(plain(value))
    if known is None:
        raise _unknown("relationship", value, [each.value for each in Relationship])
    return known


def _unknown(kind: str, value: str, allowed: list[str]) -> ValueError:
    return ValueError(UnknownWord(kind, value[:60], allowed).message)


def jurisdictions(value: Any) -> list[str] | None:
    """Codes, groups and names of countries, as a list or with commas, bars and the like between."""
    if isinstance(value, list | tuple):
        value = ",".join(str(each) for each in value)
    found = name(value)
    return None if found is None else list(_jurisdictions(found))


@lru_cache(maxsize=1 << 12)
def _jurisdictions(value: str) -> tuple[str, ...]:
    parts = [part.strip() for part in _LISTED.split(value)]
    if len(parts) == 1 and not words.markets().get(plain(value)):
        parts = value.split()
    return tuple(
        words.markets().get(plain(part)) or (part.upper() if len(part) == 2 else part) for part in parts if part
    )


def language(value: Any) -> str | None:
    """A tag such as de or pt-BR; a language's English or own name; None for what is neither."""
    found = _said(value)
    return None if found is None else _language(found)


@lru_cache(maxsize=1 << 12)
def _language(value: str) -> str | None:
    known = words.languages().get(plain(value))
    if known:
        return known
    return value.replace("_", "-") if _TAG.fullmatch(value) and value.casefold() not in _NO_LANGUAGE else None


def names(value: Any) -> list[str] | None:
    """A list of names, as a list, as JSON, or with commas between."""
    found = _listed(value)
    if isinstance(found, str):
        return [part.strip() for part in re.split(r"[,;|\n]+", found) if part.strip()]
    return None if found is None else [each for each in map(_name_in, found) if each]


def _name_in(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next((value[key] for key in ("username", "handle", "name", "screen_name") if value.get(key)), None)
    return name(value)


def passages(value: Any) -> list[Any] | None:
    """Words on a picture or spoken: one text, or a list of texts or of objects with times."""
    found = _listed(value)
    if isinstance(found, str):
        return [{"text": found}]
    return None if found is None else [whole(each) if isinstance(each, str) else _plain(each) for each in found]


def _plain(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: whole(each) if isinstance(each, str) else each for key, each in value.items() if each is not None}


def _listed(value: Any) -> str | list[Any] | None:
    if isinstance(value, list | tuple):
        return list(value)
    found = text(value)
    if found is None or not found.strip():
        return None
    if found.startswith("["):
        try:
            data = json.loads(found)
        except (ValueError, RecursionError):
            return found
        return data if isinstance(data, list) else found
    return found


def choice(value: Any) -> str | None:
    """One of a few words, checked by the post itself."""
    found = name(value)
    return None if found is None else found.casefold()


READINGS: dict[str, Reading] = {
    **dict.fromkeys(("text", "title", "first_comment", "profile"), text),
    **dict.fromkeys(("id", "author", "brand", "sector", "url"), name),
    **dict.fromkeys(("overlay", "transcript"), passages),
    **dict.fromkeys(("altered_image", "audience"), choice),
    "duration": seconds,
    "tags": names,
    "platform": platform,
    "surface": surface,
    "jurisdictions": jurisdictions,
    "relationship": relationship,
    "platform_label": yes_or_no,
    "language": language,
    "followers": count,
}


def reading_of(field: str, order: Order) -> Reading:
    """How values of a field are read. Raises ValueError for a field that no reading is for."""
    if field == "published_on":
        return partial(_day, order=order)
    return READINGS[field]


def _day(value: Any, order: Order) -> Any:
    if isinstance(value, str) and value.strip().casefold() in words.UNKNOWN:
        return None
    return day_of(value, order)
