"""Runs things in turn, round after round, so that what disturbs one disturbs the others too."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How `ours` compares with `baseline`. `wanted` is the bound that the project holds itself to; `least` says of which kind."""

    what: str
    ours: str
    baseline: str
    value: float
    wanted: float | None = None
    least: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the bound is met; None where there is none."""
        if self.wanted is None:
            return None
        return self.value >= self.wanted if self.least else self.value <= self.wanted


def seconds(rounds: int, *runs: Run) -> list[float]:
    """The median of the seconds that each run took, the runs taken in turn after one unmeasured round.

    What is loaded by then, ours and the baseline's, is kept from the collector, as `adhere check` and the service do.
    """
    gc.collect()
    gc.freeze()
    taken: list[list[float]] = [[] for _ in runs]
    for number in range(rounds + 1):
        for run, times in zip(runs, taken, strict=True):
            began = time.perf_counter()
            run()
            if number:
                times.append(time.perf_counter() - began)
    return [median(times) for times in taken]


def on_one_core() -> None:
    """Keep this process on one core, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
