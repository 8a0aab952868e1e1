"""The tokenizer inside the pipeline."""

from __future__ import annotations

from pathlib import Path

import spacy

import adhere.sponsorship  # noqa: F401  (registers the tokenizer)
from adhere.sponsorship.masking import words_of
from adhere.sponsorship.tokenizer import PostTokenizer

TEXT = "Love @lumenwise 💧 MIA20 gives 15% off https://lumen.example"
CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "adhere.post_tokenizer.v1"}}}


def test_to_disk_and_back(tmp_path: Path) -> None:
    nlp = spacy.blank("xx", config=CONFIG)
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert isinstance(again.tokenizer, PostTokenizer)
    assert [token.text for token in again.make_doc(TEXT)] == words_of(TEXT)


def test_to_bytes_and_back() -> None:
    nlp = spacy.blank("xx", config=CONFIG)
    again = spacy.blank("xx", config=CONFIG).from_bytes(nlp.to_bytes())
    assert [token.text for token in again.make_doc(TEXT)] == words_of(TEXT)


def test_many_as_one_by_one() -> None:
    nlp = spacy.blank("xx", config=CONFIG)
    docs = list(PostTokenizer(nlp.vocab).pipe([TEXT, "", "so good"]))
    assert [[token.text for token in doc] for doc in docs] == [words_of(TEXT), words_of(""), ["so", "good"]]
