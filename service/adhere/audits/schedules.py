"""Audits that come again, such as each month: kept in the shared PostgreSQL, begun by whichever worker is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSClient, SetWorkflowID
from dbos._error import DBOSException
from pydantic import TypeAdapter

from adhere.audits.chunks import sources_of
from adhere.audits.finishing import tidy
from adhere.audits.plan import is_finished, plan_path, read_plan
from adhere.audits.planning import plan_audit
from adhere.audits.run import APPLICATION, audit_workflow
from adhere.errors import InputError
from adhere.storage.databases import reach

_WORKFLOW = "scheduled-audit"
_SETTINGS: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


@DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=None)
def _scheduled(due: dt.datetime, order: dict[str, Any]) -> None:
    folder, name = _planned(due.isoformat(), order)
    with SetWorkflowID(name):
        audit_workflow(folder, name)
    _tidied(folder)


@DBOS.step(name="tidy")
def _tidied(folder: str) -> None:
    tidy(Path(folder))


@DBOS.step(name="plan")
def _planned(due: str, order: dict[str, Any]) -> tuple[str, str]:
    """Finds the files that are there by now, and compares with the last audit that was finished before."""
    when = dt.datetime.fromisoformat(due)
    output = Path(order["output"])
    folder = output / f"{when:%Y-%m-%d-%H%M}"
    if not plan_path(folder).is_file():
        settings = _restored(order["settings"], when.date())
        earlier = sorted(
            each.parent
            for each in output.glob("*/summary.json")
            if each.parent.name < folder.name and is_finished(each.parent)
        )
        settings["baseline"] = earlier[-1] if earlier else settings["baseline"]
        files = _files(order["files"])
        tables = sources_of(files, settings["columns"], settings["defaults"])
        plan_audit(files, folder, settings, tables, when.astimezone(dt.UTC))
    return str(folder), read_plan(folder).id


def _files(patterns: Sequence[str]) -> list[Path]:
    """The files that the patterns name on this day. Raises InputError where there is none."""
    found = sorted({path for each in patterns for path in Path("/").glob(each.lstrip("/")) if path.is_file()})
    if not found:
        raise InputError(f"No file is there: {', '.join(patterns)}.", where="FILES")
    return found


def _restored(settings: dict[str, Any], today: dt.date) -> dict[str, Any]:
    return settings | {
        "today": today,
        "on": dt.date.fromisoformat(settings["on"]) if settings["on"] else None,
        "rules": tuple(Path(each) for each in settings["rules"]),
        "baseline": Path(settings["baseline"]) if settings["baseline"] else None,
    }


def schedule(
    name: str, cron: str, patterns: Sequence[str], output: Path, settings: dict[str, Any], database: str
) -> None:
    """Keeps the order for an audit at the times that `cron` names (UTC). Raises InputError for a bad time or a name in use."""
    order = {
        "files": [str(Path(each).absolute()) for each in patterns],
        "output": str(output),
        "settings": _SETTINGS.dump_python(settings, mode="json"),
    }
    with _client(database) as client:
        try:
            client.create_schedule(
                schedule_name=name,
                workflow_name=_WORKFLOW,
                schedule=cron,
                context=order,
                automatic_backfill=True,
                application_name=APPLICATION,
            )
        except DBOSException as error:
            raise InputError(f"--schedule: {error}", where="--schedule") from None


def schedules(database: str) -> list[tuple[str, str, str]]:
    """The name, the times and the output folder of each order."""
    with _client(database) as client:
        found = client.list_schedules(workflow_name=_WORKFLOW)
        return [(each["schedule_name"], each["schedule"], each["context"]["output"]) for each in found]


def unschedule(name: str, database: str) -> None:
    """Takes an order back. Raises InputError where there is none of that name."""
    known = [each for each, *_ in schedules(database)]
    if name not in known:
        raise InputError(f"There is no schedule {name!r}. Known: {', '.join(known) or 'none'}.", where="NAME")
    with _client(database) as client:
        client.delete_schedule(name)


@contextmanager
def _client(database: str) -> Iterator[DBOSClient]:
    reach(database)
    client = DBOSClient(system_database_url=database, application_name=APPLICATION)
    try:
        yield client
    finally:
        client.destroy()
