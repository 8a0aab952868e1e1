"""The end of an audit: the evidence sealed, findings matched with the baseline and the decisions, and the outputs made of the parts."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from adhere.audits.checking import part_path
from adhere.audits.facts import AuditFacts, FileFacts, Outcome
from adhere.audits.outputs import Parts, write_outputs
from adhere.audits.outputs.parts import empty_database
from adhere.audits.plan import WORK, Plan, is_finished
from adhere.audits.standing import standing
from adhere.errors import InputError
from adhere.storage import Storage

#: The evidence of an audit, in its folder.
EVIDENCE = "evidence.sqlite"


def finish(plan: Plan, folder: Path, chunks: int, finished: dt.datetime, storage: Storage) -> Outcome:
    """Writes every output of the audit and seals its evidence. Done twice, it gives the same."""
    posts = tuple(part_path(folder, "posts", number) for number in range(chunks))
    findings = tuple(part_path(folder, "findings", number) for number in range(chunks))
    # an attempt that was cancelled, or died, behind the seal has said when; the seal holds that, so that the next one says the same
    recorded = storage.audit(plan.id)
    if recorded["seal"] is not None:
        finished = dt.datetime.fromisoformat(recorded["finished"])
    facts = _facts(plan, posts, finished)
    work = folder / WORK
    if plan.baseline is not None and not is_finished(plan.baseline):
        raise InputError(
            f"--baseline: {_baseline(plan)} was there when the audit began, and is not any more: findings.parquet and posts.parquet "
            "must be there. Put them back, and go on with --resume.",
            where="--baseline",
        )
    _adopt(plan.baseline, finished.date(), storage)
    matched, mended = standing(findings, posts, plan.baseline, storage.decisions(), finished.date(), work)
    summary = write_outputs(Parts(posts, findings, matched, mended), folder, facts)
    storage.seal_audit(plan.id, chunks, settings_of(plan) | {"finished": finished.isoformat()})
    return Outcome(
        posts=summary.posts,
        checked=summary.checked,
        unread=summary.unread,
        verdicts=summary.verdicts,
        open_breaches=summary.open_breaches,
        open_reviews=summary.open_reviews,
        not_checked=summary.not_checked,
    )


def _adopt(baseline: Path | None, day: dt.date, storage: Storage) -> None:
    """Takes over what people decided in the evidence of the baseline's own folder, if it has any, and what still counts."""
    if baseline is not None and (baseline / EVIDENCE).is_file():
        with Storage.open(f"sqlite:///{baseline / EVIDENCE}", create=False) as earlier:
            storage.adopt(earlier.decisions(on=day))


def settings_of(plan: Plan) -> dict[str, Any]:
    """What a replay of one of the checks needs to know, and what it was made of."""
    return plan.model_dump(mode="json", exclude={"rows", "store_text"})


def tidy(folder: Path) -> None:
    """Takes the work folder away, once everything stands in the outputs."""
    shutil.rmtree(folder / WORK, ignore_errors=True)


def _facts(plan: Plan, posts: tuple[Path, ...], finished: dt.datetime) -> AuditFacts:
    counted = _rows(posts)
    files = [
        FileFacts(
            table.name,
            table.format,
            *counted.get(table.name, (0, 0)),
            file.bytes,
            file.sha256,
            table.mapping,
            table.unused,
            table.caution,
        )
        for file, tables in zip(plan.files, plan.tables, strict=True)
        for table in tables
    ]
    return AuditFacts(
        id=plan.id,
        started=plan.started,
        finished=finished,
        files=tuple(files),
        jurisdictions=plan.jurisdictions,
        on=plan.on,
        today=plan.today,
        rules_revision=plan.rules_revision,
        model_version=plan.model_version,
        threshold=plan.threshold,
        adhere_version=plan.adhere_version,
        defaults=plan.defaults,
        baseline=_baseline(plan),
    )


def _baseline(plan: Plan) -> str | None:
    if plan.baseline is None:
        return None
    # where several share a service, its folders are nobody's business, and an audit's folder is called by its id
    return plan.baseline.name if plan.workspace is not None else str(plan.baseline)


def _rows(posts: tuple[Path, ...]) -> dict[str, tuple[int, int]]:
    """Rows of each file, and how many of them could not be read or checked."""
    if not posts:
        return {}
    found = empty_database().execute(
        "select file, count(*), count(error) from read_parquet(?) group by file", [[str(path) for path in posts]]
    )
    return {file: (rows, errors) for file, rows, errors in found.fetchall()}
