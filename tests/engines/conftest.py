"""The engines are a job of their own, `make engines`: they are large, and Spark needs Java. Whoever runs the others is told so."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

ENGINES = ("dask", "polars", "pyspark", "ray")


def _missing() -> list[str]:
    return [name for name in ENGINES if find_spec(name) is None]


def _asked(config: pytest.Config) -> bool:
    return any("engines" in Path(arg.partition("::")[0]).parts for arg in config.args)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without the engines nothing here is collected, unless it is asked for by name: then it fails."""
    return True if collection_path.suffix == ".py" and _missing() and not _asked(config) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """No silent skip."""
    if _missing() and not _asked(config):
        terminalreporter.section("tests/engines did not run", sep="=", yellow=True)
        terminalreporter.line(f"Not installed: {', '.join(_missing())}. It is a job of its own: make engines")
