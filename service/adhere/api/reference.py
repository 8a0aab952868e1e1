"""GET /docs: every operation, to read about and to try, by Swagger UI.

Its files come with the package (swagger-ui-dist 5.35.0 as published, in `swagger_ui`): the policy of our pages lets nothing be fetched
from elsewhere, and nobody learns who looks.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse
from starlette import staticfiles
from starlette.types import Scope

from adhere.api.access import GuardedRoute
from adhere.api.describe import EVERYBODY

FOLDER = Path(__file__).parent / "swagger_ui"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Adhere: the HTTP API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/files/swagger-ui.css">
</head>
<body>
<main id="reference"></main>
<noscript>Without scripts: the operations stand in <a href="/openapi.json">openapi.json</a>.</noscript>
<script src="/docs/files/swagger-ui-bundle.js"></script>
<script src="/docs/files/begin.js"></script>
</body>
</html>
"""
router = APIRouter(route_class=GuardedRoute)


@router.get("/docs", include_in_schema=False, openapi_extra={"x-roles": EVERYBODY})
async def page() -> Response:
    """The page, which reads /openapi.json."""
    return HTMLResponse(_PAGE)


class _Files(staticfiles.StaticFiles):
    """The files of Swagger UI, which browsers may keep for a day."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response


def add_reference(app: FastAPI) -> None:
    """The page and its files."""
    app.mount("/docs/files", _Files(directory=FOLDER), name="reference")
    app.router.routes += router.routes
