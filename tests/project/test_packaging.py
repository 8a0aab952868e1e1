"""What is in the tree is in the package, and what is locked is what is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import adhere
from tests.project.tree import ROOT, files, project, text

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt", "requirements-engines.txt")
#: In two halves, so that this file passes its own test.
REGISTRIES = tuple(
    "".join(halves) for halves in (("py", "pi.org"), ("python", "hosted.org"), ("npm", "js.org"), ("npm", "js.com"))
)


def requirements(lock: str) -> list[str]:
    """The entries of a lock, each with its hashes in one line."""
    lines = "\n".join(line for line in text(lock).splitlines() if not line.lstrip().startswith("#"))
    return [entry for entry in lines.replace("\\\n", " ").splitlines() if entry.strip()]


def name_of(requirement: str) -> str:
    """The normalised name of a package."""
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def test_every_package_in_the_tree_is_listed() -> None:
    folders = {path.parent for path in files() if path.parts[0] == "service" and path.suffix == ".py"}
    found = {".".join(folder.parts[1:]) for folder in folders} | {"adhere.rules_data", "adhere.models_data"}
    assert set(project()["tool"]["setuptools"]["packages"]) == found


def test_every_package_has_an_init() -> None:
    for package in project()["tool"]["setuptools"]["packages"]:
        folder = {"adhere.rules_data": "rules", "adhere.models_data": "models"}.get(
            package, "service/" + package.replace(".", "/")
        )
        assert (ROOT / folder / "__init__.py").is_file(), package


def test_every_rule_file_is_package_data() -> None:
    patterns = project()["tool"]["setuptools"]["package-data"]["adhere.rules_data"]
    suffixes = {Path(pattern).suffix for pattern in patterns} | {".py"}
    assert [path for path in files() if path.parts[0] == "rules" and path.suffix not in suffixes] == []


def test_data_outside_python_packages_is_package_data() -> None:
    declared = project()["tool"]["setuptools"]["package-data"]["adhere"]
    for path in files():
        if path.parts[0] == "service" and path.suffix != ".py":
            inside = Path(*path.parts[2:])
            assert any(inside.match(pattern) for pattern in declared), f"{path} would not be in the wheel"


def test_version_is_said_once() -> None:
    assert adhere.__version__ == project()["project"]["version"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_hashes(lock: str) -> None:
    for entry in requirements(lock):
        assert re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked(lock: str) -> None:
    groups = project()["dependency-groups"]
    group = {
        "requirements-dev.txt": "dev",
        "requirements-bench.txt": "bench",
        "requirements-engines.txt": "engines",
    }.get(lock)
    asked = project()["project"]["dependencies"] + groups["build"] + (groups[group] if group else [])
    assert {name_of(each) for each in asked} <= {name_of(entry) for entry in requirements(lock)}, "run make lock"


def test_locks_agree_with_each_other() -> None:
    versions = [
        {(name_of(each), each.split("--hash")[0].strip(" \\")) for each in requirements(lock)} for lock in LOCKS
    ]
    assert all(versions[0] <= each for each in versions[1:])


def test_no_file_names_a_registry() -> None:
    for path in files():
        content = (ROOT / path).read_bytes().lower()
        assert [name for name in REGISTRIES if name.encode() in content] == [], path


def test_no_file_is_too_large_to_review() -> None:
    assert [str(path) for path in files() if (ROOT / path).stat().st_size > 32 * 2**20] == []


def test_python_files_are_short_enough_to_know() -> None:
    long = {
        str(path): count
        for path in files()
        if path.suffix == ".py" and (count := len(text(str(path)).splitlines())) > 450
    }
    assert long == {}
