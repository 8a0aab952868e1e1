"""Every wording of every pack, held to the two promises of a label: found as a word of its own, and not inside another."""

from __future__ import annotations

import pytest
import regex

from adhere.checker import Checker
from adhere.post import Post, Relationship
from adhere.rulebook import Pack, load_rulebook
from adhere.rulebook.samples import samples
from adhere.text import read
from tests.labels.conftest import DAY

CODES = load_rulebook().jurisdictions
#: Scripts whose words stand without spaces, so that nothing tells a word's edge: Han, kana, Thai, Lao, Khmer, Myanmar.
SPACELESS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


def wordings(pack: Pack) -> list[str]:
    return list(dict.fromkeys(entry.text for entry in pack.labels if entry.text is not None))


def found(checker: Checker, text: str) -> set[str]:
    return {match.key for match in checker.matcher.scan(read(Post(text=text))).labels}


@pytest.mark.parametrize("code", CODES)
def test_each_is_found_where_people_write_it(checker_of_ours: Checker, code: str) -> None:
    lost = [
        (wording, text)
        for wording in wordings(checker_of_ours.rulebook.pack(code))
        for label in samples(wording)
        for text in (label, f"{label}: so lovely", f"So lovely!\n{label}", f"so lovely | {label.upper()}", f"({label})")
        if wording.lower() not in found(checker_of_ours, text)
    ]
    assert lost == []


@pytest.mark.parametrize("code", CODES)
def test_none_is_found_inside_a_longer_word(checker_of_ours: Checker, code: str) -> None:
    wrong = [
        (wording, before + label + after)
        for wording in wordings(checker_of_ours.rulebook.pack(code))
        # a slot at an edge takes in the letters beside it, and so it should: {Brand} may be any name
        if not wording.startswith("{") and not wording.endswith("}") and not SPACELESS.search(wording)
        # a hashtag with a slot first takes in the letters before its end
        if not ("{" in wording and wording.startswith("#"))
        for label in samples(wording)
        for before, after in (("x", "x"), ("", "x"), ("", "2"), ("x", ""))
        if _touched(checker_of_ours, wording, before, label, after)
    ]
    assert wrong == []


def _touched(checker: Checker, wording: str, before: str, label: str, after: str) -> bool:
    """Is the wording found at an edge at which another letter touches it? `(Ad)` ends in a sign: a letter beside that is another word."""
    start, end = len(before), len(before + label)
    matches = checker.matcher.scan(read(Post(text=before + label + after))).labels
    left = bool(before) and (label[0].isalnum() or label[0] == "#")
    right = bool(after) and label[-1].isalnum()
    return any(
        each.key == wording.lower() and ((left and each.start == start) or (right and each.end == end))
        for each in matches
    )


@pytest.mark.parametrize("code", CODES)
def test_each_statement_that_a_pack_counts_is_known(checker_of_ours: Checker, code: str) -> None:
    kinds = {each.kind for words in checker_of_ours.rulebook.words.values() for each in words.statements}
    named = {entry.statement for entry in checker_of_ours.rulebook.pack(code).labels if entry.statement is not None}
    assert named <= kinds


@pytest.mark.parametrize("code", CODES)
def test_an_accepted_label_first_in_a_post_passes_for_the_words(checker_of_ours: Checker, code: str) -> None:
    """What a pack proposes as a remedy must be what it accepts: a label put first is clear, whatever else is amiss."""
    unclear = {}
    for label in checker_of_ours.rulebook.pack(code).on(DAY).labels:
        entry = label.entry
        if not entry.remedy or entry.text is None or label.inherited:
            continue
        tie = (entry.relationships or [Relationship.PAID])[0]
        post = Post(
            text=f"{samples(entry.text)[0]}: Glowkin",
            relationship=Relationship(tie),
            brand="Glowkin",
            jurisdictions=[code],
        )
        result = checker_of_ours.check(post, on=DAY, remedies=False).results[0]
        reasons = {each.reason for each in result.findings if each.severity == "breach"}
        if reasons & {
            "missing_label",
            "ambiguous_label",
            "abbreviated_label",
            "wrong_language",
            "wording_for_relationship",
        }:
            unclear[entry.text] = reasons
    assert unclear == {}


@pytest.mark.parametrize("piece", ["#ad ", "Ad ", "#аd ", "ad|", "paid partnership with ", "sponsored by Ad "])
def test_a_flood_of_labels_ends(checker_of_ours: Checker, piece: str) -> None:
    text = piece * (200_000 // len(piece))
    labels = checker_of_ours.matcher.scan(read(Post(text=text))).labels
    assert all(text[each.start : each.end] == each.quote for each in labels[-5:])
    assert len(labels) <= 45_000
