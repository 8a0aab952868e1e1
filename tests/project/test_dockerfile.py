"""The image: its Dockerfile's promises, held without an engine to build it. `make lint` runs hadolint on it, too."""

from __future__ import annotations

import json
import re
import subprocess
from typing import NamedTuple

import pytest

from tests.project.tree import ROOT, text


class Step(NamedTuple):
    """One instruction."""

    word: str
    rest: str


def steps() -> list[Step]:
    """The instructions in order, continued lines joined."""
    lines = [line for line in text("Dockerfile").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    return [Step(*line.split(maxsplit=1)) for line in joined]


def stages() -> list[list[Step]]:
    """The instructions of each stage, its FROM first."""
    found: list[list[Step]] = []
    for step in steps():
        if step.word == "FROM":
            found.append([])
        found[-1].append(step)
    return found


def rest(stage: list[Step], word: str) -> list[str]:
    """What stands after each `word` in a stage."""
    return [step.rest for step in stage if step.word == word]


def test_every_base_is_pinned_by_digest_and_tagged() -> None:
    bases = [step.rest.split()[0] for step in steps() if step.word == "FROM"]
    assert len(bases) == 2
    assert len(set(bases)) == 1, "both stages must stand on one base, or the virtual environment does not fit"
    assert re.fullmatch(r"python:3\.12-slim-bookworm@sha256:[0-9a-f]{64}", bases[0])


def test_base_runs_a_supported_python() -> None:
    assert ">=3.11" in text("pyproject.toml")
    assert "Programming Language :: Python :: 3.12" in text("pyproject.toml")


def test_last_stage_takes_the_environment_and_no_sources() -> None:
    assert rest(stages()[-1], "COPY") == ["--from=build /opt/adhere /opt/adhere"]


def test_rules_and_model_go_in() -> None:
    copied = " ".join(rest(stages()[0], "COPY"))
    for name in ("requirements.txt", "pyproject.toml", "service", "rules", "models"):
        assert f"{name} " in copied, name


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    ignore = text(".dockerignore").splitlines()
    assert ignore[0] == "*"
    for line in rest(stages()[0], "COPY"):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source}" in ignore, source


def test_packages_come_from_the_lock() -> None:
    installs = [line for line in rest(stages()[0], "RUN") if "pip install" in line]
    assert "--require-hashes --requirement requirements.txt" in installs[0]
    assert "--no-deps --no-build-isolation ." in installs[1]


def test_no_root() -> None:
    [user] = rest(stages()[-1], "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), "a number, so that an orchestrator can see that it is not root"
    last = [step.word for step in stages()[-1]]
    assert last.index("USER") < last.index("CMD")


def test_health_is_asked_of_the_service() -> None:
    [check] = rest(stages()[-1], "HEALTHCHECK")
    python, option, program = json.loads(check.partition(" CMD ")[2])
    assert (python, option) == ("python", "-c")
    compile(program, "HEALTHCHECK", "exec")
    assert "http://127.0.0.1:8000/health/ready" in program


def test_service_is_started_without_a_shell() -> None:
    assert [json.loads(line) for line in rest(stages()[-1], "CMD")] == [
        ["adhere", "serve", "--host", "0.0.0.0", "--port", "8000"]
    ]
    assert rest(stages()[-1], "EXPOSE") == ["8000"]


@pytest.mark.parametrize("line", [step.rest for step in steps() if step.word == "RUN"])
def test_every_run_line_is_valid_shell(line: str) -> None:
    assert not line.startswith("--")
    done = subprocess.run(["sh", "-n", "-c", line], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
