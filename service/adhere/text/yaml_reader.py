"""YAML as a lawyer means it: `no` is Norway, a key stands once, a mistake has a line.

PyYAML's C parser composes the nodes; the values are made here, by the scalars of YAML 1.2 (only `true` and `false` are booleans, dates stay
text). Merge keys and aliases are refused: what a rule says must stand where the rule stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from adhere.errors import PackError, PackIssue

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: One longer than any that a pack could mean stays a text; Python refuses to read those of some thousand digits.
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}

Key = tuple[Any, ...]
#: Rule files are some ten levels deep.
_DEEPEST = 50


class Lines:
    """Where each key of a file stands; lines count from 1."""

    def __init__(self) -> None:
        self._lines: dict[Key, int] = {}

    def note(self, key: Key, line: int) -> None:
        """Remember the line of a key path such as `("rules", 0, "check")`."""
        self._lines[key] = line

    def line(self, key: Sequence[Any]) -> int:
        """The line of a key path, or of the nearest key above it; 0 if nothing is known."""
        path = tuple(key)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)


def read_yaml(text: str, path: str) -> tuple[Any, Lines]:
    """The data of a YAML file and the line of every key. Raises PackError with all mistakes."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except RecursionError as error:
        raise PackError([PackIssue(path, 0, f"nested more than {_DEEPEST} levels deep")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 0
        raise PackError([PackIssue(path, line, f"not valid YAML: {error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        raise PackError([PackIssue(path, 0, f"not valid YAML: {error}")]) from error
    builder = _Builder(path)
    data = builder.build(node, ()) if node is not None else None
    if builder.issues:
        raise PackError(builder.issues)
    return data, builder.lines


class _Builder:
    """Makes data of nodes, notes their lines, and gathers mistakes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines = Lines()
        self.issues: list[PackIssue] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, key: Key) -> Any:
        """The data of a node."""
        line = node.start_mark.line + 1
        # an alias is its anchor's node again: it could hold itself, or grow nine lines to gigabytes
        if id(node) in self._seen:
            self._report(line, "aliases (*name) are not allowed: write out what is meant")
            return None
        self._seen.add(id(node))
        if len(key) > _DEEPEST:
            self._report(line, f"nested more than {_DEEPEST} levels deep")
            return None
        self.lines.note(key, line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*key, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # the only other kind there is
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, key: Key) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name_node, value_node in node.value:
            line = name_node.start_mark.line + 1
            if not isinstance(name_node, yaml.ScalarNode):
                self._report(line, "a key must be plain text")
                continue
            name = name_node.value
            if name == "<<":
                self._report(line, "merge keys (<<) are not allowed: write the keys out")
            elif name in found:
                self._report(line, f"key {name!r} stands twice")
            else:
                found[name] = self.build(value_node, (*key, name))
                self.lines.note((*key, name), line)
        return found

    def _report(self, line: int, message: str) -> None:
        self.issues.append(PackIssue(self.path, line, message))


def _scalar(node: yaml.ScalarNode) -> Any:
    value: str = node.value
    if node.style:  # the C parser gives plain scalars an empty style, Python's gives None
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INT.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else value
