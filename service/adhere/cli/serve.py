"""`adhere serve`: the HTTP service."""

from __future__ import annotations

from typing import Annotated

import typer

HELP = """Serve the HTTP API until Ctrl-C.

Example: adhere serve --port 8080, then open http://127.0.0.1:8080/docs
"""


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Server processes.")] = 1,
) -> None:
    """Start uvicorn on the app factory; named by text, since the command line and the API do not import each other."""
    import uvicorn

    uvicorn.run("adhere.api:create_app", factory=True, host=host, port=port, workers=workers, log_level="info")
