"""`adhere serve`: the HTTP service."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

HELP = """Serve the HTTP API until Ctrl-C.

Limits and batch workers are settings: ADHERE_MAX_TEXT_LENGTH, ADHERE_MAX_BATCH, ADHERE_MAX_BODY_BYTES,
ADHERE_BATCH_WORKERS, ADHERE_RULES, ADHERE_CLASSIFY.

\b
Example:
  adhere serve --port 8080, then open http://127.0.0.1:8080/docs
"""


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Server processes, each with batch workers of its own.")
    ] = 1,
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", help="A folder of your own packs, on top of ours; may be repeated.")
    ] = None,
) -> None:
    """Start uvicorn on the app factory; named by text, since the command line and the API do not import each other."""
    import uvicorn

    from adhere.rulebook import load_rulebook

    folders = os.pathsep.join(str(folder.resolve()) for folder in rules or ()) or os.environ.get("ADHERE_RULES", "")
    # mistakes in the rules end it here, each with its file and line, and not in a service that never gets ready
    load_rulebook([Path(folder) for folder in folders.split(os.pathsep) if folder])
    os.environ["ADHERE_RULES"] = folders
    uvicorn.run("adhere.api:create_app", factory=True, host=host, port=port, workers=workers, server_header=False)
