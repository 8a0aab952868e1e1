"""The posts that the classifier is trained and judged on: our corpus, and the external sources, split by group.

External posts are read where they lie and never written anywhere: not a row of them may enter this repository.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from adhere.sponsorship.masking import blank

HERE = Path(__file__).parent.parent
CORPUS = HERE / "corpus"
KIND_OF = {"third_party_promotion": "third_party", "own_promotion": "own", "organic": "organic"}
#: Sources whose licence lets a model trained on them be given away, and the most posts of each class taken from one.
LICENSED = {"ru_telegram": 2000, "tweets_8lang": 2500, "instasynth_sample": 40}
#: No licence, or one that binds what is made from them: they judge the model and never train it.
JUDGING = (
    "ig_promotional_human",
    "ko_instagram",
    "pin_affiliate",
    "sponsorblock_yt",
    "tweets_brand_mention",
    "yt_affiliate",
    "yt_descriptions",
)
#: Most posts of each class taken from one of those, to see what they would add.
MOST_OF_OTHERS = 1500
#: Sources of which pairs of words stand in what ships: ours, and one whose licence (CC BY) lets its text be given away with its name.
LISTABLE = ("corpus", "ru_telegram")
#: Tweets of people who were not paid, many of which name a brand: what an alarm on them costs is a person's time.
ORDINARY = ("tweets_8lang", "tweets_brand_mention")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f1e6-\U0001faff]\ufe0f?")
_PASTED_EMOJI = "🌿😂🔥😍✨🥰💚🙏🎉☕"
_DENIALS = (" #notsponsored", " #notanad", " not sponsored", " #unpaid")
_PUNCTUATION = re.compile(r"(?<!\d)[!?.,;:…–—\-\"“”„«»()](?!\w)")


@dataclass(frozen=True, slots=True)
class Row:
    """A post with its kind. `kind` is None where nobody knows; such rows are neither trained on nor scored."""

    id: str
    text: str
    lang: str
    source: str
    group: str
    kind: str | None
    leak: tuple[tuple[int, int], ...] = ()
    platform: str = "other"
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> int | None:
        """1 for advertising of either kind, 0 for organic."""
        return None if self.kind is None else int(self.kind != "organic")

    @property
    def masked(self) -> str:
        """The text without its labels."""
        return blank(self.text, self.leak)


def split_of(group: str) -> str:
    """The split of a group: 70 % train, 10 % validation, 20 % test, by a hash, so that a new post moves no old one."""
    share = int.from_bytes(hashlib.sha256(f"adhere {group}".encode()).digest()[:4], "big") / 2**32
    return "train" if share < 0.7 else "validation" if share < 0.8 else "test"


def read_corpus() -> list[Row]:
    """Our own posts."""
    rows = []
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            rows.append(
                Row(
                    row["id"],
                    row["text"],
                    row["lang"],
                    "corpus",
                    row["group"],
                    KIND_OF[row["kind"]],
                    (),
                    row["platform"],
                )
            )
    return rows


def read_external(folder: Path, source: str) -> list[Row]:
    """The posts of an external source; none where its file is missing."""
    path = folder / f"{source}.jsonl.gz"
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [_external(json.loads(line), source) for line in file]


def _external(row: dict[str, Any], source: str) -> Row:
    kind = {1: "third_party", 0: "organic", None: None}[row["label"]]
    leak = tuple((int(start), int(end)) for start, end in row["leak"])
    return Row(
        row["id"],
        row["text"],
        row["lang"],
        source,
        row["split_group"],
        kind,
        leak,
        row["platform"],
        {"stratum": row["stratum"]},
    )


def licensed(folder: Path, split: str, everything: bool = False) -> list[Row]:
    """A split of all that the shipped model may learn from; with `everything`, of the other sources too, to see what they would add."""
    rows = [row for row in read_corpus() if split_of(row.group) == split]
    most_of = {**LICENSED, **dict.fromkeys(JUDGING, MOST_OF_OTHERS)} if everything else LICENSED
    for source, most in most_of.items():
        found = [row for row in read_external(folder, source) if row.kind and split_of(row.group) == split]
        # By hash, so that the choice does not hang on the order of the file.
        found.sort(key=lambda row: hashlib.sha256(row.id.encode()).digest())
        for label in (0, 1):
            rows += [row for row in found if row.label == label][:most]
    return rows


def ordinary(folder: Path, split: str) -> list[Row]:
    """A split of the ordinary posts, to count false alarms on."""
    return [
        row
        for source in ORDINARY
        for row in read_external(folder, source)
        if row.kind == "organic" and split_of(row.group) == split
    ]


def unread(folder: Path, source: str) -> list[Row]:
    """The organic posts of a source that are neither in the test split nor trained on."""
    trained = {row.id for row in licensed(folder, "train") if row.source == source}
    return [
        row
        for row in read_external(folder, source)
        if row.kind == "organic" and split_of(row.group) != "test" and row.id not in trained
    ]


def judging(folder: Path, split: str) -> dict[str, list[Row]]:
    """A split of every source with its labelled posts, ours first."""
    found = {"corpus": [row for row in read_corpus() if split_of(row.group) == split]}
    for source in sorted({*LICENSED, *JUDGING}):
        rows = [row for row in read_external(folder, source) if row.kind and split_of(row.group) == split]
        if rows:
            found[source] = rows
    return found


def promotional(folder: Path) -> tuple[list[Row], list[Row]]:
    """Captions that people judged, by two maps of their `stratum`: promotional of whatever, and for a third party.

    What the people called promotional is any call to buy, watch, vote or come.
    """
    found = read_external(folder, "ig_promotional_human")
    strata = [row.notes["stratum"] for row in found]
    whatever = ["own" if "_promotional" in each and "_not_promotional" not in each else "organic" for each in strata]
    third = ["third_party" if each.endswith("_promotional_thirdparty") else "organic" for each in strata]
    return (
        [replace(row, kind=kind) for row, kind in zip(found, whatever, strict=True)],
        [replace(row, kind=kind) for row, kind in zip(found, third, strict=True)],
    )


def own_money(folder: Path) -> list[Row]:
    """Korean reviews of things that their writers say they paid for themselves (#내돈내산, which is masked); they train nothing."""
    return [
        row
        for row in read_external(folder, "ko_instagram")
        if row.kind == "organic" and row.notes["stratum"] == "own_money_review"
    ]


def augmented(row: Row, rng: random.Random) -> str:
    """The post as another writer might have typed it: without capitals, punctuation or emoji, with more of them, cut short, or denying."""
    text = row.masked
    if rng.random() < 0.3:
        text = text.lower()
    if rng.random() < 0.3:
        text = _PUNCTUATION.sub(" ", text)
    if rng.random() < 0.3:
        text = _EMOJI.sub("", text)
    if rng.random() < 0.2:
        text = re.sub(r"(?:\s*[#＃]\w+)+\s*$", "", text)
    # What anybody may paste in behind a post, of whatever kind, must not come to tell its kind.
    if rng.random() < 0.1:
        text += " " + "".join(rng.choices(_PASTED_EMOJI, k=3))
    if rng.random() < 0.05:
        text += rng.choice(_DENIALS)
    return text
