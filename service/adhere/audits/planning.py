"""From what a user asks to the plan of an audit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adhere import __version__
from adhere.audits.plan import InputTable, Plan, is_finished, look_at, plan_path
from adhere.audits.reading import Source
from adhere.checker import Checker
from adhere.errors import InputError

#: The tables of each file, each with the name by which the audit calls it.
Tables = list[list[tuple[str, Source]]]
#: The rules' revision, the classifier's version, and its threshold.
Versions = tuple[str, str | None, float | None]


def plan_audit(
    files: Sequence[Path],
    folder: Path,
    settings: dict[str, Any],
    tables: Tables,
    now: dt.datetime,
    *,
    audit_id: str | None = None,
    versions: Versions | None = None,
) -> Plan:
    """Writes down what is to be done, into a folder that holds nothing else. `now` has a time zone.

    `versions` are those of a checker that is loaded already, and has been asked whether it knows the markets. Raises
    InputError where the folder is in use, no market is named, or there is no such market, file or baseline.
    """
    if settings["jurisdictions"] is None and not all(
        "jurisdictions" in each.mapping for found in tables for _, each in found
    ):
        raise InputError(
            "No market is named. Give --jurisdiction, such as GB,FR or all-eu, or --map jurisdictions=COLUMN.",
            where="--jurisdiction",
        )
    if plan_path(folder).is_file():
        raise InputError(
            f"{folder} holds an unfinished audit. Go on with --resume, or name another folder.", where="--output"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there already and not empty. Name a new folder.", where="--output")
    if (baseline := settings["baseline"]) is not None and not is_finished(baseline):
        raise InputError(
            f"--baseline: {baseline} holds no finished audit: findings.parquet and posts.parquet must be there.",
            where="--baseline",
        )
    revision, model, threshold = versions or installed(
        settings["rules"], settings["classify"], settings["jurisdictions"]
    )
    plan = Plan(
        id=audit_id or new_id(now),
        started=now.replace(microsecond=0),
        files=tuple(look_at(path) for path in files),
        tables=tuple(
            tuple(
                InputTable(
                    name=name, format=each.format, mapping=each.mapping, unused=each.unused, caution=each.caution
                )
                for name, each in found
            )
            for found in tables
        ),
        rules_revision=revision,
        model_version=model,
        threshold=threshold,
        adhere_version=__version__,
        **settings,
    )
    plan.write(folder)
    return plan


def new_id(now: dt.datetime) -> str:
    """An id that no other audit has."""
    return f"{now:%Y%m%d}-{uuid.uuid4().hex[:8]}"


def installed(rules: Sequence[Path], classify: Any, asked: Sequence[str] | None) -> Versions:
    """The versions that are installed here. Raises InputError for an unknown market."""
    checker = Checker.load(rules=rules, classify=classify)
    for code in asked or ():
        checker.rulebook.members(code)
    return versions_of(checker, classify)


def versions_of(checker: Checker, classify: Any) -> Versions:
    """The versions that a checker judges by, where its classifier is asked or not."""
    classifier = checker.classifier if classify else None
    return (
        checker.rules_revision,
        checker.model_version if classifier else None,
        classifier.threshold if classifier else None,
    )
