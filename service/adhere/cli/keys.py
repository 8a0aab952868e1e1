"""`adhere keys`: who may use the service, and for what."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import platformdirs
import typer

from adhere.cli.options import given_day
from adhere.cli.plain import printable

if TYPE_CHECKING:
    from adhere.storage.accounts import Accounts, Key

app = typer.Typer(help="Keys of the service: make, list and revoke them.", no_args_is_help=True, rich_markup_mode=None)
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="ADHERE_DATA",
        metavar="FOLDER",
        help="The folder that the service keeps its data in.",
        show_default=False,
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database", envvar="ADHERE_DATABASE", metavar="URL", help="The service's PostgreSQL, where it has one."
    ),
]


def data_folder(given: Path | None) -> Path:
    """The folder that is given, else the user's own for data."""
    return given if given is not None else platformdirs.user_data_path("adhere")


def open_accounts(data: Path | None, database: str | None) -> Accounts:
    """The service's database. Raises InputError where it cannot be opened."""
    from adhere.storage.accounts import Accounts

    return Accounts.at(data_folder(data), database)


_CREATE = """Make a key, and show it this once: only a digest of it is kept.

Roles: `check` checks posts; `audit` also runs audits and reads their results; `review` reads results and decides; `admin` may do
everything in its workspace. A workspace never sees another one's data; it is made with its first key. From the first key on, the
service answers nobody without one, also on this machine.

\b
Examples:
  adhere keys create "approval workflow" --role check
  adhere keys create "R. Okafor" --role audit --role review --workspace brand-team --until 2027-06-30
"""


@app.command("create", help=_CREATE)
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is; decisions and the audit log name it.")],
    role: Annotated[
        list[str], typer.Option("--role", metavar="ROLE", help="check, audit, review or admin; may be repeated.")
    ],
    workspace: Annotated[str, typer.Option("--workspace", metavar="NAME", help="Whose data it opens.")] = "default",
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The last day on which it counts (UTC).")
    ] = None,
    data: Data = None,
    database: Database = None,
) -> None:
    """The key alone on standard output, so that a script can take it."""
    last = given_day(until, "--until")
    # the last second of that day, and one more
    end = int(dt.datetime.combine(last, dt.time(23, 59, 59), dt.UTC).timestamp()) + 1 if last else None
    with open_accounts(data, database) as accounts:
        key, token = accounts.create_key(workspace, name, role, int(time.time()), expires=end, by=_operator())
    typer.echo(f"key {key.id} of workspace {key.workspace}; it is not shown again:", err=True)
    typer.echo(token)


_LIST = """Show all keys, without their secrets.

\b
Examples:
  adhere keys list
  adhere keys list --workspace brand-team --format json
"""


@app.command("list", help=_LIST)
def list_keys(
    workspace: Annotated[str | None, typer.Option("--workspace", metavar="NAME", help="Only this workspace's.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    data: Data = None,
    database: Database = None,
) -> None:
    """A key in a line, or all as a JSON array."""
    from adhere.errors import UnknownWord
    from adhere.storage.accounts.moments import moment

    if format_ not in ("text", "json"):
        raise UnknownWord("format", format_, ["text", "json"], where="--format")
    with open_accounts(data, database) as accounts:
        found = accounts.keys(workspace)
    if format_ == "json":
        typer.echo(json.dumps([_as_json(each) for each in found], ensure_ascii=False, indent=2))
        return
    now = time.time()
    for key in found:
        state = "" if key.counts(now) else " revoked" if key.revoked is not None else " expired"
        used = f"last used {moment(key.last_used)}" if key.last_used is not None else "never used"
        what = f"{key.id}  {key.workspace}  {', '.join(sorted(key.roles))}{state}  {used}  {key.name}"
        typer.echo(printable(what))
    if not found:
        typer.echo("no keys")


_REVOKE = """End a key for ever. A running service refuses it within a second.

\b
Example:
  adhere keys revoke 3f0a9c1d5e7b
"""


@app.command("revoke", help=_REVOKE)
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key's id, as `adhere keys list` shows it.")],
    data: Data = None,
    database: Database = None,
) -> None:
    """Says what was done."""
    with open_accounts(data, database) as accounts:
        accounts.revoke_key(key, int(time.time()), by=_operator())
    typer.echo(f"key {key} is revoked")


def _operator() -> str:
    return f"{os.environ.get('USER') or os.environ.get('LOGNAME') or 'operator'} (command line)"


def _as_json(key: Key) -> dict[str, object]:
    from adhere.storage.accounts.moments import moment

    return {
        "id": key.id,
        "workspace": key.workspace,
        "name": key.name,
        "roles": sorted(key.roles),
        "created": moment(key.created),
        "expires": moment(key.expires),
        "last_used": moment(key.last_used),
        "revoked": moment(key.revoked),
    }
