"""`Checker.check_many` for one market, rules and classifier together, against spaCy's bag-of-words textcat with its default tokenizer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import spacy
from spacy.training import Example

from adhere import Checker
from benchmarks.posts import posts
from benchmarks.side_by_side import Ratio, on_one_core, seconds

DAY = dt.date(2026, 11, 25)


def measure() -> Iterator[Ratio]:
    """Posts a second over posts a second."""
    on_one_core()
    checker = Checker.load()
    sample = posts(500)
    texts = [post.text for post in sample]
    baseline = textcat(texts[:50])

    def ours() -> None:
        for _ in checker.check_many(sample, jurisdictions=["GB"], today=DAY, remedies=False):
            pass

    def proved() -> None:
        for _ in checker.check_many(sample, jurisdictions=["GB"], today=DAY):
            pass

    def theirs() -> None:
        with baseline.memory_zone():
            for _ in baseline.pipe(texts, batch_size=256):
                pass

    checked, edited, predicted = seconds(25, ours, proved, theirs)
    name = "spaCy TextCatBOW, default tokenizer"
    yield Ratio("posts a second", f"check_many, GB ({len(sample) / checked:,.0f}/s)", name, predicted / checked, 1.5)
    yield Ratio(
        "posts a second, with proved edits", f"check_many, GB ({len(sample) / edited:,.0f}/s)", name, predicted / edited
    )


def textcat(texts: list[str]) -> spacy.language.Language:
    """spaCy's bag of words with three classes, initialised on the texts; its speed does not hang on what it learnt."""
    nlp = spacy.blank("en")
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 1,
        "no_output_layer": False,
    }
    textcat = nlp.add_pipe("textcat", config={"model": model})
    for kind in ("organic", "own", "third_party"):
        textcat.add_label(kind)  # type: ignore[attr-defined]
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc(text), {"cats": {"organic": 1.0}}) for text in texts])
    return nlp
