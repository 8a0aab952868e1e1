"""Reads posts by the weights of the pipeline's model, without spaCy.

Importing spaCy takes a second, and most of what it makes of a post is in what this model never looks at. What comes out is what the
pipeline makes of the same post.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy
import srsly
from thinc.api import Model, SparseLinear_v2

from adhere.sponsorship.masking import KNOWN, TYPICAL, WordSets

#: Parts of one that a word's weight is counted in.
_PARTS = 2**32
#: Weights stay below this, and what stands for a weight of zero, so that no field of a number is below zero.
_MOST = 256
_ZERO = _MOST * _PARTS
#: Bits of a field, and of the key below them: each with room for the sum of all words that MAX_READ code points can become.
_WIDTH, _KEY = 64, 96
_FIELD = (1 << _WIDTH) - 1
#: Of MurmurHash64A.
_MULTIPLIER = 0xC6A4A7935BD1E995
#: spaCy's number for the attribute that is a word as written.
_ORTH = 65
#: Words that spaCy numbers otherwise than by their hash: its own terms.
# fmt: off
_SYMBOLS: dict[str, int] = {
    "acomp": 398, "advcl": 399, "advmod": 400, "agent": 401, "amod": 402, "appos": 403, "attr": 404, "aux": 405, "auxpass": 406,
    "cc": 407, "ccomp": 408, "complm": 409, "conj": 410, "cop": 411, "csubj": 412, "csubjpass": 413, "dep": 414, "det": 415,
    "dobj": 416, "expl": 417, "hmod": 418, "hyph": 419, "infmod": 420, "intj": 421, "iobj": 422, "mark": 423, "meta": 424, "neg":
    425, "nmod": 426, "nn": 427, "npadvmod": 428, "nsubj": 429, "nsubjpass": 430, "num": 431, "number": 432, "oprd": 433, "obj":
    434, "obl": 435, "parataxis": 436, "partmod": 437, "pcomp": 438, "pobj": 439, "poss": 440, "possessive": 441, "preconj": 442,
    "prep": 443, "prt": 444, "punct": 445, "quantmod": 446, "rcmod": 448, "relcl": 447, "root": 449, "xcomp": 450, "acl": 451,
}
# fmt: on


class WordReader:
    """What the model says of a post.

    `pipeline` is the folder of a spaCy pipeline with the architecture `adhere.bag_of_words.v1`; `labels` are its classes, in order.
    Raises OSError, and ValueError for a model that reads more than single words.
    """

    def __init__(self, pipeline: Path) -> None:
        self.labels: tuple[str, ...] = tuple(json.loads((pipeline / "textcat" / "cfg").read_text("utf-8"))["labels"])
        self._linear = _linear(pipeline / "textcat" / "model")
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
        key = word_key(word)
        one = numpy.ones(1, dtype="int32")
        (row,) = self._linear.predict((numpy.array([key], dtype="uint64"), one.astype("float32"), one)).tolist()
        found = 0
        for score, bias in zip(reversed(row), reversed(self._bias), strict=True):
            found = (found << _WIDTH) | round((score - bias) * _PARTS) + _ZERO
        return found << _KEY | key


def _linear(path: Path) -> Model[Any, Any]:
    """The layer of weights in a saved model, which thinc writes as msgpack: lists of nodes, of their attributes and parameters."""
    saved = srsly.read_msgpack(path)
    places = {node["name"]: at for at, node in enumerate(saved["nodes"])}
    wanted = {
        "extract_ngrams": {"ngram_size": 1, "attr": _ORTH},
        "unit_length": {},
        "sparse_linear": {"v1_indexing": False},
    }
    for name, attributes in wanted.items():
        given = saved["attrs"][places[name]] if name in places else None
        if given is None or {key: srsly.msgpack_loads(value) for key, value in given.items()} != attributes:
            raise ValueError("want adhere.bag_of_words.v1 with an ngram_size of 1")
    at = places["sparse_linear"]
    layer: Model[Any, Any] = SparseLinear_v2(**saved["nodes"][at]["dims"])
    for name, values in saved["params"][at].items():
        layer.set_param(name, values)
    if numpy.abs(saved["params"][at]["W"]).max() >= _MOST / 2:
        raise ValueError(f"want weights below {_MOST / 2:g}")
    return layer


def word_key(word: str) -> int:
    """spaCy's number for a word: its own terms by a table, others by MurmurHash64A of their UTF-8 with the seed 1.

    The hash is Austin Appleby's, https://github.com/aappleby/smhasher, in the public domain; spaCy has it from `murmurhash`, which shows
    Python only the one of 32 bits.
    """
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    data = word.encode("utf-8", "surrogatepass")
    whole = len(data) - len(data) % 8
    found: int = 1 ^ len(data) * _MULTIPLIER & _FIELD
    for at in range(0, whole, 8):
        found = (
            found ^ _mixed(int.from_bytes(data[at : at + 8], "little") * _MULTIPLIER & _FIELD)
        ) * _MULTIPLIER & _FIELD
    if whole < len(data):
        found = (found ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _FIELD
    found = _mixed(found)
    return found ^ (found >> 47)


def _mixed(number: int) -> int:
    return (number ^ number >> 47) * _MULTIPLIER & _FIELD
