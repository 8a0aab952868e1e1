"""`adhere settings`: everything that may be set, and no secret."""

from __future__ import annotations

import json

import pytest

from adhere.settings import Settings, variable
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)


def test_every_setting_is_shown_with_its_variable_and_what_it_is_for(run: Run) -> None:
    rows = json.loads(run("settings", "--format", "json").stdout)
    assert [row["name"] for row in rows] == list(Settings.model_fields)
    for row in rows:
        assert row["variable"] == f"ADHERE_{row['name'].upper()}"
        assert row["description"].endswith("."), row["name"]
        assert row["source"] == "default"
        assert row["value"] == row["default"]


def test_what_is_set_is_shown_beside_its_default(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADHERE_MAX_BATCH", "20")
    monkeypatch.setenv("ADHERE_RULES", "/one:/two")
    monkeypatch.setenv("ADHERE_CLASSIFY", "no")
    monkeypatch.setenv("ADHERE_WEBHOOK_ALLOW", "fd00::/8, hooks.internal")
    rows = {row["name"]: row for row in json.loads(run("settings", "--format", "json").stdout)}
    assert (rows["max_batch"]["value"], rows["max_batch"]["default"], rows["max_batch"]["source"]) == (
        20,
        1000,
        "environment",
    )
    shown = run("settings").stdout
    assert "ADHERE_MAX_BATCH = 20  (environment)" in shown
    assert "ADHERE_RULES = /one:/two  (environment)" in shown
    assert "ADHERE_CLASSIFY = no  (environment)" in shown
    assert "ADHERE_WEBHOOK_ALLOW = fd00::/8,hooks.internal  (environment)" in shown
    assert "ADHERE_MAX_BODY_BYTES = 8388608  (default)" in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADHERE_DATABASE", "postgresql://adhere:hunter2@db/adhere"),
        ("ADHERE_DATABASE", "postgresql://adhere:hun/ter2@hunter2@db/adhere"),
        ("ADHERE_DATABASE", "postgresql://adhere@db/adhere?password=hunter2"),
        ("ADHERE_DATABASE", "mysql://adhere:hunter2@db/adhere"),
        ("ADHERE_DATABASE", "host=db password=hunter2"),
        ("ADHERE_OPENID_SECRET", "hunter2"),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_shown_nowhere(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, form: str) -> None:
    monkeypatch.setenv(name, value)
    result = run("settings", "--format", form)
    assert name in result.output
    assert "ter2" not in result.output


def test_a_format_that_is_none(run: Run) -> None:
    result = run("settings", "--format", "yaml")
    assert result.exit_code == 2
    assert "json" in result.output
