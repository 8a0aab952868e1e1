"""`adhere serve`: the HTTP service."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Annotated, Any

import typer

from adhere.cli.keys import Data, Database, data_folder, open_accounts

HELP = """Serve the HTTP API and the pages until Ctrl-C.

On this machine's own addresses it is open until the first key is made (adhere keys create); on any other address it does not start
without keys. Limits, places and batch workers are settings in the environment; `adhere settings` shows them. On SIGHUP the rules
are loaded again, without a gap; on SIGTERM the service ends what it has begun.

\b
Examples:
  adhere serve --port 8080, then open http://127.0.0.1:8080/
  adhere keys create "approval workflow" --role check, and then adhere serve --host 0.0.0.0
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
    data: Data = None,
    database: Database = None,
) -> None:
    """Start uvicorn on the app factory; named by text, since the command line and the API do not import each other."""
    import uvicorn

    from adhere import logs
    from adhere.rulebook import load_rulebook
    from adhere.settings import Settings
    from adhere.storage.accounts.openness import check_listening

    folders = os.pathsep.join(str(folder.resolve()) for folder in rules or ()) or os.environ.get("ADHERE_RULES", "")
    # mistakes in the rules end it here, each with its file and line, and not in a service that never gets ready
    load_rulebook([Path(folder) for folder in folders.split(os.pathsep) if folder])
    with open_accounts(data, database) as accounts:
        check_listening(host, accounts)
    os.environ["ADHERE_RULES"] = folders
    os.environ["ADHERE_DATA"] = str(data_folder(data).resolve())
    if database is not None:
        os.environ["ADHERE_DATABASE"] = database
    settings = Settings.from_env()
    options: dict[str, Any] = {
        "app": "adhere.web:create_app",
        "factory": True,
        "host": host,
        "port": port,
        "server_header": False,
        "access_log": False,
        "log_config": logs.configuration(settings.log_format, settings.log_level),
        "timeout_graceful_shutdown": settings.stop_seconds,
    }
    changed = settings.rules_changed
    assert changed is not None  # there is a data folder
    if workers > 1:
        from adhere.cli.supervisor import supervise

        supervise(uvicorn.Config(**options, workers=workers), changed.touch)
    else:
        signal.signal(signal.SIGHUP, lambda *_: changed.touch())
        uvicorn.run(**options)
