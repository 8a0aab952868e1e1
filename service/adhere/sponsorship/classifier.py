"""The classifier: a spaCy text categoriser with three exclusive kinds, calibrated."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adhere.errors import ModelError
from adhere.sponsorship.decision import KINDS, Decision, model_folder, read_decision
from adhere.sponsorship.masking import MAX_READ, blank

if TYPE_CHECKING:
    from spacy.language import Language

#: Docs made and scored together. Larger batches are no faster, and hold more words in memory.
BATCH = 256
#: Words read before the vocabulary forgets those it did not have from the start. On random words, none of them twice, the process
#: grew by 155 MB over 2.4 million of them and then stayed; ten times as many words a zone made that 340 MB, and no post faster.
ZONE = 50_000


@dataclass(frozen=True, slots=True)
class Score:
    """How likely the post is advertising, and of which kind; `kinds` add up to 1. Calibrated."""

    probability: float
    kinds: dict[str, float]


class SponsorshipClassifier:
    """Scores how a post reads with its labels taken out. Safe to share between threads."""

    def __init__(self, nlp: Language, decision: Decision) -> None:
        # What load() has checked is taken as given here.
        self._nlp = nlp
        self._tokenizer = nlp.tokenizer
        self._textcat: Any = nlp.get_pipe("textcat")
        self._decision = decision
        # A memory zone belongs to the vocabulary, not to the thread: two at once would free each other's words.
        self._lock = threading.Lock()
        self._zone = ExitStack()
        self._words_in_zone = ZONE

    @property
    def version(self) -> str:
        """Names the trained pipeline together with its calibration and threshold."""
        return self._decision.version

    @property
    def threshold(self) -> float:
        """The probability from which a post is suspected."""
        return self._decision.threshold

    @property
    def languages(self) -> frozenset[str]:
        """The languages of which training saw posts of every kind. Elsewhere a low score means nothing."""
        return self._decision.languages

    @classmethod
    def load(cls, path: Path | None = None) -> SponsorshipClassifier:
        """The classifier in a folder that holds `pipeline/` and `decision.json`; without one, that which ships.

        Takes seconds: it imports spaCy. Raises ModelError.
        """
        folder = model_folder() if path is None else path
        pipeline = folder / "pipeline"
        decision = read_decision(folder)
        if not pipeline.is_dir():
            raise ModelError(f"The classifier has no {pipeline}. Train it: see models/sponsorship/README.md.")
        import spacy
        from spacy.about import __version__ as spacy_version

        try:
            nlp = spacy.load(pipeline)
            labels = tuple(nlp.get_pipe("textcat").labels)  # type: ignore[attr-defined]
        # spaCy and thinc raise whatever comes: OSError, KeyError, ValueError, ConfigValidationError …
        except Exception as error:
            raise ModelError(
                f"{pipeline} cannot be loaded with spaCy {spacy_version}: {error}. Install the spaCy that pyproject.toml asks for, "
                "or train the pipeline anew."
            ) from error
        if labels != KINDS:
            raise ModelError(
                f"{pipeline} tells {', '.join(labels)} apart; this version of adhere needs {', '.join(KINDS)}."
            )
        return cls(nlp, decision)

    def score(self, texts: Sequence[str], masks: Sequence[Sequence[tuple[int, int]]] | None = None) -> list[Score]:
        """One score a text. `masks` are the spans of labels, in code points of the text; they are blanked first.

        Only the first 4,000 code points are read. Takes any text, and raises only where texts and masks differ in number.
        """
        if masks is not None and len(masks) != len(texts):
            raise ValueError(f"{len(texts)} texts, but masks for {len(masks)}")
        spans = masks if masks is not None else [()] * len(texts)
        scores: list[Score] = []
        for at in range(0, len(texts), BATCH):
            read = [_readable(*each) for each in zip(texts[at : at + BATCH], spans[at : at + BATCH], strict=True)]
            with self._lock:
                raw = self._predict(read)
            scores += _calibrated(raw, self._decision)
        return scores

    def _predict(self, texts: Sequence[str]) -> Any:
        """The pipeline's shares. Words stay in the vocabulary until their zone is full: to meet each anew in every call costs more."""
        if self._words_in_zone >= ZONE:
            self._zone.close()
            self._zone.enter_context(self._nlp.memory_zone())
            self._words_in_zone = 0
        docs = [self._tokenizer(text) for text in texts]
        self._words_in_zone += sum(map(len, docs))
        return self._textcat.predict(docs)


def _readable(text: str, spans: Sequence[tuple[int, int]]) -> str:
    # Cut before blanking: spans hold in the original, and a long text costs nothing beyond the cut.
    text = text[:MAX_READ]
    return blank(text, spans) if spans else text


def _calibrated(raw: Any, decision: Decision) -> list[Score]:
    """Softmax of log(raw) / temperature + bias, row by row."""
    import numpy

    logits = numpy.log(numpy.clip(raw.astype("float64"), 1e-12, 1.0)) / decision.temperature + numpy.asarray(
        decision.bias
    )
    weights = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    shares = (weights / weights.sum(axis=1, keepdims=True)).tolist()
    return [
        Score(own + third_party, {"third_party": third_party, "own": own, "organic": organic})
        for organic, own, third_party in shares
    ]
