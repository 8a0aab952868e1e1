"""`adhere evidence`: verify what an audit recorded, check a post again as it was checked then, erase texts."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adhere.cli.options import given_day
from adhere.cli.plain import printable
from adhere.errors import InputError

if TYPE_CHECKING:
    from adhere.post import Post
    from adhere.report import Report
    from adhere.storage import Storage, StoredCheck

NAME = "evidence.sqlite"
FAULTY = 1
app = typer.Typer(
    help="What audits recorded: verify it, check a post again, erase texts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Folder = Annotated[Path | None, typer.Argument(metavar="[FOLDER]", help="The folder of an audit.", show_default=False)]
Database = Annotated[
    str | None,
    typer.Option("--database", envvar="ADHERE_DATABASE", metavar="URL", help="The database, in place of a folder."),
]
Audit = Annotated[str | None, typer.Option("--audit", metavar="ID", help="Only this audit of the database.")]


def open_evidence(folder: Path | None, database: str | None, option: str) -> Storage:
    """The evidence in an audit's folder, or at an address. Raises InputError where neither is given, or nothing is there."""
    from adhere.storage import Storage

    if folder is not None:
        # a folder that is named goes before an address that only stands in the environment
        path = folder / NAME if folder.is_dir() else folder
        return Storage.open(f"sqlite:///{path}", create=False)
    if database is None:
        raise InputError("Which evidence? Give the folder of an audit, or --database URL.", where=option)
    return Storage.open(database, create=False)


_VERIFY = """Compute every hash anew, and say what is not as it was recorded. Exit 1 where something is not.

It finds whatever was changed, added, taken away or moved afterwards. What no chain can show by itself is that somebody with
access computed all of it anew: note the head that is printed at another place, and give it with --head later.

\b
Examples:
  adhere evidence verify audit-2026-11
  adhere evidence verify --database postgresql://adhere@db/adhere --audit 20261126-4be1a90c
"""


@app.command("verify", help=_VERIFY)
def verify(
    folder: Folder = None,
    database: Database = None,
    audit: Audit = None,
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="HASH", help="A head that was printed before: the log must have had it."),
    ] = None,
) -> None:
    """Each fault in a line, or the number of records and the head."""
    from adhere.storage.store import MOST_FAULTS

    with open_evidence(folder, database, "FOLDER") as storage:
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
    audit: Audit = None,
) -> None:
    """The report as JSON, and whether it is the recorded one."""
    from adhere.post import Post
    from adhere.report import to_json

    with open_evidence(folder, database, "FOLDER") as storage:
        stored = _with_text(storage.check(check_id, audit))
        facts = storage.audit(stored.audit_id)
    if facts["seal"] is None:
        raise InputError(f"The audit {stored.audit_id} is not finished: its settings are not recorded yet.")
    text = stored.record.input or ""
    if hashlib.sha256(text.encode()).hexdigest() != stored.record.input_sha256:
        raise InputError(f"The stored text of {check_id} is not the one that was checked. See adhere evidence verify.")
    answer = to_json(_checked_again(Post.model_validate_json(text), facts))
    typer.echo(answer)
    if hashlib.sha256(answer).hexdigest() == stored.record.report_sha256:
        typer.echo("the same report, byte for byte", err=True)
        return
    from adhere import __version__

    why = "with the same rules, classifier and version"
    if facts["adhere_version"] != __version__:
        why = f"the audit was made by Adhere {facts['adhere_version']}, and this is {__version__}"
    typer.echo(f"another report than was recorded: {printable(why)}", err=True)
    raise typer.Exit(FAULTY)


def _with_text(found: list[StoredCheck]) -> StoredCheck:
    for each in found:
        if each.record.input is not None:
            return each
    check_id = found[0].record.check_id
    if any(each.erased for each in found):
        raise InputError(f"The text of {check_id} was kept and then erased; it cannot be checked again.")
    raise InputError(f"The text of {check_id} was not kept. Audits keep texts with adhere audit --store-text.")


def _checked_again(post: Post, facts: dict[str, Any]) -> Report:
    """The report by the recorded settings. Raises InputError where the rules or the classifier are not the recorded ones."""
    from adhere.checker import Checker

    rules = [Path(each) for each in facts["rules"]]
    for each in rules:
        if not each.is_dir():
            raise InputError(f"The audit used the rules in {each}, which are not there any more.")
    checker = Checker.load(rules=rules, classify=facts["classify"])
    installed = {"rules_revision": checker.rules_revision, "model_version": checker.model_version}
    names = {"rules_revision": "rules", "model_version": "the classifier"}
    missing = [
        f"{names[name]}: recorded {facts[name]}, installed {value}"
        for name, value in installed.items()
        if facts[name] != value
    ]
    if missing:
        raise InputError(
            f"The audit cannot be repeated here; {'; '.join(missing)}. It was made by Adhere {facts['adhere_version']}: install that."
        )
    on = facts["on"]
    return checker.check(
        post,
        jurisdictions=facts["jurisdictions"],
        on=dt.date.fromisoformat(on) if on else None,
        today=dt.date.fromisoformat(facts["today"]),
        remedies=facts["remedies"],
        classify=facts["classify"],
    )


_FORGET = """Erase kept texts: of a post, of an author, or of old audits. Hashes and ids stay, and the chain can still be verified.

The erasure is recorded, with a digest in place of the name. Other files in the folders of audits hold texts as well (posts.csv,
report.html …) and are not touched: delete those yourself.

\b
Examples:
  adhere evidence forget audit-2026-11 --author @mia.bakes --reason "asked for it on 3 March" --by "R. Okafor"
  adhere evidence forget --database postgresql://adhere@db/adhere --older-than 2025-11-01
"""


@app.command("forget", help=_FORGET)
def forget(
    folder: Folder = None,
    database: Database = None,
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
    with open_evidence(folder, database, "FOLDER") as storage:
        if before is not None:
            erased = storage.purge_texts(before)
        else:
            erased = storage.forget(post_id=post, author=author, by=by, reason=reason, on=dt.date.today())
    typer.echo(f"{erased} texts erased")
    typer.echo("Other files of audits may hold the texts as well; they are not touched.", err=True)
