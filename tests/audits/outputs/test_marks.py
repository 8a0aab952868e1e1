"""Captions in pieces, and the proposed text beside them."""

from __future__ import annotations

import pytest

from adhere.audits.outputs.marks import MOST, WHOLE, Change, Mark, changes, pieces, printable


def test_text_without_marks_is_one_piece() -> None:
    assert [piece.text for piece in pieces("A quiet Sunday.", [])] == ["A quiet Sunday."]
    assert pieces("", []) == []


def test_marks_are_by_code_points() -> None:
    text = "\U0001f469\u200d\U0001f52c é #ad!"
    start = text.index("#ad")
    marked = [piece for piece in pieces(text, [Mark(start, start + 3, 1, "breach")]) if piece.severity]
    assert [(piece.text, piece.numbers) for piece in marked] == [("#ad", (1,))]


def test_marks_that_overlap_take_the_gravest() -> None:
    found = pieces("abcdef", [Mark(0, 4, 1, "warning"), Mark(2, 6, 2, "breach")])
    assert [(piece.text, piece.severity, piece.numbers) for piece in found] == [
        ("ab", "warning", (1,)),
        ("cd", "breach", (1, 2)),
        ("ef", "breach", (2,)),
    ]


@pytest.mark.parametrize(
    "mark", [Mark(3, 3, 1, "note"), Mark(90, 95, 1, "note"), Mark(-2, 1, 1, "note"), Mark(5, 2, 1, "note")]
)
def test_marks_of_nothing_are_passed_over(mark: Mark) -> None:
    assert [piece.severity for piece in pieces("abcdef", [mark])] == [None]


def test_mark_beyond_the_end_stops_there() -> None:
    assert pieces("abcdef", [Mark(4, 99, 1, "note")])[-1].text == "ef"


def test_long_text_keeps_its_beginning_and_its_marks() -> None:
    text = "x" * 50_000 + "#ad" + "y" * 50_000
    found = pieces(text, [Mark(50_000, 50_003, 1, "breach")])
    assert [piece.text for piece in found if piece.severity] == ["#ad"]
    assert found[0].text.startswith("xxx")
    assert sum(piece.gap for piece in found) == 2
    assert found[-1].text == " … (100,003 characters)"
    assert sum(len(piece.text) for piece in found) < WHOLE


def test_text_full_of_marks_stays_short() -> None:
    text = "#ad " * 25_000
    marks = [Mark(at * 4, at * 4 + 3, at % 9, "breach") for at in range(25_000)]
    assert sum(len(piece.text) for piece in pieces(text, marks)) < MOST + 100


def test_control_characters_are_seen() -> None:
    assert printable("a\x00b\r\nc\rd\te\x7f") == "a␀b\nc\nd\te␡"
    assert printable("top" + "\n" * 60 + "#ad") == "top\n⋮\n#ad"
    assert printable("one\n\n\ntwo") == "one\n\n\ntwo"


def test_changes_are_told_by_word() -> None:
    found = changes("Love it #ad", "#ad Love it")
    assert "".join(each.text for each in found if each.kind != "delete") == "#ad Love it"
    assert "".join(each.text for each in found if each.kind != "insert") == "Love it #ad"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x" * 9_000, "Ad: " + "x" * 9_000),
        ("One. Two! " * 900 + "#ad", "#ad " + "One. Two! " * 900),
        ("好用" * 20_000 + "#广告", "#广告" + "好用" * 20_000),
    ],
)
def test_changes_of_a_long_text_are_cut(before: str, after: str) -> None:
    found = changes(before, after)
    assert sum(len(each.text) for each in found) < WHOLE
    assert next(each.text for each in found if each.kind == "insert").startswith(("Ad: ", "#ad ", "#广告"))


def test_changes_in_a_script_without_spaces() -> None:
    assert [(each.kind, each.text) for each in changes("真的好用", "广告：真的好用")] == [
        ("insert", "广告："),
        ("keep", "真的好用"),
    ]
    assert changes("", "Ad: ") == [Change("Ad: ", "insert")]
    assert changes("same", "same") == [Change("same", "keep")]
