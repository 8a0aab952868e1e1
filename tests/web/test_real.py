"""The check page over the real rules and classifier: it says what the API says, of the sample posts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from adhere.web.words import WORDS
from tests.web.conftest import OpenPage, choose_markets, folder

SAMPLES: list[dict[str, Any]] = [
    json.loads(line) for line in (folder() / "examples" / "posts.jsonl").read_text("utf-8").splitlines()
]
SELECTS = ("platform", "surface", "relationship", "altered_image", "audience")
WRITTEN = ("text", "title", "brand", "author", "sector", "published_on", "profile", "first_comment")


def fill(page: Page, post: dict[str, Any]) -> None:
    page.goto("/")
    choose_markets(page, *post["jurisdictions"])
    page.get_by_text("More about the post").click()
    for name in SELECTS:
        if name in post:
            page.locator(f"#{name}").select_option(post[name])
    if "platform_label" in post:
        page.locator("#platform_label").select_option("yes" if post["platform_label"] else "no")
    for name in WRITTEN:
        if name in post:
            page.locator(f"#{name}").fill(post[name])


@pytest.mark.parametrize("post", SAMPLES, ids=lambda post: post["id"])
def test_the_page_says_what_the_api_says(open_page: OpenPage, real_server: str, post: dict[str, Any]) -> None:
    known = {*SELECTS, *WRITTEN, "id", "jurisdictions", "platform_label"}
    asked = {name: value for name, value in post.items() if name in known}
    page = open_page(real_server)
    report = page.request.post("/v1/check", data=asked).json()
    fill(page, asked)
    page.get_by_role("button", name="Check", exact=True).click()
    for result in report["results"]:
        row = page.locator(".verdicts li").filter(has=page.locator(f'a[href="/rules/{result["jurisdiction"]}"]'))
        expect(row.locator(".badge")).to_have_text(WORDS["verdict"][result["verdict"]])
    messages = {finding["message"] for result in report["results"] for finding in result["findings"]}
    expect(page.locator(".finding")).to_have_count(len({repr(f) for r in report["results"] for f in r["findings"]}))
    shown = set(page.locator(".finding > p:not(.meta):not(.advice)").all_inner_texts())
    assert shown == messages
    if report["remedy"] is not None and report["remedy"]["text"] is not None:
        changed = page.locator(".proposal .post-text").first
        kept = changed.evaluate(
            "each => { each.querySelectorAll('del').forEach((d) => d.remove()); return each.textContent }"
        )
        assert kept == report["remedy"]["text"]


def test_the_classifiers_view(open_page: OpenPage, real_server: str) -> None:
    page = open_page(real_server)
    fill(page, {"text": "I love this new cream from @lumenor, code MIA20, link in bio", "jurisdictions": ["GB"]})
    expect(page.locator(".verdicts .badge")).to_have_text("A person must decide")
    expect(page.locator("#answer")).to_contain_text("The classifier suspects advertising.")
    expect(page.locator(".kinds meter")).to_have_count(3)
    expect(page.locator("ul.evidence")).to_contain_text("Discount code")
    expect(page.locator(".post-text mark.evidence").first).to_be_visible()


def test_one_text_for_all_markets(open_page: OpenPage, real_server: str) -> None:
    page = open_page(real_server)
    text = "Two nights in the new tent #hiking #sp"
    fill(page, {"text": text, "jurisdictions": ["all-eu", "GB", "US"], "relationship": "paid"})
    expect(page.locator(".verdicts li")).to_have_count(27, timeout=20_000)
    expect(page.locator(".proposal")).to_have_count(1)
    expect(page.locator(".proposal .meta .code")).to_have_count(27)


def test_where_no_one_text_passes_everywhere_there_are_several(open_page: OpenPage, real_server: str) -> None:
    page = open_page(real_server)
    text = "Four weeks with the serum from @lumenor.skin. Code MIA20 gets you 20% off.\n\n#skincare #glow #selfcare #ad #routine"
    everywhere = ["all-eu", "GB", "US"]
    fill(page, {"text": text, "jurisdictions": everywhere, "platform": "instagram", "relationship": "paid"})
    expect(page.get_by_text("No one text was found that passes everywhere.")).to_be_visible(timeout=20_000)
    assert page.locator(".proposal").count() > 1
    served = page.locator(".proposal .meta .code").all_inner_texts()
    assert len(served) == len(set(served))
    left = page.locator("section > .meta .code").all_inner_texts()
    assert set(page.locator(".verdicts li.non_compliant .code").all_inner_texts()) == {*served, *left}
