"""The artefact that ships: its files, its corpus, its card."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from adhere.sponsorship import SponsorshipClassifier
from adhere.sponsorship.card import read_card
from adhere.sponsorship.decision import model_folder

FOLDER = model_folder()
POSTS: list[dict[str, Any]] = [
    json.loads(line)
    for path in sorted((FOLDER / "corpus").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]


def test_the_card_is_of_this_version(classifier: SponsorshipClassifier) -> None:
    assert read_card().startswith(f"# The classifier of suspected advertising, {classifier.version}\n")
    assert json.loads((FOLDER / "calibration.json").read_text("utf-8"))["version"] == classifier.version
    assert json.loads((FOLDER / "results.json").read_text("utf-8"))["shipped"]["corpus"]["model_version"] == (
        classifier.version
    )


def test_only_what_the_service_loads_is_kept() -> None:
    """A vocabulary would hold words of posts that are not ours to give away."""
    names = {
        path.relative_to(FOLDER / "pipeline").as_posix() for path in (FOLDER / "pipeline").rglob("*") if path.is_file()
    }
    assert names == {"config.cfg", "meta.json", "textcat/cfg", "textcat/model"}


def test_no_path_of_a_machine_is_kept() -> None:
    assert 'external = "assets/external"' in (FOLDER / "pipeline" / "config.cfg").read_text("utf-8")


def test_what_was_promised_on_validation() -> None:
    chosen = json.loads((FOLDER / "calibration.json").read_text("utf-8"))
    assert chosen["at_threshold"]["precision_at_base_rate"] >= chosen["wanted"]["suspicion"]
    assert chosen["at_certainty"]["precision_at_base_rate"] >= chosen["wanted"]["certainty"]
    for source, most in chosen["wanted"]["false_alarms_ordinary"].items():
        assert chosen["at_threshold"]["false_alarms_ordinary"][source] <= most


def test_a_post_about_one_product_shares_its_group_in_every_language() -> None:
    groups = defaultdict(set)
    for post in POSTS:
        groups[post["group"]].add(post["lang"])
    assert groups["serum"] == {"de", "en", "fr", "pl", "sv"}
