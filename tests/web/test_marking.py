"""Cutting a text into the pieces in which it is drawn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adhere.text.cut import Cut
from adhere.web.marking import MOST_MARKS, Mark, MarkKind, pieces

KINDS: list[MarkKind] = ["breach", "warning", "note", "label", "evidence"]


def test_marks_that_overlap_give_the_worst_kind_to_what_they_share() -> None:
    found = pieces("abcdef", [Mark(0, 4, "warning", 2), Mark(2, 6, "breach", 1), Mark(1, 3, "label")])
    assert [(piece.text, piece.kind, piece.ends) for piece in found] == [
        ("a", "warning", ()),
        ("b", "warning", ()),
        ("c", "breach", ()),
        ("d", "breach", (2,)),
        ("ef", "breach", (1,)),
    ]


def test_the_fold_lies_before_the_first_hidden_piece() -> None:
    found = pieces("abcdef", [Mark(3, 6, "breach", 1)], Cut("text", "cut", 2, 4))
    assert [(piece.text, piece.place, piece.folds) for piece in found] == [
        ("ab", "seen", False),
        ("c", "unsure", False),
        ("d", "unsure", False),
        ("ef", "hidden", True),
    ]


def test_offsets_are_code_points() -> None:
    found = pieces("💚👩\u200d🚀 #ad", [Mark(5, 8, "breach", 1)])
    assert [piece.text for piece in found if piece.kind] == ["#ad"]


def test_a_long_text_is_shown_where_it_is_marked() -> None:
    text = "x" * 50_000 + "#ad" + "y" * 50_000
    found = pieces(text, [Mark(50_000, 50_003, "breach", 1)])
    assert sum(piece.left_out + len(piece.text) for piece in found) == len(text)
    assert [piece.text for piece in found if piece.kind] == ["#ad"]
    assert sum(len(piece.text) for piece in found) < 6_000
    assert all((piece.text == "") == (piece.left_out > 0) for piece in found)


def test_no_more_marks_than_a_reader_can_take_in_and_the_worst_first() -> None:
    marks = [Mark(i, i + 1, "label") for i in range(1_000)] + [Mark(900, 901, "breach", 1)]
    found = pieces("x" * 1_000, marks)
    assert sum(piece.kind is not None for piece in found) == MOST_MARKS
    assert [piece.ends for piece in found if piece.kind == "breach"] == [(1,)]


def test_nothing_gives_nothing() -> None:
    assert pieces("", [Mark(0, 3, "breach", 1)]) == []


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Mark], Cut]:
    text = draw(st.text(max_size=40))
    place = st.integers(-2, len(text) + 2)
    marks = draw(
        st.lists(st.builds(Mark, place, place, st.sampled_from(KINDS), st.none() | st.integers(1, 9)), max_size=8)
    )
    ends = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    return text, marks, Cut("text", "cut", ends[0], ends[1])


@given(cases())
def test_the_pieces_are_the_text(case: tuple[str, list[Mark], Cut]) -> None:
    text, marks, cut = case
    found = pieces(text, marks, cut)
    assert "".join(piece.text for piece in found) == text
    assert sum(piece.folds for piece in found) == (cut.hidden_from < len(text))
    place = 0
    for piece in found:
        over = [mark for mark in marks if 0 <= mark.start <= place and place + len(piece.text) <= mark.end <= len(text)]
        assert (piece.kind is not None) == any(mark.start < mark.end for mark in over)
        place += len(piece.text)
