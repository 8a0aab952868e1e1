"""Trains the peers, and compares them with what ships: `python scripts/compare.py EXTERNAL SHIPPED OUTPUT [--peer NAME …]`.

Same posts, same splits; each source by itself, by average precision on the test split, and posts a second on one core. `--also NAME=FOLDER`
adds a pipeline that `spacy train` left, such as the one trained on the sources that may not train what ships.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
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
    parser.add_argument("--peer", action="append", choices=PEERS, help="a peer to train; all without")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=FOLDER", help="a trained pipeline")
    given = parser.parse_args()
    sources = compared(given.external)
    rows = licensed(given.external, "train")
    classifier = SponsorshipClassifier.load(given.shipped)
    scorers: dict[str, Callable[[], Scorer]] = {"shipped": lambda: scorer_of(classifier)}
    for name, _, folder in (each.partition("=") for each in given.also):
        scorers[name] = partial(pipeline, Path(folder))
    scorers |= {name: partial(train_peer, name, rows, given.external) for name in given.peer or PEERS}
    found = {}
    for name, make in scorers.items():
        found[name] = figures(make(), sources)
        print(name, json.dumps(found[name]), flush=True)
    kept = {"version": classifier.version, "peers": found}
    given.output.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", "utf-8")


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


def pipeline(trained: Path) -> Scorer:
    """A pipeline as `spacy train` left it: calibration moves no post past another."""
    return scorer_of(
        SponsorshipClassifier(trained, Decision(trained.name, 0.5, 1.0, 1.0, (0.0,) * len(KINDS), frozenset()))
    )


def scorer_of(classifier: SponsorshipClassifier) -> Scorer:
    """The classifier as a peer is: texts in, a row of probabilities a text out."""

    def score(texts: Sequence[str]) -> NDArray[np.float64]:
        return np.array([[each.kinds[kind] for kind in KINDS] for each in classifier.score(texts)])

    return score


if __name__ == "__main__":
    main()
