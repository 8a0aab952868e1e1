"""Does a post read like advertising? A spaCy pipeline that raises a suspicion and never clears one, and the evidence in the words.

Importing this package registers the pipeline's tokenizer and model with spaCy's registry, but does not import spaCy. Nor does
scoring: only training and spaCy's own loading of the pipeline do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import catalogue

from adhere.sponsorship.classifier import Score, SponsorshipClassifier
from adhere.sponsorship.decision import KINDS
from adhere.sponsorship.evidence import find_evidence

__all__ = ["KINDS", "Score", "SponsorshipClassifier", "find_evidence"]


def _make_tokenizer() -> Callable[[Any], Any]:
    from adhere.sponsorship.tokenizer import make_tokenizer

    return make_tokenizer()


def _make_bag_of_words(length: int, nO: int | None = None) -> Any:
    from adhere.sponsorship.architecture import make_bag_of_words

    return make_bag_of_words(length, nO)


catalogue.create("spacy", "architectures").register("adhere.bag_of_words.v2", func=_make_bag_of_words)
catalogue.create("spacy", "tokenizers").register("adhere.post_tokenizer.v1", func=_make_tokenizer)
