"""The classifier: a spaCy text categoriser with three exclusive kinds, calibrated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from adhere.errors import ModelError
from adhere.report import Evidence
from adhere.sponsorship.decision import KINDS, Decision, model_folder, read_decision
from adhere.sponsorship.masking import MAX_READ, blank

if TYPE_CHECKING:
    from adhere.sponsorship.reading import WordReader


@dataclass(frozen=True, slots=True)
class Score:
    """How likely the post is advertising, and of which kind; `kinds` add up to 1. Calibrated."""

    probability: float
    kinds: dict[str, float]


class SponsorshipClassifier:
    """Scores how a post reads with its labels taken out. Safe to share between threads."""

    def __init__(self, pipeline: Path, decision: Decision) -> None:
        self._pipeline = pipeline
        self._decision = decision

    @cached_property
    def _reader(self) -> WordReader:
        # here, since it imports thinc
        from adhere.sponsorship.reading import WordReader

        try:
            reader = WordReader(self._pipeline)
        # msgpack and thinc raise whatever comes
        except Exception as error:
            raise ModelError(
                f"{self._pipeline} is no model that this version of adhere can read: {error}. "
                "Reinstall adhere, or train the pipeline anew."
            ) from error
        if reader.labels != KINDS:
            raise ModelError(
                f"{self._pipeline} tells {', '.join(reader.labels)} apart; this version of adhere needs {', '.join(KINDS)}."
            )
        return reader

    @property
    def version(self) -> str:
        """Names the trained pipeline together with its calibration and threshold."""
        return self._decision.version

    @property
    def threshold(self) -> float:
        """The probability from which a post is suspected."""
        return self._decision.threshold

    @property
    def certainty(self) -> float:
        """The probability from which a suspicion is all but certain."""
        return self._decision.certainty

    @property
    def languages(self) -> frozenset[str]:
        """The languages of which training saw posts of every kind. Elsewhere a low score means nothing."""
        return self._decision.languages

    def reads(self, language: str | None) -> bool:
        """Does its number mean anything in a post of this language? Where nobody can tell the language, it is held to."""
        return language is None or language in self._decision.languages

    @classmethod
    def load(cls, path: Path | None = None, *, lazily: bool = False) -> SponsorshipClassifier:
        """The classifier in a folder that holds `pipeline/` and `decision.json`; without one, that which ships.

        Imports thinc, which takes a while; `lazily`, the first score does, and raises what may be wrong then. Raises ModelError.
        """
        folder = model_folder() if path is None else path
        pipeline = folder / "pipeline"
        decision = read_decision(folder)
        if not pipeline.is_dir():
            raise ModelError(f"The classifier has no {pipeline}. Train it: see models/sponsorship/README.md.")
        classifier = cls(pipeline, decision)
        if not lazily:
            classifier._reader  # noqa: B018
        return classifier

    def score(self, texts: Sequence[str], masks: Sequence[Sequence[tuple[int, int]]] | None = None) -> list[Score]:
        """One score a text. `masks` are the spans of labels, in code points of the text; they are blanked first.

        Only the first 4,000 code points are read. Takes any text, and raises only where texts and masks differ in number.
        """
        if masks is not None and len(masks) != len(texts):
            raise ValueError(f"{len(texts)} texts, but masks for {len(masks)}")
        spans = masks if masks is not None else [()] * len(texts)
        return [
            _calibrated(self._reader.predict(_readable(*each)), self._decision)
            for each in zip(texts, spans, strict=True)
        ]

    def explain(self, text: str, spans: Sequence[tuple[int, int]], score: Score) -> list[Evidence]:
        """The words that speak most for the likelier kind of advertising, quoted with their places; `spans` are those of labels.

        They are what the score was made of, not proof of anything.
        """
        from adhere.sponsorship.weighing import telling_words

        return telling_words(self._reader, text, spans, max(KINDS[1:], key=score.kinds.__getitem__))


def _readable(text: str, spans: Sequence[tuple[int, int]]) -> str:
    # Cut before blanking: spans hold in the original, and a long text costs nothing beyond the cut.
    text = text[:MAX_READ]
    return blank(text, spans) if spans else text


def _calibrated(raw: Sequence[float], decision: Decision) -> Score:
    """Softmax of log(softmax(raw)) / temperature + bias; the inner one only shifts all, and is left out."""
    logits = [value / decision.temperature + bias for value, bias in zip(raw, decision.bias, strict=True)]
    most = max(logits)
    weights = [math.exp(logit - most) for logit in logits]
    whole = sum(weights)
    organic, own, third_party = [weight / whole for weight in weights]
    return Score(own + third_party, {"third_party": third_party, "own": own, "organic": organic})
