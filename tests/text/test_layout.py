"""Lines, hashtags and runs of them, mentions, links, codes: where each stands in the original text."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given

from adhere.text import Piece, is_affiliate_link, lay_out
from tests.text.strategies import TEXTS


def quoted(text: str, pieces: Iterable[Piece]) -> list[str]:
    return [text[piece.start : piece.end] for piece in pieces]


def test_lines_are_without_their_breaks_and_empty_ones_count() -> None:
    text = "a\r\nb\n\nc\u2028d\x85e\r"
    assert quoted(text, lay_out(text).lines) == ["a", "b", "", "c", "d", "e", ""]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#ad #b", ["#ad", "#b"]),
        ("＃広告 #реклама", ["＃広告", "#реклама"]),
        ("(#ad) #ad! #ad.", ["#ad", "#ad", "#ad"]),
        ("x#ad y&#39; /#top", []),
        ("# ad ##", []),
        ("#a·b #paid_partnership2", ["#a·b", "#paid_partnership2"]),
        ("🎁#ad", ["#ad"]),
        ("#विज्ञापन #ผู้สนับสนุน #إِعلان", ["#विज्ञापन", "#ผู้สนับสนุน", "#إِعلان"]),
    ],
)
def test_hashtags(text: str, tags: list[str]) -> None:
    assert quoted(text, lay_out(text).hashtags) == tags


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@glow and @a.b. ＠会社", ["@glow", "@a.b", "＠会社"]),
        ("mail me@home.de", []),
        ("(@c_)", ["@c_"]),
        ("@ home", []),
    ],
)
def test_mentions(text: str, names: list[str]) -> None:
    assert quoted(text, lay_out(text).mentions) == names


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("#a #b", ["#a #b"]),
        ("so #a, #b · 🎁 @c\n#d and more", ["#a, #b · 🎁 @c\n#d"]),
        ("#a and #b", []),
        ("#a #b then #c #d", ["#a #b", "#c #d"]),
        ("#alone", []),
    ],
)
def test_runs_of_hashtags(text: str, runs: list[str]) -> None:
    assert [text[run.start : run.end] for run in lay_out(text).hashtag_runs] == runs


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://b.de/x?ref=1! and www.a.com.", ["https://b.de/x?ref=1", "www.a.com"]),
        ("shop.example or amazon.de/dp", ["shop.example", "amazon.de/dp"]),
        ("the end.Next sentence, e.g. this, z.B. das", []),
        ("mail me@shop.example", []),
        ("version 3.11 of it", []),
    ],
)
def test_links(text: str, links: list[str]) -> None:
    assert quoted(text, lay_out(text).links) == links


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("use code MIA20 now", ["MIA20"]),
        ("Rabattcode „LENA10“", ["LENA10"]),
        ("avec le code promo : ETE15", ["ETE15"]),
        ("z kodem ANIA15", ["ANIA15"]),
        ("промокод LETO10", ["LETO10"]),
        ("クーポン NATSU10", ["NATSU10"]),
        ("クーポンコードNATSUで10%", ["NATSU"]),
        ("优惠码GLOW，便宜", ["GLOW"]),
        ("ใส่โค้ดPLOYได้เลย", ["PLOY"]),
        ("промокод ЛЕТО", ["ЛЕТО"]),
        ("mit LENA10 sparen", ["LENA10"]),
        ("GLOW15", ["GLOW15"]),
        ("Code: ABC", ["ABC"]),
        ("dress code welcome", []),
        ("#GLOW15 @GLOW15", []),
        ("in 2024 we go", []),
        ("NEVER again", []),
    ],
)
def test_codes(text: str, codes: list[str]) -> None:
    assert quoted(text, lay_out(text).codes) == codes


@pytest.mark.parametrize(
    ("link", "earns"),
    [
        ("https://amzn.to/3x", True),
        ("https://www.amazon.de/dp/B0?tag=lena-21", True),
        ("https://shop.example/a?ref=lena", True),
        ("https://shop.example/a?utm_medium=influencer", True),
        ("https://rstyle.me/x", True),
        ("https://shop.example/refund", False),
        ("https://shop.example/?utm_source=newsletter", False),
        ("https://www.amazon.de/dp/B0", False),
        ("https://blog.example/tags/summer", False),
    ],
)
def test_a_link_that_earns_says_so(link: str, earns: bool) -> None:
    assert is_affiliate_link(link) is earns


@given(TEXTS)
def test_pieces_of_any_text_lie_in_it_in_order(text: str) -> None:
    layout = lay_out(text)
    for pieces in (layout.lines, layout.hashtags, layout.mentions, layout.links, layout.codes):
        assert all(0 <= piece.start <= piece.end <= len(text) for piece in pieces)
        assert all(one.end <= other.start for one, other in pairwise(pieces))
    assert all(run.tags[0].start == run.start and run.tags[-1].end == run.end for run in layout.hashtag_runs)
    assert all(char not in "\r\n" for line in quoted(text, layout.lines) for char in line)


@pytest.mark.parametrize(
    "piece", ["#", "#a", "#a ", "@a.", "a.", "a-", "http", "https://a", "A1", "code ", "CODE:", ".", "a.b/"]
)
def test_hostile_repetition_takes_time_in_step(piece: str) -> None:
    def seconds(size: int) -> float:
        layout = lay_out(piece * (size // len(piece)))
        began = time.thread_time()
        assert layout.hashtags is not layout.mentions
        _ = layout.links, layout.codes, layout.hashtag_runs, layout.lines
        return time.thread_time() - began

    small = min(seconds(8_000) for _ in range(3))
    # eight times the text, with room to spare; a square would be 64 times
    assert min(seconds(64_000) for _ in range(3)) < 8 * 4 * max(small, 0.002)
