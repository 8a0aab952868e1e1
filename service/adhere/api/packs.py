"""Packs that administrators send over HTTP: read and linted before they are taken, and kept in the data folder for all workspaces."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from adhere.api.problems import Invalid, NotFound
from adhere.errors import InputError, PackError, PackIssue, UnknownWord
from adhere.rulebook import load_rulebook
from adhere.rulebook.lint import lint

FILES = ("pack.yaml", "labels.yaml", "rules.yaml")
_CODE = re.compile(r"[A-Z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeptPack:
    """A pack as it was sent: its files by their names, and when it was put."""

    jurisdiction: str
    files: Mapping[str, str]
    changed: dt.datetime


class Packs:
    """The packs in a folder. Processes that change it wait for each other."""

    def __init__(self, folder: Path, others: Sequence[Path]) -> None:
        self.folder = folder
        self.others = others

    def all(self) -> list[KeptPack]:
        """Every pack, by its jurisdiction."""
        return [_read(path) for path in sorted(self.folder.glob("[A-Z][A-Z]")) if path.is_dir()]

    def pack(self, jurisdiction: str) -> KeptPack:
        """One pack. Raises NotFound."""
        for each in self.all():
            if each.jurisdiction == jurisdiction:
                return each
        raise NotFound(f"No pack for {jurisdiction!r} was sent here.", where="jurisdiction")

    def put(self, jurisdiction: str, files: Mapping[str, str]) -> list[PackIssue]:
        """Take a pack in place of the one that was there, and give what the linter only warns of. Raises InputError for its mistakes."""
        if not _CODE.fullmatch(jurisdiction):
            raise InputError(
                f"{jurisdiction!r} is no jurisdiction: two capital letters, such as GB; XA to XZ are free for policies of your own.",
                where="jurisdiction",
            )
        for name in files:
            if name not in FILES:
                raise UnknownWord("file of a pack", name, FILES, where="files")
        if not files:
            raise InputError(f"A pack has at least one file: {', '.join(FILES)}.", where="files")
        with self._changed_copy() as copy:
            shutil.rmtree(copy / jurisdiction, ignore_errors=True)
            (copy / jurisdiction).mkdir()
            for name, text in files.items():
                (copy / jurisdiction / name).write_bytes(text.encode("utf-8", "replace"))
            return _judged(copy, self.others)

    def delete(self, jurisdiction: str) -> None:
        """Let go of a pack. Raises NotFound, or InputError where another pack builds on it."""
        with self._changed_copy() as copy:
            self.pack(jurisdiction)
            shutil.rmtree(copy / jurisdiction)
            if any(copy.glob("[A-Z][A-Z]")):
                _judged(copy, self.others)

    @contextmanager
    def _changed_copy(self) -> Iterator[Path]:
        """A copy to change, which takes the place of the folder where the block ends well."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with (
            FileLock(self.folder.with_name("rules.lock")),
            tempfile.TemporaryDirectory(dir=self.folder.parent, prefix="rules.new-") as room,
        ):
            copy, before = Path(room) / "rules", Path(room) / "before"
            if self.folder.exists():
                shutil.copytree(self.folder, copy)
            else:
                copy.mkdir()
            yield copy
            if self.folder.exists():
                os.rename(self.folder, before)
            os.rename(copy, self.folder)


def _read(path: Path) -> KeptPack:
    files = {name: (path / name).read_text("utf-8") for name in FILES if (path / name).is_file()}
    changed = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    return KeptPack(path.name, files, changed.replace(microsecond=0))


def _judged(tree: Path, others: Sequence[Path]) -> list[PackIssue]:
    """What the linter warns of. Raises InputError for what is wrong by itself, or beside the other packs."""
    found = lint([tree], today=dt.datetime.now(dt.UTC).date())
    mistakes = [each for each in found if each.severity == "error"]
    if not mistakes:
        try:
            load_rulebook([*others, tree])
        except PackError as error:
            mistakes = error.issues
    if mistakes:
        raise Invalid([InputError(str(each), where=each.path) for each in _named(mistakes, tree)])
    return _named(found, tree)


def _named(issues: Sequence[PackIssue], tree: Path) -> list[PackIssue]:
    """With paths from the folder of packs on: where that lies is nobody's business."""
    return [PackIssue(each.path.removeprefix(f"{tree}/"), each.line, each.message, each.severity) for each in issues]
