"""YAML as a lawyer means it: `no` is Norway, a key stands once, a mistake has a line.

PyYAML's C parser composes the nodes; the values are made here, by the scalars of YAML 1.2 (only `true` and `false` are booleans, dates stay
text). Merge keys are refused: what a rule says must stand where the rule stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from adhere.errors import PackError, PackIssue

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}

Key = tuple[Any, ...]


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
    lines = Lines()
    issues: list[PackIssue] = []
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 0
        raise PackError([PackIssue(path, line, f"not valid YAML: {error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        raise PackError([PackIssue(path, 0, f"not valid YAML: {error}")]) from error
    data = _build(node, (), path, lines, issues) if node is not None else None
    if issues:
        raise PackError(issues)
    return data, lines


def _build(node: yaml.Node, key: Key, path: str, lines: Lines, issues: list[PackIssue]) -> Any:
    lines.note(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, key, path, lines, issues)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*key, index), path, lines, issues) for index, item in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)  # the only other kind there is
    return _scalar(node)


def _mapping(node: yaml.MappingNode, key: Key, path: str, lines: Lines, issues: list[PackIssue]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name_node, value_node in node.value:
        line = name_node.start_mark.line + 1
        if not isinstance(name_node, yaml.ScalarNode):
            issues.append(PackIssue(path, line, "a key must be plain text"))
            continue
        name = name_node.value
        if name == "<<":
            issues.append(PackIssue(path, line, "merge keys (<<) are not allowed: write the keys out"))
        elif name in found:
            issues.append(PackIssue(path, line, f"key {name!r} stands twice"))
        else:
            found[name] = _build(value_node, (*key, name), path, lines, issues)
            lines.note((*key, name), line)
    return found


def _scalar(node: yaml.ScalarNode) -> Any:
    value: str = node.value
    if node.style is not None:
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INT.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else value
