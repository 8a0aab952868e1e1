from __future__ import annotations

import pytest

from tests.checks.conftest import Judge, label, quotes, said, x

START, FOLD = x("placement", "{position: start}"), x("placement", "{position: before_fold}")
NOT_LAST, BURIED = x("placement", "{position: not_last}"), x("placement", "{hashtags: not_buried}")
FIRST, NEAR = x("placement", "{hashtags: first}"), x("placement", "{near_link: true, near_chars: 30}")
LATE, HIDDEN, BURIED_TAG = "label_too_late", "label_hidden_behind_more", "label_buried_in_hashtags"


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Ad: lovely", []),
        ("✨ (Ad) lovely", []),
        ("#gifted #ad lovely", []),
        ("So lovely #ad", [LATE]),
        ("Hi! #ad", [LATE]),
        ("Lovely\n#ad", [LATE]),
        ("1. #ad lovely", []),
        ("(2) #ad lovely", []),
        ("3/5 #ad lovely", []),
        ("a) #ad lovely", []),
        ("② #ad lovely", []),
        ("1️⃣0️⃣ #ad lovely", []),
        ("ℹ️ #ad lovely", []),
        ("50 #ad lovely", [LATE]),
        ("50% #ad lovely", [LATE]),
        ("Ah. #ad lovely", [LATE]),
        ("Top 5. #ad lovely", [LATE]),
    ],
)
def test_at_the_start(judge: Judge, text: str, reasons: list[str]) -> None:
    assert said(judge(text, START)) == [(reason, "breach") for reason in reasons]


def test_the_first_hashtags_may_be_let_through(judge: Judge) -> None:
    lenient = x("placement", "{hashtags: not_buried, among_first: 2}")
    assert said(judge("Lovely #day #ad #sun #sea", lenient)) == []
    assert said(judge("Lovely #day #sun #ad #sea", lenient)) == [(BURIED_TAG, "breach")]


def test_the_first_of_several_hashtags_may_close_a_text(judge: Judge) -> None:
    text, lenient = "So many lovely words of mine\n\n", x("placement", "{position: not_last, among_first: 2}")
    assert said(judge(text + "#day #ad #sun", lenient)) == []
    assert said(judge(text + "#day #sun #ad", lenient)) == [(LATE, "breach")]
    assert said(judge(text + "#ad", lenient)) == [(LATE, "breach")]


def test_the_last_of_a_run_of_hashtags_may_go_to_a_person(judge: Judge) -> None:
    ends = x("placement", "{hashtags: ends_of_run}")
    assert said(judge("Lovely #ad #day #sun #sea #sky", ends)) == []
    assert said(judge("Lovely #day #sun #sea #ad", ends)) == [(BURIED_TAG, "warning")]
    assert said(judge("Lovely #day #sun #ad #sea", ends)) == [(BURIED_TAG, "breach")]


def test_a_greeting_may_be_let_through(judge: Judge) -> None:
    lenient = x("placement", "{position: start, tolerance: 2}")
    assert said(judge("Hi all! #ad so lovely", lenient)) == []
    assert said(judge("Hi all of you! #ad so lovely", lenient)) == [(LATE, "breach")]


def test_a_greeting_may_be_let_through_before_a_hashtag(judge: Judge) -> None:
    lenient = x("placement", "{hashtags: first, tolerance: 2}")
    assert said(judge("Hi all! #ad so lovely", lenient)) == []
    assert said(judge("Hi all of you! #ad so lovely", lenient)) == [(BURIED_TAG, "breach")]


@pytest.mark.parametrize(("text", "severities"), [("[Ad] lovely", []), ("✨ #ad lovely", []), ("So #ad", ["warning"])])
def test_signs_before_the_first_words_of_a_description_hide_nothing(
    judge: Judge, text: str, severities: list[str]
) -> None:
    found = said(judge(text, FOLD, platform="youtube", surface="video"))
    assert found == [(HIDDEN, severity) for severity in severities]


@pytest.mark.parametrize(
    ("before", "severities"), [(100, []), (130, ["warning"]), (160, ["breach"])], ids=["seen", "perhaps", "hidden"]
)
def test_before_the_fold(judge: Judge, before: int, severities: list[str]) -> None:
    text = ("so lovely " * 40)[: before - 1] + " #ad " + "indeed " * 20
    found = said(judge(text, FOLD, platform="instagram", surface="feed"))
    assert found == [(HIDDEN, severity) for severity in severities]


def test_the_mention_that_closes_a_label_may_run_behind_the_cut(judge: Judge) -> None:
    told = "Paid partnership with @the.very.long.handle.of.lumen"

    def found(before: int) -> list[tuple[str, str]]:
        text = ("so lovely " * 40)[: before - 1] + f". {told} " + "indeed " * 20
        return said(
            judge(text, FOLD, labels=label("Paid partnership with {Brand}"), platform="instagram", surface="feed")
        )

    assert found(95) == []
    assert found(115) == [(HIDDEN, "warning")]


def test_the_first_lines(judge: Judge) -> None:
    two = x("placement", "{position: before_fold, lines: 2}")
    kind = {"platform": "instagram", "surface": "feed"}
    assert said(judge("So lovely\n#ad in the sea\nand warm", two, **kind)) == []
    assert said(judge("So lovely\nand warm\n#ad in the sea", two, **kind)) == [(LATE, "breach")]
    assert said(judge("So lovely\nand warm\n#ad in the sea", two, platform="blog")) == []


def test_a_first_hashtag_is_taken_for_seen_where_that_is_in_doubt(judge: Judge) -> None:
    first, fold = x("placement", "{position: before_fold, first_tag: true}"), x("placement", "{position: before_fold}")
    text = "So lovely\n\n#ad #serum"
    assert said(judge(text, fold, platform="instagram", surface="feed")) == [("label_hidden_behind_more", "warning")]
    assert said(judge(text, first, platform="instagram", surface="feed")) == []
    for late in ("So lovely\n\n#serum #ad", "So lovely\n\n\n\nand warm #ad"):
        assert said(judge(late, first, platform="instagram", surface="feed")) != []


def test_as_many_hashtags_are_taken_for_seen_as_may_stand_before_others(judge: Judge) -> None:
    three = x("placement", "{position: before_fold, hashtags: not_buried, among_first: 3, first_tag: true}")
    assert said(judge("So lovely\n\n#serum #glow #ad #skin", three, platform="instagram", surface="feed")) == []
    assert said(judge("So lovely\n\n#serum #glow #skin #ad", three, platform="instagram", surface="feed")) != []


def test_one_well_placed_label_is_enough(judge: Judge) -> None:
    text = "#ad " + "so lovely " * 40 + "#ad"
    assert said(judge(text, FOLD, platform="instagram")) == []


def test_without_a_known_fold_nothing_is_hidden(judge: Judge) -> None:
    assert said(judge("so lovely " * 100 + "#ad", FOLD, platform="blog")) == []


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("One\ntwo\n#ad", True),
        ("One\n#ad\ntwo", False),
        ("One line #ad", False),
        ("One\n#ad ✨!", True),
        (
            "How we painted\nTwo coats of paint and one long weekend, it covers in one go.\n#ad for Milldale, as agreed.",
            True,
        ),
        (
            "How we painted\nTwo coats of paint and one long weekend, it covers in one go.\n#ad\n#paint #home milldale.com",
            True,
        ),
        (
            "How we painted\nTwo coats of paint and one long weekend, it covers in one go. #ad for Milldale.\nLove, Ann",
            True,
        ),
        ("How we painted\n#ad | Two coats of paint and one long weekend, it covers in one go.", False),
        ("How we painted\n#ad for Milldale, who sent the paint.", False),
        (
            "How we painted\nTwo coats.\n#ad for Milldale.\nThen we sanded the door, and the hall, and then the stairs too.",
            False,
        ),
    ],
)
def test_not_last(judge: Judge, text: str, late: bool) -> None:
    assert bool(said(judge(text, NOT_LAST))) is late


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("How we painted\n\nThis post was sponsored by Milldale Paints.", True),
        ("How we painted\n\nThis post was sponsored by Milldale Paints.\n\nTwo coats, and the door was done.", False),
        ("How we painted\n\nThis post was sponsored, and two coats were enough for it.", False),
        ("This post was sponsored by Milldale Paints.", False),
    ],
)
def test_a_name_may_follow_a_sentence_that_closes_a_short_text(judge: Judge, text: str, late: bool) -> None:
    assert bool(said(judge(text, NOT_LAST, labels=label("this post was sponsored")))) is late


def test_the_end_of_one_long_paragraph_is_for_a_person(judge: Judge) -> None:
    long = "so lovely and soft " * 14
    assert said(judge(long + "#ad", NOT_LAST, platform="other")) == [("label_too_late", "warning")]
    assert said(judge("很好用" * 45 + " #ad", NOT_LAST, platform="other")) == [("label_too_late", "warning")]
    assert said(judge("很好用" * 20 + " #ad", NOT_LAST, platform="other")) == []
    assert said(judge(long + "#ad, so lovely", NOT_LAST, platform="other")) == []
    # where the platform cuts the text, the rule on the fold speaks
    assert said(judge(long + "#ad", NOT_LAST, platform="instagram", surface="feed")) == []


@pytest.mark.parametrize(
    ("text", "buried"),
    [
        ("Lovely #skin #ad #glow", True),
        ("Lovely #skin #ad", True),
        ("Lovely #ad #skin", False),
        ("Lovely #ad #skin #glow #care #love", True),
        ("Lovely #ad", False),
        ("#ad #skin #glow #care #love", False),
        ("Lovely #skin and #ad", False),
        ("Lovely #gifted #ad", False),
    ],
)
def test_among_hashtags(judge: Judge, text: str, buried: bool) -> None:
    result = judge(text, BURIED)
    assert said(result) == ([(BURIED_TAG, "breach")] if buried else [])
    assert quotes(result) == (["#ad"] if buried else [])


def test_a_hashtag_leads(judge: Judge) -> None:
    assert said(judge("Lovely #ad", FIRST)) == [(BURIED_TAG, "breach")]
    assert said(judge("#ad lovely", FIRST)) == []
    assert said(judge("Lovely (Ad)", FIRST)) == []


def test_near_the_link(judge: Judge) -> None:
    assert said(judge("https://shop.example/a is lovely, so very lovely, indeed. #ad", NEAR)) == [(LATE, "breach")]
    assert said(judge("https://shop.example/a #ad is lovely", NEAR)) == []
    assert said(judge("#ad so lovely, so very lovely, indeed: https://shop.example/a", NEAR)) == []
    assert said(judge("So lovely, so very lovely, indeed #ad", NEAR)) == []


def test_words_on_a_story_frame_are_its_caption(judge: Judge) -> None:
    frame = {"surface": "story", "overlay": ["So lovely #ad"]}
    assert said(judge("", START, **frame)) == [(LATE, "breach")]
    assert said(judge("", START, surface="story", overlay=["#ad so lovely"])) == []


def test_a_line_of_its_own_on_a_story_frame_is_seen_at_once(judge: Judge) -> None:
    for words in ("So lovely\nAd", "So lovely\n@glow #ad"):
        assert said(judge("", START, surface="story", overlay=[words])) == []
    assert said(judge("", START, surface="story", overlay=["So lovely\n#soft #ad"])) == [(LATE, "breach")]


def test_the_number_of_a_frame_comes_before_no_label(judge: Judge) -> None:
    frame = x("placement", "{position: start, story: frame}")
    for first, reasons in (("1️⃣", []), ("2/3", []), ("Day 2", [(LATE, "breach")])):
        overlay = [{"text": first, "frame": 1}, {"text": "Ad: lovely", "frame": 1}]
        assert said(judge("", frame, surface="story", overlay=overlay)) == reasons


def test_a_title_comes_before_anything(judge: Judge) -> None:
    assert said(judge("So lovely", START, title="Trying a serum (Ad)")) == []


def test_a_long_title_may_be_cut_before_its_label(judge: Judge) -> None:
    rule = x("placement", "{position: start, title_chars: 30}")
    assert said(judge("So lovely", rule, title="Trying a serum (Ad)")) == []
    late = "Trying a serum that everybody speaks of, for a whole month (Ad)"
    assert said(judge("So lovely", rule, title=late)) == [("label_hidden_behind_more", "warning")]
    assert said(judge("Ad: so lovely", rule, title=late)) == []


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("These lovely warm socks were sent to me by Milldale", False),
        ("Hi. These lovely socks were sent to me by Milldale", True),
        ("It rained all day long and we were cold but socks were sent to me by Milldale", True),
    ],
)
def test_a_sentence_that_discloses_begins_with_its_first_word(judge: Judge, text: str, late: bool) -> None:
    words = 'language: en\nstatements:\n  - {kind: gifted, patterns: ["sent to me by {Brand}"]}\n'
    entry = "  - {{statement: gifted, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code]}}\n"
    post = {"labels": entry, "words": words, "relationship": "gifted"}
    assert said(judge(text, START, **post)) == ([(LATE, "breach")] if late else [])


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("Ad\nSo very lovely\nand warm", False),
        ("So very lovely\nand warm\n\nAd: all of it", False),
        ("So very lovely\nand warm\n\nAd\n#serum #skin #day https://shop.example/a", False),
        ("So very lovely\n\nAd\n\nand warm, too, on any day", True),
    ],
)
def test_not_amid_the_text(judge: Judge, text: str, late: bool) -> None:
    rule = x("placement", "{position: start_or_end, tolerance: 2}")
    assert said(judge(text, rule)) == ([(LATE, "breach")] if late else [])


def test_without_a_label_there_is_no_place_to_judge(judge: Judge) -> None:
    result = judge("So lovely", START)
    assert said(result) == []
    assert "gb.x" in result.passed


def test_a_label_with_a_slot_is_buried_as_the_tag_that_it_stands_in(judge: Judge) -> None:
    entries = label("Ad @{word}")
    assert said(judge("A weekend by the sea #sea #sand #ad @glow", BURIED, labels=entries)) == [(BURIED_TAG, "breach")]
    assert said(judge("A weekend by the sea. Ad @glow #sea #sand", BURIED, labels=entries)) == []


@pytest.mark.parametrize(
    ("text", "platform", "verdict"),
    [
        ("1/3 nine kettles\n2/3 Heath won\n3/3 #ad", "x", "non_compliant"),
        ("Kettles 🧵\n1/ nine of them\n2/ Heath won\n3/ #ad @heath", "bluesky", "non_compliant"),
        ("1/2 nine kettles\n2/2 #ad Heath paid me for all of these words", "x", "review"),
        ("1/2 #ad nine kettles\n2/2 Heath won", "x", "compliant"),
        ("1/3 nine kettles\n2/3 #ad Heath won\n3/3 good night", "x", "compliant"),
        ("1/2 cup flour\n2/3 cup sugar\n#ad with Heath", "x", "compliant"),
        ("2/2 cups\n#ad with Heath", "x", "compliant"),
        ("1/2 nine kettles\n2/2 #ad", "facebook", "compliant"),
    ],
)
def test_a_label_in_the_last_post_of_a_thread(judge: Judge, text: str, platform: str, verdict: str) -> None:
    rule = x("placement", "{position: before_fold}")
    assert judge(text, rule, platform=platform, surface="feed").verdict == verdict


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("I work at Glow, so this is an ad for you. Lovely", []),
        ("I work at Glow. Lovely soap. This is an ad", [LATE]),
        ("I work at Glow and slept so well and ran ten miles today, this is an ad", [LATE]),
        ("I paid for it myself, so nobody says this is an ad", [LATE]),
        ("I work at Glow, so lovely #ad", [LATE]),
        ("I work at Glow 🌊 #ad So lovely", []),
    ],
)
def test_what_tells_of_the_tie_may_come_before_the_label(judge: Judge, text: str, reasons: list[str]) -> None:
    words = (
        "language: en\nstatements:\n  - {kind: employee, patterns: ['work at {Brand}']}\n"
        "  - {kind: self_bought, patterns: [paid for it myself]}\n"
    )
    found = judge(text, START, labels=label("this is an ad"), words=words)
    assert said(found) == [(reason, "breach") for reason in reasons]
