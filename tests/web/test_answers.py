"""A report as the page shows it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.checker import Checker
from adhere.post import Post
from adhere.report import to_dict
from adhere.web.answers import Answer, answer_of, changed, field_text
from adhere.web.folds import fold_of, folds_elsewhere

DAY = dt.date(2026, 5, 2)


def answer(checker: Checker, post: Post) -> Answer:
    return answer_of(json.loads(json.dumps(to_dict(checker.check(post, today=DAY)))), post)


def test_findings_are_numbered_and_rows_name_them(check_small: Checker) -> None:
    found = answer(check_small, Post(text="hello #collab", relationship="paid"))
    assert [each.number for each in found.findings] == list(range(1, len(found.findings) + 1))
    assert found.rows[0].numbers == tuple(each.number for each in found.findings)
    assert next(piece.ends for piece in found.caption if piece.kind == "breach") != ()


def test_the_proposed_text_is_the_one_that_passes(check_small: Checker) -> None:
    found = answer(check_small, Post(text="hello", relationship="paid"))
    (proposal,) = found.proposals
    assert proposal.text is not None
    assert "".join(each.text for each in proposal.changes if each.sign != "-") == proposal.text
    assert check_small.check(Post(text=proposal.text, relationship="paid"), today=DAY).verdict == "compliant"


def test_a_post_that_passes_has_no_proposal(check_small: Checker) -> None:
    found = answer(check_small, Post(text="Ad: hello", relationship="paid"))
    assert found.proposals == ()
    assert found.findings == ()
    assert found.kinds == {"label"}


def test_words_of_other_fields_are_marked_in_them(check_small: Checker) -> None:
    found = answer(check_small, Post(text="hello", overlay=["nothing", "#ad"], relationship="paid"))
    assert "".join(piece.text for piece in found.others["overlay[1]"]) == "#ad"


@pytest.mark.parametrize(
    ("name", "words"),
    [("text", "a"), ("overlay[1]", "c"), ("overlay[7]", ""), ("transcript[0]", "d"), ("title", ""), ("nothing", "")],
)
def test_the_words_that_a_span_names(name: str, words: str) -> None:
    assert field_text(Post(text="a", overlay=["b", "c"], transcript="d"), name) == words


def test_edits_put_in_and_take_out() -> None:
    edits = [
        {"at": 0, "text": "#ad ", "start": 6, "end": 10},
        {"at": 6, "text": "new", "start": None, "end": None},
    ]
    found = list(changed("hello #ad you", edits))
    assert [(each.sign, each.text) for each in found] == [
        ("+", "#ad "),
        (" ", "hello "),
        ("+", "new"),
        ("-", "#ad "),
        (" ", "you"),
    ]


@given(st.text(max_size=30), st.integers(0, 30), st.text(max_size=5), st.integers(0, 30), st.integers(0, 30))
def test_what_an_edit_leaves_is_the_text(text: str, at: int, new: str, start: int, end: int) -> None:
    at, (start, end) = min(at, len(text)), sorted((min(start, len(text)), min(end, len(text))))
    found = list(changed(text, [{"at": at, "text": new, "start": start, "end": end}]))
    assert "".join(each.text for each in found if each.sign != "+") == text
    assert "".join(each.text for each in found if each.sign == "+") == new
    assert "".join(each.text for each in found if each.sign == "-") == text[start:end]


def test_folds() -> None:
    long = "x" * 3_000
    on_instagram = fold_of(Post(text=long, platform="instagram", surface="feed"), DAY)
    assert on_instagram is not None
    assert (on_instagram.safe_end, on_instagram.hidden_from) == (125, 140)
    assert fold_of(Post(text="short", platform="instagram"), DAY) is None
    assert fold_of(Post(text=long), DAY) is None
    elsewhere = folds_elsewhere(long, None, DAY)
    assert {each.platform for each in elsewhere} >= {"Instagram", "TikTok"}
    assert all(each.safe_end <= each.hidden_from and each.last_words for each in elsewhere)
    assert folds_elsewhere("short", None, DAY) == []
