"""What a caller asks of an audit: the JSON part `settings` of an upload, checked, and made the settings of a plan."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from adhere.api.reading import read_shape
from adhere.audits.reading.building import defaults_of
from adhere.checker import Checker
from adhere.errors import InputError

_OPTION = re.compile(r"--map (\w+)=")


class AuditSettings(BaseModel):
    """What is asked of an audit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="What people call it; else the first file's name.",
    )
    jurisdictions: list[str] | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Jurisdictions and groups, such as GB and all-eu. Null: each post names its own, in a column.",
    )
    columns: dict[str, str] = Field(
        default_factory=dict, description="Which column a field of the post is read from, where its name does not say."
    )
    defaults: dict[str, Any] = Field(
        default_factory=dict,
        description="Fields of the post that fill what a row leaves out, such as platform or relationship.",
    )
    on: dt.date | None = Field(
        default=None, description="Judge all posts by the rules of this day; null: of their own."
    )
    baseline: str | None = Field(
        default=None, description="The id of a finished audit: findings are then new, still open, or mended."
    )
    remedies: bool = Field(default=True, description="Propose an edit for each post that does not comply.")
    classify: bool = Field(default=True, description="Ask the classifier about posts without a label.")
    store_text: bool = Field(
        default=False, description="Keep the posts in the evidence, so that checks can be repeated."
    )


def read_settings(raw: bytes) -> AuditSettings:
    """The settings that the JSON holds. Raises BrokenJson, or Invalid with all that is wrong."""
    return read_shape(raw, AuditSettings, whole="settings", part="setting")


def check_settings(asked: AuditSettings, checker: Checker) -> None:
    """Raises InputError for a market, a field or a value that there is not."""
    for code in asked.jurisdictions or ():
        checker.rulebook.members(code)
    defaults_of(asked.defaults)


def plan_settings(
    asked: AuditSettings,
    *,
    workspace: str,
    today: dt.date,
    rules: tuple[Path, ...],
    classify: bool,
    baseline: Path | None,
) -> dict[str, Any]:
    """The settings of the plan; `rules`, and whether there is a classifier, are the operator's."""
    return {
        "columns": asked.columns,
        "defaults": asked.defaults,
        "jurisdictions": asked.jurisdictions,
        "on": asked.on,
        "today": today,
        "remedies": asked.remedies,
        "classify": asked.classify and classify,
        "rules": tuple(path.resolve() for path in rules),
        "store_text": asked.store_text,
        "baseline": baseline,
        "workspace": workspace,
    }


def retold(error: InputError, *folders: Path) -> InputError:
    """The error, now in the words of this interface: fields in place of options, and no path of the server's."""
    error.message = _OPTION.sub(r"columns: \1=", without_paths(error.message, *folders))
    error.args = (error.message,)
    if error.where is not None:
        error.where = without_paths(error.where, *folders).replace("--map ", "columns.").replace("--map", "columns")
    return error


def without_paths(text: str, *folders: Path) -> str:
    """The text without the folders' own paths, which are nobody's business."""
    for folder in folders:
        text = text.replace(f"{folder}/", "").replace(str(folder), "the audit")
    return text
