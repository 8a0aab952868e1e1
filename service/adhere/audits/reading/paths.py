"""Ways into nested records: `node.owner.username`, `edges[0].node.text`, `mentions[].username`."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Getter = Callable[[Any], Any]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d*)\]")
_DEEPEST, _MOST = 8, 500


@functools.cache
def getter_of(path: str) -> Getter:
    """What fetches the value at a path, or None where there is none. A key may have dots in it, as flattened files have."""
    steps = [_step(name, index) for name, index in _STEP.findall(path)]
    if len(steps) == 1 and isinstance(steps[0], str):
        return _key(path)

    def get(record: Any) -> Any:
        if isinstance(record, dict) and (found := record.get(path)) is not None:
            return found
        return _descend(record, steps)

    return get


def _key(name: str) -> Getter:
    def get(record: Any) -> Any:
        return record.get(name) if isinstance(record, dict) else None

    return get


def _step(name: str, index: str) -> str | int | None:
    """A key, the place in a list, or None for every place."""
    if name:
        return name
    return int(index[:9]) if index else None


def _descend(value: Any, steps: list[str | int | None]) -> Any:
    for at, step in enumerate(steps):
        if step is None:
            found = [_descend(each, steps[at + 1 :]) for each in value] if isinstance(value, list) else []
            return [each for each in found if each is not None] or None
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else None
        if value is None:
            return None
    return value


def first_of(getters: Iterable[Getter]) -> Getter:
    """The first of several values that is there."""
    tried = tuple(getters)
    if len(tried) == 1:
        return tried[0]

    def get(record: Any) -> Any:
        for each in tried:
            found = each(record)
            if found is not None and found != "":
                return found
        return None

    return get


def filled(template: str, getters: dict[str, Getter]) -> Getter:
    """`https://…/{id}/` with its places filled; None where one of them is empty."""
    parts = re.split(r"\{([^}]+)\}", template)

    def get(record: Any) -> Any:
        out = parts[0]
        for name, rest in zip(parts[1::2], parts[2::2], strict=True):
            value = getters[name](record)
            if value is None or value == "":
                return None
            out += f"{value}{rest}"
        return out

    return get


def places(template: str) -> list[str]:
    """The paths in a template."""
    return re.findall(r"\{([^}]+)\}", template)


def paths_in(records: Iterable[Any]) -> tuple[str, ...]:
    """The paths of all values in the records, each once, in the order in which they come. A list counts as a value."""
    found: dict[str, None] = {}
    for record in records:
        for path in _leaves(record, "", 0):
            found[path] = None
            if len(found) >= _MOST:
                return tuple(found)
    return tuple(found)


def _leaves(value: dict[str, Any], before: str, depth: int) -> Iterator[str]:
    for key, each in value.items():
        if isinstance(each, dict) and each and depth < _DEEPEST:
            yield from _leaves(each, f"{before}{key}.", depth + 1)
        else:
            yield f"{before}{key}"
