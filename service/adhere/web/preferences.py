"""The language and the light in which somebody reads, and what they asked last: kept in cookies of their own browser."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from adhere.errors import UnknownWord
from adhere.web.languages import LANGUAGES
from adhere.web.rendering import keep
from adhere.web.routes import PageRoute

THEMES = ("light", "dark")
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/preferences", openapi_extra={"x-roles": []})
async def preferences(request: Request) -> Response:
    """Keep the language or the light that was chosen, and lead back to the page. Raises UnknownWord for another word."""
    form = await request.form()
    response = RedirectResponse(local_path(str(form.get("next", "/"))), 303)
    keep_chosen(response, {name: str(form[name]) for name in ("lang", "theme") if name in form})
    return response


def keep_chosen(response: Response, chosen: dict[str, str]) -> None:
    """Keep what was chosen, by the names `lang` and `theme`. Raises UnknownWord."""
    for name, allowed in (("lang", LANGUAGES), ("theme", THEMES)):
        value = chosen.get(name)
        if value is None:
            continue
        if value not in allowed:
            raise UnknownWord(name, value, allowed, where=name)
        keep(response, name, value)


def local_path(target: str) -> str:
    """The target, where it is a path of this service; else the first page, so that nobody is led elsewhere."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if inside and "\\" not in target else "/"
