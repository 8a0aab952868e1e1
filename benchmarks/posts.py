"""Posts to measure with: the classifier's corpus, a third of them labelled, with hashtags and the lengths of real captions."""

from __future__ import annotations

import json
import random
from pathlib import Path

from adhere import Post

CORPUS = Path(__file__).parent.parent / "models" / "sponsorship" / "corpus"
LABELS = (
    "#ad",
    "Ad:",
    "Werbung",
    "Anzeige",
    "#Publicité",
    "Reklam",
    "Annons",
    "#reklama",
    "#sponsored",
    "#gifted",
    "#sp",
    "#collab",
)
TAGS = ("#skincare", "#ootd", "#fyp", "#hiking", "#adventure", "#salad", "#matcha", "#mumlife", "#running", "#home")
#: Letters that a text holds about, as captions with their hashtags do.
LENGTH = 500


def posts(count: int, seed: int = 7) -> list[Post]:
    """`count` posts, the same for the same seed, with the relationship unknown, paid or gifted."""
    rng = random.Random(seed)
    texts = [
        json.loads(line)["text"]
        for path in sorted(CORPUS.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [
        Post(
            id=str(number),
            text=_caption(rng, texts),
            platform=rng.choice(("instagram", "tiktok", "youtube", "x")),
            relationship=rng.choice(("unknown", "unknown", "paid", "gifted")),
        )
        for number in range(count)
    ]


def _caption(rng: random.Random, texts: list[str]) -> str:
    caption = rng.choice(texts)
    while len(caption) < LENGTH - 100:
        caption += "\n" + rng.choice(texts)
    tags = rng.sample(TAGS, 4)
    if rng.random() < 1 / 3:
        label = rng.choice(LABELS)
        return (
            f"{label} {caption}\n{' '.join(tags)}" if rng.random() < 0.5 else f"{caption}\n{' '.join([*tags, label])}"
        )
    return f"{caption}\n{' '.join(tags)}"
