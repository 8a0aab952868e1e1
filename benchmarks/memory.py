"""An audit of five million posts against one of a tenth of them: the memory that all its processes take together, at its peak.

Takes about an hour on two cores, so it runs only where it is named: `python -m benchmarks memory`.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.audit import COLUMNS
from benchmarks.posts import CORPUS, LABELS
from benchmarks.side_by_side import Ratio

COUNT = 5_000_000
#: Seconds between two looks at the processes.
LOOK = 0.5


def measure() -> Iterator[Ratio]:
    """Bytes over bytes, each page counted once (PSS), which only Linux tells."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, few_seconds = _audited(folder, COUNT // 10)
        many, many_seconds = _audited(folder, COUNT)
    ours = f"audit of {COUNT:,} posts ({many / 2**30:.2f} GiB, {many_seconds:,.0f} s)"
    baseline = f"of {COUNT // 10:,} ({few / 2**30:.2f} GiB, {few_seconds:,.0f} s)"
    yield Ratio("peak memory", ours, baseline, many / few, 1.25, least=False)


def _audited(folder: Path, count: int) -> tuple[int, float]:
    """The peak in bytes, and the seconds."""
    posts, output = _write(folder / f"{count}.csv", count), folder / f"audit-{count}"
    began, peak = time.perf_counter(), 0
    command = [sys.executable, "-m", "adhere.cli", "audit", str(posts), "-j", "GB", "-o", str(output)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(LOOK)
    taken = time.perf_counter() - began
    summary = json.loads((output / "summary.json").read_text("utf-8"))
    if summary["checked"] != count or not (output / "report.html").is_file():
        raise RuntimeError(f"{summary['checked']:,} of {count:,} posts were checked")
    posts.unlink()
    return peak, taken


def _write(path: Path, count: int) -> Path:
    """A CSV of short captions: 20,000 authors, three years, each text with a number that makes it another one."""
    rng = random.Random(7)
    texts = [
        json.loads(line)["text"][:280]
        for file in sorted(CORPUS.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    first = dt.date(2024, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number in range(count):
            label = f"{rng.choice(LABELS)} " if rng.random() < 1 / 3 else ""
            text = f"{label}{rng.choice(texts)} {number}"
            platform = rng.choice(("instagram", "tiktok", "youtube", "x"))
            relationship = rng.choice(("unknown", "unknown", "paid", "gifted"))
            day = first + dt.timedelta(days=rng.randrange(1_000))
            author = f"author{rng.randrange(20_000)}"
            rows.writerow((number, text, platform, relationship, author, rng.randrange(500, 20_000), day))
    return path


def memory(process: int) -> int:
    """Bytes that a process and all below it hold; a page that several share counts as one."""
    total = 0
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
        below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        # it ended meanwhile
        return total
    return total + sum(memory(int(each)) for each in below)
