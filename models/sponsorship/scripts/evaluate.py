"""Scores the shipped pipeline on the test split: `python scripts/evaluate.py EXTERNAL SHIPPED OUTPUT`. Nothing here chooses anything."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from posts import (
    JUDGING,
    LICENSED,
    Row,
    judging,
    ordinary,
    own_money,
    promotional,
    read_corpus,
    read_external,
    split_of,
)

from adhere.sponsorship import Score, SponsorshipClassifier
from adhere.sponsorship.evaluate import BINS, evaluate

#: Languages whose calibration is shown together: each alone has too few posts in a bin.
GROUPS = {
    "English": {"en"},
    "Western Europe": {"de", "fr", "nl", "it", "es", "pt"},
    "Northern Europe": {"sv", "da", "nb", "fi"},
    "Central and Eastern Europe": {"pl", "cs", "hu", "ro", "el", "ru", "uk"},
    "Near East and South Asia": {"tr", "ar", "he", "hi"},
    "East and South-East Asia": {"ja", "ko", "zh", "id", "ms", "fil", "th", "vi"},
}


class ThirdParty:
    """The classifier asked for one kind alone: the probability that somebody else is advertised."""

    def __init__(self, classifier: SponsorshipClassifier) -> None:
        self._classifier = classifier
        self.version, self.threshold = classifier.version, classifier.threshold

    def score(self, texts: Sequence[str], masks: Sequence[Sequence[tuple[int, int]]] | None = None) -> list[Score]:
        """As the classifier's own, with `probability` that of the third party."""
        return [replace(each, probability=each.kinds["third_party"]) for each in self._classifier.score(texts, masks)]


def main() -> None:
    """Evaluate, write, and show the overall figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("external", type=Path, help="folder of other people's posts; may be missing")
    parser.add_argument("shipped", type=Path, help="folder that the service loads")
    parser.add_argument("output", type=Path, help="JSON file to write")
    given = parser.parse_args()
    classifier = SponsorshipClassifier.load(given.shipped)
    results = {
        "calibration": json.loads((given.shipped / "calibration.json").read_text("utf-8")),
        "languages": sorted(classifier.languages),
        "most": LICENSED,
        "data": counted(given.external),
        "shipped": judged(classifier, given.external),
        "reliability": reliability(classifier),
    }
    given.output.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(json.dumps({name: each for name, each in results["shipped"].items() if name != "corpus"}, indent=2))


def judged(classifier: SponsorshipClassifier, external: Path) -> dict[str, Any]:
    """All figures: our own posts by language, the other sources one by one, false alarms on ordinary posts by language."""
    sources = judging(external, "test")
    whatever, third = promotional(external)
    return {
        "corpus": evaluate(map(as_row, sources.pop("corpus")), classifier),
        "sources": {name: evaluate(map(as_row, rows), classifier)["overall"] for name, rows in sources.items()},
        "ordinary": evaluate(map(as_row, ordinary(external, "test")), classifier),
        "own_money": maps(own_money(external), classifier),
        "promotional": maps(whatever, classifier),
        "third_party": maps(third, ThirdParty(classifier)),
    }


def maps(rows: list[Row], scorer: Any) -> dict[str, Any]:
    """Figures on all rows of a source that trains nothing, and on the test split alone: errors on the others were looked at."""
    unseen = [row for row in rows if split_of(row.group) == "test"]
    return {
        name: evaluate(map(as_row, each), scorer)["overall"]
        for name, each in (("all", rows), ("test split", unseen))
        if each
    }


def reliability(classifier: SponsorshipClassifier) -> dict[str, list[dict[str, float]]]:
    """Of each group of languages and each bin of probability: posts, mean probability, share of advertising; our own test posts."""
    rows = [row for row in read_corpus() if split_of(row.group) == "test"]
    scores = np.array([each.probability for each in classifier.score([row.text for row in rows])])
    found = {}
    for name, languages in GROUPS.items():
        keep = np.array([row.lang in languages for row in rows])
        labels = np.array([row.label for row in rows])[keep]
        bins = np.minimum((scores[keep] * BINS).astype(int), BINS - 1)
        found[name] = [
            {
                "posts": int((bins == at).sum()),
                "probability": round(float(scores[keep][bins == at].mean()), 4),
                "advertising": round(float(labels[bins == at].mean()), 4),
            }
            for at in range(BINS)
            if (bins == at).any()
        ]
    return found


def counted(external: Path) -> dict[str, Any]:
    """How many posts of each source and split there are."""
    rows = {"corpus": read_corpus()}
    for name in sorted({*LICENSED, *JUDGING}):
        if found := [row for row in read_external(external, name) if row.kind]:
            rows[name] = found
    return {
        name: {
            split: {
                "posts": sum(split_of(row.group) == split for row in each),
                "advertising": sum(split_of(row.group) == split and row.label == 1 for row in each),
            }
            for split in ("train", "validation", "test")
        }
        for name, each in rows.items()
    }


def as_row(row: Row) -> dict[str, Any]:
    """What `adhere model evaluate` reads a line."""
    return {
        "text": row.text,
        "label": row.label,
        "leak": row.leak,
        "lang": row.lang,
        "source": row.source,
        "split_group": row.group,
    }


if __name__ == "__main__":
    main()
