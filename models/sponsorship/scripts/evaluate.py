"""Scores pipelines on the test split and writes the figures that the card is made from.

`python scripts/evaluate.py EXTERNAL SHIPPED OUTPUT NAME=TRAINED …`: SHIPPED is the folder that calibrate.py wrote; each TRAINED
is a peer that `spacy train` wrote, ranked without calibration or threshold. Nothing here chooses anything.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import spacy
from posts import JUDGING, LICENSED, Row, judging, ordinary, read_corpus, read_external, split_of

from adhere.sponsorship import KINDS, SponsorshipClassifier
from adhere.sponsorship.decision import Decision
from adhere.sponsorship.evaluate import evaluate


def main() -> None:
    """Evaluate the shipped pipeline whole, its peers in short."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("external", type=Path, help="folder of other people's posts; may be missing")
    parser.add_argument("shipped", type=Path, help="folder that the service loads")
    parser.add_argument("output", type=Path, help="JSON file to write")
    parser.add_argument("peers", nargs="*", help="NAME=TRAINED")
    given = parser.parse_args()
    peers = {name: Path(folder) for name, _, folder in (each.partition("=") for each in given.peers)}
    shipped = judged(SponsorshipClassifier.load(given.shipped), given.external)
    results = {
        "calibration": json.loads((given.shipped / "calibration.json").read_text("utf-8")),
        "languages": json.loads((given.shipped / "decision.json").read_text("utf-8"))["languages"],
        "most": LICENSED,
        "data": counted(given.external),
        "shipped": shipped,
        "peers": {
            "shipped": ranking(shipped),
            **{name: ranking(judged(uncalibrated(folder), given.external)) for name, folder in peers.items()},
        },
    }
    given.output.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(json.dumps(results["peers"], indent=2))


def judged(classifier: SponsorshipClassifier, external: Path) -> dict[str, Any]:
    """All figures: our own posts by language, the other sources one by one, false alarms on ordinary posts by language."""
    sources = judging(external, "test")
    return {
        "corpus": evaluate(map(as_row, sources.pop("corpus")), classifier),
        "sources": {name: evaluate(map(as_row, rows), classifier)["overall"] for name, rows in sources.items()},
        "ordinary": evaluate(map(as_row, ordinary(external, "test")), classifier),
    }


def uncalibrated(trained: Path) -> SponsorshipClassifier:
    """A pipeline as it was trained: calibration moves no post past another of the same two kinds."""
    nlp = spacy.load(trained)
    return SponsorshipClassifier(nlp, Decision(trained.name, 0.5, 1.0, 1.0, (0.0,) * len(KINDS), frozenset()))


def ranking(found: dict[str, Any]) -> dict[str, float]:
    """Average precision a source that holds both classes."""
    overall = {"corpus": found["corpus"]["overall"], **found["sources"]}
    return {name: each["average_precision"] for name, each in overall.items() if each["average_precision"] is not None}


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
