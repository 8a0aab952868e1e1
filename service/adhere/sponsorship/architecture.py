"""The model inside the pipeline: a bag of words that a long post does not shout down a short one with.

spaCy's own bag of words adds up one weight a word, so that a long description full of harmless links ends in near certainty.
Here each post is a vector of unit length. Importing this module imports spaCy, which takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
from spacy.attrs import ORTH  # type: ignore[import-not-found]
from spacy.ml.extract_ngrams import extract_ngrams
from thinc.api import Model, SparseLinear_v2, chain, softmax_activation, with_cpu

from adhere.sponsorship.masking import TYPICAL


def make_bag_of_words(ngram_size: int, length: int, nO: int | None = None) -> Model[Any, Any]:
    """The registered architecture `adhere.bag_of_words.v1`: Docs in, one row of exclusive probabilities a Doc out.

    `length` is the number of hashed weights a class; `nO`, the number of classes, is spaCy's to fill in.
    """
    linear: Model[Any, Any] = SparseLinear_v2(nO=nO, length=length)
    scores: Model[Any, Any] = chain(extract_ngrams(ngram_size, attr=ORTH), Model("unit_length", _unit_length), linear)
    model: Model[Any, Any] = chain(with_cpu(scores, scores.ops), softmax_activation())
    if nO is not None:
        model.set_dim("nO", nO)
    model.set_ref("output_layer", linear)
    model.attrs["multi_label"] = False
    return model


def _weights(lengths: Any) -> Any:
    """Each word counts once, and the words of a post share a length of one."""
    return numpy.repeat(numpy.sqrt(TYPICAL / numpy.maximum(lengths, TYPICAL)), lengths).astype("float32")


def _unit_length(_model: Model[Any, Any], ragged: Any, is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    """Nothing to learn, so nothing flows back."""
    keys, _, lengths = ragged
    return (keys, _weights(lengths), lengths), lambda gradient: gradient
