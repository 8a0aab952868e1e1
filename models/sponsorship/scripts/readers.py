"""What `spacy train --code` needs: the readers and the callback named in the configs, and the tokenizer of the service."""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

import adhere.sponsorship  # noqa: F401  (registers the tokenizer)
from adhere.sponsorship.architecture import know_pairs
from adhere.sponsorship.decision import KINDS
from adhere.sponsorship.masking import pairs_of, words_of

# spaCy runs this file by its path, outside any package.
sys.path.insert(0, str(Path(__file__).parent))
from posts import LISTABLE, Row, augmented, licensed

#: Characters of a short post. One everyday word weighs too much beside one pitch, so training reads it once, not twice.
SHORT = 100


@spacy.registry.readers("adhere.posts.v1")  # type: ignore[untyped-decorator]
def posts(
    split: str, external: str, augment: bool, seed: int, normalise: bool = False, everything: bool = False
) -> Callable[[Language], Iterator[Example]]:
    """spaCy's reader of a split. The augmented training posts differ from epoch to epoch, and not from run to run.

    `normalise` is for tokenizers other than ours; with `everything` the sources are read as well that may not train what ships.
    """
    rows = licensed(Path(external), split, everything)
    if augment:
        rows = [row for row in rows if not _misleading(row)]
    rng = random.Random(seed)

    def read(nlp: Language) -> Iterator[Example]:
        order = list(rows)
        if augment:
            # Our own posts are few beside the tweets, and the only ones whose kind is sure.
            order += [row for row in rows if row.source == "corpus" and len(row.text) > SHORT]
            rng.shuffle(order)
        for row in order:
            text = augmented(row, rng) if augment else row.masked
            doc = nlp.make_doc(" ".join(words_of(text)) if normalise else text)
            reference = Doc(nlp.vocab, words=[token.text for token in doc])
            reference.cats = {kind: float(kind == row.kind) for kind in KINDS}
            yield Example(doc, reference)

    return read


def _misleading(row: Row) -> bool:
    """A short Korean pitch: nearly all of its pairs of letters are everyday ones.

    Without those, real Korean reviews were told from advertising better, and far fewer of them raised an alarm (on the rows that are not
    the test split). In Chinese or Japanese so many letters are a long post, most of those of advertising.
    """
    return row.source == "corpus" and bool(row.label) and row.lang == "ko" and len(row.text) <= SHORT


@spacy.registry.readers("adhere.kinds.v1")  # type: ignore[untyped-decorator]
def kinds() -> list[str]:
    """The classes, in the order that the service expects."""
    return list(KINDS)


@spacy.registry.callbacks("adhere.known_pairs.v1")  # type: ignore[untyped-decorator]
def known_pairs(least: int, external: str) -> Callable[[Language], Language]:
    """Before training: the pairs of words that posts of `least` groups hold, from sources whose words may be listed."""

    def know(nlp: Language) -> Language:
        groups: dict[str, set[str]] = defaultdict(set)
        for row in licensed(Path(external), "train"):
            if row.source in LISTABLE:
                for pair in pairs_of(words_of(row.masked)):
                    groups[pair].add(row.group)
        know_pairs(nlp.get_pipe("textcat").model, [pair for pair, each in groups.items() if len(each) >= least])
        return nlp

    return know


@spacy.registry.callbacks("adhere.forget_paths.v1")  # type: ignore[untyped-decorator]
def forget_paths() -> Callable[[Language], Language]:
    """Keeps the folder of one machine out of the pipeline's config, so that the same training gives the same files anywhere."""

    def forget(nlp: Language) -> Language:
        nlp.config["paths"]["external"] = "assets/external"
        return nlp

    return forget
