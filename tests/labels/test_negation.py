"""A label that is denied is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.report import LabelMatch
from tests.labels.conftest import DAY, Find

WORDS = 'language: en\nnegators: [not an, not, no, isn\'t an, kein, keine, pas de, "не"]\n'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This is not an ad", []),
        ("This is NOT AN #ad", []),
        ("This isn’t an “ad”", []),
        ("not an (ad)", []),
        ("This is an ad and not an ad", []),
        ("Oh no #ad again", ["#ad"]),
        ("Ad: not an advent calendar", ["Ad"]),
        ("knot an\n#ad", ["#ad"]),
    ],
)
def test_a_denial_right_before(find: Find, text: str, found: list[str]) -> None:
    assert find(text, "Ad", words=WORDS) == found


def test_the_report_shows_what_was_denied(labels_of: Callable[..., list[LabelMatch]]) -> None:
    (label,) = labels_of("This is not an ad", "Ad", words=WORDS)
    assert (label.label, label.negated) == ("ad", True)


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("US", "This is not an ad, I just love it"),
        ("US", "Not sponsored! Lovely serum"),
        ("DE", "Das ist keine Werbung, nur meine Meinung"),
        ("DE", "Keine bezahlte Werbung"),
        ("FR", "Ceci n'est pas une publicité, juste mon avis"),
        ("FR", "Pas de publicité ici"),
    ],
)
def test_languages_deny_in_their_own_words(checker_of_ours: Checker, market: str, text: str) -> None:
    report = checker_of_ours.check(Post(text=text, relationship="paid"), jurisdictions=[market], on=DAY, remedies=False)
    assert report.verdict == "non_compliant"
    assert report.sponsorship.admitted is None
