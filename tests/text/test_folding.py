"""One reading of many spellings, with the way back to the letters that the caller wrote."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given

from adhere.text import Folded, fold, fold_wording
from tests.text.strategies import TEXTS

LIMIT = 2 * 1024 * 1024


def readings(text: str) -> list[Folded]:
    first = fold(text)
    return [first] if first.lookalike is None else [first, first.lookalike]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("#AD", "#ad"),
        ("＃ＡＤ", "#ad"),
        ("﹟ad", "#ad"),
        ("𝗔𝗗 𝓪𝓭 𝔸𝔻 𝚊𝚍", "ad ad ad ad"),
        ("Ⓐⓓ", "ad"),
        ("#a\u200bd", "#ad"),
        ("#a\u2060d", "#ad"),
        ("#\u202ead\u202c", "#ad"),
        ("#a\u0301d\u0323", "#ad"),
        ("#a\0d", "#ad"),
        ("wer\u00adbung", "werbung"),
        ("PUBLICITÉ", "publicite"),
        ("Publicite\u0301", "publicite"),
        ("Værbetalt ŁÓDŹ", "vaerbetalt lodz"),
        ("REKLÁMA İlan ılan", "reklama ilan ilan"),
        ("Straße", "strasse"),
        ("don’t ‘ad’ “ad”", "don't 'ad' \"ad\""),
        ("a–d — ad", "a-d - ad"),
        ("Ad\u00a0\u2003\u3000by", "ad by"),
        ("paid   ad for  tea", "paid ad for tea"),
        ("A D  t e a", "a d  t e a"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("اِعْلَان إعلان اعـــلان", "اعلان اعلان اعلان"),
        ("مدفوعة مدفوعه", "مدفوعه مدفوعه"),
        ("على علي", "علي علي"),
        ("کود کوپن", "كود كوپن"),
        ("إعلان؟ لا، أبداً؛", "اعلان? لا, ابدا;"),
        ("פִּרְסוּם", "פרסום"),
        ("ﾌﾟﾛﾓ プロモ", "プロモ プロモ"),
        ("광고", unicodedata.normalize("NFC", "광고")),
        (unicodedata.normalize("NFD", "광고"), "광고"),
        ("٣٤ ３", "34 3"),
        ("โฆษณา", "โฆษณา"),
        ("Apple™", "apple™"),
        ("ㅋㅋ", "ㅋㅋ"),
    ],
)
def test_spellings_of_one_word_read_the_same(written: str, read: str) -> None:
    assert fold(written).text == read


def test_words_that_differ_stay_apart() -> None:
    # a mark that carries the word, a look-alike letter and an emoji are none of folding's business
    assert fold_wording("ประ") != fold_wording("ปร")
    assert fold("#аd").text != "#ad"
    assert fold("が").text != fold("か").text
    assert fold("🎁").text == "🎁"


@pytest.mark.parametrize(
    ("text", "word", "quote"),
    [
        ("so 𝗔𝗗 it is", "ad", "𝗔𝗗"),
        ("so #a\u0301\u0308d\u0323! it", "#ad", "#a\u0301\u0308d\u0323"),
        ("x \u200b#a\u200dd\u200b y", "#ad", "#a\u200dd"),
        ("ﷺ ŉ ŉ Straße", "strasse", "Straße"),
        ("ﬃx ﬁnd", "find", "ﬁnd"),
        ("a\r\n\r\nAd", "ad", "Ad"),
        ("x\ud800 Ad\udfff y", "ad", "Ad"),
        ("ガ ｶﾞ 広告", "広告", "広告"),
        ("プロモ：ﾌﾟﾛﾓｰｼｮﾝです", "プロモーション", "ﾌﾟﾛﾓｰｼｮﾝ"),
    ],
)
def test_a_span_quotes_what_was_written(text: str, word: str, quote: str) -> None:
    folded = fold(text)
    start = folded.text.index(word)
    begin, end = folded.span(start, start + len(word))
    assert text[begin:end] == quote


@given(TEXTS)
def test_any_text_is_folded_and_led_back(text: str) -> None:
    for reading in readings(text):
        assert reading.original == text
        places = [reading.at(index) for index in range(len(reading.text) + 1)]
        assert places == sorted(places)
        assert all(0 <= place <= len(text) for place in places)
        assert places[-1] == len(text) or not reading.text or fold(text[places[-1] :]).text == ""


@given(TEXTS)
def test_each_letter_leads_to_a_letter_that_folds_to_it(text: str) -> None:
    """The quoted original of any folded letter, folded anew, holds that letter: no span points beside what was matched."""
    first = fold(text)
    for index, char in enumerate(first.text):
        begin, end = first.span(index, index + 1)
        assert 0 <= begin < end <= len(text)
        again = fold(text[begin:end]).text
        # σ is ς at a word's end, and \r alone is a line break too
        assert char in again or (char in "ςσ" and set("ςσ") & set(again)), (char, text[begin:end])


@given(TEXTS)
def test_spans_are_in_order_and_hold_each_other(text: str) -> None:
    for reading in readings(text):
        size = len(reading.text)
        for start in range(size):
            stop = min(size, start + 3)
            begin, end = reading.span(start, stop)
            assert 0 <= begin <= end <= len(text)
            inner = reading.span(start, start + 1)
            assert begin <= inner[0]
            assert inner[1] <= max(end, inner[1] if stop == start + 1 else end)
            if start and stop < size:
                assert reading.span(start, stop)[0] >= reading.span(start - 1, stop)[0]


@given(TEXTS)
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    once = fold(text).text
    # a word's last sigma alone depends on its neighbours, which folding may have joined
    assert fold(once).text.replace("ς", "σ") == once.replace("ς", "σ")


@given(TEXTS)
def test_nothing_invisible_is_left(text: str) -> None:
    left = {char for char in fold(text).text if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs")}
    assert not left


@given(TEXTS, TEXTS)
def test_lines_fold_each_by_itself(one: str, other: str) -> None:
    """What stands in one line changes nothing in the next, so a label reads the same wherever it stands."""
    joined = fold(one + "\n\n" + other).text
    assert joined.startswith(fold(one + "\n").text.rstrip("\n"))
    assert joined.endswith(fold("\n" + other).text.lstrip("\n"))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "ﬃ",
        "\u200b",
        "ﷺ",
        "\ud800",
        "# a",
        "a.b ",
        "#аd ",
        "\u1100\u1161",
        "a\u0301\u0302",
        "か\u3099",
        "\r\n",
        "🅰",
        "a b" + " " * 40,
        "".join(map(chr, range(0x1D400, 0x1D7FF))),
    ],
)
def test_time_goes_in_step_with_length(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        began = time.thread_time()
        other = fold(text).lookalike
        assert other is None or other.original == text
        return time.thread_time() - began

    small = min(seconds(LIMIT // 128) for _ in range(3))
    # sixteen times the text, with room for a machine that has other things to do; a square would be 256 times
    assert seconds(LIMIT // 8) < 16 * 6 * max(small, 0.001)


def test_two_mebibytes_of_everything_are_read() -> None:
    piece = "#аd A D 𝗔𝗗 a.b \ud800\u200b\u1100\u1161か\u3099ﬃ\r\n 🅰🅳 Straße "
    text = (piece * (LIMIT // len(piece) + 1))[:LIMIT]
    other = fold(text).lookalike
    assert other is not None
    last = other.text.rindex("#ad")
    assert text[slice(*other.span(last, last + 3))] == "#аd"
