"""What the shipped pipeline is compared with, each trained on the same posts: `train_peer(NAME, rows, external)` gives its scorer.

All read the normalised words of a post, labels masked, so that none can tell a source by how it writes names and links.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import readers  # noqa: F401  (registers what the config names)
import spacy
from numpy.typing import NDArray
from posts import HERE, Row, augmented
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config

from adhere.sponsorship import KINDS, find_evidence
from adhere.sponsorship.masking import words_of
from adhere.text.folding import fold
from adhere.text.layout import lay_out

#: Texts in; a row a text out, a column a kind.
Scorer = Callable[[Sequence[str]], NDArray[np.float64]]
SEED = 20261124
#: Times that our own posts are seen by peers that do not learn in epochs.
OWN = 2

_HASHED = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 64,
        "attrs": ["NORM", "PREFIX", "SUFFIX"],
        "rows": [5000, 1000, 2500],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 64,
        "depth": 2,
        "window_size": 1,
        "maxout_pieces": 3,
    },
}
_WORDS = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": True,
    "length": 262144,
    "no_output_layer": False,
}
#: spaCy's own text categorisers, with its default tokenizer.
SPACY: dict[str, dict[str, Any]] = {
    "spaCy bag of words": {**_WORDS, "ngram_size": 1},
    "spaCy bag of n-grams": {**_WORDS, "ngram_size": 3},
    "spaCy CNN": {
        "@architectures": "spacy.TextCatReduce.v1",
        "exclusive_classes": True,
        "use_reduce_first": False,
        "use_reduce_last": False,
        "use_reduce_max": True,
        "use_reduce_mean": True,
        "tok2vec": _HASHED,
    },
    "spaCy ensemble": {
        "@architectures": "spacy.TextCatEnsemble.v2",
        "tok2vec": _HASHED,
        "linear_model": {**_WORDS, "ngram_size": 1, "no_output_layer": True},
    },
}
OTHERS = ("character n-grams, linear", "fastText", "WordLlama embeddings, linear", "keyword rule")
PEERS = (*SPACY, *OTHERS)


def train_peer(name: str, rows: Sequence[Row], external: Path) -> Scorer:
    """The peer of that name, trained on the rows. spaCy's read the same rows through the config's own reader, from `external`."""
    if name in SPACY:
        return _spacy(SPACY[name], external)
    makers = dict(zip(OTHERS, (_characters, _fasttext, _embeddings, _keywords), strict=True))
    texts, kinds = _examples(rows) if name != "keyword rule" else ([], [])
    return makers[name](texts, kinds)


def normalised(text: str) -> str:
    """The words that the shipped pipeline reads, as a text."""
    return " ".join(words_of(text))


def _examples(rows: Sequence[Row]) -> tuple[list[str], list[int]]:
    """Every post, ours so often as `readers.posts` gives them, augmented alike."""
    rng = random.Random(SEED)
    seen = [row for row in rows for _ in range(OWN if row.source == "corpus" else 1)]
    return [normalised(augmented(row, rng)) for row in seen], [KINDS.index(row.kind or "") for row in seen]


def _spacy(model: dict[str, Any], external: Path) -> Scorer:
    config = load_config(HERE / "configs" / "config.cfg", interpolate=False)
    config["paths"]["external"] = str(external)
    config["nlp"]["tokenizer"] = {"@tokenizers": "spacy.Tokenizer.v1"}
    config["components"]["textcat"]["model"] = model
    config["training"]["optimizer"] = {"@optimizers": "Adam.v1"}
    config["training"]["before_to_disk"] = None
    config["training"]["max_epochs"] = 5
    config["initialize"]["before_init"] = None
    for split in ("train", "dev"):
        config["corpora"][split]["normalise"] = True
    with tempfile.TemporaryDirectory() as folder:
        nlp, _ = train(init_nlp(config.interpolate()), Path(folder))
        nlp = spacy.load(Path(folder) / "model-best")
    labels = [nlp.get_pipe("textcat").labels.index(kind) for kind in KINDS]

    def score(texts: Sequence[str]) -> NDArray[np.float64]:
        with nlp.memory_zone():
            found = [
                [doc.cats[nlp.get_pipe("textcat").labels[at]] for at in labels]
                for doc in nlp.pipe(map(normalised, texts))
            ]
        return np.array(found)

    return score


def _characters(texts: list[str], kinds: list[int]) -> Scorer:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, max_features=400_000, sublinear_tf=True),
        LogisticRegression(C=3, max_iter=300),
    ).fit(texts, kinds)
    return lambda found: model.predict_proba([normalised(text) for text in found])


def _fasttext(texts: list[str], kinds: list[int]) -> Scorer:
    import fasttext

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.writelines(f"__label__{kind} {text}\n" for text, kind in zip(texts, kinds, strict=True))
        file.flush()
        model = fasttext.train_supervised(
            file.name, epoch=10, wordNgrams=2, dim=50, seed=SEED % 2**31, thread=1, verbose=0
        )

    def score(found: Sequence[str]) -> NDArray[np.float64]:
        rows = np.zeros((len(found), len(KINDS)))
        for row, text in zip(rows, found, strict=True):
            for probability, label in model.f.predict(normalised(text) + "\n", len(KINDS), 0.0, "strict"):
                row[int(label.removeprefix("__label__"))] = probability
        return rows

    return score


def _embeddings(texts: list[str], kinds: list[int]) -> Scorer:
    """The mean of WordLlama's token vectors, read from its package's own files: its loader would ask a model hub for them."""
    from safetensors.numpy import load_file
    from sklearn.linear_model import LogisticRegression
    from tokenizers import Tokenizer

    package = Path(str(files("wordllama")))
    (vectors,) = load_file(package / "weights" / "l2_supercat_256.safetensors").values()
    tokenizer = Tokenizer.from_file(str(package / "tokenizers" / "l2_supercat_tokenizer_config.json"))

    def embed(found: Sequence[str]) -> NDArray[np.float64]:
        encoded = tokenizer.encode_batch(list(found), add_special_tokens=False)
        means = np.array([vectors[each.ids or [0]].astype("float64").mean(axis=0) for each in encoded])
        return means / np.linalg.norm(means, axis=1, keepdims=True)

    model = LogisticRegression(C=100, max_iter=1000).fit(embed(texts), kinds)
    return lambda found: model.predict_proba(embed([normalised(text) for text in found]))


def _keywords(_texts: list[str], _kinds: list[int]) -> Scorer:
    """The more pieces of evidence that the reports quote, the likelier; nothing is learnt."""

    def score(found: Sequence[str]) -> NDArray[np.float64]:
        counts = np.array([len(find_evidence(fold(text), lay_out(text))) for text in found])
        likely = 1 - 0.5 ** (counts + 0.5)
        return np.stack([1 - likely, likely / 2, likely / 2], axis=1)

    return score
