"""The pictures of the card: `python scripts/plots.py RESULTS COMPARISON FOLDER`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
# the same bytes for the same figures
mpl.rcParams.update({"svg.hashsalt": "adhere", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})

from matplotlib import pyplot as plt  # noqa: E402

BLUE, GREY, ORANGE = "#1f5fa8", "#8a8f98", "#d9822b"


def main() -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("comparison", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(exist_ok=True)
    results = json.loads(given.results.read_text("utf-8"))
    reliability(results["reliability"], results["calibration"], given.folder / "reliability.svg")
    if given.comparison.is_file():
        peers(json.loads(given.comparison.read_text("utf-8"))["peers"], given.folder / "peers.svg")


def save(path: Path) -> None:
    """Write the picture that is being drawn, without the day it was drawn on."""
    plt.tight_layout()
    plt.savefig(path, metadata={"Date": None})
    plt.close()


def reliability(groups: dict[str, list[dict[str, float]]], chosen: dict[str, Any], path: Path) -> None:
    """Of each group of languages, the share of advertising over the probability that was said; the area of a dot is its posts."""
    _, axes = plt.subplots(2, 3, figsize=(9, 6), sharex=True, sharey=True)
    for axis, (name, bins) in zip(axes.flat, groups.items(), strict=False):
        axis.axvspan(chosen["threshold"], chosen["certainty"], color=ORANGE, alpha=0.15, lw=0)
        axis.plot([0, 1], [0, 1], color=GREY, lw=0.8, ls="--")
        axis.plot([each["probability"] for each in bins], [each["advertising"] for each in bins], color=BLUE, lw=1)
        axis.scatter(
            [each["probability"] for each in bins],
            [each["advertising"] for each in bins],
            s=[4 * each["posts"] for each in bins],
            color=BLUE,
            alpha=0.6,
        )
        axis.set_title(f"{name} ({sum(int(each['posts']) for each in bins)} posts)", fontsize=8)
    for axis in axes[-1]:
        axis.set_xlabel("probability said")
    for axis in axes[:, 0]:
        axis.set_ylabel("share of advertising")
    save(path)


def peers(found: dict[str, Any], path: Path) -> None:
    """Average precision of each peer, a panel a source."""
    sources = list(found["shipped"]["average_precision"])
    names = list(reversed(found))
    _, axes = plt.subplots(1, len(sources), figsize=(2.1 * len(sources) + 2, 0.3 * len(names) + 1.2), sharey=True)
    for axis, source in zip(axes, sources, strict=True):
        values = [found[name]["average_precision"][source] for name in names]
        axis.barh(names, values, color=[BLUE if name == "shipped" else GREY for name in names])
        for at, value in enumerate(values):
            axis.text(value, at, f" {value:.2f}", va="center", fontsize=7)
        axis.set_title(source.replace("_", " "), fontsize=8)
        axis.set_xlim(0, 1.15)
    save(path)


if __name__ == "__main__":
    main()
