"""The model inside the pipeline: a bag of words, of their stems and of known pairs, which a long post does not shout down a short one with.

spaCy's own bag of words adds up one weight a word, so that a long description full of harmless links ends in near certainty.
Here each post is a vector of unit length. Importing this module imports spaCy, which takes seconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain as joined
from typing import Any

import numpy
from spacy.tokens import Doc
from thinc.api import Model, SparseLinear_v2, chain, softmax_activation, with_cpu

from adhere.sponsorship.masking import TYPICAL, pairs_of, with_stem
from adhere.sponsorship.reading import word_key


def make_bag_of_words(length: int, nO: int | None = None) -> Model[Any, Any]:
    """The registered architecture `adhere.bag_of_words.v2`: Docs in, one row of exclusive probabilities a Doc out.

    `length` is the number of hashed weights a class; `nO`, the number of classes, is spaCy's to fill in. The pairs it knows are put
    into the layer `words_and_pairs` before training, by `know_pairs`.
    """
    linear: Model[Any, Any] = SparseLinear_v2(nO=nO, length=length)
    scores: Model[Any, Any] = chain(Model("words_and_pairs", _words_and_pairs, attrs={"pairs": []}), linear)
    model: Model[Any, Any] = chain(with_cpu(scores, scores.ops), softmax_activation())
    if nO is not None:
        model.set_dim("nO", nO)
    model.set_ref("output_layer", linear)
    model.attrs["multi_label"] = False
    return model


def know_pairs(model: Model[Any, Any], pairs: Sequence[str]) -> None:
    """Tell an `adhere.bag_of_words.v2` which pairs of words to read, each as `one other`."""
    for node in model.walk():
        if node.name == "words_and_pairs":
            node.attrs["pairs"] = sorted(pairs)


def _words_and_pairs(
    model: Model[Any, Any], docs: Sequence[Doc], is_train: bool
) -> tuple[tuple[Any, Any, Any], Callable[[Any], Any]]:
    """The keys of each Doc's different words with their stems, and of its known pairs; all weigh alike. There is nothing to learn."""
    known = frozenset(model.attrs["pairs"])
    keys: list[int] = []
    weights: list[float] = []
    lengths: list[int] = []
    for doc in docs:
        words = [token.text for token in doc]
        different = sorted(set(words))
        read = [*joined.from_iterable(map(with_stem, different)), *sorted(known & pairs_of(words))]
        keys += map(word_key, read)
        weights += [math.sqrt(TYPICAL / max(len(different), TYPICAL))] * len(read)
        lengths.append(len(read))
    found = (
        numpy.array(keys, dtype="uint64"),
        numpy.array(weights, dtype="float32"),
        numpy.array(lengths, dtype="int32"),
    )
    return found, lambda gradient: []
