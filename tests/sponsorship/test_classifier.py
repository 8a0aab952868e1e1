"""The classifier that ships."""

from __future__ import annotations

import math
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.errors import ModelError
from adhere.sponsorship import KINDS, SponsorshipClassifier
from adhere.sponsorship.decision import model_folder, read_decision
from adhere.sponsorship.masking import MAX_READ
from adhere.sponsorship.reading import word_key

KEY_OF_LINK = 9384094555139826363
PAID = "The team at @lumenwise sent me their new serum and my skin has never been softer. Link in my bio, MIA20 gives you 20% off ✨"
PLAIN = "Came home, took my shoes off, sat on the stairs for twenty minutes. My cat judged me. That kind of Tuesday."
POSTS = [PAID, PLAIN, "", "Heute regnet es.", "ok", "Ma sœur m'a prêté ses bottes.", "#a #b", "🙃"]


def test_scores_add_up(classifier: SponsorshipClassifier) -> None:
    for score in classifier.score(POSTS):
        assert set(score.kinds) == set(KINDS)
        assert sum(score.kinds.values()) == pytest.approx(1)
        assert score.probability == pytest.approx(1 - score.kinds["organic"])


def test_it_tells_an_offer_from_a_tuesday(classifier: SponsorshipClassifier) -> None:
    paid, plain = classifier.score([PAID, PLAIN])
    assert paid.probability >= classifier.threshold > 0.5 > plain.probability


@pytest.mark.parametrize("label", ["Ad: ", "#ad ", "Anzeige | ", "Paid partnership with "])
def test_a_masked_label_is_as_none(classifier: SponsorshipClassifier, label: str) -> None:
    masked, bare = classifier.score([label + PAID, PAID], [[(0, len(label))], []])
    assert masked == bare


def test_a_masked_label_at_the_end_is_as_none(classifier: SponsorshipClassifier) -> None:
    masked, bare = classifier.score([PAID + " #ad", PAID], [[(len(PAID), len(PAID) + 4)], []])
    assert masked == bare


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "a\x00b", "\ud800", "so \udfff good", "\ufffe", "\u202e", "a" * 100_000]
)
def test_takes_anything(classifier: SponsorshipClassifier, text: str) -> None:
    (score,) = classifier.score([text])
    assert 0 <= score.probability <= 1


@given(st.text(st.characters(), max_size=100))
def test_takes_any_text(classifier: SponsorshipClassifier, text: str) -> None:
    (score,) = classifier.score([text])
    assert 0 <= score.probability <= 1


def test_nothing_gives_nothing(classifier: SponsorshipClassifier) -> None:
    assert classifier.score([]) == []


def test_texts_and_masks_must_match(classifier: SponsorshipClassifier) -> None:
    with pytest.raises(ValueError, match="2 texts, but masks for 1"):
        classifier.score([PAID, PLAIN], [[]])


def test_only_the_beginning_counts(classifier: SponsorshipClassifier) -> None:
    long = (PLAIN + " ") * 50
    cut, whole = classifier.score([long[:MAX_READ], long[:MAX_READ] + PAID])
    assert cut == whole


def test_a_post_scores_the_same_in_any_company(classifier: SponsorshipClassifier) -> None:
    many = POSTS * 50
    random.Random(0).shuffle(many)
    alone = {text: classifier.score([text])[0] for text in POSTS}
    for text, score in zip(many, classifier.score(many), strict=True):
        assert score == alone[text]


def test_the_same_twice(classifier: SponsorshipClassifier) -> None:
    assert classifier.score(POSTS) == classifier.score(POSTS) == SponsorshipClassifier.load().score(POSTS)


def test_threads_do_not_disturb_each_other(classifier: SponsorshipClassifier) -> None:
    batches = [[f"{text} word{number}" for text in POSTS] for number in range(40)]
    expected = [classifier.score(batch) for batch in batches]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(classifier.score, batches)) == expected


def test_it_reads_as_the_pipeline_does(classifier: SponsorshipClassifier) -> None:
    """No Doc is made of a post; what comes out is what spaCy makes of the Doc, calibrated."""
    import spacy

    decision = read_decision(model_folder())
    nlp = spacy.load(model_folder() / "pipeline")
    texts = [*POSTS, "Ссылка в описании, промокод тоже", "nsubj verb LOWER", "a " * 90, " ".join(POSTS)]
    for text, score in zip(texts, classifier.score(texts), strict=True):
        cats = nlp(text).cats
        weights = [
            math.exp(math.log(cats[kind]) / decision.temperature + bias)
            for kind, bias in zip(KINDS, decision.bias, strict=True)
        ]
        assert score.kinds == pytest.approx(
            {kind: weight / sum(weights) for kind, weight in zip(KINDS, weights, strict=True)}, abs=1e-5
        )


def test_words_have_numbers_of_their_own() -> None:
    words = ["link", "in", "link in", "ссылка", "", "\ud800"]
    assert len({word_key(word) for word in words}) == len(words)
    assert all(0 <= word_key(word) < 2**64 for word in words)
    # models keep what was learnt under these numbers
    assert word_key("link") == KEY_OF_LINK


def test_another_architecture_is_refused(tmp_path: Path) -> None:
    """What reads words by their weights would misread a model that does more with them."""
    shutil.copytree(model_folder(), tmp_path / "model")
    import spacy

    nlp = spacy.blank("xx")
    textcat = nlp.add_pipe("textcat")
    for kind in KINDS:
        textcat.add_label(kind)  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.to_disk(tmp_path / "model" / "pipeline")
    with pytest.raises(ModelError, match="bag_of_words"):
        SponsorshipClassifier.load(tmp_path / "model")


def test_words_met_are_not_kept_for_ever(classifier: SponsorshipClassifier, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that kept every word it met would grow for ever."""
    before = classifier.score(["so good"])
    monkeypatch.setattr("adhere.sponsorship.reading.KNOWN", 0)
    monkeypatch.setattr("adhere.sponsorship.masking.KNOWN", 0)
    known = len(classifier._reader._words), len(classifier._reader._weights)
    classifier.score([f"{chr(97 + number)}zyxw" for number in range(26)])
    assert (len(classifier._reader._words), len(classifier._reader._weights)) == known
    assert classifier.score(["so good"]) == before


def test_longer_is_not_more_suspect(classifier: SponsorshipClassifier) -> None:
    """A plain bag of words ends in certainty for any long text."""
    once, often = classifier.score([PLAIN, PLAIN * 30])
    assert often.probability < once.probability + 0.1


def test_it_says_what_it_knows(classifier: SponsorshipClassifier) -> None:
    assert {"de", "en", "fr", "ko", "ru"} <= classifier.languages
    assert classifier.version.startswith("0.1.0+")


def test_it_loads_without_network() -> None:
    code = (
        "import socket\n"
        "def refuse(*_): raise SystemExit('a connection was tried')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from adhere.sponsorship import SponsorshipClassifier\n"
        "print(len(SponsorshipClassifier.load().score(['so good'])))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "1\n", done.stderr


def test_scoring_does_not_import_spacy() -> None:
    """Importing it takes a second."""
    code = (
        "import sys\n"
        "from adhere.sponsorship import SponsorshipClassifier\n"
        "SponsorshipClassifier.load().score(['so good'])\n"
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "False\n", done.stderr
