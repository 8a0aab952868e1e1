"""`adhere evidence`: verify what an audit recorded, check a post again as it was checked then, erase texts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adhere.cli.options import given_day
from adhere.cli.plain import printable
from adhere.errors import InputError

if TYPE_CHECKING:
    from adhere.storage import Storage

NAME = "evidence.sqlite"
FAULTY = 1
app = typer.Typer(
    help="What audits recorded: verify it, check a post again, erase texts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Folder = Annotated[Path | None, typer.Argument(metavar="FOLDER", help="The folder of an audit.", show_default=False)]
Database = Annotated[
    str | None,
    typer.Option("--database", envvar="ADHERE_DATABASE", metavar="URL", help="The database, in place of a folder."),
]
Workspace = Annotated[
    str | None,
    typer.Option("--workspace", metavar="NAME", help="The workspace, where the database is a service's PostgreSQL."),
]
Audit = Annotated[str | None, typer.Option("--audit", metavar="ID", help="Only this audit of the database.")]


def open_evidence(folder: Path | None, database: str | None, workspace: str | None, option: str) -> Storage:
    """The evidence in an audit's folder, or at an address, there of a workspace. Raises InputError where nothing is named or there."""
    from adhere.storage import Storage

    if workspace is not None:
        return Storage.open(_of_workspace(folder, database, workspace), create=False)
    if folder is not None:
        # a folder that is named goes before an address that only stands in the environment
        path = folder / NAME if folder.is_dir() else folder
        return Storage.open(f"sqlite:///{path}", create=False)
    if database is None:
        raise InputError("Which evidence? Give the folder of an audit, or --database URL.", where=option)
    return Storage.open(database, create=False)


def _of_workspace(folder: Path | None, database: str | None, workspace: str) -> str:
    """The address of a workspace's evidence on a PostgreSQL. Raises InputError."""
    from adhere.storage.accounts.accounts import check_name
    from adhere.storage.places import workspace_database

    if folder is not None or database is None or database.startswith("sqlite"):
        raise InputError(
            "--workspace goes with --database and the URL of a service's PostgreSQL. Without one, each workspace has a folder: "
            f"name FOLDER/workspaces/{workspace}, with the service's data FOLDER.",
            where="--workspace",
        )
    check_name(workspace)
    return workspace_database(database, workspace)


_VERIFY = """Compute every hash anew, and say what is not as it was recorded. Exit 1 where something is not.

It finds whatever was changed, added, taken away or moved afterwards. What no chain can show by itself is that somebody with
access computed all of it anew: note the head that is printed at another place, and give it with --head later.

\b
Examples:
  adhere evidence verify audit-2026-11
  adhere evidence verify --database postgresql://adhere@db/adhere --workspace default --audit 20261126-4be1a90c
"""


@app.command("verify", help=_VERIFY)
def verify(
    folder: Folder = None,
    database: Database = None,
    workspace: Workspace = None,
    audit: Audit = None,
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="HASH", help="A head that was printed before: the log must have had it."),
    ] = None,
) -> None:
    """Each fault in a line, or the number of records and the head."""
    from adhere.storage.store import MOST_FAULTS

    with open_evidence(folder, database, workspace, "FOLDER") as storage:
        faults = storage.verify(audit, noted=head)
        for fault in faults:
            typer.echo(printable(str(fault)))
        if faults:
            more = ", and perhaps more" if len(faults) == MOST_FAULTS else ""
            typer.echo(f"{len(faults)} faults{more}: the evidence is not as it was recorded")
            raise typer.Exit(FAULTY)
        typer.echo(f"{storage.count(audit)} records, chain whole")
        for each in storage.audits():
            if each["seal"] is None and audit in (None, each["id"]):
                typer.echo(printable(f"audit {each['id']} is not finished and not sealed"))
        typer.echo(f"head {storage.head()}")


_REPLAY = """Check a post again, as an audit checked it, and compare the reports byte for byte. Exit 1 where they differ.

The post must have been kept (adhere audit --store-text), and the same rules and classifier be installed. The report goes to
standard output.

\b
Example:
  adhere evidence replay 3f0a9c1d5e7b2a4466cd8e10 audit-2026-11
"""


@app.command("replay", help=_REPLAY)
def replay(
    check_id: Annotated[str, typer.Argument(metavar="CHECK_ID", help="The check, as the findings name it.")],
    folder: Folder = None,
    database: Database = None,
    workspace: Workspace = None,
    audit: Audit = None,
) -> None:
    """The report as JSON, and whether it is the recorded one."""
    from adhere.audits.replaying import replay as check_again

    with open_evidence(folder, database, workspace, "FOLDER") as storage:
        found = check_again(storage, check_id, audit)
    typer.echo(found.report)
    if not found.same:
        typer.echo(f"another report than was recorded: {printable(found.why)}", err=True)
        raise typer.Exit(FAULTY)
    typer.echo("the same report, byte for byte", err=True)


_FORGET = """Erase kept texts: of a post, of an author, or of old audits. Hashes and ids stay, and the chain can still be verified.

The erasure is recorded, with a digest in place of the name. Other files in the folders of audits hold texts as well (posts.csv,
report.html …) and are not touched: delete those yourself.

\b
Examples:
  adhere evidence forget audit-2026-11 --author @mia.bakes --reason "asked for it on 3 March" --by "R. Okafor"
  adhere evidence forget --database postgresql://adhere@db/adhere --workspace brand-team --older-than 2025-11-01
"""


@app.command("forget", help=_FORGET)
def forget(
    folder: Folder = None,
    database: Database = None,
    workspace: Workspace = None,
    post: Annotated[
        str | None, typer.Option("--post", metavar="ID", help="The texts of the post with this id.")
    ] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="NAME", help="The texts of this author.")] = None,
    older_than: Annotated[
        str | None, typer.Option("--older-than", metavar="DATE", help="The texts of audits made before this day.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; needed with --post and --author.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers for it; needed with them.")] = "",
) -> None:
    """How many texts are gone."""
    if sum(each is not None for each in (post, author, older_than)) != 1:
        raise InputError("Give one of --post, --author and --older-than.", where="--post")
    before = given_day(older_than, "--older-than")
    with open_evidence(folder, database, workspace, "FOLDER") as storage:
        if before is not None:
            erased = storage.purge_texts(before)
        else:
            erased = storage.forget(post_id=post, author=author, by=by, reason=reason, on=dt.date.today())
    typer.echo(f"{erased} texts erased")
    typer.echo("Other files of audits may hold the texts as well; they are not touched.", err=True)
