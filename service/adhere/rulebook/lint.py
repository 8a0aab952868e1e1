"""The linter for packs: what the format allows, but a good pack does not do.

Errors stop CI; warnings are for a person to weigh. Each message ends in the name of what was looked for (`[old-source]`). What a house
does on purpose stands in `lint.yaml` beside its packs, with a reason.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from adhere.errors import PackError, PackIssue
from adhere.rulebook.explain import explain
from adhere.rulebook.lint_labels import lint_labels
from adhere.rulebook.lint_rules import lint_rules
from adhere.rulebook.loading import load_tree
from adhere.rulebook.pack import Pack, Rulebook
from adhere.rulebook.schema import LintFile
from adhere.text.yaml_reader import read_yaml

#: Gives, for the words of a post, the keys of all wordings found in them.
Finder = Callable[[str], set[str]]

_CODE = re.compile("[A-Z]{2}")
_OF_PACKS = frozenset({"pack.yaml", "labels.yaml", "rules.yaml"})
_BESIDE = frozenset({"groups.yaml", "sectors.yaml", "lint.yaml"})


def lint(
    paths: Sequence[Path], *, today: dt.date | None = None, finder: Callable[[Rulebook], Finder] | None = None
) -> list[PackIssue]:
    """Everything wrong or doubtful in trees of packs; an empty list means all is well.

    `today` is what the age of sources is counted to; without it they are not looked at. `finder` makes of a rulebook what finds its
    wordings; without it nobody looks for labels that are never found.
    """
    issues: list[PackIssue] = []
    for path in paths:
        try:
            rulebook, codes = load_tree(path)
            settings = _settings(path)
        except PackError as error:
            issues += error.issues
            continue
        # many markets list the same wordings
        find = cache(finder(rulebook)) if finder is not None else None
        found = [each for code in sorted(codes) for each in _pack(rulebook.packs[code], settings, today, find)]
        issues += _excused(found, settings, path)
        issues += _passed_over(path)
    return sorted(issues)


def _settings(path: Path) -> LintFile:
    """`lint.yaml` of a tree, or what holds without one. Raises PackError."""
    file = path / "lint.yaml"
    if not file.exists():
        return LintFile()
    data, lines = read_yaml(file.read_text("utf-8"), str(file))
    try:
        return LintFile.model_validate(data or {})
    except ValidationError as error:
        raise PackError(
            [PackIssue(str(file), lines.line(key), text) for key, text in explain(error, LintFile)]
        ) from None


def _passed_over(path: Path) -> Iterator[PackIssue]:
    """What looks like a part of the rules and is none, by its name alone."""
    for file in sorted((*path.glob("*.y*ml"), *path.glob("*/*.y*ml"))):
        folder = file.parent.name if file.parent != path else None
        if file.suffix == ".yml":
            yield PackIssue(str(file), 0, f"not read: call it {file.stem}.yaml")
        elif file.name in _OF_PACKS and folder is not None and not _CODE.fullmatch(folder):
            yield PackIssue(str(file), 0, "not read: the folder of a pack is called by two capital letters, such as GB")
        elif folder is None and file.name not in _BESIDE:
            yield PackIssue(str(file), 0, f"not read; beside packs stand {', '.join(sorted(_BESIDE))}", "warning")


#: What was looked for, in which file, of what, what is wrong, and how bad that is.
Remark = tuple[str, str, str, str, str]


def _pack(pack: Pack, settings: LintFile, today: dt.date | None, find: Finder | None) -> Iterator[Remark]:
    for check, name, message, severity in lint_rules(pack):
        yield check, f"{pack.code}/rules.yaml", name, message, severity
    for check, name, message, severity in lint_labels(pack, find):
        yield check, f"{pack.code}/labels.yaml", name, message, severity
    head = f"{pack.code}/pack.yaml"
    for source in sorted(set(pack.instruments) - _cited(pack)):
        yield "uncited-source", head, source, f"instrument {source!r} is cited nowhere", "warning"
    if today is None:
        return
    for name, instrument in pack.instruments.items():
        # what a court has said stays said
        if instrument.force == "judgment":
            continue
        seen = instrument.read_on or instrument.published or instrument.in_force_from
        if seen is not None and (today - seen).days > settings.source_age_days and instrument.in_force_to is None:
            message = f"{instrument.title!r} is of {seen} and nobody has said since that it still stands: read it, and give `read_on`"
            yield "old-source", head, name, message, "warning"


def _cited(pack: Pack) -> set[str]:
    cited = {source for rule in pack.rules for version in rule.versions for source in version.sources}
    cited |= {source for label in pack.labels for source in label.sources}
    return cited | {
        source for part in (pack.file.penalties, pack.file.changes) for item in part for source in item.sources
    }


def _excused(remarks: Sequence[Remark], settings: LintFile, path: Path) -> Iterator[PackIssue]:
    """The remarks that the house has no reason for, and the reasons that nothing is left to excuse."""
    used: set[int] = set()
    for check, file, name, message, severity in remarks:
        reasons = [
            number
            for number, each in enumerate(settings.exceptions)
            if each.check == check and fnmatch(file, each.where) and fnmatch(name, each.name)
        ]
        used.update(reasons)
        if not reasons:
            yield PackIssue(f"{path}/{file}", 0, f"{message} [{check}]", severity)
    for number, each in enumerate(settings.exceptions):
        if number not in used:
            message = f"the exception from {each.check!r} for {each.where} {each.name} excuses nothing: take it away"
            yield PackIssue(f"{path}/lint.yaml", 0, message, "warning")
