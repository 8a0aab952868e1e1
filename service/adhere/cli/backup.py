"""`adhere backup`: a copy of what the service keeps."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from adhere.cli.plain import printable

HELP = """Copy the service's data folder into a new one, while the service runs.

Keys, evidence, audits and packs are in it. Each database is copied as of one moment; `adhere evidence verify` shows that the copied
evidence is whole. What stands in a PostgreSQL is not in the folder: pg_dump copies that.

\b
Example:
  adhere backup /var/lib/adhere /backup/adhere-2026-11-26
"""


def backup(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="The service's data folder.")],
    to: Annotated[Path, typer.Argument(metavar="TO", help="The folder of the copy, which is made.")],
) -> None:
    """Says what was copied."""
    from adhere.storage.backup import copy_data

    copied = copy_data(data, to)
    typer.echo(printable(f"{copied.databases} databases and {copied.files} files copied to {to}"))
    if os.environ.get("ADHERE_DATABASE"):
        typer.echo("the service's database is a PostgreSQL, which is not in it: copy that with pg_dump", err=True)
