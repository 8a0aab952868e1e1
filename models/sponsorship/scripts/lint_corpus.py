"""Looks through the corpus for what would make a model look better than it is: `python scripts/lint_corpus.py [--json FILE]`.

It finds posts that are all but the same, labels left in the text, wording that comes back (openings, long runs of words), and cues
that tell the kind without being read: length, emoji, handles, links, codes. Cues are
named, and stand in the card; for the rest, exit code 1 where a bound is passed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from posts import CORPUS, KIND_OF, Row, read_corpus

from adhere import Checker, Post

#: Share of the character runs of two posts that both hold, from which they count as one post twice.
SAME, RUN = 0.6, 6
#: Words of an opening, and of a run that no two groups should share.
OPENING, PHRASE = 3, 7
#: Most posts of a language that may open like another, or share a long run of words with another group.
MOST_OPENINGS, MOST_PHRASES = 0.12, 0.05
#: How far the chance that a cue is stronger in advertising than in other posts may lie from one half before it is named.
MOST_CUE = 0.2
FIELDS = {"id", "text", "lang", "kind", "niche", "platform", "group", "manner"}
_WORD = re.compile(r"\w+")
_CONTACT = re.compile(r"[A-Za-z0-9.+-]*[A-Za-z0-9]@[\w-]+\.\w+|(?<!\w)\+?\d[\d ()/-]{8,}\d(?!\w)")
_LINK = re.compile(r"(?:https?://|\bwww\.)([\w.-]+\w)")
CUES: dict[str, Callable[[str], float]] = {
    "characters": len,
    "emoji": lambda text: len(re.findall("[\u2600-\u27bf\U0001f1e6-\U0001faff]", text)),
    "handles": lambda text: text.count("@"),
    "hashtags": lambda text: text.count("#"),
    "links": lambda text: len(re.findall(r"https?://|\.example\b", text)),
    "digits": lambda text: sum(map(str.isdigit, text)),
    "codes": lambda text: len(re.findall(r"\b(?=\w*\d)[A-Z0-9]{4,}\b", text)),
    "exclamations": lambda text: text.count("!") + text.count("！"),
    "line breaks": lambda text: text.count("\n"),
}


def main() -> int:
    """Print what is wrong, and the figures that the data card shows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    given = parser.parse_args()
    wrong = list(misshapen())
    rows = read_corpus()
    languages = defaultdict(list)
    for row in rows:
        languages[row.lang].append(row)
    found: dict[str, Any] = {"languages": {}}
    for lang, each in sorted(languages.items()):
        doubles, openings, phrases = near_duplicates(each), share_of_openings(each), share_of_phrases(each)
        found["languages"][lang] = {"openings": openings, "phrases": phrases, "cues": cues(each)}
        wrong += [f"{one} and {other} are all but the same post" for one, other in doubles]
        wrong += over(f"{lang}: posts that open like another", openings, MOST_OPENINGS)
        wrong += over(f"{lang}: posts that share {PHRASE} words in a row with another group", phrases, MOST_PHRASES)
    telling = {
        lang: {name for name, value in each["cues"].items() if abs(value - 0.5) > MOST_CUE}
        for lang, each in found["languages"].items()
    }
    wrong += list(labelled(rows))
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    print(*wrong, *(f"{lang}: told by {', '.join(sorted(each))}" for lang, each in telling.items() if each), sep="\n")
    print(f"{len(rows):,} posts in {len(languages)} languages, {len(wrong)} faults.")
    return int(bool(wrong))


def over(what: str, value: float, most: float) -> list[str]:
    """A line where the value passes its bound."""
    return [f"{what}: {value:.2f}, at most {most}"] if value > most else []


def misshapen() -> Iterator[str]:
    """Posts that are not what README.md says a post is."""
    seen: set[str] = set()
    for path in sorted(CORPUS.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            where, post = f"{path.name}:{number}", json.loads(line)
            if set(post) != FIELDS or post["kind"] not in KIND_OF or not post["text"].strip():
                yield f"{where}: want {', '.join(sorted(FIELDS))}, a known kind and a text"
                continue
            if post["id"] in seen:
                yield f"{where}: {post['id']} stands twice"
            seen.add(post["id"])
            if _CONTACT.search(post["text"]):
                yield f"{where}: an address or a number of somebody"
            for host in _LINK.findall(post["text"]):
                if not host.endswith(".example"):
                    yield f"{where}: {host} may exist; hosts of ours end in .example"


def near_duplicates(rows: list[Row]) -> list[tuple[str, str]]:
    """Pairs of posts that share most of their runs of characters."""
    runs = [{text[at : at + RUN] for at in range(max(len(text) - RUN, 0) + 1)} for text in map(plain, rows)]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(runs):
        for run in each:
            holders[run].append(index)
    common: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        if len(places) < 20:
            common.update((one, other) for at, one in enumerate(places) for other in places[at + 1 :])
    return [
        (rows[one].id, rows[other].id)
        for (one, other), count in common.items()
        if count >= SAME * (len(runs[one]) + len(runs[other]) - count)
    ]


def plain(row: Row) -> str:
    """The letters and digits of a post."""
    return " ".join(_WORD.findall(row.text.lower()))


def share_of_openings(rows: list[Row]) -> float:
    """The share of posts whose first words open another as well."""
    openings = Counter(" ".join(plain(row).split()[:OPENING]) for row in rows)
    return sum(count for count in openings.values() if count > 1) / len(rows)


def share_of_phrases(rows: list[Row]) -> float:
    """The share of posts that hold a long run of words found in a post of another group too."""
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    runs = {row.id: list(zip(*(plain(row).split()[at:] for at in range(PHRASE)), strict=False)) for row in rows}
    for row in rows:
        for run in runs[row.id]:
            holders[run].add(row.group)
    return sum(any(len(holders[run]) > 1 for run in runs[row.id]) for row in rows) / len(rows)


def cues(rows: list[Row]) -> dict[str, float]:
    """For each cue the chance that it is stronger in a post of advertising than in another one; one half says nothing."""
    return {
        name: round(
            stronger([cue(row.text) for row in rows if row.label], [cue(row.text) for row in rows if not row.label]), 3
        )
        for name, cue in CUES.items()
    }


def stronger(ones: list[float], others: list[float]) -> float:
    """The chance that one of the first is greater than one of the others, ties halved (the area under the ROC curve)."""
    values = np.concatenate([ones, others])
    ordered = np.sort(values)
    edges = np.concatenate([[0], np.flatnonzero(np.diff(ordered)) + 1, [len(ordered)]])
    ranks = {ordered[start]: (start + end + 1) / 2 for start, end in pairwise(edges)}
    total = sum(ranks[value] for value in ones)
    return float((total - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others)))


def labelled(rows: list[Row]) -> Iterator[str]:
    """Posts of advertising that hold a wording which some market's rules propose as a label.

    What the rules merely take for an admission ("they sent me") is how such posts are told, and stays.
    """
    checker = Checker.load(classify=False)
    proposed = {
        label.text.casefold() for pack in checker.rulebook.packs.values() for label in pack.labels if label.remedy
    }
    posts = [Post(id=row.id, text=row.text, platform="instagram") for row in rows if row.label]
    for report in checker.check_many(posts, on=dt.date(2026, 11, 25), remedies=False):
        for each in report.labels:
            if each.label.casefold() in proposed:
                yield f"{report.id}: holds the label {each.label}"


if __name__ == "__main__":
    sys.exit(main())
