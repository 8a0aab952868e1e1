"""The model inside the pipeline: a bag of words that a long post does not shout down a short one with.

spaCy's own bag of words adds up one weight a word, so that a long description full of harmless links ends in near certainty.
Here each post is a vector of unit length. Importing this module imports spaCy, which takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy
from spacy.attrs import ORTH  # type: ignore[import-not-found]
from spacy.ml.extract_ngrams import extract_ngrams
from spacy.strings import get_string_id
from thinc.api import Model, SparseLinear_v2, chain, softmax_activation, with_cpu

#: Words of a typical short post. They weigh one each, so that the learning rate means what it means in a plain bag of words.
TYPICAL = 32
#: Words whose number is kept; a language's common ones are fewer.
KNOWN = 200_000


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
    """What the model says of posts given as words, without a Doc for each: most of a Doc's cost is in what this model never looks at.

    Raises ValueError for a model that reads more than single words.
    """

    def __init__(self, model: Model[Any, Any]) -> None:
        layers = {layer.name: layer for layer in model.walk()}
        ngrams = layers.get("extract_ngrams")
        if "unit_length" not in layers or ngrams is None or ngrams.attrs["ngram_size"] != 1:
            raise ValueError("want adhere.bag_of_words.v1 with an ngram_size of 1")
        self._linear = layers["sparse_linear"]
        self._ids = _WordIds()

    def predict(self, posts: Sequence[Iterable[str]]) -> Any:
        """A row a post with what the softmax is made of, one column a class."""
        ids = self._ids
        # sorted, for sums of floats depend on their order, and that of a set differs from process to process
        keys = [sorted({ids[word] for word in words}) for words in posts]
        lengths = numpy.array([len(each) for each in keys], dtype="int32")
        flat = numpy.array([key for each in keys for key in each], dtype="uint64")
        return self._linear.predict((flat, _weights(lengths), lengths))


class _WordIds(dict[str, int]):
    """spaCy's number for a word, kept for each that is met. Bounded, so that hostile posts cannot fill memory."""

    def __missing__(self, word: str) -> int:
        found: int = get_string_id(word)
        if len(self) < KNOWN:
            self[word] = found
        return found


def _weights(lengths: Any) -> Any:
    """Each word counts once, and the words of a post share a length of one."""
    return numpy.repeat(numpy.sqrt(TYPICAL / numpy.maximum(lengths, TYPICAL)), lengths).astype("float32")


def _unit_length(_model: Model[Any, Any], ragged: Any, is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    """Nothing to learn, so nothing flows back."""
    keys, _, lengths = ragged
    return (keys, _weights(lengths), lengths), lambda gradient: gradient
