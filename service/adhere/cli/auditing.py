"""What `adhere audit` shows while it works: the columns it understood, how far it is, and what came out."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from adhere.audits.chunks import sources_of
from adhere.audits.facts import Outcome
from adhere.audits.finishing import tidy
from adhere.audits.plan import Plan, plan_path, read_plan
from adhere.audits.planning import Tables, installed
from adhere.cli.plain import printable
from adhere.errors import AdhereError, InputError
from adhere.settings import cores

ALL_COMPLIANT, NOT_COMPLIANT, WRONG_USE, NOT_CHECKED, STOPPED = 0, 1, 2, 3, 130
_console = Console(stderr=True, highlight=False)


def show(files: Sequence[Path], settings: dict[str, Any]) -> Tables:
    """Says of each file how it is read, and from which columns. Raises InputError where a file gives no words to check."""
    found = sources_of(files, settings["columns"], settings["defaults"])
    sources = [each for tables in found for each in tables]
    for name, source in sources:
        table = Table("field", "column", title=f"{printable(name)} ({source.format})", title_justify="left", box=None)
        for field, column in source.mapping.items():
            table.add_row(field, printable(column))
        for field, value in settings["defaults"].items():
            if field not in source.mapping:
                table.add_row(field, f"{printable(value)}, for every post")
        _console.print(table)
        if source.caution:
            _console.print(f"note: {printable(source.caution)}")
        if source.unused:
            _console.print(f"not read: {printable(', '.join(source.unused))}", style="dim")
        _console.print()
    return found


def unfinished(folder: Path, files: Sequence[Path], settings: dict[str, Any]) -> Plan:
    """The plan to go on with. Raises InputError where something else is asked, or installed, than it began with."""
    if (folder / "summary.json").is_file() and not plan_path(folder).is_file():
        raise InputError(f"{folder}: the audit here is finished; there is nothing to go on with.", where="--resume")
    plan = read_plan(folder)
    if others := _others(plan, files, settings):
        raise InputError(
            f"{folder}: the audit began with other {', '.join(others)}, and goes on as it began. Leave that out, or begin a new audit in "
            "another folder.",
            where="--resume",
        )
    revision, model, _ = installed(plan.rules, plan.classify, plan.jurisdictions)
    if (revision, model) != (plan.rules_revision, plan.model_version):
        raise InputError(
            f"{folder}: the audit began with rules {plan.rules_revision} and classifier {plan.model_version}, and here are {revision} "
            f"and {model}. Install what it began with, or begin a new audit.",
            where="--resume",
        )
    return plan


def _others(plan: Plan, files: Sequence[Path], settings: dict[str, Any]) -> list[str]:
    """What is given now and is not what the plan has; the whole command may be given again, or none of it."""
    given = {
        "files": ({path.resolve() for path in files}, {file.path for file in plan.files}),
        "--jurisdiction": (_upper(settings["jurisdictions"]), _upper(plan.jurisdictions)),
        "--map": (settings["columns"], plan.columns),
        "--as-of": (settings["on"], plan.on),
        "--baseline": (settings["baseline"], plan.baseline),
        "--rules": (settings["rules"], plan.rules),
        "--store-text": (settings["store_text"], plan.store_text),
        "--no-remedy": (not settings["remedies"], not plan.remedies),
        "--no-classifier": (not settings["classify"], not plan.classify),
        **{f"--{name}": (value, plan.defaults.get(name)) for name, value in settings["defaults"].items()},
    }
    return [name for name, (now, then) in given.items() if now and now != then]


def _upper(codes: Sequence[str] | None) -> set[str]:
    return {code.upper() for code in codes or ()}


def run(plan: Plan, folder: Path, jobs: int | None, database: str | None, strict: bool) -> int:
    """Checks everything, telling how far it is, and gives the exit code."""
    from dbos._error import DBOSAwaitedWorkflowCancelledError

    from adhere.audits import run as runs
    from adhere.audits import schedules  # noqa: F401  (in a shared database their audits are this process's work as well)

    system, evidence = runs.system_database(folder, database), runs.evidence_database(folder, database)
    try:
        with runs.working(system, evidence, cores() if jobs is None else jobs):
            try:
                handle = runs.begin(folder)
                _follow(handle, plan, folder)
                outcome = Outcome(**handle.get_result())
            except KeyboardInterrupt:
                _console.print(f"Stopped. What is done is kept; go on with: adhere audit --resume --output {folder}")
                if database:
                    _console.print(
                        "Workers elsewhere go on without this process; --cancel in place of --resume ends it there too."
                    )
                runs.leave(STOPPED)
    except AdhereError:
        raise
    except DBOSAwaitedWorkflowCancelledError:
        raise InputError(
            f"The audit was ended with --cancel. What is done is kept; go on with: adhere audit --resume --output {folder}",
            where="--output",
        ) from None
    except Exception as error:
        raise InputError(
            f"The audit stopped: {runs.cause_of(error)}. What is done is kept in {folder}; put it right and go on with --resume.",
            where="--output",
        ) from error
    tidy(folder)
    _tell(outcome, folder)
    return _code(outcome, strict)


def schedule(cron: str, files: Sequence[Path], output: Path, settings: dict[str, Any], database: str | None) -> None:
    """Leaves the order for the workers. It is known by its output folder."""
    from adhere.audits import schedules

    if database is None or database.startswith("sqlite"):
        raise InputError("--schedule needs --database with the PostgreSQL that workers wait at.", where="--schedule")
    if settings["jurisdictions"] is None:
        raise InputError("--schedule needs --jurisdiction.", where="--jurisdiction")
    installed(settings["rules"], False, settings["jurisdictions"])
    schedules.schedule(str(output), cron, [str(path) for path in files], output, settings, database)
    _console.print(f"Scheduled: {cron} (UTC), into {output}. Stop it with: adhere worker --unschedule {output}")


def cancel(folder: Path, database: str | None) -> None:
    """Ends the audit in the folder, wherever it runs."""
    from adhere.audits import run as runs

    waiting = runs.cancel(folder, runs.system_database(folder, database))
    _console.print(f"Ended, with {waiting:,} chunks to do. Go on with: adhere audit --resume --output {folder}")


def _follow(handle: Any, plan: Plan, folder: Path) -> None:
    from adhere.audits import run as runs

    shown = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    began, first = time.monotonic(), None
    with Progress(*shown, console=_console, transient=True) as progress:
        task = progress.add_task("posts", total=None, rate="")
        while handle.get_status().status in ("PENDING", "ENQUEUED"):
            done, read = runs.done_rows(folder, plan.rows)
            first = done if first is None else first
            rate = (done - first) / max(time.monotonic() - began, 0.1)
            progress.update(task, completed=done, total=read or None, rate=f"{rate:,.0f} a second" if rate else "")
            time.sleep(0.5)


def _tell(outcome: Outcome, folder: Path) -> None:
    verdicts = outcome.verdicts
    _console.print(
        f"{outcome.posts:,} posts: {verdicts.get('non_compliant', 0):,} not compliant, {verdicts.get('review', 0):,} for a person, "
        f"{verdicts.get('compliant', 0):,} compliant, {outcome.unread:,} not read."
    )
    print(folder / "report.html", file=sys.stdout)


def _code(outcome: Outcome, strict: bool) -> int:
    if not outcome.checked:
        return WRONG_USE if not outcome.unread else NOT_CHECKED
    if outcome.open_breaches or (strict and outcome.open_reviews):
        return NOT_COMPLIANT
    return NOT_CHECKED if outcome.unread or outcome.not_checked else ALL_COMPLIANT
