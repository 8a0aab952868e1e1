"""Templates to pages, in the reader's language."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any
from urllib.parse import quote

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from adhere import __version__
from adhere.api.access import LOCAL, Caller
from adhere.report import NOT_LEGAL_ADVICE
from adhere.web.assets import address
from adhere.web.languages import LANGUAGES, language_of, locale_of, translations_of
from adhere.web.telling import told
from adhere.web.unseen import shown
from adhere.web.words import N_, by_name, country, said, tongue, word

#: The pages of the navigation: path and name.
NAVIGATION = (
    ("/", N_("Check")),
    ("/audits", N_("Audits")),
    ("/review", N_("Review")),
    ("/rules", N_("Rules")),
    ("/evidence", N_("Evidence")),
)
#: What htmx may do: nothing that needs inline scripts or styles, and nothing that leaves a page in the browser's storage.
HTMX = {
    "allowEval": False,
    "allowScriptTags": False,
    "historyCacheSize": 0,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "timeout": 60_000,
    "responseHandling": [{"code": "204", "swap": False}, {"code": "...", "swap": True}],
}
_YEAR = 365 * 24 * 3600


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """The page that a template makes of `context`.

    Besides, templates know `_` and `ngettext`; the filters `shown`, `day`, `number`, `percent` and `relationship`; the functions
    `word(kind, value)`, `by_name(rulebook)`, `country(pack)`, `tongue(code)`, `told(text, markets)`, `said(value)` and
    `static(name)`; and `lang`, `languages`, `theme` ("light", "dark" or ""), `path`, `here` (the path with its query),
    `navigation`, `notice`, `version` and `htmx`.
    """
    language = getattr(request.state, "language", None) or language_of(request)
    query = request.url.query
    page = (
        environment(language)
        .get_template(template)
        .render(
            context
            | {
                "path": request.url.path,
                "here": request.url.path + (f"?{query}" if query else ""),
                "theme": theme_of(request),
                "signed_in": _signed_in(request),
            }
        )
    )
    response = HTMLResponse(page, status)
    response.headers["Content-Language"] = language
    if request.query_params.get("lang") in LANGUAGES:
        keep(response, "lang", language)
    return response


def _signed_in(request: Request) -> Caller | None:
    """Who is signed in; nobody is on an open service."""
    caller: Caller | None = getattr(request.state, "caller", None)
    return None if caller == LOCAL else caller


def is_fragment(request: Request) -> bool:
    """Is a part of a page asked for, to be put into the page that is shown?"""
    return request.headers.get("hx-request") == "true"


def theme_of(request: Request) -> str:
    """`light` or `dark`, where the reader chose; else empty, and the browser decides."""
    chosen = getattr(request.state, "theme", None) or request.cookies.get("adhere_theme", "")
    return chosen if chosen in ("light", "dark") else ""


def keep(response: Response, name: str, value: str) -> None:
    """Keep a choice in the browser, for a year."""
    response.set_cookie(f"adhere_{name}", quote(value, safe=""), max_age=_YEAR, samesite="lax")


@cache
def environment(language: str) -> Environment:
    """The templates in a language. A name that a template does not know is an error."""
    locale = locale_of(language)
    made = Environment(
        loader=PackageLoader("adhere.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    translations = translations_of(language)
    made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {
        "shown": shown,
        "day": lambda value: format_date(as_date(value), "medium", locale=locale),
        "number": lambda value: format_decimal(value, locale=locale),
        "percent": lambda value: format_percent(round(value, 3), locale=locale, decimal_quantization=False),
        "relationship": lambda value: translations.gettext(word("relationship", value)),
    }
    made.globals |= {
        "by_name": _in(language, by_name),
        "country": _in(language, country),
        "htmx": json.dumps(HTMX),
        "lang": language,
        "languages": LANGUAGES,
        "navigation": NAVIGATION,
        "notice": NOT_LEGAL_ADVICE,
        "said": said,
        "static": address,
        "told": partial(told, language),
        "tongue": _in(language, tongue),
        "version": __version__,
        "word": lambda kind, value: translations.gettext(word(kind, value)),
    }
    return made


def as_date(value: str | dt.date) -> dt.date:
    """The day that an ISO date names."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _in(language: str, function: Callable[[str, Any], Any]) -> Callable[[Any], Any]:
    return lambda value: function(language, value)
