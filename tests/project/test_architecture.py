"""What an import contract cannot see: the core reads no clock and opens no connection."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.tree import ROOT, files

#: Rooms that may know the day and the network.
OUTER = {"api", "cli", "client", "audits", "web"}
CORE = [
    path
    for path in files()
    if path.parts[:2] == ("service", "adhere") and path.suffix == ".py" and path.parts[2] not in OUTER
]
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime", "monotonic", "perf_counter"}
#: A stopwatch tells no day, but a verdict that hangs on it could not be replayed either.
CLOCK_MODULES = {"time"}
NETWORK_MODULES = {"urllib.request", "http.client", "ftplib", "smtplib", "ssl", "asyncio"}


def dotted(node: ast.AST) -> str:
    """`dt.date.today` of an expression, or an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, anywhere in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def clocks(tree: ast.AST) -> list[str]:
    """Every call that reads a clock: `date.today()`, `datetime.now()`, `time.time()`."""
    calls = (dotted(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in calls if "." in call and call.rpartition(".")[2] in CLOCKS]


@pytest.mark.parametrize("path", CORE, ids=str)
def test_core_reads_no_clock(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_bytes())
    assert clocks(tree) == [], "time is an argument: take the day from the caller"
    assert CLOCK_MODULES.isdisjoint(imports(tree))


@pytest.mark.parametrize("path", CORE, ids=str)
def test_core_opens_no_connection(path: Path) -> None:
    assert NETWORK_MODULES.isdisjoint(imports(ast.parse((ROOT / path).read_bytes())))


@pytest.mark.parametrize(
    "source",
    [
        "import datetime as dt\ndt.date.today()",
        "from datetime import datetime\ndatetime.now(tz)",
        "import time\ntime.time()",
    ],
)
def test_clocks_are_found(source: str) -> None:
    assert clocks(ast.parse(source))


def test_days_and_hours_are_no_clocks() -> None:
    assert clocks(ast.parse("dt.date.fromisoformat(day)\nmoment.isoformat()\ntoday()\nself.day.replace(day=1)")) == []
