"""The pages people use, on top of the HTTP service: `adhere.web:create_app`.

How a page is added:

1. A module with `router = APIRouter(route_class=PageRoute, include_in_schema=False)`. Each route says its roles in
   `openapi_extra={"x-roles": [...]}`, takes the request, and returns `render(request, "name.html", ...)`.
   `caller_of(request)` of `adhere.api.access` is who asks; an error of ours that a route raises becomes a page by itself.
2. The router joins `ROUTERS` in `app.py`; a page of the navigation is a row of `NAVIGATION` in `rendering.py`.
3. A template in `templates/` that begins with `{% extends "base.html" %}` and fills the blocks `title` and `main`. What pages
   share stands in `templates/macros.html`; each macro says at its head what it takes. Templates have no scripts and no styles
   in them (the content security policy refuses both): looks go into `static/adhere.css`, behaviour into `static/adhere.js`.
4. Every word goes through `_()` or `ngettext()`, words of closed sets through `word(kind, value)` (see `words.py`). `make words`
   brings the catalogues in `locales/` up to date; then the German is written into `locales/de/LC_MESSAGES/adhere.po`, and
   `make words` once more compiles it. What the checker says is told by `told(text, markets)`, from the catalogue `findings.po`
   (see `telling.py`).
5. What comes from outside is shown through the filter `shown`, or in pieces by the macro `marked`: neither lets markup,
   direction marks or invisible characters through.
"""

from adhere.web.app import create_app

__all__ = ["create_app"]
