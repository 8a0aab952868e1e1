"""The form of the check page, and what is kept of it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi import Request
from starlette.datastructures import FormData

from adhere.api.problems import InvalidPost
from adhere.post import Platform, Relationship
from adhere.rulebook import Rulebook
from adhere.web.forms import FIELDS, Filled, filled_in, first_visit
from adhere.web.languages import accepted, language_of
from adhere.web.preferences import local_path


def filled(**values: str) -> Filled:
    return filled_in(FormData([*values.items(), ("jurisdictions", "GB")]))


def request(cookie: str = "", languages: str = "", query: str = "") -> Request:
    headers = [(b"cookie", cookie.encode("latin-1")), (b"accept-language", languages.encode("latin-1"))]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": headers})


def test_a_post_is_what_was_filled_in() -> None:
    form = filled(
        text="a\r\nb\rc",
        platform="tiktok",
        relationship="gifted",
        overlay="one\r\n\r\ntwo",
        platform_label="no",
        followers="12 000",
        published_on="2026-03-02",
    )
    post = form.post()
    assert post.text == "a\nb\nc"
    assert (post.platform, post.relationship, post.platform_label) == (Platform.TIKTOK, Relationship.GIFTED, False)
    assert [words.text for words in post.overlay or []] == ["one", "two"]
    assert post.followers == 12_000
    assert post.jurisdictions == ["GB"]
    assert form.more


def test_what_is_left_empty_is_unknown() -> None:
    form = filled(text="a", platform="", surface="", overlay="", brand="")
    assert form.post().model_fields_set == {"text", "jurisdictions"}
    assert not form.more


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("platform", "instagran", "Did you mean 'instagram'"),
        ("followers", "-1", "whole number"),
        ("followers", "²", "whole number"),
        ("published_on", "soon", "published_on"),
        ("platform_label", "perhaps", "platform_label"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: str, message: str) -> None:
    with pytest.raises(InvalidPost, match=message):
        filled(**{"text": "a", name: value}).post()


def test_only_the_choices_are_kept(small: Rulebook) -> None:
    form = filled(text="secret", brand="secret", platform="tiktok", surface="story", relationship="paid")
    assert "secret" not in form.kept()
    again = first_visit(request(f"adhere_check={quote(form.kept(), safe='')}"), small)
    assert again.markets == ("GB",)
    assert again.values == dict.fromkeys(FIELDS, "") | {
        "platform": "tiktok",
        "surface": "story",
        "relationship": "paid",
    }


@pytest.mark.parametrize("cookie", ["", "%", "jurisdictions=ZZ,<b>", "\xff\xfe", "platform", "a=" + "b" * 10_000])
def test_a_cookie_that_says_nothing_is_no_harm(small: Rulebook, cookie: str) -> None:
    assert first_visit(request(f"adhere_check={cookie}"), small).markets == ()


@pytest.mark.parametrize(
    ("languages", "markets"), [("en-GB,en;q=0.5", ("GB",)), ("en", ()), ("en-XX", ()), ("", ()), (";;q=,-", ())]
)
def test_the_market_of_the_browsers_language(small: Rulebook, languages: str, markets: tuple[str, ...]) -> None:
    assert first_visit(request(languages=languages), small).markets == markets


@pytest.mark.parametrize(
    ("languages", "language"),
    [
        ("de", "de"),
        ("de-CH,en;q=0.8", "de"),
        ("fr,de;q=0.4,en;q=0.6", "en"),
        ("fr", "en"),
        ("de;q=0,en", "en"),
        ("q=,;q=x,DE-at", "de"),
    ],
)
def test_the_language_that_the_browser_likes_best(languages: str, language: str) -> None:
    assert language_of(request(languages=languages)) == language
    assert language_of(request(languages=languages, cookie="adhere_lang=de")) == "de"
    assert language_of(request(languages=languages, cookie="adhere_lang=de", query="lang=en")) == "en"
    assert all(accepted(request(languages=languages)))


@pytest.mark.parametrize(
    ("target", "path"), [("/rules?on=2024-01-01", "/rules?on=2024-01-01"), ("", "/"), ("rules", "/"), ("/a\nb", "/")]
)
def test_only_paths_of_this_service_are_led_back_to(target: str, path: str) -> None:
    assert local_path(target) == path
