"""`decision.json`, whole and broken."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from adhere.errors import ModelError
from adhere.sponsorship import KINDS, SponsorshipClassifier
from adhere.sponsorship.decision import model_folder, read_decision

GOOD: dict[str, Any] = {
    "version": "1",
    "threshold": 0.7,
    "certainty": 0.9,
    "temperature": 0.8,
    "bias": dict.fromkeys(KINDS, 0),
    "languages": ["en"],
}


def write(folder: Path, content: bytes) -> Path:
    folder.joinpath("decision.json").write_bytes(content)
    return folder


def test_a_good_one(tmp_path: Path) -> None:
    decision = read_decision(write(tmp_path, json.dumps(GOOD).encode()))
    assert (decision.version, decision.threshold, decision.temperature) == ("1", 0.7, 0.8)
    assert list(decision.bias) == [0, 0, 0]
    assert decision.languages == {"en"}


def test_it_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"decision\.json.*Reinstall adhere"):
        read_decision(tmp_path)


@pytest.mark.parametrize("key", GOOD)
def test_every_part_is_needed(tmp_path: Path, key: str) -> None:
    content = {name: value for name, value in GOOD.items() if name != key}
    refused(write(tmp_path, json.dumps(content).encode()))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"[" * 100_000, json.dumps(GOOD).encode("utf-16")]
)
def test_what_is_no_decision(tmp_path: Path, content: bytes) -> None:
    refused(write(tmp_path, content))


NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    "change",
    [
        {"threshold": 0},
        {"threshold": 1},
        {"threshold": -0.1},
        {"threshold": 1.5},
        {"threshold": "high"},
        {"threshold": None},
        {"threshold": NAN},
        {"threshold": INFINITE},
        {"certainty": 0.69},
        {"certainty": 1.01},
        {"certainty": None},
        {"certainty": NAN},
        {"temperature": 0},
        {"temperature": -1},
        {"temperature": "warm"},
        {"temperature": NAN},
        {"temperature": INFINITE},
        {"bias": None},
        {"bias": []},
        {"bias": {"organic": 0}},
        {"bias": {**GOOD["bias"], "own": "much"}},
        {"bias": {**GOOD["bias"], "own": NAN}},
        {"languages": None},
        {"languages": 3},
        {"languages": "en"},
        {"languages": [["en"]]},
        {"languages": [1]},
    ],
    ids=str,
)
def test_values_that_make_no_sense(tmp_path: Path, change: dict[str, Any]) -> None:
    refused(write(tmp_path, json.dumps({**GOOD, **change}).encode()))


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    tmp_path.joinpath("decision.json").mkdir()
    refused(tmp_path)


def test_no_pipeline_beside_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no .*pipeline.*README"):
        SponsorshipClassifier.load(write(tmp_path, json.dumps(GOOD).encode()))


@pytest.mark.parametrize(
    ("name", "content"),
    [("textcat/cfg", b"[nlp]\n"), ("textcat/cfg", b"{}"), ("textcat/model", b"\x00"), ("textcat/model", b"")],
)
def test_a_pipeline_that_is_broken(tmp_path: Path, name: str, content: bytes) -> None:
    shutil.copytree(model_folder() / "pipeline", tmp_path / "pipeline")
    tmp_path.joinpath("pipeline", name).write_bytes(content)
    with pytest.raises(ModelError, match=r"(?s)pipeline is no model that .* can read.*train the pipeline anew"):
        SponsorshipClassifier.load(write(tmp_path, json.dumps(GOOD).encode()))


def refused(folder: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read_decision(folder)
    assert str(folder / "decision.json") in str(caught.value)
    assert "Reinstall adhere, or train it anew" in str(caught.value)
