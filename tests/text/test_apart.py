"""What goes with a label that is taken out of a text, and which labels their sentences need."""

from __future__ import annotations

import pytest

from adhere.text.apart import taken_out


def without(marked: str) -> str | None:
    """The text after its label, between `‹` and `›`, was taken out; None where it stays."""
    start, end = marked.index("‹"), marked.index("›") - 1
    text = marked.replace("‹", "").replace("›", "")
    taken = taken_out(text, start, end, ["an", "is", "a"])
    return None if taken is None else text[: taken[0]] + text[taken[1] :]


@pytest.mark.parametrize(
    ("marked", "left"),
    [
        ("Good (‹ad›)", "Good"),
        ("a lamp ( ‹ad› ) for you", "a lamp for you"),
        ("好用！【‹广告›】快来", "好用！快来"),
        ("Good. *‹Ad›*", "Good."),
        ("Good. ‹Ad›.", "Good."),
        ("Good. ‹Ad›. Next", "Good. Next"),
        ("Good. - ‹Ad› -", "Good."),
        ("Good | ‹AD›", "Good"),
        ("Lamp | ‹Ad› | Home", "Lamp | Home"),
        ("Good.\n\n‹ad›: Lumora", "Good.\n\nLumora"),
        ("Good, ‹#ad›, #gifted", "Good, #gifted"),
        ("#lamp ‹#ad›, #glow", "#lamp #glow"),
        ("Good. ‹#ad›/#gifted", "Good. #gifted"),
        ("Good.‹#ad›#lamp", "Good.#lamp"),
        ("Good. ‹#ad› Shop now", "Good. Shop now"),
        ("Love it ‹#ad›.", "Love it."),
        ("Love it ‹#ad› @glow", "Love it @glow"),
        ("Love it ✨️ ‹#ad› ✨", "Love it ✨️ ✨"),
        ("Good.\n\n‹#AD›\n\nSee you", "Good.\n\nSee you"),
        ("Good.\r\n\r\n‹#AD›\r\n\r\nSee you", "Good.\r\n\r\nSee you"),
        ("Good.\n‹#AD›\nSee you", "Good.\nSee you"),
        ("Good.\n\n‹Ad›\n", "Good."),
        ("جيد.\u200f ‹إعلان›", "جيد.\u200f"),
    ],
)
def test_signs_and_blanks_go_with_it(marked: str, left: str) -> None:
    assert without(marked) == left


@pytest.mark.parametrize(
    "marked",
    [
        "this is an ‹#ad› for a lamp",
        "This is an ‹#ad›",
        "This video is a ‹paid partnership›",
        "Good. ‹Ad›, but I mean it",
        "Good. (this is an ‹#ad›)",
        "جيد! ‹#إعلان› لشركة",
        "肌が ‹#広告› です",
        "‹ad›",
        "- ‹ad› -",
    ],
)
def test_what_its_sentence_needs_stays(marked: str) -> None:
    assert without(marked) is None


def test_a_long_line_takes_no_long_time() -> None:
    assert without("#" * 1_000_000 + " x. ‹#ad›") is not None
