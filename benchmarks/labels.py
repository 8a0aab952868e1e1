"""The label matcher against a loop of `re` and against Presidio's analyzer, with the same labels on the same posts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adhere import Checker
from adhere.rulebook.schema import SLOT
from adhere.text.folding import fold_wording
from adhere.text.post_text import read
from benchmarks.posts import posts
from benchmarks.side_by_side import Ratio, on_one_core, seconds


def measure() -> Iterator[Ratio]:
    """Ours folds the text, finds labels in every disguise and slot, and keeps offsets; the others look for literals only."""
    on_one_core()
    checker = Checker.load(classify=False)
    sample = posts(200)
    labels = sorted({fold_wording(w.text) for w in checker.matcher.wordings if w.label and not SLOT.search(w.text)})
    loop = [re.compile(rf"(?<!\w){re.escape(label)}(?!\w)") for label in labels]
    few = sample[:40]
    analyzer = _presidio(labels)
    ours, again, simple, presidio = seconds(
        5,
        lambda: [checker.matcher.scan(read(post)) for post in sample],
        lambda: [checker.matcher.scan(read(post)) for post in few],
        lambda: [[found.span() for label in loop for found in label.finditer(post.text.lower())] for post in sample],
        lambda: [analyzer.analyze(post.text, language="en") for post in few],  # type: ignore[attr-defined]
    )
    yield Ratio(
        "labels found", f"{len(labels)} labels and all slots", "a loop of `re`, literals only", simple / ours, 5
    )
    yield Ratio("labels found", f"{len(labels)} labels and all slots", "Presidio, deny lists", presidio / again, 20)


def _presidio(labels: list[str]) -> object:
    """Presidio's analyzer with the labels as one deny list, and a spaCy pipeline that only splits words."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"en": spacy.blank("en")}

    registry = RecognizerRegistry(supported_languages=["en"])
    registry.add_recognizer(PatternRecognizer("LABEL", deny_list=labels, supported_language="en"))
    return AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
