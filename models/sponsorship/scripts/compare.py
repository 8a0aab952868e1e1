"""Trains the peers, and compares them with what ships: `python scripts/compare.py EXTERNAL SHIPPED OUTPUT [NAME …]`.

Same posts, same splits; each source by itself, by average precision on the test split, and posts a second on one core. `more=FOLDER`
adds a pipeline trained on the sources that may not train what ships.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from peers import PEERS, Scorer, train_peer
from posts import Row, judging, licensed, promotional

from adhere.sponsorship import SponsorshipClassifier
from adhere.sponsorship.decision import KINDS, Decision
from adhere.sponsorship.evaluate import average_precision

#: Posts that the speed is measured on, and rounds, of which the fastest counts.
POSTS, ROUNDS = 500, 5


def main() -> None:
    """Train, score, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("external", type=Path, help="folder of other people's posts; may be missing")
    parser.add_argument("shipped", type=Path, help="folder that the service loads")
    parser.add_argument("output", type=Path, help="JSON file to write")
    parser.add_argument("names", nargs="*", help="peers to train; all without")
    given = parser.parse_args()
    sources = compared(given.external)
    rows = licensed(given.external, "train")
    found: dict[str, Any] = {"shipped": figures(shipped(given.shipped), sources)}
    for name in given.names or PEERS:
        label, _, folder = name.partition("=")
        scorer = pipeline(Path(folder)) if folder else train_peer(name, rows, given.external)
        found[label] = figures(scorer, sources)
        print(label, json.dumps(found[label]), flush=True)
    given.output.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")


def compared(external: Path) -> dict[str, list[Row]]:
    """The test split of every source that holds both classes, and the two maps of the captions that people judged."""
    found = {name: rows for name, rows in judging(external, "test").items() if len({row.label for row in rows}) == 2}
    found.pop("ig_promotional_human", None)
    whatever, third = promotional(external)
    return {**found, "promotional captions": whatever, "third party in captions": third} if whatever else found


def figures(scorer: Scorer, sources: dict[str, list[Row]]) -> dict[str, Any]:
    """Average precision a source, and posts a second on our own."""
    ranked = {}
    for name, rows in sources.items():
        scores = scorer([row.masked for row in rows])
        column = KINDS.index("third_party")
        advertising = scores[:, column] if name.startswith("third party") else 1 - scores[:, KINDS.index("organic")]
        ranked[name] = round(average_precision(advertising, np.array([row.label for row in rows], dtype=float)), 4)
    texts = [row.masked for row in sources["corpus"]][:POSTS]
    return {"average_precision": ranked, "posts_a_second": round(speed(scorer, texts))}


def speed(scorer: Scorer, texts: Sequence[str]) -> float:
    """Posts a second, the fastest of some rounds."""
    least = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        scorer(texts)
        least = min(least, time.perf_counter() - began)
    return len(texts) / least


def shipped(folder: Path) -> Scorer:
    """What the service loads."""
    return _scorer(SponsorshipClassifier.load(folder))


def pipeline(trained: Path) -> Scorer:
    """A pipeline as `spacy train` left it: calibration moves no post past another."""
    return _scorer(
        SponsorshipClassifier(trained, Decision(trained.name, 0.5, 1.0, 1.0, (0.0,) * len(KINDS), frozenset()))
    )


def _scorer(classifier: SponsorshipClassifier) -> Scorer:
    def score(texts: Sequence[str]) -> NDArray[np.float64]:
        return np.array([[each.kinds[kind] for kind in KINDS] for each in classifier.score(texts)])

    return score


if __name__ == "__main__":
    main()
