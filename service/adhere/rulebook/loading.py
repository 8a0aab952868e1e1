"""Finds, reads and validates packs; reports every mistake, not the first.

Reading YAML is the slow part of starting up, so what was read is kept as JSON in the user's cache, folder by folder, under the
digest of the files. Of rules that are known to be right, each pack is made only when it is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from adhere.errors import PackError, PackIssue
from adhere.rulebook.cache import keep, recall
from adhere.rulebook.explain import explain
from adhere.rulebook.pack import Pack, Rulebook
from adhere.rulebook.params import PARAMS, Params
from adhere.rulebook.schema import GroupsFile, LabelEntry, LabelsFile, PackFile, Rule, RulesFile, SectorsFile, WordsFile
from adhere.text.yaml_reader import Lines, read_yaml

#: Bump when the format of the cache or of the packs changes, or what `crosscheck` looks for: kept rules have stood it.
CACHE_FORMAT = "14"
MODELS: dict[str, type[BaseModel]] = {"pack.yaml": PackFile, "labels.yaml": LabelsFile, "rules.yaml": RulesFile}
_GROUPS, _SECTORS, _WORDS = "groups.yaml", "sectors.yaml", "words"
#: Files that stand beside the folders of packs.
_SHARED = frozenset({_GROUPS, _SECTORS})
T = TypeVar("T")


def load_rulebook(paths: Sequence[Path] = ()) -> Rulebook:
    """Our packs, and those of the folders `paths` on top. Raises PackError with every mistake found."""
    sources = dict(_our_files())
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
    return _assemble(sources)


def load_folder(path: Path) -> Rulebook:
    """A rules folder by itself, without ours: for linting and testing a tree of packs."""
    sources = dict(_walk(path, str(path)))
    if not sources:
        raise PackError([PackIssue(str(path), 0, "no rule files here: want folders such as GB/ with pack.yaml")])
    return _assemble(sources)


def load_tree(path: Path) -> tuple[Rulebook, frozenset[str]]:
    """A tree of packs as its author works on it, and the jurisdictions that it holds files of.

    One that holds a market of ours whole stands by itself; any other adds to ours.
    """
    codes = frozenset(each.name for each in path.glob("[A-Z][A-Z]") if any(each.glob("*.yaml")))
    ours = {_parts(name)[0] for name, _ in _our_files()}
    whole = any((path / code / "pack.yaml").exists() for code in codes & ours)
    return load_folder(path) if whole else load_rulebook([path]), codes


def _our_files() -> Iterator[tuple[str, bytes]]:
    yield from _walk(files("adhere.rules_data"), "rules")


def _user_files(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.is_dir():
        raise PackError([PackIssue(str(path), 0, "no such folder")])
    yield from _walk(path, str(path))


def _walk(root: Traversable | Path, name: str) -> Iterator[tuple[str, bytes]]:
    for folder in sorted(root.iterdir(), key=lambda each: each.name):
        if folder.name in _SHARED:
            yield _content(folder, f"{name}/{folder.name}")
        elif folder.is_dir() and (folder.name == _WORDS or (len(folder.name) == 2 and folder.name.isupper())):
            for file in sorted(folder.iterdir(), key=lambda each: each.name):
                # hidden ones are what editors and systems leave beside a file: `.#rules.yaml`, `._rules.yaml`
                if file.name.endswith(".yaml") and not file.name.startswith("."):
                    yield _content(file, f"{name}/{folder.name}/{file.name}")


def _content(file: Traversable | Path, path: str) -> tuple[str, bytes]:
    try:
        return path, file.read_bytes()
    except OSError as error:
        raise PackError([PackIssue(path, 0, f"cannot be read: {error.strerror}")]) from error


def _assemble(sources: Mapping[str, bytes]) -> Rulebook:
    revision = _digest(sources)
    known = recall("rules", revision)
    if isinstance(known, dict):
        return _known_right(sources, revision, known)
    data = _read_all(sources)
    reader = _Reader(data)
    rulebook = reader.rulebook(revision)
    if reader.mistakes:
        # a kept reading has no line numbers: read the files with mistakes again, to name the line of each
        _, lines = _parse({path: sources[path] for path, _, _ in reader.mistakes})
        raise PackError([PackIssue(path, lines[path].line(key), said) for path, key, said in reader.mistakes])
    languages = {data[path]["language"]: "/".join(_parts(path)) for path in data if _parts(path)[0] == _WORDS}
    keep("rules", revision, {"packs": list(rulebook.packs), "words": languages}, source=_size(sources))
    return rulebook


def _known_right(sources: Mapping[str, bytes], revision: str, known: Mapping[str, Any]) -> Rulebook:
    """Rules that have been read before and found right: nothing is read that is not asked for."""
    groups = _groups(sources)

    def reader(group: str) -> _Reader:
        return _Reader(_read(groups.get(group, {})))

    def pack(code: str) -> Pack:
        made = reader(code).packs()[code]
        made.parents = tuple(packs[each] for each in made.file.builds_on if each in packs)
        return made

    def words(language: str) -> WordsFile:
        return reader(known["words"][language]).words()[language]

    packs = _Lazy(known["packs"], pack)
    return Rulebook(packs, _Lazy(known["words"], words), reader(_SECTORS).sectors(), reader(_GROUPS).groups(), revision)


class _Lazy(Mapping[str, T]):
    """A mapping whose names are known and whose values are made when first asked for."""

    def __init__(self, names: Iterable[str], make: Callable[[str], T]) -> None:
        self._made: dict[str, T | None] = dict.fromkeys(names)
        self._make = make

    def __getitem__(self, name: str) -> T:
        found = self._made[name]
        if found is None:
            found = self._made[name] = self._make(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _parts(path: str) -> tuple[str, str]:
    """The folder and the name of a file; the same wherever the rules are installed."""
    folder, name = path.split("/")[-2:]
    return folder, name


def _digest(sources: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(CACHE_FORMAT.encode())
    for path in sorted(sources):
        digest.update("/".join(_parts(path)).encode() + b"\0" + sources[path] + b"\0")
    return digest.hexdigest()[:16]


def _size(sources: Mapping[str, bytes]) -> int:
    return sum(map(len, sources.values()))


def _groups(sources: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """What is read together: the files of a pack, ours before a user's; each file of words; the sectors."""
    groups: dict[str, dict[str, bytes]] = {}
    for path, content in sources.items():
        folder, name = _parts(path)
        group = name if name in _SHARED else f"{folder}/{name}" if folder == _WORDS else folder
        groups.setdefault(group, {})[path] = content
    return groups


def _read_all(sources: Mapping[str, bytes]) -> dict[str, Any]:
    """The data of all files, in their order. Raises PackError with every mistake of the YAML."""
    data: dict[str, Any] = {}
    issues: list[PackIssue] = []
    for group in _groups(sources).values():
        try:
            data |= _read(group)
        except PackError as error:
            issues += error.issues
    if issues:
        raise PackError(issues)
    return {path: data[path] for path in sources}


def _read(group: Mapping[str, bytes]) -> dict[str, Any]:
    """The data of a group's files."""
    digest = _digest(group)
    kept = recall("part", digest)
    if isinstance(kept, list) and len(kept) == len(group):
        # kept by place in the sorted list, since the folder may have moved
        by_path = dict(zip(sorted(group), kept, strict=True))
        return {path: by_path[path] for path in group}
    data, _ = _parse(group)
    keep("part", digest, [data[path] for path in sorted(data)], source=_size(group))
    return data


def _parse(sources: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, Lines]]:
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


class _Reader:
    """Turns parsed files into packs and gathers every mistake on the way."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.mistakes: list[tuple[str, tuple[Any, ...], str]] = []

    def report(self, path: str, key: tuple[Any, ...], message: str) -> None:
        """Note a mistake at a key of a file."""
        self.mistakes.append((path, key, message))

    def model(self, path: str, kind: type[BaseModel]) -> Any:
        """The file as a model, or None with its mistakes noted."""
        try:
            return kind.model_validate(self.data[path])
        except ValidationError as error:
            for key, message in explain(error, kind):
                self.report(path, key, message)
            return None

    def rulebook(self, revision: str) -> Rulebook:
        """Every pack, linked to what it builds on, and checked against the others."""
        packs = self.packs()
        for pack in packs.values():
            pack.parents = tuple(packs[code] for code in pack.file.builds_on if code in packs)
        for code in [code for code, pack in packs.items() if code in _beneath(pack)]:
            self.report(self._files_of[code]["pack.yaml"][0][0], ("builds_on",), f"{code} builds on itself")
            packs[code].parents = ()
        rulebook = Rulebook(packs, self.words(), self.sectors(), self.groups(), revision)
        # here, since rules that are known to be right need none of it
        from adhere.rulebook.crosscheck import check_groups, cross_check

        for path, key, message in cross_check(rulebook, self._files_of):
            self.report(path, key, message)
        for path, groups in self._groups_files:
            for mistake in check_groups(path, groups, rulebook):
                self.report(*mistake)
        return rulebook

    def sectors(self) -> dict[str, frozenset[str]]:
        """The names of sectors, each with all that it lies within."""
        found: dict[str, frozenset[str]] = {}
        for path in self.data:
            if _parts(path)[1] == _SECTORS and (read := self.model(path, SectorsFile)) is not None:
                found |= _sector_names(read)
        return found

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Groups of markets by name; a user's takes the place of ours."""
        return {name: tuple(members) for _, file in self._groups_files for name, members in file.groups.items()}

    @cached_property
    def _groups_files(self) -> list[tuple[str, GroupsFile]]:
        read = [(path, self.model(path, GroupsFile)) for path in self.data if _parts(path)[1] == _GROUPS]
        return [(path, file) for path, file in read if file is not None]

    def words(self) -> dict[str, WordsFile]:
        """The vocabulary by language; a user's file takes the place of ours."""
        found: dict[str, WordsFile] = {}
        for path in self.data:
            if _parts(path)[0] == _WORDS and (read := self.model(path, WordsFile)) is not None:
                found[read.language] = read
        return found

    def packs(self) -> dict[str, Pack]:
        """Every pack, not yet linked to what it builds on."""
        packs: dict[str, Pack] = {}
        for code, group in sorted(self._files_of.items()):
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
        return packs

    @cached_property
    def _files_of(self) -> dict[str, dict[str, list[tuple[str, Any]]]]:
        """The files of each pack by name, ours before a user's."""
        found: dict[str, dict[str, list[tuple[str, Any]]]] = {}
        for path in self.data:
            folder, name = _parts(path)
            if name in _SHARED or folder == _WORDS:
                continue
            if name in MODELS:
                found.setdefault(folder, {}).setdefault(name, []).append((path, self.model(path, MODELS[name])))
            else:
                self.report(path, (), f"unknown file {name!r}; allowed: {', '.join(MODELS)}")
        return found

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


def _beneath(pack: Pack) -> set[str]:
    """All that a pack builds on, however deep."""
    found: set[str] = set()
    still = [*pack.parents]
    while still:
        parent = still.pop()
        if parent.code not in found:
            found.add(parent.code)
            still += parent.parents
    return found


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
