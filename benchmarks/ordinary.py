"""How often an ordinary post seems to carry a label: `python -m benchmarks.ordinary POSTS.jsonl.gz …`.

Each file holds one JSON object a line; `label` 0 marks a post that nobody paid for, `text` is its words. Every market reads every post. A
post counts once, for the first of its accepted labels that stands clearly in it; plain sentences ("I work at …") are counted apart. Some
posts said to be ordinary are none: read the worst before you blame a label.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from adhere import Checker, Post
from adhere.checks import Labels
from adhere.post import Relationship
from adhere.text.post_text import read

WORST = 15


def main(names: list[str]) -> None:
    """Print the rates by file, and the labels found most often."""
    checker = Checker.load(classify=False)
    packs = [checker.rulebook.packs[code] for code in checker.rulebook.jurisdictions]
    views = [pack.on(max(pack.boundaries)) for pack in packs]
    for name in names:
        posts = labels = sentences = 0
        worst: Counter[str] = Counter()
        for text in _ordinary(Path(name)):
            posts += 1
            scan = checker.matcher.scan(read(Post(text=text)))
            if not scan.labels:
                continue
            found_by = Labels(scan, None, ())
            standings = [
                each
                for view in views
                for each in found_by.stand(view, Relationship.UNKNOWN)
                if each.status == "accepted" and each.match.strength == "clear"
                # what discloses a declared tie and admits none is no false label
                if each.label is None or each.label.entry.admits
            ]
            found = [each for each in standings if each.label is not None and each.label.entry.text is not None]
            labels += bool(found)
            sentences += bool(standings) and not found
            worst.update({each.match.quote.casefold() for each in found})
        if posts:
            print(
                f"{Path(name).name}: {posts:,} ordinary posts; {labels} with an accepted label ({labels / posts * 1e4:.1f} in 10,000), "
                f"{sentences} with a plain sentence only ({sentences / posts * 1e4:.1f})"
            )
            print("   ", ", ".join(f"{label!r} {count}" for label, count in worst.most_common(WORST)))


def _ordinary(path: Path) -> Iterator[str]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in content.splitlines():
        row = json.loads(line)
        if row.get("label") == 0 and isinstance(row.get("text"), str):
            yield row["text"]


if __name__ == "__main__":
    main(sys.argv[1:])
