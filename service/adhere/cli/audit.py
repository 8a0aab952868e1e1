"""`adhere audit`: files of posts in, findings, a report and evidence out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from adhere.cli import check
from adhere.cli.options import codes, given_day, word
from adhere.errors import InputError
from adhere.post import Platform, Post, Relationship, Surface

HELP = """Check files of posts, and leave findings, a report for people, and evidence.

Takes CSV, JSON Lines, JSON, Parquet and XLSX, packed with gzip or zip or not, and exports of the platforms' own tools, which it knows
by their fields. Columns are found by their names; --dry-run shows what was understood, --map puts it right. Each post is judged
by the rules of its own day.

\b
In the output folder:
  report.html, report.xlsx   what people look at
  posts.csv, posts.parquet   one row a post: verdict, findings, proposed text
  findings.jsonl, .parquet   one row a finding
  summary.json               the counts, the settings, the files read
  evidence.sqlite            what was checked by which rules, chained by hash: adhere evidence verify FOLDER

\b
Ctrl-C keeps what is done; --resume goes on with it.

\b
Exit codes:
  0  every post is compliant (or needs a person, without --strict)
  1  a post is not compliant and nobody decided otherwise, or needs a person with --strict
  2  wrong use, or a file that cannot be read
  3  some rows could not be read or checked, and nothing else was wrong
  130  stopped by Ctrl-C
"""
EXAMPLES = """\b
Examples:
  adhere audit posts.csv --jurisdiction GB,FR --output audit-2026-11
  adhere audit export.xlsx --dry-run -j DE --map text=Beitrag --map published_on=Datum
  adhere audit march/*.jsonl.gz -j all-eu -o audit-2026-03 --baseline audit-2026-02
  adhere audit posts.csv -j GB -o audit-2026-11 --resume
  adhere audit "/exports/*.csv" -j GB -o /audits --schedule "0 6 1 * *" --database postgresql://adhere@db/adhere
"""

Files = Annotated[list[Path] | None, typer.Argument(metavar="FILES", help="Files of posts.", show_default=False)]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="A new folder for all that comes out.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the unfinished audit in the output folder.")]
Cancel = Annotated[
    bool, typer.Option("--cancel", help="End the audit in the output folder, also on other machines; --resume goes on.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show which columns are read as what.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="Read a post's field from this column; may be repeated."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Judge all posts by the rules of this day, for a second opinion."),
]
Baseline = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FOLDER", help="An earlier audit: say what is new, still open, and mended."),
]
StoreText = Annotated[
    bool,
    typer.Option("--store-text", help="Keep the posts themselves in the evidence, so that a check can be replayed."),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=0, metavar="N", help="Processes that check; as many as there are cores, if not given."),
]
Schedule = Annotated[
    str | None,
    typer.Option(
        "--schedule",
        metavar="CRON",
        help='Do not run it now, but at these times (UTC), on the workers of --database: "0 6 1 * *" is each month. FILES may be quoted '
        "patterns; each run goes into a folder of its day inside the output folder, with the one before as its baseline.",
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="ADHERE_DATABASE",
        metavar="URL",
        help="PostgreSQL for evidence and for sharing the work with `adhere worker` elsewhere; else SQLite in the folder.",
    ),
]


def audit(
    files: Files = None,
    jurisdiction: check.Jurisdictions = None,
    output: Output = None,
    resume: Resume = False,
    cancel: Cancel = False,
    dry_run: DryRun = False,
    columns: Columns = None,
    platform: check.PlatformName = None,
    surface: check.SurfaceName = None,
    relationship: check.RelationshipName = None,
    brand: check.Brand = None,
    sector: check.SectorName = None,
    language: check.Language = None,
    as_of: AsOf = None,
    baseline: Baseline = None,
    rules: check.Rules = None,
    strict: check.Strict = False,
    no_classifier: check.NoClassifier = False,
    no_remedy: check.NoRemedy = False,
    store_text: StoreText = False,
    jobs: Jobs = None,
    schedule: Schedule = None,
    database: Database = None,
) -> None:
    """See HELP."""
    from adhere.audits.planning import plan_audit
    from adhere.cli import auditing

    if cancel:
        auditing.cancel(_needed(output), database)
        raise typer.Exit
    if not files and not resume:
        raise InputError(
            "No file is given. Write adhere audit posts.csv --jurisdiction GB --output FOLDER.", where="FILES"
        )
    given = {
        "platform": word(Platform, platform, "--platform"),
        "surface": word(Surface, surface, "--surface"),
        "relationship": word(Relationship, relationship, "--relationship"),
        "brand": brand,
        "sector": sector,
        "language": language,
    }
    # other processes go on with it from other folders
    settings: dict[str, Any] = {
        "columns": _columns(columns),
        "defaults": {name: str(value) for name, value in given.items() if value is not None},
        "jurisdictions": codes(jurisdiction),
        "on": given_day(as_of, "--as-of"),
        "today": dt.date.today(),
        "remedies": not no_remedy,
        "classify": not no_classifier,
        "rules": tuple(path.resolve() for path in rules or ()),
        "store_text": store_text,
        "baseline": baseline.resolve() if baseline is not None else None,
    }
    if resume:
        folder = _needed(output)
        plan = auditing.unfinished(folder, files or (), settings)
    elif schedule is not None:
        auditing.schedule(schedule, files or (), _needed(output), settings, database)
        raise typer.Exit
    else:
        sources = auditing.show(files or (), settings)
        if dry_run:
            raise typer.Exit
        folder = _needed(output)
        plan = plan_audit(files or (), folder, settings, sources, dt.datetime.now(dt.UTC))
    raise typer.Exit(auditing.run(plan, folder, jobs, database, strict))


def _needed(output: Path | None) -> Path:
    if output is None:
        raise InputError("--output FOLDER is missing: where should the audit go?", where="--output")
    return output.resolve()


def _columns(given: list[str] | None) -> dict[str, str]:
    columns = {}
    for each in given or ():
        field, equals, column = each.partition("=")
        if not equals or not field.strip() or not column.strip():
            known = ", ".join(Post.model_fields)
            raise InputError(
                f"--map {each!r}: write FIELD=COLUMN, such as text=Caption. Fields: {known}.", where="--map"
            )
        columns[field.strip()] = column.strip()
    return columns
