"""Audits as they are told in JSON; the shapes stand in `adhere.api.shapes_audits`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from adhere.api.auditing.events import Seen
from adhere.api.auditing.places import Places
from adhere.audits.plan import Plan, read_plan
from adhere.errors import InputError
from adhere.storage.accounts.jobs import Job
from adhere.storage.accounts.moments import moment


def told_shortly(job: Job) -> dict[str, Any]:
    """An audit in a list."""
    return {
        "id": job.id,
        "name": job.name,
        "state": job.state,
        "created": moment(job.created),
        "created_by": job.created_by,
        "ended": moment(job.ended),
        "error": job.error,
        "outcome": job.outcome,
        "links": links(job),
    }


def links(job: Job) -> dict[str, str]:
    """Where there is more; results only of a finished audit."""
    path = f"/v1/audits/{job.id}"
    found = {"self": path, "events": f"{path}/events"}
    if job.state == "finished":
        found |= {"posts": f"{path}/posts", "summary": f"{path}/summary", "export": f"{path}/export"}
    return found


def told_whole(seen: Seen, places: Places) -> dict[str, Any]:
    """An audit by itself, with what was asked and how its files are read; to be called in a thread. Raises Conflict where they are gone."""
    if seen.job.state == "finished":
        places.check_finished()
    facts = _of_summary(places.folder) if seen.job.state == "finished" else _of_plan(places.folder)
    return {
        **told_shortly(seen.job),
        "progress": asdict(seen.progress),
        "settings": places.asked().model_dump(mode="json"),
        **facts,
    }


def told_event(seen: Seen) -> dict[str, Any]:
    """How an audit stands, as its events tell it."""
    job = seen.job
    return {
        "audit": job.id,
        "state": job.state,
        **asdict(seen.progress),
        "error": job.error,
        "outcome": job.outcome,
    }


def told_end(job: Job) -> dict[str, Any]:
    """What those who are told of an audit's end hear of it: no words of posts."""
    return {
        "audit": job.id,
        "name": job.name,
        "state": job.state,
        "created_by": job.created_by,
        "error": job.error,
        "outcome": job.outcome,
    }


def _of_summary(folder: Path) -> dict[str, Any]:
    facts = json.loads((folder / "summary.json").read_bytes())["audit"]
    return {
        "files": facts["files"],
        "rules_revision": facts["rules_revision"],
        "model_version": facts["model_version"],
    }


def _of_plan(folder: Path) -> dict[str, Any]:
    try:
        plan = read_plan(folder)
    except InputError:
        # finished between two looks: the next one tells
        return {"files": [], "rules_revision": None, "model_version": None}
    return {"files": _files(plan), "rules_revision": plan.rules_revision, "model_version": plan.model_version}


def _files(plan: Plan) -> list[dict[str, Any]]:
    """The files as summary.json tells them, without what is known only at the end."""
    return [
        {
            "name": table.name,
            "format": table.format,
            "rows": None,
            "unread": None,
            "bytes": file.bytes,
            "sha256": file.sha256,
            "mapping": table.mapping,
            "unused": list(table.unused),
        }
        for file, tables in zip(plan.files, plan.tables, strict=True)
        for table in tables
    ]
