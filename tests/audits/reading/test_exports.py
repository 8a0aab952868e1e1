"""The exports and answers of well-known services, with invented records."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import lzma
from typing import Any

import pytest

from adhere.audits.reading.exports import EXPORTS
from adhere.errors import InputError
from adhere.post import Platform, Surface
from tests.audits.reading.conftest import Write, only, post, posts, rows

MARCH = dt.date(2026, 3, 2)
INSTALOADER: dict[str, Any] = {
    "node": {
        "__typename": "GraphImage",
        "id": "3300000000000000001",
        "shortcode": "EXAMPLE0002",
        "taken_at_timestamp": 1772442840,
        "product_type": "clips",
        "owner": {"id": "42", "username": "lou.mange", "edge_followed_by": {"count": 8100}},
        "edge_media_to_caption": {"edges": [{"node": {"text": "Collaboration commerciale avec @maisonverdane"}}]},
        "edge_media_to_sponsor_user": {"edges": []},
        "edge_media_to_tagged_user": {"edges": [{"node": {"user": {"username": "maisonverdane"}}}]},
        "is_paid_partnership": True,
    },
    "instaloader": {"version": "4.14", "node_type": "Post"},
}
TWEET: dict[str, Any] = {
    "id": "2000000000000000001",
    "text": "#ad my desk lamp from @lumenka",
    "author_id": "7",
    "created_at": "2026-03-02T09:14:00.000Z",
    "lang": "en",
    "edit_history_tweet_ids": ["2000000000000000001"],
    "paid_partnership": True,
}
USERS = {"users": [{"id": "7", "username": "desk_dora", "public_metrics": {"followers_count": 18200}}]}
VIDEO: dict[str, Any] = {
    "kind": "youtube#video",
    "id": "EXAMPLE0003",
    "snippet": {
        "publishedAt": "2026-03-02T09:14:00Z",
        "channelId": "UCexample",
        "channelTitle": "Tobis Werkstatt",
        "title": "Anzeige: drei Akkuschrauber im Test",
        "description": "Dieses Video wird gesponsert von Bohrwerk.",
        "tags": ["werkzeug"],
        "defaultAudioLanguage": "de",
    },
    "contentDetails": {"duration": "PT9M12S"},
    "paidProductPlacementDetails": {"hasPaidProductPlacement": True},
}
TIKTOK = {
    "id": 7300000000000000001,
    "username": "kasia.czyta",
    "create_time": 1772442840,
    "region_code": "PL",
    "video_description": "#reklama nowa lampka od @lumenka",
    "voice_to_text": "cześć",
}
SKY = {
    "uri": "at://did:plc:example/app.bsky.feed.post/3kexample",
    "author": {"did": "did:plc:example", "handle": "desk-dora.example"},
    "record": {
        "$type": "app.bsky.feed.post",
        "text": "Ad: the lamp I keep recommending",
        "createdAt": "2026-03-02T09:14:00.000Z",
        "langs": ["en"],
    },
}
REDDIT = {
    "id": "1exmpl",
    "name": "t3_1exmpl",
    "title": "[Sponsored] My review of the Lumenka lamp",
    "selftext": "Lumenka sent me this.",
    "author": "desk_dora",
    "subreddit": "desks",
    "created_utc": 1772442840.0,
    "permalink": "/r/desks/comments/1exmpl/sponsored_my_review/",
}
GRAPH = {
    "id": "17900000000000002",
    "caption": "Ad: trail shoes from @northfell, size up",
    "media_type": "CAROUSEL_ALBUM",
    "media_product_type": "FEED",
    "permalink": "https://www.instagram.com/p/EXAMPLE0001/",
    "timestamp": "2026-03-02T09:14:00+0000",
    "username": "ines.runs",
    "children": {"data": [{"id": "1", "media_type": "IMAGE"}]},
}
LIBRARY = {
    "id": "17900000000000001",
    "text": "Anzeige | Neuer Lieblingstee von @teehaus.lindau",
    "creation_time": "2026-03-02T09:14:00+00:00",
    "lang": "de",
    "media_type": "REELS",
    "post_owner.id": "1",
    "post_owner.username": "mira.kocht",
    "is_branded_content": "true",
    "mcl_url": "https://example.invalid/mcl/1",
}


def table(*records: dict[str, Any], separator: str = ",") -> str:
    """Records as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(records[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


@pytest.mark.parametrize("name", ["posts.json", "posts.json.xz"])
def test_instaloader(write: Write, name: str) -> None:
    content = json.dumps(INSTALOADER, indent=4).encode()
    path = write(name, lzma.compress(content) if name.endswith("xz") else content)
    (row,) = rows(path)
    assert only(path).format == "instaloader"
    assert row.url == "https://www.instagram.com/p/EXAMPLE0002/"
    found = post(path)
    assert (found.id, found.text) == ("EXAMPLE0002", "Collaboration commerciale avec @maisonverdane")
    assert (found.author, found.followers, found.published_on) == ("lou.mange", 8100, MARCH)
    assert (found.platform, found.surface, found.platform_label) == (Platform.INSTAGRAM, Surface.REEL, True)
    assert found.tags == ["maisonverdane"]


def test_instaloader_without_a_caption_or_a_flag(write: Write) -> None:
    plain = json.loads(json.dumps(INSTALOADER))
    plain["node"] |= {"is_paid_partnership": False, "edge_media_to_caption": {"edges": []}}
    sponsored = json.loads(json.dumps(plain))
    sponsored["node"]["edge_media_to_sponsor_user"] = {"edges": [{"node": {"sponsor": {"username": "maisonverdane"}}}]}
    first, second = posts(write("posts.jsonl", json.dumps(plain) + "\n" + json.dumps(sponsored)))
    assert (first.text, first.platform_label) == ("", None)
    assert second.platform_label is True


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"data": [TWEET], "includes": USERS}),
        json.dumps({"includes": USERS, "data": [TWEET], "meta": {}}, indent=2),
        json.dumps({"data": [TWEET], "includes": USERS}) + "\n" + json.dumps({"data": [], "includes": USERS}),
        json.dumps({**TWEET, "author": USERS["users"][0]}),
    ],
)
def test_x_joins_the_author(write: Write, content: str) -> None:
    path = write("posts.json", content)
    source = only(path)
    assert source.format == "x_tweet_v2"
    (row, *_) = source.rows()
    assert row.url == "https://x.com/desk_dora/status/2000000000000000001"
    found = row.post
    assert found is not None
    assert (found.author, found.followers, found.published_on, found.language) == ("desk_dora", 18200, MARCH, "en")
    assert (found.platform, found.platform_label) == (Platform.X, True)


def test_x_long_posts_and_missing_authors_and_flags(write: Write) -> None:
    long = {**TWEET, "note_tweet": {"text": "the whole long text"}, "author_id": "8", "paid_partnership": False}
    bare = {"id": "1", "text": "b", "edit_history_tweet_ids": ["1"]}
    first, second = rows(write("posts.json", json.dumps({"data": [long, bare], "includes": USERS})))
    assert first.post is not None
    assert second.post is not None
    assert (first.post.text, first.post.author, first.post.platform_label) == ("the whole long text", None, False)
    assert second.post.platform_label is None
    assert second.url == "https://x.com/i/status/1"


def test_youtube(write: Write) -> None:
    answer = {"kind": "youtube#videoListResponse", "items": [VIDEO], "pageInfo": {"totalResults": 1}}
    path = write("videos.json", json.dumps(answer))
    (row,) = rows(path)
    assert only(path).format == "youtube_video_v3"
    assert row.url == "https://www.youtube.com/watch?v=EXAMPLE0003"
    found = post(path)
    assert (found.title, found.text) == (VIDEO["snippet"]["title"], VIDEO["snippet"]["description"])
    assert (found.author, found.duration, found.language, found.published_on) == ("Tobis Werkstatt", 552.0, "de", MARCH)
    assert (found.platform, found.surface, found.platform_label) == (Platform.YOUTUBE, Surface.VIDEO, True)


def test_youtube_tells_no_surface_of_what_may_be_a_short_and_no_label_that_it_does_not_show(write: Write) -> None:
    video = {
        **VIDEO,
        "contentDetails": {"duration": "PT45S"},
        "id": {"kind": "youtube#video", "videoId": "EXAMPLE0009"},
    }
    del video["paidProductPlacementDetails"]
    found = post(write("videos.json", json.dumps([video])))
    assert (found.id, found.surface, found.platform_label) == ("EXAMPLE0009", None, None)


def test_tiktok(write: Write) -> None:
    path = write(
        "videos.json",
        json.dumps({"data": {"videos": [TIKTOK], "cursor": 1, "has_more": False}, "error": {"code": "ok"}}),
    )
    (row,) = rows(path)
    assert only(path).format == "tiktok_research_video"
    assert row.url == "https://www.tiktok.com/@kasia.czyta/video/7300000000000000001"
    found = post(path)
    assert (found.id, found.author, found.published_on) == ("7300000000000000001", "kasia.czyta", MARCH)
    assert found.text == "#reklama nowa lampka od @lumenka"
    assert found.transcript is not None
    assert found.transcript[0].text == "cześć"
    assert (found.platform, found.surface, found.platform_label) == (Platform.TIKTOK, Surface.VIDEO, None)


def test_the_list_of_labelled_tiktok_videos_has_no_words(write: Write) -> None:
    record = {
        "id": "1",
        "create_date": "20260302",
        "label": "Paid partnership",
        "brand_names": ["Lumenka"],
        "videos": [{"id": 7}],
    }
    with pytest.raises(InputError, match="without their words"):
        only(write("ads.json", json.dumps([record])))


@pytest.mark.parametrize("wrapped", [[SKY], {"posts": [SKY]}, {"feed": [{"post": SKY, "reply": {}}], "cursor": "x"}])
def test_bluesky(write: Write, wrapped: Any) -> None:
    path = write("posts.json", json.dumps(wrapped))
    (row,) = rows(path)
    assert only(path).format == "bluesky_post"
    assert row.url == "https://bsky.app/profile/desk-dora.example/post/3kexample"
    found = post(path)
    assert (found.text, found.author, found.language) == ("Ad: the lamp I keep recommending", "desk-dora.example", "en")
    assert (found.published_on, found.platform) == (MARCH, Platform.BLUESKY)


def test_bluesky_bare_record(write: Write) -> None:
    found = post(write("posts.jsonl", json.dumps(SKY["record"])))
    assert (found.text, found.platform) == ("Ad: the lamp I keep recommending", Platform.BLUESKY)


@pytest.mark.parametrize(
    "wrapped", [[REDDIT], {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": REDDIT}]}}]
)
def test_reddit(write: Write, wrapped: Any) -> None:
    path = write("posts.json", json.dumps(wrapped))
    (row,) = rows(path)
    assert only(path).format == "reddit_submission"
    assert row.url == "https://www.reddit.com/r/desks/comments/1exmpl/sponsored_my_review/"
    found = post(path)
    assert (found.title, found.text, found.author) == (REDDIT["title"], "Lumenka sent me this.", "desk_dora")
    assert (found.published_on, found.platform) == (MARCH, Platform.REDDIT)


@pytest.mark.parametrize("wrapped", [[GRAPH], {"data": [GRAPH], "paging": {}}, GRAPH])
def test_instagram_graph(write: Write, wrapped: Any) -> None:
    path = write("media.json", json.dumps(wrapped))
    (row,) = rows(path)
    assert only(path).format == "instagram_graph_media"
    assert row.url == "https://www.instagram.com/p/EXAMPLE0001/"
    found = post(path)
    assert (found.text, found.author, found.published_on) == (GRAPH["caption"], "ines.runs", MARCH)
    assert (found.platform, found.surface) == (Platform.INSTAGRAM, Surface.FEED)


@pytest.mark.parametrize("name", ["library.csv", "library.json"])
def test_meta_content_library(write: Write, name: str) -> None:
    path = write(name, table(LIBRARY) if name.endswith("csv") else json.dumps([LIBRARY]))
    source = only(path)
    assert source.format == "meta_content_library"
    assert source.caution is not None
    found = post(path, defaults={"platform": "instagram"})
    assert (found.text, found.author, found.language) == (LIBRARY["text"], "mira.kocht", "de")
    assert (found.platform, found.surface, found.platform_label) == (Platform.INSTAGRAM, Surface.REEL, True)


def test_crowdtangle_facebook(write: Write) -> None:
    record = {
        "Page Name": "Ines Runs",
        "User Name": "ines.runs",
        "Followers at Posting": "15,200",
        "Post Created": "2023-03-02 09:14:00 EST",
        "Type": "Photo",
        "URL": "https://www.facebook.com/100/posts/200",
        "Message": "Thanks to Northfell for the shoes #ad",
        "Image Text": "Northfell",
        "Sponsor Id": "300",
        "Sponsor Name": "Northfell",
    }
    path = write("ct.csv", table(record, {**record, "Sponsor Id": "", "Sponsor Name": ""}))
    assert only(path).format == "crowdtangle_facebook_csv"
    assert only(path).unused == ()
    first, second = posts(path)
    assert (first.author, first.followers, first.published_on) == ("ines.runs", 15200, dt.date(2023, 3, 2))
    assert (first.platform, first.platform_label, second.platform_label) == (Platform.FACEBOOK, True, None)
    assert first.overlay is not None


def test_crowdtangle_instagram(write: Write) -> None:
    record = {
        "Account": "Lou Mange",
        "User Name": "lou.mange",
        "Followers at Posting": "8100",
        "Post Created": "2023-03-02 09:14:00 CET",
        "Type": "Album",
        "URL": "https://www.instagram.com/p/EXAMPLE0004/",
        "Description": "Publicité : les couteaux de Verdane",
    }
    path = write("ct.csv", table(record))
    assert only(path).format == "crowdtangle_instagram_csv"
    found = post(path)
    assert (found.text, found.author, found.surface) == (record["Description"], "lou.mange", Surface.FEED)
    assert (found.platform, found.platform_label) == (Platform.INSTAGRAM, None)


def test_brandwatch_below_its_report_data(write: Write) -> None:
    record = {
        "Query Id": "1",
        "Query Name": "lamps",
        "Date": "2026-03-02 09:14:00.0",
        "Title": "",
        "Snippet": "#ad my desk lamp",
        "Full Text": "#ad my desk lamp from @lumenka",
        "Author": "desk_dora",
        "Url": "https://x.com/desk_dora/status/1",
        "Page Type": "twitter",
        "Language": "en",
        "Twitter Followers": "18200",
    }
    content = "Report:,lamps\nBrand:,\nFrom:,2026-03-01\n\n" + table(
        record, {**record, "Full Text": "", "Page Type": "forum"}
    )
    path = write("bw.csv", content)
    assert only(path).format == "brandwatch_csv"
    first, second = posts(path)
    assert (first.text, first.author, first.followers) == ("#ad my desk lamp from @lumenka", "desk_dora", 18200)
    assert (first.platform, first.published_on) == (Platform.X, MARCH)
    assert (second.text, second.platform) == ("#ad my desk lamp", Platform.OTHER)


@pytest.mark.parametrize("nested", [False, True])
def test_talkwalker(write: Write, nested: bool) -> None:
    record: dict[str, Any] = {
        "url": "https://x.com/desk_dora/status/1",
        "title": "",
        "content": "#ad my desk lamp from @lumenka",
        "published": 1772442840000,
        "lang": "en",
        "source_type": ["TWITTER"] if nested else "TWITTER",
        "reach": "18200",
    }
    names = {"name": "Dora", "short_name": "desk_dora"}
    record |= (
        {"extra_author_attributes": names} if nested else {f"extra_author_attributes.{k}": v for k, v in names.items()}
    )
    path = write("tw.json", json.dumps([record])) if nested else write("tw.csv", table(record, separator=";"))
    assert only(path).format == "talkwalker_export"
    found = post(path)
    assert (found.text, found.author, found.platform) == (record["content"], "desk_dora", Platform.X)
    assert (found.published_on, found.id) == (MARCH, record["url"])


def test_meltwater_in_utf_16_with_tabs(write: Write) -> None:
    record = {
        "Date": "2026-03-02",
        "Headline": "",
        "URL": "https://x.com/desk_dora/status/1",
        "Opening Text": "#ad my desk lamp",
        "Hit Sentence": "#ad my desk lamp from @lumenka",
        "Source": "Twitter",
        "Influencer": "@desk_dora",
        "Country": "United Kingdom",
        "Language": "English",
        "Reach": "18200",
    }
    path = write("mw.csv", table(record, separator="\t"), "utf-16")
    source = only(path)
    assert source.format == "meltwater_export"
    assert source.caution is not None
    assert "Country" in source.unused
    found = post(path)
    assert (found.text, found.author, found.platform) == (record["Hit Sentence"], "@desk_dora", Platform.X)
    assert (found.language, found.jurisdictions) == ("en", None)
    assert post(path, overrides={"jurisdictions": "Country"}).jurisdictions == ["GB"]


def test_overrides_win_over_what_the_export_says(write: Write) -> None:
    path = write("videos.json", json.dumps([VIDEO]))
    found = post(path, overrides={"text": "snippet.title", "author": "snippet.channelId", "platform_label": ""})
    assert (found.text, found.author, found.platform_label) == (VIDEO["snippet"]["title"], "UCexample", None)


def test_what_an_export_is_wins_over_defaults(write: Write) -> None:
    found = post(write("videos.json", json.dumps([VIDEO])), defaults={"platform": "tiktok", "relationship": "paid"})
    assert (found.platform, found.relationship.value) == (Platform.YOUTUBE, "paid")


def test_every_export_has_words_or_says_why_not() -> None:
    assert all("text" in export.paths or export.refused for export in EXPORTS)
    assert len({export.id for export in EXPORTS}) == len(EXPORTS)
