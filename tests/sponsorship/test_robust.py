"""The same post, typed otherwise: how far the score may move. And the same thing said by other people: how often it may alarm."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Callable
from statistics import fmean

import pytest

from adhere import Checker, Post
from adhere.sponsorship import SponsorshipClassifier
from adhere.sponsorship.decision import model_folder

FOLDER = model_folder()
#: Every seventh of our own posts: enough to tell a change, and quick.
POSTS: list[str] = [
    json.loads(line)["text"]
    for path in sorted((FOLDER / "corpus").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()[::7]
]
DAY = dt.date(2026, 11, 25)
LOOKALIKES = str.maketrans({"a": "а", "e": "е", "o": "о", "p": "р", "c": "с"})
EMOJI = re.compile("[\u2600-\u27bf\U0001f1e6-\U0001faff]\ufe0f?")


def one_letter_wrong(text: str) -> str:
    """Two neighbours exchanged in every twelfth word."""
    words = text.split(" ")
    for at in range(5, len(words), 12):
        if len(words[at]) > 4:
            words[at] = words[at][0] + words[at][2] + words[at][1] + words[at][3:]
    return " ".join(words)


def a_few_lookalikes(text: str) -> str:
    """Every eighth word with Cyrillic letters in place of Latin ones."""
    words = text.split(" ")
    words[::8] = [word.translate(LOOKALIKES) for word in words[::8]]
    return " ".join(words)


# The bounds are what was measured, rounded up: mean change of the probability, and share of posts whose suspicion changes.
TYPED: dict[str, tuple[Callable[[str], str], float, float]] = {
    "small letters": (str.lower, 0.01, 0.01),
    "capitals": (str.upper, 0.06, 0.06),
    "no emoji": (lambda text: EMOJI.sub("", text), 0.02, 0.02),
    "more emoji": (lambda text: text + " 🌿🌿🙈", 0.05, 0.03),
    "spaces doubled": (lambda text: text.replace(" ", "  "), 0.001, 0.001),
    "line breaks for spaces": (lambda text: text.replace(" ", "\n"), 0.01, 0.01),
    "zero-width marks": (lambda text: text.replace("e", "e\u200b"), 0.001, 0.001),
    "typing mistakes": (one_letter_wrong, 0.03, 0.03),
    "look-alike letters": (a_few_lookalikes, 0.06, 0.06),
    "hashtags split": (lambda text: text.replace("#", "# "), 0.02, 0.02),
    "a denial pasted in": (lambda text: text + " #notsponsored", 0.05, 0.05),
}


@pytest.mark.parametrize("name", TYPED)
def test_the_same_post_typed_otherwise(classifier: SponsorshipClassifier, name: str) -> None:
    change, most, most_changed = TYPED[name]
    before, after = classifier.score(POSTS), classifier.score([change(text) for text in POSTS])
    moved = [abs(one.probability - other.probability) for one, other in zip(before, after, strict=True)]
    suspected = [[each.probability >= classifier.threshold for each in scores] for scores in (before, after)]
    changed = fmean(one != other for one, other in zip(*suspected, strict=True))
    assert fmean(moved) <= most
    assert changed <= most_changed


def test_padding_clears_no_suspicion_for_good(classifier: SponsorshipClassifier) -> None:
    """5,000 characters of everyday words before a pitch push it out of what is read; behind it, they thin it and no more."""
    rng = random.Random(7)
    words = [word for text in POSTS[::40] for word in text.split() if word.isalpha()]
    padding = " ".join(rng.choices(words, k=900))[:5_000]
    suspected = [text for text in POSTS if classifier.score([text])[0].probability >= classifier.certainty]
    padded = classifier.score([f"{text}\n{padding}" for text in suspected])
    assert fmean(each.probability for each in padded) > 0.2


def test_followers_are_not_read() -> None:
    """The same post of somebody with 3,000 followers and with 3 million."""
    checker = Checker.load()
    text = "Obsessed with this serum, it has changed my mornings."
    small, large = (
        checker.check(Post.model_validate({"text": text, "followers": followers}), today=DAY)
        for followers in (3_000, 3_000_000)
    )
    assert small.sponsorship == large.sponsorship


def test_no_variety_of_english_alarms_more_than_the_standard(classifier: SponsorshipClassifier) -> None:
    """What people say of their day in sixteen varieties, and the same in standard English; none of it trains."""
    rows = [json.loads(line) for line in (FOLDER / "fairness" / "varieties.jsonl").read_text("utf-8").splitlines()]
    scores = [each.probability for each in classifier.score([row["text"] for row in rows])]
    groups: dict[bool, list[float]] = {True: [], False: []}
    for row, score in zip(rows, scores, strict=True):
        groups[row["variety"] == "standard"].append(score)
    alarms = {standard: fmean(score >= classifier.threshold for score in each) for standard, each in groups.items()}
    assert alarms[False] <= alarms[True] + 0.03, alarms
    assert fmean(groups[False]) <= fmean(groups[True]) + 0.1, {key: fmean(each) for key, each in groups.items()}
