"""The command line, run in this process or, where streams and signals matter, in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from adhere.checker import Checker
from adhere.cli.app import app
from tests.cli.packs import write_packs

ADHERE = (sys.executable, "-m", "adhere.cli")
Run = Callable[..., Result]
Spawn = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two small jurisdictions."""
    return write_packs(tmp_path_factory.mktemp("cli") / "packs")


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing from outside decides on colour."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run() -> Run:
    """`adhere …` in this process."""

    def run(*args: str | Path, input: bytes | str | None = None) -> Result:
        return CliRunner().invoke(app, [str(arg) for arg in args], input=input)

    return run


@pytest.fixture
def check(run: Run, packs: Path) -> Run:
    """`adhere check …` by the rules of the small jurisdictions, without the classifier."""

    def check(*args: str | Path, input: bytes | str | None = None) -> Result:
        return run("check", "--rules", packs, "--no-classifier", *args, input=input)

    return check


@pytest.fixture(scope="session")
def checker(packs: Path) -> Checker:
    """A checker over the small jurisdictions, without the classifier."""
    return Checker.load(rules=[packs], classify=False)


@pytest.fixture
def spawn(packs: Path) -> Spawn:
    """`adhere …` in a process of its own. `@packs` stands for the small jurisdictions."""

    def spawn(*args: str, input: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
        command = [*ADHERE, *(str(packs) if arg == "@packs" else arg for arg in args)]
        return subprocess.run(
            command, input=input, capture_output=True, env={**os.environ, **env}, timeout=120, check=False
        )

    return spawn


def lines(output: bytes | str) -> list[Any]:
    """The JSON of each line."""
    text = output.decode("utf-8") if isinstance(output, bytes) else output
    return [json.loads(line) for line in text.splitlines()]
