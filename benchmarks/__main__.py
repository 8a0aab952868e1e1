"""`python -m benchmarks [PART …]`: run each part in a process of its own, and print its ratios."""

from __future__ import annotations

import importlib
import subprocess
import sys

PARTS = ("labels", "markets", "batch", "arrow", "audit", "shared", "faults", "classifier", "http", "startup")
#: Take an hour, and eleven minutes, and run only where they are named.
LONG = ("memory", "service")


def main(names: list[str]) -> int:
    """Print a table; 1 where a bound is missed, 2 for an unknown part."""
    unknown = set(names) - {*PARTS, *LONG}
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join((*PARTS, *LONG))}.", file=sys.stderr)
        return 2
    if len(names) != 1:
        return max(
            subprocess.run([sys.executable, "-m", "benchmarks", name], check=False).returncode
            for name in names or PARTS
        )
    missed = 0
    for ratio in importlib.import_module(f"benchmarks.{names[0]}").measure():
        bound = (
            "" if ratio.wanted is None else f"  (wanted: {'at least' if ratio.least else 'at most'} {ratio.wanted:g})"
        )
        mark = {True: "✓", False: "✗", None: " "}[ratio.met]
        print(f"{mark} {ratio.value:8.2f}  {ratio.what}: {ratio.ours} / {ratio.baseline}{bound}", flush=True)
        missed |= ratio.met is False
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
