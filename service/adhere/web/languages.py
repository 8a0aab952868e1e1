"""The languages of the pages: which one a reader gets, and its words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel import Locale
from babel.support import NullTranslations, Translations
from fastapi import Request

#: The names that the languages give themselves. The first is that of the words in templates.
LANGUAGES = {"en": "English", "de": "Deutsch"}
#: Where dates and numbers are written as a language's readers expect.
_LOCALES = {"en": "en_GB", "de": "de"}
LOCALES = Path(__file__).parent / "locales"
DOMAIN = "adhere"


def language_of(request: Request) -> str:
    """The language that is asked for: in the address (`?lang=de`), by an earlier choice, or by the browser."""
    for asked in (request.query_params.get("lang"), request.cookies.get("adhere_lang")):
        if asked in LANGUAGES:
            return asked
    return next((tag.partition("-")[0] for tag in accepted(request) if tag.partition("-")[0] in LANGUAGES), "en")


def accepted(request: Request) -> list[str]:
    """The tags that the browser names, best first, in lower case: `de-at`, `en`."""
    weighed: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "")[:500].split(","):
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((float(weight or 1), tag.strip().lower()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighed, key=lambda each: -each[0]) if weight > 0 and tag]


@cache
def locale_of(language: str) -> Locale:
    """How the readers of a language write dates and numbers, and what they call countries."""
    return Locale.parse(_LOCALES[language])


@cache
def translations_of(language: str) -> NullTranslations:
    """The words of a language."""
    return Translations.load(LOCALES, [language], DOMAIN)
