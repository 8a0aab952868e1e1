"""The files beside the pages: styles, scripts, the picture in the tab."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette import staticfiles
from starlette.responses import Response
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"


@cache
def address(name: str) -> str:
    """Where a file is served. The address changes with what is in the file, so that browsers may keep it for ever."""
    return f"/static/{name}?v={hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]}"


class StaticFiles(staticfiles.StaticFiles):
    """The files of `FOLDER`, for everybody: there is nothing in them to keep from anyone."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, to be kept where its address names its content."""
        response = await super().get_response(path, scope)
        lasting = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response
