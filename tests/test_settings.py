"""Settings from the environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adhere.errors import InputError
from adhere.settings import Settings


def test_defaults() -> None:
    settings = Settings.from_env({})
    assert (settings.max_text_length, settings.max_batch, settings.max_body_bytes) == (200_000, 1_000, 8 * 1024 * 1024)
    assert 1 <= settings.batch_workers <= 4
    assert settings.classify is True
    assert settings.rules == ()


def test_each_has_its_variable() -> None:
    settings = Settings.from_env(
        {
            "ADHERE_MAX_TEXT_LENGTH": "10",
            "ADHERE_MAX_BATCH": "20",
            "ADHERE_MAX_BODY_BYTES": "3000",
            "ADHERE_BATCH_WORKERS": "2",
            "ADHERE_RULES": os.pathsep.join(["/one", "/two"]),
            "ADHERE_CLASSIFY": "no",
            "ADHERE_OTHER": "is not ours",
        }
    )
    assert settings == Settings(
        max_text_length=10,
        max_batch=20,
        max_body_bytes=3000,
        batch_workers=2,
        rules=(Path("/one"), Path("/two")),
        classify=False,
    )


def test_an_empty_variable_counts_as_absent() -> None:
    assert Settings.from_env({"ADHERE_MAX_BATCH": "", "ADHERE_RULES": ""}) == Settings.from_env({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADHERE_MAX_BATCH", "many"),
        ("ADHERE_MAX_BATCH", "0"),
        ("ADHERE_CLASSIFY", "maybe"),
        ("ADHERE_BATCH_WORKERS", "-1"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(InputError, match=name) as caught:
        Settings.from_env({name: value})
    assert repr(value) in str(caught.value)
