"""How a caption was copied decides nothing: kinds of space, of line break and of marks that nobody sees."""

from __future__ import annotations

import datetime as dt
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given

from adhere.checker import Checker
from adhere.post import Post
from adhere.report import Result, Span
from adhere.text.blanks import with_plain_blanks
from adhere.text.folding import fold
from tests.text.strategies import TEXTS

DAY = dt.date(2026, 6, 1)
WALK = "A long weekend with no signal, which suits me. We walked it twice. The coat is from @rainyard.\n\n#ad"
POSTS = {
    "brand": Post(text="AD | The quilts I sew are back in the shop on Friday.", relationship="own_brand"),
    "last line": Post(text=WALK, platform="blog", relationship="paid"),
    "first line": Post(
        text="Reklam för Kakelkungen\nGrönt blev det!", title="Vi målar köket", platform="youtube", relationship="paid"
    ),
    "opens": Post(text="Reklama mi liezla na nervy, ale krém od @medovka je výborný", relationship="affiliate"),
    "tags": Post(text="Pancakes, always. #breakfast #syrup #advertising #kitchen #yum", relationship="paid"),
    "language": Post(text="주말마다 찾게 되는 빵집 🥐\n\n#광고 #성수빵집 #크루아상", relationship="paid"),
    "frame": Post(
        overlay=["Paid partnership with @voltcord ⚡ There she is!! fastest charge ever, the kids keep nicking it."],
        surface="story",
        relationship="ambassador",
    ),
    "code": Post(text="So soft\nThanks @glow for the serum, 20% off with code MIA20"),
}
WAYS: dict[str, Callable[[str], str]] = {
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "ideographic spaces": lambda text: text.replace(" ", "\u3000"),
    "carriage returns": lambda text: text.replace("\n", "\r"),
    "both": lambda text: text.replace("\n", "\r\n"),
    "line separators": lambda text: text.replace("\n", "\u2028"),
    "byte order mark": lambda text: "\ufeff" + text,
    "directions": lambda text: "\u200f" + text.replace("\n", "\u200e\n\u200f") + "\u200e",
    "blank before": lambda text: "\n " + text,
    "blank behind": lambda text: text.replace("\n", " \n") + "  \n \n",
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}
MARKETS = ["GB", "ES", "FR", "HR", "IN", "KR", "NO", "PL", "SE", "SK", "US"]


@pytest.fixture(scope="module")
def ours() -> Checker:
    return Checker.load(classify=False)


def told(result: Result) -> tuple[object, ...]:
    found = sorted((each.rule, each.reason, each.severity, len(each.spans)) for each in result.findings)
    return result.jurisdiction, result.duty, result.verdict, found, sorted(result.passed)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_a_verdict_does_not_hang_on_blanks(ours: Checker, post: Post, way: Callable[[str], str]) -> None:
    written = post.model_copy(update={"text": way(post.text)})
    one, other = (ours.check(each, jurisdictions=MARKETS, today=DAY, remedies=False) for each in (post, written))
    assert [told(each) for each in other.results] == [told(each) for each in one.results]
    spans = [span for result in other.results for finding in result.findings for span in finding.spans]
    spans += [span for label in other.labels for span in label.spans]
    spans += [Span(each.field, each.start, each.end, each.quote) for each in other.sponsorship.evidence]
    for span in spans:
        if span.field == "text":
            assert written.text[span.start : span.end] == span.quote


@pytest.mark.parametrize("label", ["#r\u200beklama", "#rek\u00adlama", "＃ｒｅｋｌａｍａ"])
def test_a_label_keeps_its_language(ours: Checker, label: str) -> None:
    """Where several markets list like words, those as listed to the letter stand."""
    text = "{label} @potokmleczarnia Zakłady mleczarskie od środka, wpadajcie na dzień otwarty"
    one, other = (
        ours.check(
            Post(text=text.format(label=each), platform="instagram", relationship="paid"),
            jurisdictions=["DE"],
            today=DAY,
            remedies=False,
        )
        for each in ("#reklama", label)
    )
    assert [each.language for each in other.labels] == [each.language for each in one.labels]
    assert [told(each) for each in other.results] == [told(each) for each in one.results]


def test_the_brand_is_named_however_it_is_given(ours: Checker) -> None:
    post = Post(text="#ad three weeks of rain and still dry. #thankscafeludo", relationship="paid")
    for brand in ("CaféLudo", " cafeludo ", unicodedata.normalize("NFD", "CAFÉLUDO")):
        (result,) = ours.check(
            post.model_copy(update={"brand": brand}), jurisdictions=["US"], today=DAY, remedies=False
        ).results
        assert "us.brand.named" in result.passed


def test_the_first_word_of_a_caption_behind_a_title_is_no_name(ours: Checker) -> None:
    post = Post(title="my sunday", text="Pancakes, always. #ad", relationship="paid")
    (result,) = ours.check(post, jurisdictions=["US"], today=DAY, remedies=False).results
    assert "brand_not_named" in {finding.reason for finding in result.findings}


def test_they_are_the_blanks_that_folding_knows() -> None:
    spaces = [char for char in map(chr, range(0x11000)) if unicodedata.category(char) == "Zs"]
    for char in [*spaces, *"\t\u2800\u3164\uffa0", *"\x0b\x0c\r\x85\u2028\u2029"]:
        assert with_plain_blanks(f"a{char}b") == fold(f"a{char}b").text


@given(TEXTS)
def test_every_text_keeps_its_length(text: str) -> None:
    plain = with_plain_blanks(text)
    assert len(plain) == len(text)
    assert with_plain_blanks(plain) == plain
    assert [each for each in text if each.isalnum() and each not in "\u3164\uffa0"] == [
        each for each in plain if each.isalnum()
    ]


@pytest.mark.parametrize("text", ["\u200b" * 10**6 + "a", "b" + " " * 10**6 + "a\u00a0", "\u200b " * 500_000 + "x\n"])
def test_blanks_without_end_take_time_in_step(text: str) -> None:
    began = time.thread_time()
    assert len(with_plain_blanks(text)) == len(text)
    assert time.thread_time() - began < 3
