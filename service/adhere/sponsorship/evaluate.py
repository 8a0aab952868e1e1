"""How the classifier does on labelled posts: figures with intervals, by source and by language.

Intervals are bootstrapped over groups (an author, a channel), not over posts:
a hundred posts of one author tell less than a hundred authors'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adhere.sponsorship.classifier import Score, SponsorshipClassifier

Numbers = NDArray[np.float64]

RESAMPLES = 1_000
SEED = 20261124
#: Posts scored between two words of progress.
CHUNK = 1_024
#: Bins of equal width for the calibration error.
BINS = 10
#: Of one class fewer posts than this, and an interval would say more about luck than about the classifier.
FEW = 5


class Scorer(Protocol):
    """What is evaluated: the classifier, or anything it is compared with."""

    @property
    def version(self) -> str: ...  # noqa: D102

    @property
    def threshold(self) -> float: ...  # noqa: D102

    def score(self, texts: Sequence[str], masks: Sequence[Sequence[tuple[int, int]]] | None = None) -> list[Score]: ...  # noqa: D102


def evaluate(
    rows: Iterable[dict[str, Any]],
    classifier: Scorer | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Figures of the classifier (that which ships, if none is given) on rows of `text` and `label`, ready for JSON.

    A row may also have `leak` (spans of its label, blanked before scoring), `lang`, `source` and `split_group`.
    Rows whose label is null are counted and not scored. `progress` is told how many more rows are done.
    """
    given = list(rows)
    labelled = [row for row in given if row["label"] is not None]
    scorer = classifier if classifier is not None else SponsorshipClassifier.load()
    probabilities = np.array(list(_probabilities(labelled, scorer, progress)), dtype=np.float64)
    labels = np.array([row["label"] for row in labelled], dtype=np.float64)
    groups = [str(row.get("split_group") or f"row {index}") for index, row in enumerate(labelled)]

    def part(key: str) -> dict[str, Any]:
        values = [str(row.get(key) or "unknown") for row in labelled]
        return {
            value: figures(probabilities[keep], labels[keep], [groups[index] for index in keep], scorer.threshold)
            for value in sorted(set(values))
            for keep in [[index for index, each in enumerate(values) if each == value]]
        }

    return {
        "model_version": scorer.version,
        "threshold": scorer.threshold,
        "rows": len(given),
        "not_scored": len(given) - len(labelled),
        "overall": figures(probabilities, labels, groups, scorer.threshold),
        "by_source": part("source"),
        "by_language": part("lang"),
    }


def _probabilities(
    rows: Sequence[dict[str, Any]], scorer: Scorer, progress: Callable[[int], None] | None
) -> Iterator[float]:
    for at in range(0, len(rows), CHUNK):
        chunk = rows[at : at + CHUNK]
        yield from (each.probability for each in scorer.score([row["text"] for row in chunk], list(map(_spans, chunk))))
        if progress is not None:
            progress(len(chunk))


def figures(probabilities: Numbers, labels: Numbers, groups: Sequence[str], threshold: float) -> dict[str, Any]:
    """Precision, recall, F1, false-alarm rate, average precision and calibration error; null where a figure has no meaning.

    `interval` holds the middle 95 % of the same figure over resampled groups.
    """
    positives, negatives = int(labels.sum()), int((1 - labels).sum())
    found: dict[str, Any] = {
        "posts": len(labels),
        "advertising": positives,
        "organic": negatives,
        "groups": len(set(groups)),
    }
    if not len(labels):
        return found
    counts = _counts(probabilities, labels, groups, threshold)
    point = _rates(counts.sum(axis=0, keepdims=True))
    ranked = average_precision(probabilities, labels) if positives and negatives else None
    found |= {name: _rounded(value[0]) for name, value in point.items()}
    found |= {
        "average_precision": _rounded(ranked),
        "calibration_error": _rounded(calibration_error(probabilities, labels)),
    }
    random = np.random.default_rng(SEED)
    weights = random.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=RESAMPLES).astype(np.float64)
    wanted = {"precision": positives, "recall": positives, "f1": positives, "false_alarm_rate": negatives}
    resampled = _rates(weights @ counts)
    found["interval"] = {
        name: _middle(resampled[name]) for name, count in wanted.items() if count >= FEW and len(counts) > 1
    }
    return found


def average_precision(probabilities: Numbers, labels: Numbers) -> float:
    """The area under precision over recall, by steps; posts of equal probability count together."""
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum(labels[order])
    last_of_ties = np.append(np.diff(probabilities[order]) != 0, True)
    hits, seen = hits[last_of_ties], (np.arange(len(order)) + 1)[last_of_ties]
    gained = np.diff(np.concatenate([[0.0], hits])) / labels.sum()
    return float((gained * hits / seen).sum())


def calibration_error(probabilities: Numbers, labels: Numbers) -> float:
    """Expected calibration error: how far the mean probability of a bin lies from its share of advertising, weighed by posts."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = [abs(float(probabilities[bins == each].sum() - labels[bins == each].sum())) for each in range(BINS)]
    return sum(gaps) / len(labels)


def _counts(probabilities: Numbers, labels: Numbers, groups: Sequence[str], threshold: float) -> Numbers:
    """True positives, false positives, false negatives and true negatives, a row a group."""
    flagged = (probabilities >= threshold).astype(np.float64)
    cells = np.stack(
        [flagged * labels, flagged * (1 - labels), (1 - flagged) * labels, (1 - flagged) * (1 - labels)], axis=1
    )
    names, index = np.unique(np.asarray(groups), return_inverse=True)
    counts = np.zeros((len(names), 4))
    np.add.at(counts, index, cells)
    return counts


def _rates(counts: Numbers) -> dict[str, Numbers]:
    true, false, missed, quiet = counts.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            # With no advertising in the sample, precision, recall and F1 say nothing.
            "precision": np.where(true + missed > 0, true / (true + false), np.nan),
            "recall": true / (true + missed),
            "f1": np.where(true + missed > 0, 2 * true / (2 * true + false + missed), np.nan),
            "false_alarm_rate": false / (false + quiet),
        }


def _middle(values: Numbers) -> list[float | None]:
    known = values[~np.isnan(values)]
    if not len(known):
        return [None, None]
    return [_rounded(value) for value in np.quantile(known, [0.025, 0.975])]


def _rounded(value: Any) -> float | None:
    return None if value is None or np.isnan(value) else round(float(value), 4)


def _spans(row: dict[str, Any]) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in row.get("leak") or ()]
