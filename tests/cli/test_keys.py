"""`adhere keys`, and a service that starts only where it is safe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adhere.storage.accounts import Accounts
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADHERE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_key_from_its_making_to_its_end(run: Run, data: Path) -> None:
    made = run("keys", "create", "R. Okafor", "--role", "audit", "--role", "review", "--until", "2100-01-31")
    assert made.exit_code == 0, made.output
    token = made.stdout.strip()
    with Accounts.at(data, None) as accounts:
        key = accounts.key(token)
    assert key is not None
    assert (key.workspace, key.name) == ("default", "R. Okafor")
    assert key.roles == {"audit", "review"}

    (listed,) = json.loads(run("keys", "list", "--format", "json").stdout)
    assert listed["id"] == key.id
    assert listed["expires"] == "2100-02-01T00:00:00+00:00"
    assert token not in run("keys", "list").stdout
    assert "never used" in run("keys", "list").stdout

    assert run("keys", "revoke", key.id).exit_code == 0
    assert "revoked" in run("keys", "list").stdout
    assert run("keys", "list", "--workspace", "other").stdout == "no keys\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("create", "x", "--role", "audits"), "Did you mean 'audit'"),
        (("create", "x", "--role", "check", "--workspace", "Brand Team"), "brand-team"),
        (("create", "x", "--role", "check", "--until", "soon"), "YYYY-MM-DD"),
        (("revoke", "nothing"), "adhere keys list"),
        (("list", "--format", "xml"), "json"),
    ],
)
def test_mistakes_are_explained(run: Run, args: tuple[str, ...], said: str) -> None:
    result = run("keys", *args)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize("until", ["9999-12-31", "2020-01-31"])
def test_an_end_that_no_date_tells_or_that_has_passed(run: Run, data: Path, until: str) -> None:
    result = run("keys", "create", "intern", "--role", "check", "--until", until)
    assert result.exit_code == 2, result.exception
    assert "ends after it is made" in result.output


def test_a_data_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = run("keys", "list", "--data", tmp_path / "file")
    assert result.exit_code == 2
    assert "cannot be made" in result.output


def test_without_keys_it_serves_this_machine_alone(run: Run, packs: Path) -> None:
    result = run("serve", "--host", "0.0.0.0", "--port", "0", "--rules", packs)
    assert result.exit_code == 2
    assert "adhere keys create" in result.output
