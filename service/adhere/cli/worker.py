"""`adhere worker`: takes a share of the audits that others begin."""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from adhere.cli.plain import printable
from adhere.errors import InputError

log = logging.getLogger("adhere.worker")
HELP = """Take a share of the audits on a PostgreSQL, until Ctrl-C.

Start one on each machine that can reach the database and the audits' folders under the same paths, and one more for every four
cores. A worker that dies loses nothing: another one does again what it had in hand.

\b
Example:
  adhere worker --database postgresql://adhere@db/adhere
"""


def worker(
    database: Annotated[
        str,
        typer.Option(
            "--database", envvar="ADHERE_DATABASE", metavar="URL", help="The PostgreSQL that holds the queue."
        ),
    ],
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", min=1, metavar="N", help="Processes that check; as many as there are cores, if not given."
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--schedules", help="Show what is scheduled, and do nothing.")] = False,
    unschedule: Annotated[
        Path | None,
        typer.Option("--unschedule", metavar="FOLDER", help="Schedule nothing more into this output folder."),
    ] = None,
) -> None:
    """See HELP."""
    from adhere import logs
    from adhere.audits import schedules
    from adhere.audits.run import leave, working
    from adhere.settings import Settings, cores

    if database.startswith("sqlite"):
        raise InputError("A worker needs a PostgreSQL; SQLite serves one process alone.", where="--database")
    if unschedule is not None:
        schedules.unschedule(str(unschedule.resolve()), database)
    if list_ or unschedule is not None:
        for _, cron, output in schedules.schedules(database):
            print(printable(f"{cron}  {output}"))
        return
    settings = Settings.from_env()
    logs.configure(settings.log_format, settings.log_level)
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    with working(database, database, jobs or cores()):
        log.info("waiting for work")
        stop.wait()
        leave(0)
