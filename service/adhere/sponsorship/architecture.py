"""The model inside the pipeline: a bag of words that a long post does not shout down a short one with.

spaCy's own bag of words adds up one weight a word, so that a long description full of harmless links ends in near certainty.
Here each post is a vector of unit length. Importing this module imports spaCy, which takes seconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy
from spacy.attrs import ORTH  # type: ignore[import-not-found]
from spacy.ml.extract_ngrams import extract_ngrams
from spacy.strings import get_string_id
from thinc.api import Model, SparseLinear_v2, chain, softmax_activation, with_cpu

from adhere.sponsorship.masking import KNOWN, WordSets

#: Words of a typical short post. They weigh one each, so that the learning rate means what it means in a plain bag of words.
TYPICAL = 32
#: Parts of one that a word's weight is counted in.
_PARTS = 2**32
#: Weights stay below this, and what stands for a weight of zero, so that no field of a number is below zero.
_MOST = 256
_ZERO = _MOST * _PARTS
#: Bits of a field, and of the key below them: each with room for the sum of all words that MAX_READ code points can become.
_WIDTH, _KEY = 64, 96
_FIELD = 2**_WIDTH - 1


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


class WordReader:
    """What the model says of a post, without a Doc: most of a Doc's cost is in what this model never looks at.

    Raises ValueError for a model that reads more than single words.
    """

    def __init__(self, model: Model[Any, Any]) -> None:
        layers = {layer.name: layer for layer in model.walk()}
        ngrams = layers.get("extract_ngrams")
        if "unit_length" not in layers or ngrams is None or ngrams.attrs["ngram_size"] != 1:
            raise ValueError("want adhere.bag_of_words.v1 with an ngram_size of 1")
        self._linear = layers["sparse_linear"]
        if numpy.abs(numpy.asarray(self._linear.get_param("W"))).max() >= _MOST / 2:
            raise ValueError(f"want weights below {_MOST / 2:g}")
        self._bias: list[float] = self._linear.get_param("b").tolist()
        self._numbers: dict[str, int] = {}
        self._words = WordSets(self._number)

    def predict(self, text: str) -> list[float]:
        """What the softmax is made of, a number a class."""
        words = self._words.of(text)
        scale = math.sqrt(TYPICAL / max(len(words), TYPICAL)) / _PARTS
        total = sum(words) >> _KEY
        found = []
        for bias in self._bias:
            found.append(bias + scale * ((total & _FIELD) - len(words) * _ZERO))
            total >>= _WIDTH
        return found

    def _number(self, word: str) -> int:
        found = self._numbers.get(word)
        if found is None:
            found = self._packed(word)
            # bounded, so that hostile posts cannot fill memory
            if len(self._numbers) < KNOWN:
                self._numbers[word] = found
        return found

    def _packed(self, word: str) -> int:
        """What the word adds to each class, in whole parts, above its key: one sum adds all classes, the same in any order."""
        key = get_string_id(word)
        one = numpy.ones(1, dtype="int32")
        (row,) = self._linear.predict((numpy.array([key], dtype="uint64"), one.astype("float32"), one)).tolist()
        found = 0
        for score, bias in zip(reversed(row), reversed(self._bias), strict=True):
            found = (found << _WIDTH) | round((score - bias) * _PARTS) + _ZERO
        return found << _KEY | key


def _weights(lengths: Any) -> Any:
    """Each word counts once, and the words of a post share a length of one."""
    return numpy.repeat(numpy.sqrt(TYPICAL / numpy.maximum(lengths, TYPICAL)), lengths).astype("float32")


def _unit_length(_model: Model[Any, Any], ragged: Any, is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    """Nothing to learn, so nothing flows back."""
    keys, _, lengths = ragged
    return (keys, _weights(lengths), lengths), lambda gradient: gradient
