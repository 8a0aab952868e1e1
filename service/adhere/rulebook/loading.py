"""Finds, reads and validates packs; reports every mistake, not the first.

Reading YAML is the slow part of starting up, so what was read and found right is kept as JSON in the user's cache, under the
digest of the files. A cache that is missing, stale or unwritable costs time, never an answer.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path
from pydantic import BaseModel, ValidationError

from adhere.errors import PackError, PackIssue
from adhere.rulebook.explain import explain
from adhere.rulebook.pack import Pack, Rulebook
from adhere.rulebook.params import PARAMS, Params
from adhere.rulebook.schema import LabelEntry, LabelsFile, PackFile, Rule, RulesFile, SectorsFile, WordsFile
from adhere.text.yaml_reader import Lines, read_yaml

#: Bump when the format of the cache or of the packs changes, or what `crosscheck` looks for: a cached reading has stood it.
CACHE_FORMAT = "13"
MODELS: dict[str, type[BaseModel]] = {"pack.yaml": PackFile, "labels.yaml": LabelsFile, "rules.yaml": RulesFile}


def load_rulebook(paths: Sequence[Path] = ()) -> Rulebook:
    """Our packs, and those of the folders `paths` on top. Raises PackError with every mistake found."""
    sources = dict(_our_files())
    ours = set(sources)
    issues: list[PackIssue] = []
    for path in paths:
        found = dict(_user_files(path))
        if not found:
            issues.append(
                PackIssue(str(path), 0, "no rule files here: want folders such as GB/ with labels.yaml or rules.yaml")
            )
        sources |= found
    if issues:
        raise PackError(issues)
    return _assemble(sources, ours)


def load_folder(path: Path) -> Rulebook:
    """A rules folder by itself, without ours: for linting and testing a tree of packs."""
    sources = dict(_walk(path, str(path)))
    if not sources:
        raise PackError([PackIssue(str(path), 0, "no rule files here: want folders such as GB/ with pack.yaml")])
    return _assemble(sources, set(sources))


def _our_files() -> Iterator[tuple[str, bytes]]:
    yield from _walk(files("adhere.rules_data"), "rules")


def _user_files(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.is_dir():
        raise PackError([PackIssue(str(path), 0, "no such folder")])
    yield from _walk(path, str(path))


def _walk(root: Traversable | Path, name: str) -> Iterator[tuple[str, bytes]]:
    for folder in sorted(root.iterdir(), key=lambda each: each.name):
        if folder.name == "sectors.yaml":
            yield f"{name}/sectors.yaml", folder.read_bytes()
        elif folder.is_dir() and (folder.name == "words" or (len(folder.name) == 2 and folder.name.isupper())):
            for file in sorted(folder.iterdir(), key=lambda each: each.name):
                if file.name.endswith(".yaml"):
                    yield f"{name}/{folder.name}/{file.name}", file.read_bytes()


def _assemble(sources: Mapping[str, bytes], ours: set[str]) -> Rulebook:
    revision = _digest(sources)
    data, lines = _read_all(sources, revision)
    reader = _Reader(data, lines)
    rulebook = reader.rulebook(revision, ours)
    if reader.issues:
        # a cached reading has no line numbers: read the files again, to name the line of each mistake
        if not lines:
            fresh = _parse_all(sources)
            reader = _Reader(*fresh)
            reader.rulebook(revision, ours)
        raise PackError(reader.issues)
    if lines:
        _write_cache(revision, data)
    return rulebook


def _digest(sources: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(CACHE_FORMAT.encode())
    for path in sorted(sources):
        # only the last two parts: the same rules have the same revision wherever they are installed
        digest.update("/".join(path.split("/")[-2:]).encode() + b"\0" + sources[path] + b"\0")
    return digest.hexdigest()[:16]


def _cache_file(revision: str) -> Path:
    return user_cache_path("adhere") / f"rules-{revision}.json"


def _read_all(sources: Mapping[str, bytes], revision: str) -> tuple[dict[str, Any], dict[str, Lines]]:
    with contextlib.suppress(OSError, ValueError):
        cached = json.loads(_cache_file(revision).read_bytes())
        if isinstance(cached, dict) and len(cached) == len(sources):
            # kept by place in the sorted list, since the folder may have moved; given in the order of the files, ours first
            by_path = dict(zip(sorted(sources), cached.values(), strict=True))
            return {path: by_path[path] for path in sources}, {}
    return _parse_all(sources)


def _parse_all(sources: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, Lines]]:
    data: dict[str, Any] = {}
    lines: dict[str, Lines] = {}
    issues: list[PackIssue] = []
    for path, content in sources.items():
        try:
            data[path], lines[path] = read_yaml(content.decode("utf-8"), path)
        except UnicodeDecodeError as error:
            issues.append(PackIssue(path, 0, f"not UTF-8 at byte {error.start}: save the file as UTF-8"))
        except PackError as error:
            issues += error.issues
    if issues:
        raise PackError(issues)
    return data, lines


def _write_cache(revision: str, data: Mapping[str, Any]) -> None:
    target = _cache_file(revision)
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({path: data[path] for path in sorted(data)}, file, ensure_ascii=False)
        os.replace(name, target)


class _Reader:
    """Turns parsed files into packs and gathers every mistake on the way."""

    def __init__(self, data: Mapping[str, Any], lines: Mapping[str, Lines]) -> None:
        self.data = data
        self.lines = lines
        self.issues: list[PackIssue] = []

    def report(self, path: str, key: tuple[Any, ...], message: str) -> None:
        """Note a mistake at a key of a file."""
        found = self.lines.get(path)
        self.issues.append(PackIssue(path, found.line(key) if found is not None else 0, message))

    def model(self, path: str, kind: type[BaseModel]) -> Any:
        """The file as a model, or None with its mistakes noted."""
        try:
            return kind.model_validate(self.data[path])
        except ValidationError as error:
            for key, message in explain(error, kind):
                self.report(path, key, message)
            return None

    def rulebook(self, revision: str, ours: set[str]) -> Rulebook:
        """Every pack, linked to what it builds on."""
        files_of: dict[str, dict[str, list[tuple[str, Any]]]] = {}
        words: dict[str, WordsFile] = {}
        sectors: dict[str, frozenset[str]] = {}
        for path in self.data:
            folder, name = path.split("/")[-2:]
            if name == "sectors.yaml":
                if (read := self.model(path, SectorsFile)) is not None:
                    sectors |= _sector_names(read)
            elif folder == "words":
                if (read := self.model(path, WordsFile)) is not None:
                    words[read.language] = read
            elif name in MODELS:
                files_of.setdefault(folder, {}).setdefault(name, []).append((path, self.model(path, MODELS[name])))
            else:
                self.report(path, (), f"unknown file {name!r}; allowed: {', '.join(MODELS)}")
        packs = self._packs(files_of)
        rulebook = Rulebook(packs, words, sectors, revision)
        if self.lines or self.issues:
            # else it comes from the cache, where nothing is kept that did not stand this
            self._cross_check(rulebook, files_of)
        return rulebook

    def _packs(self, files_of: Mapping[str, Mapping[str, list[tuple[str, Any]]]]) -> dict[str, Pack]:
        packs: dict[str, Pack] = {}
        for code, group in sorted(files_of.items()):
            heads = [head for _, head in group.get("pack.yaml", [])]
            if not heads or heads[0] is None:
                if not heads:
                    some = next(iter(group.values()))[0][0]
                    self.report(
                        some, (), f"no jurisdiction {code}: a pack needs a pack.yaml, or must add to one of ours"
                    )
                continue
            labels: list[LabelEntry] = [e for _, f in group.get("labels.yaml", []) if f is not None for e in f.labels]
            rules: list[Rule] = [r for _, f in group.get("rules.yaml", []) if f is not None for r in f.rules]
            instruments = {key: value for head in heads if head is not None for key, value in head.instruments.items()}
            params = self._params(group.get("rules.yaml", []))
            packs[code] = Pack(heads[0], tuple(labels), tuple(rules), params, instruments)
        for pack in packs.values():
            pack.parents = tuple(packs[code] for code in pack.file.builds_on if code in packs)
        return packs

    def _params(self, rules_files: list[tuple[str, Any]]) -> dict[tuple[str, Any], Params]:
        params: dict[tuple[str, Any], Params] = {}
        for path, file in rules_files:
            for i, rule in enumerate(file.rules if file is not None else ()):
                kind = PARAMS[rule.check]
                for j, version in enumerate(rule.versions):
                    try:
                        params[rule.id, version.from_] = kind.model_validate(version.params)
                    except ValidationError as error:
                        for key, message in explain(error, kind):
                            self.report(
                                path,
                                ("rules", i, "versions", j, "params", *key),
                                f"{rule.id} ({rule.check}): {message}",
                            )
        return params

    def _cross_check(self, rulebook: Rulebook, files_of: Mapping[str, Mapping[str, list[tuple[str, Any]]]]) -> None:
        from adhere.rulebook.crosscheck import cross_check

        for path, key, message in cross_check(rulebook, files_of):
            self.report(path, key, message)


def _sector_names(file: SectorsFile) -> dict[str, frozenset[str]]:
    """For each name of a sector: itself and all the sectors it lies within."""

    def wider(name: str, seen: frozenset[str]) -> frozenset[str]:
        if name in seen or name not in file.sectors:
            return seen | {name}
        seen = seen | {name}
        for outer in file.sectors[name].within:
            seen = wider(outer, seen)
        return seen

    names: dict[str, frozenset[str]] = {}
    for name, sector in file.sectors.items():
        for each in (name, *sector.also):
            names[each] = wider(name, frozenset())
    return names
