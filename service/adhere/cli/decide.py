"""`adhere decide`: what a person decides about findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adhere.cli.evidence import Database, Workspace, open_evidence
from adhere.cli.options import given_day
from adhere.cli.plain import printable
from adhere.errors import InputError

if TYPE_CHECKING:
    from adhere.storage import Decision

HELP = """Agree with findings of an audit, override them, or ignore them for a time.

A decision needs a reason and somebody who answers for it; ignoring needs a last day. It changes no verdict: it stands beside the
finding, in this audit's evidence, and counts in later audits of the same post.

\b
Examples:
  adhere decide 3f0a9c1d5e7b2a4466cd8e10 override --audit audit-2026-11 --by "R. Okafor" --reason "gift without any condition"
  adhere decide 3f0a9c1d5e7b2a4466cd8e10 ignore --audit audit-2026-11 --rule gb.placement.before-fold --until 2027-01-31 \\
      --by "R. Okafor" --reason "the agency mends its template in January"
  adhere decide --list --audit audit-2026-11
  adhere decide --revoke 4 --audit audit-2026-11 --by "R. Okafor" --reason "there was a contract after all"
"""


def decide(
    check_id: Annotated[
        str | None, typer.Argument(metavar="CHECK_ID", help="The check, as the findings name it.", show_default=False)
    ] = None,
    decision: Annotated[
        str | None, typer.Argument(metavar="agree|override|ignore", help="What is decided.", show_default=False)
    ] = None,
    audit: Annotated[Path | None, typer.Option("--audit", metavar="FOLDER", help="The folder of an audit.")] = None,
    database: Database = None,
    workspace: Workspace = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers for it.")] = "",
    rule: Annotated[str | None, typer.Option("--rule", metavar="RULE", help="Only findings of this rule.")] = None,
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", "-j", metavar="CODE", help="Only findings of this market.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The last day on which it counts.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the decisions, and decide nothing.")] = False,
    revoke: Annotated[int | None, typer.Option("--revoke", metavar="NUMBER", help="Take a decision back.")] = None,
) -> None:
    """See HELP."""
    last, today = given_day(until, "--until"), dt.date.today()
    if not list_ and revoke is None and (check_id is None or decision is None):
        raise InputError(
            "Write adhere decide CHECK_ID override --audit FOLDER --reason TEXT --by NAME.", where="CHECK_ID"
        )
    with open_evidence(audit, database, workspace, "--audit") as storage:
        if list_:
            _show(storage.decisions(), today)
            return
        if revoke is not None:
            storage.revoke(revoke, reason=reason, by=by, on=today)
            typer.echo(f"decision {revoke} is taken back")
            return
        made = storage.decide(
            check_id or "",
            decision or "",
            reason=reason,
            by=by,
            on=today,
            until=last,
            jurisdiction=jurisdiction,
            rule=rule,
        )
        _show(made, today)


def _show(decisions: Sequence[Decision], today: dt.date) -> None:
    for each in decisions:
        ends = (
            "" if each.until is None else f" until {each.until}" if each.stands(today) else f" expired on {each.until}"
        )
        what = f"{each.decision}{ends}  {each.jurisdiction} {each.rule}  check {each.check_id}"
        typer.echo(printable(f"{each.number}  {what}  {each.by} on {each.on}: {' '.join(each.reason.split())}"))
    if not decisions:
        typer.echo("no decisions")
