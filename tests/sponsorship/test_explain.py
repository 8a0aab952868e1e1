"""The words quoted for a suspicion are those that it was made of."""

from __future__ import annotations

import json
import math
import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere import Checker, Post
from adhere.report import Evidence
from adhere.sponsorship import SponsorshipClassifier
from adhere.sponsorship.decision import model_folder
from tests.sponsorship.test_robust import DAY

PAID = "The team at @lumenwise sent me their new serum and my skin has never been softer. Link in my bio, MIA20 gives you 20% off ✨"
POSTS: list[str] = [
    json.loads(line)["text"]
    for path in sorted((model_folder() / "corpus").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()[::3]
]


def explained(classifier: SponsorshipClassifier, text: str) -> list[Evidence]:
    (score,) = classifier.score([text])
    return classifier.explain(text, [], score)


def log_odds(classifier: SponsorshipClassifier, texts: list[str]) -> list[float]:
    return [math.log(each.probability / (1 - each.probability)) for each in classifier.score(texts)]


def without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    return text


def elsewhere(text: str, spans: list[tuple[int, int]], rng: random.Random) -> list[tuple[int, int]]:
    """As many spans of the same lengths, put by chance."""
    starts = [rng.randrange(max(1, len(text) - (end - start))) for start, end in spans]
    return [(at, at + end - start) for at, (start, end) in zip(starts, spans, strict=True)]


def test_taking_out_what_is_quoted_lowers_the_score_more_than_taking_out_as_much_elsewhere(
    classifier: SponsorshipClassifier,
) -> None:
    rng = random.Random(11)
    suspected = [text for text in POSTS if classifier.score([text])[0].probability >= classifier.threshold]
    assert len(suspected) > 100
    quoted = [[(each.start, each.end) for each in explained(classifier, text)] for text in suspected]
    before = log_odds(classifier, suspected)
    told = log_odds(classifier, [without(*each) for each in zip(suspected, quoted, strict=True)])
    chance = log_odds(
        classifier,
        [without(text, elsewhere(text, spans, rng)) for text, spans in zip(suspected, quoted, strict=True)],
    )
    assert fmean(after < by_chance for after, by_chance in zip(told, chance, strict=True)) > 0.95
    fell, fell_by_chance = (
        fmean(was - is_ for was, is_ in zip(before, after, strict=True)) for after in (told, chance)
    )
    assert fell > 2 * fell_by_chance, (fell, fell_by_chance)


def test_quotes_are_what_stands_there(classifier: SponsorshipClassifier) -> None:
    found = explained(classifier, PAID)
    assert 0 < len(found) <= 6
    assert all(each.kind == "wording" and PAID[each.start : each.end] == each.quote for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)


def test_a_label_is_not_quoted(classifier: SponsorshipClassifier) -> None:
    text = "Anzeige " + PAID
    (score,) = classifier.score([text], [[(0, 7)]])
    assert all(each.start >= 7 for each in classifier.explain(text, [(0, 7)], score))


@pytest.mark.parametrize("text", ["", " ", "🙃", "\ud800", "a" * 100_000])
def test_takes_anything(classifier: SponsorshipClassifier, text: str) -> None:
    explained(classifier, text)


@given(
    st.text(st.characters(), max_size=200), st.lists(st.tuples(st.integers(-3, 210), st.integers(-3, 210)), max_size=4)
)
def test_takes_any_text_and_spans(classifier: SponsorshipClassifier, text: str, spans: list[tuple[int, int]]) -> None:
    (score,) = classifier.score([text], [spans])
    for each in classifier.explain(text, spans, score):
        assert text[each.start : each.end] == each.quote


def test_the_report_quotes_them_for_a_suspicion_alone() -> None:
    checker = Checker.load()
    pitch = (
        "Mornings changed since I found this little machine. It brews, it froths, it cleans itself, and their autumn "
        "offer ends on Sunday. Tap through before it sells out again."
    )
    suspected, quiet = (
        checker.check(Post(text=text, jurisdictions=["GB"]), today=DAY) for text in (pitch, "My cat judged me today.")
    )
    assert suspected.sponsorship.suspected
    read = [each for each in suspected.sponsorship.evidence if each.kind == "wording"]
    assert read
    assert all(pitch[each.start : each.end] == each.quote for each in read)
    assert not quiet.sponsorship.suspected
    assert not quiet.sponsorship.evidence


@pytest.mark.parametrize("language", ["ja", "zh"])
def test_where_words_stand_without_spaces_phrases_are_quoted_and_no_sentences(
    classifier: SponsorshipClassifier, language: str
) -> None:
    lines = (model_folder() / "corpus" / f"{language}.jsonl").read_text("utf-8").splitlines()
    long = [text for text in (json.loads(line)["text"] for line in lines) if len(text) > 80]
    suspected = [text for text in long if classifier.score([text])[0].probability >= classifier.threshold]
    assert len(suspected) > 20
    quoted = [sum(len(each.quote) for each in explained(classifier, text)) / len(text) for text in suspected]
    assert fmean(quoted) < 0.5
