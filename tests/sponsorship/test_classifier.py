"""The classifier that ships."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.sponsorship import KINDS, SponsorshipClassifier
from adhere.sponsorship.classifier import BATCH
from adhere.sponsorship.masking import MAX_READ

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
    many = POSTS * (2 * BATCH // len(POSTS) + 1)
    random.Random(0).shuffle(many)
    alone = {text: classifier.score([text])[0] for text in POSTS}
    for text, score in zip(many, classifier.score(many), strict=True):
        assert score.probability == pytest.approx(alone[text].probability, abs=1e-6)


def test_the_same_twice(classifier: SponsorshipClassifier) -> None:
    assert classifier.score(POSTS) == classifier.score(POSTS) == SponsorshipClassifier.load().score(POSTS)


def test_threads_do_not_disturb_each_other(classifier: SponsorshipClassifier) -> None:
    batches = [[f"{text} word{number}" for text in POSTS] for number in range(40)]
    expected = [classifier.score(batch) for batch in batches]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(classifier.score, batches)) == expected


def test_words_leave_when_their_zone_is_full(
    classifier: SponsorshipClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that kept every word it met would grow for ever."""
    monkeypatch.setattr("adhere.sponsorship.classifier.ZONE", 1)
    words = ["zyxwvutsrq", "zyxwvutsrqp", *(f"{chr(97 + number)}zyxw" for number in range(26))]
    classifier.score(words)
    classifier.score(["so good"])
    vocab = classifier._nlp.vocab
    assert [word for word in words if word in vocab] == []


def test_longer_is_not_more_suspect(classifier: SponsorshipClassifier) -> None:
    """A plain bag of words ends in certainty for any long text."""
    once, often = classifier.score([PLAIN, PLAIN * 30])
    assert often.probability < once.probability + 0.1


def test_it_says_what_it_knows(classifier: SponsorshipClassifier) -> None:
    assert classifier.languages == {"de", "en", "fr", "pl", "sv"}
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


def test_importing_the_package_does_not_import_spacy() -> None:
    code = "import sys, adhere.sponsorship; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "False\n", done.stderr
