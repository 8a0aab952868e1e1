"""Reads posts by the weights of the pipeline's model, without spaCy.

Importing spaCy takes a second, and most of what it makes of a post is in what this model never looks at. What comes out is what the
pipeline makes of the same post.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy
import srsly
from thinc.api import Model, SparseLinear_v2

from adhere.sponsorship.masking import KNOWN, TYPICAL, Words, with_stem

#: Parts of one that a word's weight is counted in.
_PARTS = 2**32
#: Weights stay below this, and what stands for a weight of zero, so that no field of a number is below zero.
_MOST = 256
_ZERO = _MOST * _PARTS
#: Bits of a field, with room for the sum of all words that MAX_READ code points can become.
_WIDTH = 64
_FIELD = (1 << _WIDTH) - 1


class WordReader:
    """What the model says of a post.

    `pipeline` is the folder of a spaCy pipeline with the architecture `adhere.bag_of_words.v2`; `labels` are its classes, in order.
    Raises OSError, and ValueError for a model that reads otherwise.
    """

    def __init__(self, pipeline: Path) -> None:
        self.labels: tuple[str, ...] = tuple(json.loads((pipeline / "textcat" / "cfg").read_text("utf-8"))["labels"])
        self._linear, pairs = _model(pipeline / "textcat" / "model")
        self._bias: list[float] = self._linear.get_param("b").tolist()
        self._words = Words()
        self._pairs = frozenset((one, other) for one, _, other in (pair.partition(" ") for pair in pairs))
        self._weights = _Weights(self._linear)
        self._leanings = {kind: _Leanings(self._weights, number) for number, kind in enumerate(self.labels)}

    def predict(self, text: str) -> list[float]:
        """What the softmax is made of, a number a class."""
        words = self._words.of(text)
        different = set(words)
        pairs = self._pairs.intersection(pairwise(words))
        read: Iterator[_Read] = chain(different, pairs)
        total = sum(map(self._weights.__getitem__, read))
        scale = math.sqrt(TYPICAL / max(len(different), TYPICAL)) / _PARTS
        zero = (len(different) + len(pairs)) * _ZERO
        found = []
        for bias in self._bias:
            found.append(bias + scale * ((total & _FIELD) - zero))
            total >>= _WIDTH
        return found

    def weigh(self, stretches: Sequence[str], kind: str) -> list[float]:
        """What each stretch of a text, parted by spaces or stops, adds to a kind of advertising over the first class.

        A word of a stretch counts once; half of a pair's weight lies on the stretch where it begins, half where it ends.
        """
        known = self._leanings[kind]
        read = self._words.each(stretches)
        found = [known[each[0]] if len(each) == 1 else sum([known[word] for word in set(each)]) for each in read]
        words = list(chain.from_iterable(read))
        pairs = self._pairs.intersection(pairwise(words))
        if pairs:
            holders = [at for at, each in enumerate(read) for _ in each]
            for number, pair in enumerate(pairwise(words)):
                if pair in pairs:
                    half = known[pair] / 2
                    found[holders[number]] += half
                    found[holders[number + 1]] += half
        return found


#: A word, or a pair of words.
_Read = str | tuple[str, str]


class _Weights(dict[_Read, int]):
    """What a word with its stem, or a pair, adds to each class, in whole parts side by side: one sum adds all, in any order."""

    def __init__(self, linear: Model[Any, Any]) -> None:
        self._linear = linear
        self._bias: list[float] = linear.get_param("b").tolist()

    def __missing__(self, read: _Read) -> int:
        keys = [word_key(each) for each in (with_stem(read) if isinstance(read, str) else [" ".join(read)])]
        ones, length = numpy.ones(len(keys), dtype="float32"), numpy.array([len(keys)], dtype="int32")
        (row,) = self._linear.predict((numpy.array(keys, dtype="uint64"), ones, length)).tolist()
        found = 0
        for score, bias in zip(reversed(row), reversed(self._bias), strict=True):
            found = (found << _WIDTH) | round((score - bias) * _PARTS) + _ZERO
        # bounded, so that hostile posts cannot fill memory
        if len(self) < KNOWN:
            self[read] = found
        return found


class _Leanings(dict[_Read, float]):
    """What a word or a pair adds to a class over the first one."""

    def __init__(self, weights: _Weights, number: int) -> None:
        self._weights = weights
        self._place = _WIDTH * number

    def __missing__(self, read: _Read) -> float:
        total = self._weights[read]
        found = ((total >> self._place & _FIELD) - (total & _FIELD)) / _PARTS
        if len(self) < KNOWN:
            self[read] = found
        return found


def _model(path: Path) -> tuple[Model[Any, Any], list[str]]:
    """The layer of weights and the pairs of a saved model, which thinc writes as msgpack: lists of nodes, attributes and parameters."""
    saved = srsly.read_msgpack(path)
    places = {node["name"]: at for at, node in enumerate(saved["nodes"])}
    given = {
        name: {key: srsly.msgpack_loads(value) for key, value in saved["attrs"][places[name]].items()}
        for name in ("words_and_pairs", "sparse_linear")
        if name in places
    }
    if [*given] != ["words_and_pairs", "sparse_linear"] or given["sparse_linear"] != {"v1_indexing": False}:
        raise ValueError("want adhere.bag_of_words.v2")
    at = places["sparse_linear"]
    layer: Model[Any, Any] = SparseLinear_v2(**saved["nodes"][at]["dims"])
    for name, values in saved["params"][at].items():
        layer.set_param(name, values)
    if numpy.abs(saved["params"][at]["W"]).max() >= _MOST / 4:
        raise ValueError(f"want weights below {_MOST / 4:g}")
    return layer, given["words_and_pairs"]["pairs"]


def word_key(word: str) -> int:
    """The number of 64 bits that stands for a word, or for a pair as `one other`, in training and in use."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
