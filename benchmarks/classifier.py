"""The classifier alone: posts a second against spaCy's bag of words and fastText, and how much longer its slowest posts take."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from statistics import median, quantiles
from time import perf_counter

import fasttext

from adhere.sponsorship import SponsorshipClassifier
from benchmarks.batch import textcat
from benchmarks.posts import CORPUS, posts
from benchmarks.side_by_side import Ratio, on_one_core, seconds

#: Looks at each single post, of which the quickest counts: what else the machine did meanwhile is not the post's.
LOOKS = 15


def measure() -> Iterator[Ratio]:
    """Posts a second over posts a second; the 99th percentile of single posts over their median."""
    on_one_core()
    classifier = SponsorshipClassifier.load()
    texts = [post.text for post in posts(500)]
    bag, fast = textcat(texts[:50]), _fasttext()
    lines = [" ".join(text.split()) + "\n" for text in texts]

    def ours() -> None:
        classifier.score(texts)

    def spacys() -> None:
        with bag.memory_zone():
            for _ in bag.pipe(texts, batch_size=256):
                pass

    def fasttexts() -> None:
        fast.f.multilinePredict(lines, 3, 0.0, "strict")

    scored, bagged, predicted = seconds(15, ours, spacys, fasttexts)
    name = f"score ({len(texts) / scored:,.0f}/s)"
    yield Ratio("posts a second", name, "spaCy TextCatBOW, default tokenizer", bagged / scored, 2)
    yield Ratio("posts a second", name, "fastText predict, trained on the same rows", predicted / scored, 0.5)
    single = [_quickest(classifier, text) for text in texts]
    yield Ratio("seconds", "p99 of a post", "its median", quantiles(single, n=100)[98] / median(single), 3, least=False)


def _quickest(classifier: SponsorshipClassifier, text: str) -> float:
    found = []
    for _ in range(LOOKS):
        began = perf_counter()
        classifier.score([text])
        found.append(perf_counter() - began)
    return min(found)


def _fasttext() -> fasttext.FastText._FastText:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        for path in sorted(CORPUS.glob("*.jsonl")):
            for line in path.read_text("utf-8").splitlines():
                row = json.loads(line)
                file.write(f"__label__{row['kind']} {' '.join(row['text'].split())}\n")
        file.flush()
        return fasttext.train_supervised(file.name, verbose=0)
