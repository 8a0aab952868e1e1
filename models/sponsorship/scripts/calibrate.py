"""Makes a trained pipeline ready to ship: copies what the service loads, fits its calibration, chooses its thresholds.

`python scripts/calibrate.py TRAINED EXTERNAL OUTPUT` reads the validation split, and ordinary posts that nothing else reads. It writes
`pipeline/`, `decision.json` and `calibration.json` into OUTPUT.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from posts import HERE, Row, read_corpus, split_of, unread

from adhere.sponsorship import KINDS, SponsorshipClassifier

RELEASE = "0.1.0"
#: The share of advertising among influencers' posts that probability and precision are stated for.
BASE_RATE = 1 / 3
#: Precision at that share from which a post is suspected, and from which the suspicion is all but certain.
SUSPICION, CERTAINTY = 0.80, 0.95
#: Most that the threshold may suspect of ordinary posts, by source: three quarters of what is promised, since others come than were seen.
ORDINARY_ALARMS = {"tweets_8lang": 0.0075, "tweets_brand_mention": 0.015}
#: By how much more of what is said in a variety of English the threshold may suspect than of the same in standard English.
MOST_APART = 0.03
#: What a language needs in the training split to be called known: posts of each kind.
ENOUGH = 5
STEPS, RATE = 4_000, 0.02


def main() -> None:
    """Calibrate, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trained", type=Path, help="folder that `spacy train` wrote")
    parser.add_argument("external", type=Path, help="folder of other people's posts; may be missing")
    parser.add_argument("output", type=Path, help="folder that the service loads")
    given = parser.parse_args()
    pipeline = given.output / "pipeline"
    copy(given.trained, pipeline)
    rows = [row for row in read_corpus() if split_of(row.group) == "validation"]
    temperature, bias = fit(log_raw(pipeline, rows), rows)
    decision: dict[str, Any] = {
        "version": RELEASE,
        "threshold": 0.5,
        "certainty": 1.0,
        "temperature": round(temperature, 4),
        "bias": {kind: round(float(value), 4) for kind, value in zip(KINDS, bias, strict=True)},
        "languages": languages(),
    }
    write(given.output / "decision.json", decision)
    everyday = {source: unread(given.external, source) for source in ORDINARY_ALARMS}
    chosen = choose(SponsorshipClassifier.load(given.output), rows, everyday, read_varieties())
    decision["threshold"], decision["certainty"] = chosen["threshold"], chosen["certainty"]
    decision["version"] = f"{RELEASE}+{digest(pipeline, decision)}"
    write(given.output / "decision.json", decision)
    write(given.output / "calibration.json", {"version": decision["version"], **chosen})
    print(json.dumps(chosen, indent=2))


def copy(trained: Path, pipeline: Path) -> None:
    """What the service loads. The vocabulary stays behind: the model needs only hashes, and its words are other people's."""
    shutil.rmtree(pipeline, ignore_errors=True)
    (pipeline / "textcat").mkdir(parents=True)
    for name in ("config.cfg", "meta.json", "textcat/cfg", "textcat/model"):
        shutil.copyfile(trained / name, pipeline / name)


def log_raw(pipeline: Path, rows: list[Row]) -> np.ndarray:
    """The logarithm of the pipeline's own probabilities: a row a post, a column a kind."""
    nlp = spacy.load(pipeline)
    raw = nlp.get_pipe("textcat").predict([nlp.make_doc(row.masked) for row in rows])
    return np.log(np.clip(raw.astype("float64"), 1e-12, 1.0))


def fit(logits: np.ndarray, rows: list[Row]) -> tuple[float, np.ndarray]:
    """Temperature and biases of least log loss, with advertising weighed to its base rate. The bias of organic stays 0."""
    truth = np.array([[row.kind == kind for kind in KINDS] for row in rows], dtype=float)
    advertising = truth[:, 1:].sum(axis=1)
    weights = advertising * BASE_RATE / advertising.mean() + (1 - advertising) * (1 - BASE_RATE) / (
        1 - advertising.mean()
    )
    weights /= weights.sum()
    inverse, bias = 1.0, np.zeros(len(KINDS))
    for _ in range(STEPS):
        scores = logits * inverse + bias
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        gap = (shares / shares.sum(axis=1, keepdims=True) - truth) * weights[:, None]
        inverse -= RATE * float((gap * logits).sum())
        step = RATE * 10 * gap.sum(axis=0)
        step[0] = 0
        bias -= step
    return 1 / inverse, bias


def choose(
    classifier: SponsorshipClassifier, rows: list[Row], everyday: dict[str, list[Row]], said: dict[bool, list[str]]
) -> dict[str, Any]:
    """The lowest threshold that keeps all promises, and the lowest certainty that keeps its own."""
    standard, varieties = (
        np.array([each.probability for each in classifier.score(said[plain])]) for plain in (True, False)
    )
    scores, labels = probabilities(classifier, rows), np.array([row.label for row in rows])
    quiet = {source: probabilities(classifier, each) for source, each in everyday.items()}
    steps = np.unique(np.ceil(np.concatenate([scores, *quiet.values(), standard, varieties, [0.5]]) * 1e4) / 1e4)
    steps = steps[(steps > 0) & (steps < 1)]

    def at(threshold: float) -> dict[str, Any]:
        recall, alarms = (float((scores[labels == label] >= threshold).mean()) for label in (1, 0))
        found = recall * BASE_RATE
        return {
            "recall": round(recall, 4),
            "false_alarm_rate": round(alarms, 4),
            "precision_at_base_rate": round(found / (found + alarms * (1 - BASE_RATE)), 4) if found else 0.0,
            "false_alarms_ordinary": {
                source: round(float((each >= threshold).mean()), 4) for source, each in quiet.items() if len(each)
            },
            "varieties_apart": round(float((varieties >= threshold).mean() - (standard >= threshold).mean()), 4),
        }

    def lowest(precision: float, least: float = 0.0) -> float:
        for threshold in steps[steps >= least]:
            reached = at(threshold)
            ordinary = reached["false_alarms_ordinary"].items()
            quiet_enough = all(rate <= ORDINARY_ALARMS[name] for name, rate in ordinary)
            if (
                reached["precision_at_base_rate"] >= precision
                and quiet_enough
                and reached["varieties_apart"] <= MOST_APART
            ):
                return float(threshold)
        raise SystemExit(f"No threshold reaches a precision of {precision}: the pipeline is not fit to ship.")

    threshold = lowest(SUSPICION)
    certainty = lowest(CERTAINTY, threshold)
    return {
        "threshold": threshold,
        "certainty": certainty,
        "wanted": {
            "suspicion": SUSPICION,
            "certainty": CERTAINTY,
            "false_alarms_ordinary": ORDINARY_ALARMS,
            "varieties_apart": MOST_APART,
        },
        "base_rate": round(BASE_RATE, 4),
        "posts": len(rows),
        "advertising": int(labels.sum()),
        "ordinary_posts": {source: len(each) for source, each in quiet.items()},
        "at_threshold": at(threshold),
        "at_certainty": at(certainty),
    }


def read_varieties() -> dict[bool, list[str]]:
    """What people say of their day: in standard English (True), and the same in its varieties."""
    lines = (HERE / "fairness" / "varieties.jsonl").read_text("utf-8").splitlines()
    said: dict[bool, list[str]] = {True: [], False: []}
    for row in map(json.loads, lines):
        said[row["variety"] == "standard"].append(row["text"])
    return said


def probabilities(classifier: SponsorshipClassifier, rows: list[Row]) -> np.ndarray:
    """The service's own scores, labels masked."""
    return np.array(
        [each.probability for each in classifier.score([row.text for row in rows], [row.leak for row in rows])]
    )


def languages() -> list[str]:
    """The languages of which the training split holds ENOUGH of our own posts of every kind."""
    rows = [row for row in read_corpus() if split_of(row.group) == "train"]
    return sorted(
        lang
        for lang in {row.lang for row in rows}
        if all(sum(row.lang == lang and row.kind == kind for row in rows) >= ENOUGH for kind in KINDS)
    )


def digest(pipeline: Path, decision: dict[str, Any]) -> str:
    """Eight digits that change with a weight, a setting or the calibration."""
    found = hashlib.sha256()
    for name in ("config.cfg", "textcat/model"):
        found.update((pipeline / name).read_bytes())
    found.update(json.dumps({**decision, "version": RELEASE}, sort_keys=True).encode())
    return found.hexdigest()[:8]


def write(path: Path, data: dict[str, Any]) -> None:
    """JSON, for people to read too."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
