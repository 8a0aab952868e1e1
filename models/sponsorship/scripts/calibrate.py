"""Makes a trained pipeline ready to ship: copies what the service loads, fits its calibration, chooses its threshold.

`python scripts/calibrate.py TRAINED EXTERNAL OUTPUT` reads the validation split alone, and writes `pipeline/`,
`decision.json` and `calibration.json` into OUTPUT.
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
from posts import Row, ordinary, read_corpus, split_of

from adhere.sponsorship import KINDS, SponsorshipClassifier

RELEASE = "0.1.0"
#: The share of advertising among influencers' posts that probability and precision are stated for.
BASE_RATE = 1 / 3
PRECISION = 0.90
#: Most that the threshold may suspect of ordinary posts, in the languages that the service judges.
FALSE_ALARMS = 0.02
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
    everyday = [row for row in ordinary(given.external, "validation") if row.lang in decision["languages"]]
    chosen = choose(SponsorshipClassifier.load(given.output), rows, everyday)
    decision["threshold"] = chosen["threshold"]
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


def choose(classifier: SponsorshipClassifier, rows: list[Row], everyday: list[Row]) -> dict[str, Any]:
    """The lowest threshold that keeps both promises, PRECISION at the base rate and FALSE_ALARMS among ordinary posts."""
    scores = probabilities(classifier, rows)
    labels = np.array([row.label for row in rows])
    quiet = probabilities(classifier, everyday)
    for threshold in np.unique(np.ceil(np.concatenate([scores, quiet, [0.5]]) * 1e4) / 1e4):
        recall = float((scores[labels == 1] >= threshold).mean())
        alarms = float((scores[labels == 0] >= threshold).mean())
        everyday_alarms = float((quiet >= threshold).mean()) if len(quiet) else 0.0
        found = recall * BASE_RATE
        precision = found / (found + alarms * (1 - BASE_RATE)) if found else 0.0
        if precision >= PRECISION and everyday_alarms <= FALSE_ALARMS and threshold < 1:
            return {
                "threshold": float(threshold),
                "wanted": {"precision": PRECISION, "false_alarms_ordinary": FALSE_ALARMS},
                "base_rate": round(BASE_RATE, 4),
                "posts": len(rows),
                "advertising": int(labels.sum()),
                "ordinary_posts": len(everyday),
                "recall": round(recall, 4),
                "false_alarm_rate": round(alarms, 4),
                "precision_at_base_rate": round(precision, 4),
                "false_alarms_ordinary": round(everyday_alarms, 4),
            }
    raise SystemExit(f"No threshold reaches a precision of {PRECISION}: the pipeline is not fit to ship.")


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
