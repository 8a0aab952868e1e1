"""The tokenizer of the pipeline that ships, and of the one that is trained: a post's words as spaCy Docs.

Importing this module imports spaCy, which takes seconds. `adhere.sponsorship` registers `make_tokenizer` without importing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.attrs import LOWER  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from adhere.sponsorship.masking import words_of


class PostTokenizer:
    """Makes Docs of normalised words. It has no state, so what is written to disk and read back is nothing."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The post as a Doc. Its words are not the text's: `doc.text` cannot be led back to the post."""
        return Doc(self.vocab, words=words_of(text))

    def pipe(self, texts: Iterable[str], batch_size: int = 256) -> Iterator[Doc]:
        """One Doc a text."""
        return map(self, texts)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to keep."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> PostTokenizer:
        """Nothing to read."""
        return self

    def to_disk(self, _path: str | Path, **_: Any) -> None:
        """Nothing to keep."""

    def from_disk(self, _path: str | Path, **_: Any) -> PostTokenizer:
        """Nothing to read."""
        return self


def make_tokenizer() -> Callable[[Language], PostTokenizer]:
    """The registered function `adhere.post_tokenizer.v1`."""

    def make(nlp: Language) -> PostTokenizer:
        # spaCy works out a dozen attributes (shape, prefix, is it a URL …) of each word it has not met; the models read one.
        nlp.vocab.lex_attr_getters = {LOWER: str.lower}  # type: ignore[attr-defined]
        return PostTokenizer(nlp.vocab)

    return make
