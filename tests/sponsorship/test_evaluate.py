"""Figures on labelled posts, against values worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from adhere.sponsorship import Score
from adhere.sponsorship.evaluate import CHUNK, average_precision, calibration_error, evaluate, figures


class Reader:
    """Takes the number at the end of a text for its probability."""

    version, threshold = "reader", 0.5

    def __init__(self) -> None:
        self.masks: list[Sequence[tuple[int, int]]] = []

    def score(self, texts: Sequence[str], masks: Sequence[Sequence[tuple[int, int]]] | None = None) -> list[Score]:
        self.masks += masks or []
        return [Score(float(text.split()[-1]), {}) for text in texts]


def row(probability: float, label: int | None, **more: Any) -> dict[str, Any]:
    return {"text": f"post {probability}", "label": label, **more}


def array(*values: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64)


def test_figures_by_hand() -> None:
    # Flagged: 1, 1, 0, 1, 0, 0; right of them 2 of 3; of four advertising posts two are found.
    found = figures(array(0.9, 0.8, 0.4, 0.6, 0.2, 0.1), array(1, 1, 1, 0, 1, 0), list("abcdef"), 0.5)
    assert found["posts"] == 6
    assert (found["advertising"], found["organic"], found["groups"]) == (4, 2, 6)
    assert found["precision"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["recall"] == 0.5
    assert found["f1"] == pytest.approx(4 / 7, abs=1e-4)
    assert found["false_alarm_rate"] == 0.5


def test_the_threshold_itself_is_suspected() -> None:
    assert figures(array(0.5), array(1), ["a"], 0.5)["recall"] == 1


def test_average_precision_by_hand() -> None:
    # Hits at ranks 1, 3 and 4: (1 + 2/3 + 3/4) / 3.
    assert average_precision(array(0.9, 0.8, 0.7, 0.6), array(1, 0, 1, 1)) == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)


def test_average_precision_of_equals_is_the_share() -> None:
    assert average_precision(array(0.5, 0.5, 0.5, 0.5), array(1, 0, 0, 0)) == 0.25


def test_calibration_error_by_hand() -> None:
    # Two bins: mean 0.15 against a share of 0.5, mean 0.95 against 1; two posts in each.
    assert calibration_error(array(0.1, 0.2 - 1e-9, 0.9, 1.0), array(0, 1, 1, 1)) == pytest.approx(
        (2 * 0.35 + 2 * 0.05) / 4
    )


def test_no_advertising_leaves_its_figures_empty() -> None:
    found = figures(array(0.1, 0.9), array(0, 0), ["a", "b"], 0.5)
    assert found["precision"] is found["recall"] is found["f1"] is found["average_precision"] is None
    assert found["false_alarm_rate"] == 0.5


def test_no_organic_post_leaves_false_alarms_empty() -> None:
    found = figures(array(0.1, 0.9), array(1, 1), ["a", "b"], 0.5)
    assert found["false_alarm_rate"] is found["average_precision"] is None
    assert found["recall"] == 0.5


def test_no_alarm_has_no_precision() -> None:
    found = figures(array(0.1, 0.2), array(1, 0), ["a", "b"], 0.5)
    assert found["precision"] is None
    assert found["f1"] == 0


def test_nothing_scored() -> None:
    found = evaluate([row(0.9, None)], Reader())
    assert (found["rows"], found["not_scored"]) == (1, 1)
    assert found["overall"] == {"posts": 0, "advertising": 0, "organic": 0, "groups": 0}
    assert found["by_source"] == found["by_language"] == {}


def test_few_posts_get_no_interval() -> None:
    assert figures(array(0.9, 0.1), array(1, 0), ["a", "b"], 0.5)["interval"] == {}


def test_one_group_gets_no_interval() -> None:
    assert figures(array(*[0.9] * 20), array(*[1] * 20), ["a"] * 20, 0.5)["interval"] == {}


def test_intervals_hold_the_figure_and_widen_with_fewer_groups() -> None:
    probabilities, labels = array(*[0.9, 0.1] * 50), array(*[1] * 100)
    many = figures(probabilities, labels, [f"{number}" for number in range(100)], 0.5)
    few = figures(probabilities, labels, [f"{number % 2}{number // 25}" for number in range(100)], 0.5)
    low, high = many["interval"]["recall"]
    assert low < many["recall"] == 0.5 < high
    assert few["interval"]["recall"][1] - few["interval"]["recall"][0] > high - low


def test_the_same_twice() -> None:
    rows = [row(number / 100, number % 2, split_group=f"{number // 3}") for number in range(60)]
    assert evaluate(rows, Reader()) == evaluate(rows, Reader())


def test_parts_by_source_and_language() -> None:
    found = evaluate(
        [row(0.9, 1, source="a", lang="en"), row(0.9, 0, source="b", lang="en"), row(0.1, 0, lang=None)], Reader()
    )
    assert {name: part["posts"] for name, part in found["by_source"].items()} == {"a": 1, "b": 1, "unknown": 1}
    assert {name: part["posts"] for name, part in found["by_language"].items()} == {"en": 2, "unknown": 1}


def test_spans_of_labels_are_handed_over() -> None:
    reader = Reader()
    evaluate([row(0.9, 1, leak=[[0, 4]]), row(0.9, 1, leak=None), row(0.9, 1)], reader)
    assert reader.masks == [[(0, 4)], [], []]


def test_progress_counts_every_scored_row() -> None:
    done: list[int] = []
    evaluate([row(0.9, 1)] * (CHUNK + 1) + [row(0.9, None)], Reader(), done.append)
    assert done == [CHUNK, 1]


def test_figures_are_json() -> None:
    found = evaluate([row(0.9, 1), row(0.2, 0)], Reader())
    assert json.loads(json.dumps(found, allow_nan=False)) == found
