from __future__ import annotations

from typing import Any

import pytest

from tests.checks.conftest import Judge, label, quotes, said, x


def media(demand: str, more: str = "") -> str:
    return x("media", f"{{demand: {demand}{more}}}")


def test_each_frame_of_a_story(judge: Judge) -> None:
    frames = [{"text": "Ad: hello", "frame": 1}, {"text": "lovely", "frame": 2}, {"text": "so", "frame": 2}]
    result = judge("", media("each_frame"), surface="story", overlay=frames)
    assert said(result) == [("label_not_conspicuous", "breach")]
    assert quotes(result) == ["lovely"]
    frames[2]["text"] = "Ad"
    assert said(judge("", media("each_frame"), surface="story", overlay=frames)) == []


def test_the_first_and_the_last_frame_of_a_story_may_be_for_a_person(judge: Judge) -> None:
    frames = [{"text": text, "frame": number} for number, text in enumerate(["Ad: hello", "lovely", "Ad: so"], 1)]
    ends = media("each_frame", ", ends: true")
    assert said(judge("", ends, surface="story", overlay=frames)) == [("label_not_conspicuous", "warning")]
    assert said(judge("", ends, surface="story", overlay=frames[:2])) == [("label_not_conspicuous", "breach")]
    assert said(judge("", media("each_frame"), surface="story", overlay=frames)) == [
        ("label_not_conspicuous", "breach")
    ]


def test_a_story_of_which_no_word_is_given_is_not_checked(judge: Judge) -> None:
    assert said(judge("", media("each_frame"), surface="story")) == [("not_checked", "note")]


def test_a_story_given_as_text_is_one_frame(judge: Judge) -> None:
    assert said(judge("Ad: hello", media("each_frame"), surface="story")) == []
    assert said(judge("Ad: hello", media("each_frame"), surface="feed", overlay=["lovely"])) == []


def test_in_the_video_itself(judge: Judge) -> None:
    rule = media("in_video")
    post: dict[str, Any] = {"surface": "video", "overlay": ["lovely"], "transcript": ["hello all"]}
    assert said(judge("Ad: lovely", rule, **post)) == [("label_not_in_video", "breach")]
    assert said(judge("Ad: lovely", rule, **post | {"overlay": ["Ad"]})) == []
    assert said(judge("Ad: lovely", rule, **post | {"transcript": ["this is an ad, hello all"]})) == []
    assert said(judge("Ad: lovely", rule, **post | {"surface": "feed"})) == []


@pytest.mark.parametrize("missing", ["overlay", "transcript"])
def test_a_video_that_is_not_given_is_a_note_that_says_what_to_supply(judge: Judge, missing: str) -> None:
    given = {"overlay": ["lovely"], "transcript": ["hello"]}
    del given[missing]
    result = judge("Ad: lovely", media("in_video"), surface="video", **given)
    assert said(result) == [("not_checked", "note")]
    assert f"`{missing}`" in next(each.remedy for each in result.findings)
    # what nobody gave does not turn a clear pass into a question
    assert result.verdict == "compliant"


def test_at_the_start_of_the_recording(judge: Judge) -> None:
    rule = media("at_start", ", within_seconds: 5")
    late = [{"text": "Ad", "start": 9}]
    assert said(judge("", rule, surface="video", overlay=late)) == [("label_too_late", "breach")]
    assert said(judge("", rule, surface="video", overlay=[{"text": "Ad", "start": 5}])) == []
    assert said(judge("", rule, surface="video", overlay=[{"text": "Ad"}])) == []
    assert said(judge("Ad: lovely", rule, surface="video", overlay=late)) == []


def test_a_live_broadcast_says_it_again(judge: Judge) -> None:
    rule = media("repeated")
    once, twice = ["this is an ad, hello"], ["this is an ad, hello", "more", "once more: ad"]
    post: dict[str, Any] = {"surface": "live", "overlay": []}
    assert said(judge("", rule, **post, transcript=once)) == [("label_not_conspicuous", "breach")]
    assert said(judge("", rule, **post, transcript=twice)) == []
    assert said(judge("", rule, surface="live", overlay=["Ad"], transcript=[])) == []
    assert said(judge("Ad: live now", rule, surface="live")) == [("not_checked", "note")]


def test_once_more_is_not_in_the_same_breath(judge: Judge) -> None:
    rule = media("repeated", ", apart_seconds: 60")
    post: dict[str, Any] = {"surface": "live", "duration": 3600}

    def spoken(*seconds: float | None) -> list[dict[str, Any]]:
        return [{"text": "this is an ad", "start": second} for second in seconds]

    assert said(judge("", rule, **post, overlay=[], transcript=spoken(5, 64))) == [("label_not_conspicuous", "breach")]
    assert said(judge("", rule, **post, overlay=[], transcript=spoken(5, 65))) == []
    assert said(judge("", rule, **post, overlay=[], transcript=spoken(5, None))) == []


def test_a_label_shown_for_a_moment_does_not_stay(judge: Judge) -> None:
    rule = media("repeated", ", share: 0.5")
    post: dict[str, Any] = {"surface": "live", "transcript": []}
    moment, long = [{"text": "Ad", "start": 0, "end": 10}], [{"text": "Ad", "start": 0, "end": 1800}]
    assert said(judge("", rule, **post, duration=3600, overlay=moment)) == [("label_not_conspicuous", "breach")]
    assert said(judge("", rule, **post, overlay=moment)) == [("label_not_conspicuous", "breach")]
    assert said(judge("", rule, **post, duration=3600, overlay=long)) == []
    assert said(judge("", rule, **post, overlay=long)) == []
    assert (
        said(judge("", rule, **post, duration=3600, overlay=[*moment, {"text": "Ad", "start": 1700, "end": 1710}]))
        == []
    )


def test_a_label_behind_the_fold_does_not_excuse_a_late_one(judge: Judge) -> None:
    rule = media("at_start", ", within_seconds: 5")
    late = [{"text": "Ad", "start": 50}]
    post: dict[str, Any] = {"platform": "instagram", "surface": "reel", "overlay": late}
    assert said(judge("Ad: lovely", rule, **post)) == []
    assert said(judge("lovely " * 60 + "\n#ad", rule, **post)) == [("label_too_late", "breach")]


def test_seen_and_heard(judge: Judge) -> None:
    rule = media("seen_and_heard")
    post: dict[str, Any] = {"surface": "video"}
    shown, spoken, silent = [{"text": "Ad"}], ["this is an ad"], ["hello"]
    assert said(judge("", rule, **post, overlay=shown, transcript=spoken)) == []
    assert said(judge("", rule, **post, overlay=shown, transcript=silent)) == [("label_not_conspicuous", "breach")]
    assert said(judge("", rule, **post, overlay=[], transcript=spoken)) == [("label_not_conspicuous", "breach")]
    assert said(judge("", rule, **post, overlay=shown)) == [("not_checked", "note")]
    assert said(judge("", rule, **post, transcript=spoken)) == [("not_checked", "note")]
    assert said(judge("Ad: lovely", rule, **post, overlay=[], transcript=silent)) == []
    assert said(judge("", rule, surface="feed", overlay=shown, transcript=silent)) == []


def test_the_caption_shows_what_is_said(judge: Judge) -> None:
    rule = media("seen_and_heard", ", caption_counts: true")
    shown, spoken, silent = [{"text": "Ad"}], ["this is an ad"], ["hello"]
    assert said(judge("Ad: lovely", rule, surface="video", overlay=[], transcript=spoken)) == []
    assert said(judge("", rule, surface="video", title="Ad: lovely", overlay=[], transcript=spoken)) == []
    assert said(judge("", rule, surface="video", overlay=[], transcript=spoken)) == [
        ("label_not_conspicuous", "breach")
    ]
    assert said(judge("Ad: lovely", rule, surface="video", overlay=shown, transcript=silent)) == [
        ("label_not_conspicuous", "breach")
    ]


def test_a_recording_without_picture_says_it(judge: Judge) -> None:
    rule = media("spoken")
    assert said(judge("Ad: lovely", rule, platform="podcast", transcript=["hello"])) == [
        ("label_not_conspicuous", "breach")
    ]
    assert said(judge("Ad: lovely", rule, platform="podcast", transcript=["this is an ad"])) == []
    assert said(judge("Ad: lovely", rule, platform="podcast")) == [("not_checked", "note")]
    assert said(judge("Ad: lovely", rule, platform="instagram")) == []


def test_words_that_cannot_be_read(judge: Judge) -> None:
    rule = media("legible")
    tiny = [{"text": "Ad", "legible": False}]
    assert said(judge("", rule, overlay=tiny)) == [("label_not_conspicuous", "breach")]
    assert said(judge("Ad: lovely", rule, overlay=tiny)) == []
    assert said(judge("", rule, overlay=["Ad"])) == []


def test_a_label_stays_on_the_video(judge: Judge) -> None:
    def found(*spans: tuple[float, float | None], **more: Any) -> list[tuple[str, str]]:
        overlay = [{"text": "Ad", "start": start, "end": end} for start, end in spans]
        post: dict[str, Any] = {"surface": "video", "duration": 60, "overlay": overlay}
        return said(judge("lovely", media("throughout", ", share: 0.5"), **post | more))

    assert found((0, 29)) == [("label_not_conspicuous", "breach")]
    assert found((0, 30)) == []
    # what is seen at the same time is seen once, and what comes after the end not at all
    assert found((0, 16), (0, 16)) == [("label_not_conspicuous", "breach")]
    assert found((0, 16), (40, 56)) == []
    assert found((45, 600)) == [("label_not_conspicuous", "breach")]
    # nobody can tell without the length; without its end a label is taken to stay until that of the video
    assert found((0, 3), duration=None) == []
    assert found((0, 3), (10, None)) == []
    assert found((31, None)) == [("label_not_conspicuous", "breach")]
    assert found((0, 3), surface="feed") == []


def test_a_title_carries_the_label_where_the_pack_says_so(judge: Judge) -> None:
    post: dict[str, Any] = {"surface": "video", "title": "Ad: lovely", "overlay": [], "transcript": []}
    assert said(judge("hello", media("in_video"), **post)) == [("label_not_in_video", "breach")]
    assert said(judge("hello", media("in_video", ", title_counts: true"), **post)) == []


@pytest.mark.parametrize(
    ("duration", "shown", "enough"),
    [
        (15, 3, True),
        (15, 2, False),
        (16, 3, False),
        (90, 29, False),
        (90, 30, True),
        (500, 20, True),
        (500, 19, False),
        (2, 2, True),
    ],
)
def test_how_long_a_label_stays_by_the_length_of_the_video(
    judge: Judge, duration: float, shown: float, enough: bool
) -> None:
    rule = media("throughout", ", stays: [{up_to: 15, seconds: 3}, {up_to: 120, share: 0.33}, {seconds: 20}]")
    overlay = [{"text": "Ad", "start": 0, "end": shown}]
    found = judge("", rule, surface="video", duration=duration, overlay=overlay)
    assert said(found) == ([] if enough else [("label_not_conspicuous", "breach")])


def test_a_story_whose_label_is_only_spoken_carries_none_on_its_frames(judge: Judge) -> None:
    frames = [{"text": "so soft", "frame": 1}]
    spoken = judge("", media("each_frame"), surface="story", overlay=frames, transcript=["this is an ad for Glow"])
    assert said(spoken) == [("label_not_conspicuous", "breach")]
    assert said(judge("", media("each_frame"), surface="story", overlay=frames)) == []


def test_a_long_video_says_it_again(judge: Judge) -> None:
    rule = media("repeated", ", videos_over: 300, apart_seconds: 30")
    start, late = {"text": "Ad", "start": 0, "end": 5}, {"text": "Ad", "start": 590, "end": 595}
    post: dict[str, Any] = {"surface": "video", "duration": 600, "transcript": []}
    assert said(judge("", rule, **post, overlay=[start])) == [("label_not_conspicuous", "breach")]
    assert said(judge("", rule, **post, overlay=[start, late])) == []
    assert said(judge("", rule, **post | {"duration": 60}, overlay=[start])) == []
    # beside the video, or to stay: it is seen at any time
    assert said(judge("Ad: lovely", rule, **post, overlay=[start])) == []
    assert said(judge("", rule, **post, overlay=[start], title="Ad: lovely")) == []
    assert said(judge("", rule, **post, overlay=[{"text": "Ad", "start": 0}])) == []
    # no label in it: another rule speaks of that
    assert said(judge("", rule, **post, overlay=["lovely"])) == []
    assert said(judge("", media("repeated"), **post, overlay=[start])) == []


def test_the_length_of_a_video_is_what_is_given_of_it(judge: Judge) -> None:
    rule = media("repeated", ", videos_over: 300")
    told = {"text": "this is an ad, hello", "start": 0}
    assert said(judge("", rule, surface="video", transcript=[told, {"text": "bye", "start": 400}])) == [
        ("label_not_conspicuous", "breach")
    ]
    assert said(judge("", rule, surface="video", transcript=[told, {"text": "bye", "start": 200}])) == []
    assert said(judge("", rule, surface="video", transcript=[told])) == []


def test_a_broadcast_begins_with_it_where_a_market_asks_so(judge: Judge) -> None:
    late = [{"text": "hello", "start": 0}, {"text": "this is an ad, by the way", "start": 900}]
    assert said(judge("", media("at_start", ", live: true"), surface="live", transcript=late)) == [
        ("label_too_late", "breach")
    ]
    assert said(judge("", media("at_start"), surface="live", transcript=late)) == [("label_too_late", "warning")]
    for given in ([*late, {"text": "lovely", "start": 1900}], late[1:]):
        assert said(judge("", media("at_start"), surface="live", transcript=given)) == []


def test_a_label_at_the_end_of_a_short_video_is_late(judge: Judge) -> None:
    rule = media("at_start", ", within_share: 0.5")
    late = [{"text": "Ad", "start": 28, "end": 30}]
    assert said(judge("", rule, surface="video", overlay=late, duration=30)) == [("label_too_late", "breach")]
    assert said(judge("", rule, surface="video", overlay=late, duration=58)) == []
    assert said(judge("", rule, surface="video", overlay=[{"text": "Ad", "start": 6}], duration=9)) == []
    assert said(judge("", media("at_start"), surface="video", overlay=late, duration=30)) == []
    # by what is said, where enough of it is given
    words = [
        {"text": "hello", "start": 0},
        {"text": "lovely", "start": 15},
        {"text": "this is an ad, bye", "start": 40},
    ]
    assert said(judge("", rule, surface="video", transcript=words)) == [("label_too_late", "breach")]
    assert said(judge("", rule, surface="video", transcript=words[2:])) == []


def test_a_label_opens_a_part_of_a_podcast(judge: Judge) -> None:
    hello, told = {"text": "hello", "start": 0}, {"text": "now an ad", "start": 300}
    praise = {"text": "the app of @lumen is easy, code JO10", "start": 305}
    rule, kind = media("at_start"), {"platform": "podcast", "surface": "other"}
    assert said(judge("", rule, **kind, transcript=[hello, told, praise])) == []
    assert said(judge("", rule, **kind, transcript=[told, praise])) == []
    assert said(judge("", rule, **kind, transcript=[hello, told])) == [("label_too_late", "breach")]
    before = [{"text": praise["text"], "start": 5}, told, {"text": "bye", "start": 400}]
    assert said(judge("", rule, **kind, transcript=before)) == [("label_too_late", "breach")]
    # in one piece with what it opens, and with the word that ends it
    piece = {"text": "An ad. The app of Lumen is easy to learn from. End of the ad.", "start": 300}
    assert said(judge("", rule, **kind, transcript=[hello, piece])) == []
    closing = {"text": "The app of Lumen is easy to learn from. That was an ad.", "start": 300}
    assert said(judge("", rule, **kind, transcript=[hello, closing])) == [("label_too_late", "breach")]
    # three pieces that are told do not say that all is over with them
    share, soon = media("at_start", ", within_share: 0.5"), {"text": "now an ad", "start": 55}
    assert said(judge("", share, **kind, transcript=[hello, soon, {**praise, "start": 60}])) == []
    assert said(judge("", share, **kind, transcript=[hello, {**praise, "start": 5}, soon])) != []
    assert said(judge("", rule, surface="video", transcript=[hello, told, praise])) == [("label_too_late", "breach")]


def test_a_label_opens_a_part_of_a_video_where_the_pack_says_so(judge: Judge) -> None:
    told = [{"text": "hello", "start": 0}, {"text": "back to the saw", "start": 380}]
    shown = [{"text": "Ad", "start": 300, "end": 370}]
    in_time, left_open = media("at_start", ", parts: in_time"), media("at_start", ", parts: open")
    assert said(judge("", in_time, surface="video", transcript=told, overlay=shown)) == []
    assert said(judge("", left_open, surface="video", transcript=told, overlay=shown)) == [
        ("label_too_late", "warning")
    ]
    # the last word, or a title that names whom the video is about
    late = [("label_too_late", "breach")]
    assert said(judge("", in_time, surface="video", transcript=told[:1], overlay=shown)) == late
    assert said(judge("", in_time, surface="video", title="@lumen tested", transcript=told, overlay=shown)) == late


def test_a_label_that_closes_a_video_opens_no_part(judge: Judge) -> None:
    in_time = media("at_start", ", parts: in_time")
    hello, saw = {"text": "hello", "start": 0}, {"text": "the saw from Old Elmwood cuts anything", "start": 302}
    told = {"text": "this part is an ad for Old Elmwood", "start": 300}
    assert said(judge("", in_time, surface="video", transcript=[hello, told, saw])) == []
    # said in one piece with the label
    whole = {"text": "this part is an ad. Old Elmwood make saws that cut anything", "start": 300}
    assert said(judge("", in_time, surface="video", transcript=[hello, whole])) == []
    late = [("label_too_late", "breach")]
    # the same words after a name that stood before, a guess, so a person decides; a podcast is not guessed at
    before = {"text": "look at this saw from Old Elmwood", "start": 40}
    assert said(judge("", in_time, surface="video", transcript=[hello, before, told, saw])) == [
        ("label_too_late", "warning")
    ]
    podcast = {"platform": "podcast", "surface": "other"}
    assert said(judge("", media("at_start"), **podcast, transcript=[hello, before, told, saw])) == []
    # with no more behind them, or with the video over
    ends = [hello, told, {"text": "it was an ad", "start": 301}]
    assert said(judge("", in_time, surface="video", transcript=ends)) == late
    # announced, and ended a minute later
    ended = [hello, told, {"text": "it was an ad", "start": 360}]
    assert said(judge("", in_time, surface="video", transcript=ended)) == []
    assert said(judge("", in_time, surface="video", transcript=[hello, told, saw], duration=310)) == late


def test_a_label_that_is_heard_alone(judge: Judge) -> None:
    rule = media("seen_and_heard", ", caption_counts: true, sound_off: true")
    told = [{"text": "this video is an ad for Lumen", "start": 0}]
    alone = [("label_not_conspicuous", "breach")]
    assert said(judge("So warm", rule, surface="video", transcript=told, overlay=[])) == alone
    assert said(judge("Ad: so warm", rule, surface="video", transcript=told, overlay=[])) == []
    shown = [{"text": "Ad", "start": 0}]
    assert said(judge("So warm", rule, surface="video", transcript=[], overlay=shown)) == []


def test_each_of_several_pictures(judge: Judge) -> None:
    rule = media("each_frame", ", pictures: true")
    pictures = [{"text": "Ad: hello", "frame": 1}, {"text": "lovely", "frame": 2}]
    assert said(judge("So warm", rule, surface="feed", overlay=pictures)) == [("label_not_conspicuous", "breach")]
    assert said(judge("Ad: so warm", rule, surface="feed", overlay=pictures)) == []
    assert said(judge("So warm", rule, surface="feed", overlay=pictures[:1])) == []
    assert said(judge("So warm", rule, surface="feed", overlay=[pictures[0], {"text": "Ad", "frame": 2}])) == []
    assert said(judge("So warm", media("each_frame"), surface="feed", overlay=pictures)) == []


def test_a_label_that_passes_in_a_blink(judge: Judge) -> None:
    rule = media("throughout", ", stays: [{seconds: 1, share: 0.01}]")
    blink = [{"text": "Ad", "start": 3, "end": 3.3}]
    assert said(judge("", rule, surface="video", overlay=blink)) == [("label_not_conspicuous", "breach")]
    assert said(judge("", rule, surface="video", overlay=[{"text": "Ad", "start": 3, "end": 5}])) == []
    assert said(judge("", rule, surface="video", overlay=[{"text": "Ad", "start": 3}])) == []
    assert said(judge("", rule, surface="video", overlay=blink, duration=60)) == [("label_not_conspicuous", "breach")]
    assert said(judge("", media("throughout"), surface="video", overlay=blink)) == []


def test_no_frame_promotes_before_the_first_label(judge: Judge) -> None:
    rule = media("first_frame")
    late = [{"text": "lovely @glow", "frame": 1}, {"text": "so soft", "frame": 2}, {"text": "Ad", "frame": 3}]
    result = judge("", rule, surface="story", overlay=late)
    assert said(result) == [("label_too_late", "breach")]
    assert quotes(result) == ["lovely @glow"]
    early = [{"text": "good morning", "frame": 1}, {"text": "Ad @glow", "frame": 2}, {"text": "@glow", "frame": 3}]
    assert said(judge("", rule, surface="story", overlay=early)) == []
    assert said(judge("", rule, surface="feed", overlay=late)) == []


def test_a_brand_that_the_caller_names_promotes_too(judge: Judge) -> None:
    frames = [{"text": "my Glow serum", "frame": 1}, {"text": "Ad", "frame": 2}]
    assert said(judge("", media("first_frame"), surface="story", overlay=frames)) == []
    assert said(judge("", media("first_frame"), surface="story", overlay=frames, brand="Glow")) == [
        ("label_too_late", "breach")
    ]
    frames[0] = {"text": "glowing skin", "frame": 1}
    assert said(judge("", media("first_frame"), surface="story", overlay=frames, brand="Glow")) == []


def test_a_frame_that_asks_to_buy_promotes_too(judge: Judge) -> None:
    frames = [{"text": "so soft", "frame": 1}, {"text": "swipe up to shop", "frame": 2}, {"text": "Ad", "frame": 3}]
    result = judge("", media("first_frame"), surface="story", overlay=frames)
    assert said(result) == [("label_too_late", "breach")]
    assert quotes(result) == ["swipe up to shop"]
    frames[1] = {"text": "what a day", "frame": 2}
    assert said(judge("", media("first_frame"), surface="story", overlay=frames)) == []


def test_a_podcast_says_it_again(judge: Judge) -> None:
    rule = media("repeated")
    post: dict[str, Any] = {"platform": "podcast", "surface": "other"}

    def spoken(*seconds: float | None) -> list[dict[str, Any]]:
        return [{"text": "this is an ad", "start": second} for second in seconds]

    assert said(judge("", rule, **post, transcript=spoken(0))) == [("label_not_conspicuous", "breach")]
    assert said(judge("", rule, **post, transcript=spoken(0, 1800))) == []
    assert said(judge("", rule, **post, transcript=spoken(0, None))) == []
    assert said(judge("Ad: lovely", rule, **post, transcript=["hello all"])) == []


def test_a_transcript_in_one_piece_says_it_again_much_later(judge: Judge) -> None:
    rule = media("repeated")
    post: dict[str, Any] = {"platform": "podcast", "surface": "other"}
    assert said(judge("", rule, **post, transcript="this is an ad. this is an ad, hello all")) == [
        ("label_not_conspicuous", "breach")
    ]
    talk = "we talk about bread and the oven " * 10
    assert said(judge("", rule, **post, transcript=f"this is an ad. {talk} this is an ad")) == []


def test_a_broadcast_tells_it_late_where_it_is_half_over(judge: Judge) -> None:
    rule = media("at_start", ", within_seconds: 5")

    def told(start: int, duration: int | None) -> list[tuple[str, str]]:
        transcript = [{"text": "hello all", "start": 0}, {"text": "this is an ad", "start": start}]
        post: dict[str, Any] = {"surface": "live", "overlay": [], "transcript": transcript}
        return said(judge("", rule, **post | ({"duration": duration} if duration else {})))

    assert told(3500, 3600) == [("label_too_late", "breach")]
    assert told(3500, None) == [("label_too_late", "warning")]
    assert told(600, 3600) == []


def test_a_broadcast_told_in_one_piece_repeats_its_label_in_another_sentence(judge: Judge) -> None:
    live: dict[str, Any] = {"surface": "live", "overlay": []}
    labels = label("is paid for by Glow")
    again = [{"text": "This is paid for by Glow. Look at that shine! It is paid for by Glow, remember.", "start": 0}]
    at_once = [{"text": "This is paid for by Glow, it is paid for by Glow. Look at that shine!", "start": 0}]
    assert said(judge("", media("repeated"), labels=labels, transcript=again, **live)) == []
    once = judge("", media("repeated"), labels=labels, transcript=at_once, **live)
    assert said(once) == [("label_not_conspicuous", "breach")]


def test_a_label_in_the_title_stays_beside_a_video_that_shows_it_briefly(judge: Judge) -> None:
    rule = media("throughout", ", stays: [{seconds: 5}], caption_counts: true")
    blink = {"surface": "video", "overlay": [{"text": "Ad", "start": 0, "end": 1}]}
    for length in ({}, {"duration": 300}):
        assert said(judge("lovely", rule, title="Socks", **blink | length)) == [("label_not_conspicuous", "breach")]
        assert said(judge("lovely", rule, title="Ad: socks", **blink | length)) == []
