"""What the tutorials show is what happens: their sessions are run, and what is printed is compared with the page."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.project.tree import ROOT, text

PAGES = ("docs/tutorial-campaign.md", "docs/tutorial-monthly-audit.md")
PORT = "8000"


@dataclass(frozen=True)
class Step:
    """A command, and what the page says that it prints; `…` stands for anything."""

    command: str
    printed: str


def steps(page: str) -> Iterator[Step]:
    for block in re.findall(r"^```console\n(.*?)^```", text(page), re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield Step(command, printed)


def pattern(printed: str) -> str:
    """A line that is `…` alone stands for any lines; `…` in a line for anything in it."""
    found = ""
    for line in printed.splitlines():
        found += r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
    return found


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder as the tutorials take it, with nothing of the user's."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.fixture
def surroundings(room: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADHERE_")}
    return kept | {"PATH": path, "ADHERE_DATA": str(room / "data"), "COLUMNS": "200", "NO_COLOR": "1"}


@pytest.fixture
def port(room: Path, surroundings: dict[str, str]) -> Iterator[str]:
    """The service of the page, on a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with (room / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            ["adhere", "serve", "--port", port], cwd=room, env=surroundings, stdout=log, stderr=log
        )
        try:
            for _ in range(600):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready"):
                        break
                except (urllib.error.URLError, OSError):
                    assert process.poll() is None, (room / "serve.log").read_text()
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait(30)


@pytest.mark.parametrize("page", PAGES)
def test_a_tutorial_does_what_it_shows(
    page: str, room: Path, surroundings: dict[str, str], request: pytest.FixtureRequest
) -> None:
    found = list(steps(page))
    assert found
    served: str = request.getfixturevalue("port") if "adhere serve" in text(page) else PORT
    # one shell for all steps, since later ones use what earlier ones set
    marker = "-- the next step --"
    script = "exec 2>&1\n" + "".join(
        f"{step.command.replace(f':{PORT}/', f':{served}/')}\necho; echo '{marker}'\n" for step in found
    )
    done = subprocess.run(
        ["bash"], input=script, cwd=room, env=surroundings, capture_output=True, text=True, check=False, timeout=300
    )
    printed = done.stdout.split(f"\n{marker}\n")
    assert len(printed) == len(found) + 1, done.stderr
    for step, lines in zip(found, printed, strict=False):
        wanted = pattern(step.printed)
        assert re.fullmatch(wanted, lines if lines.endswith("\n") or not lines else f"{lines}\n"), (
            f"{step.command}\n{lines}\n{done.stderr}"
        )
