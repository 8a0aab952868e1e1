"""Captions made to do harm: they are shown, and do nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import OpenPage, choose_markets

BIDI = "\u202eda# si sihT\u202c \u2067right\u2069 plain"
CAPTIONS = {
    "script": "<script>window.harmed = 1</script>#ad",
    "closing": "</textarea></template></div><script>window.harmed = 1</script> #ad",
    "handler": '<img src=x onerror="window.harmed = 1"> <svg onload="window.harmed = 1"> #ad',
    "attribute": '" onmouseover="window.harmed = 1" x=\' #ad',
    "link": '<a href="javascript:window.harmed = 1">#ad</a>',
    "template": "{{ 7 * 7 }} {% raw %} ${7 * 7} %(count)s #ad",
    "htmx": '<div hx-get="/rules" hx-trigger="load" hx-target="body" data-hx-on:load="window.harmed = 1">x</div> #ad',
    "oob": '<div id="status" hx-swap-oob="true">taken over</div> #ad',
    "formula": '=cmd|"/C calc"!A0 #ad',
    "bidi": BIDI + " #ad",
    "invisible": "\u200b#\u200dad\ufeff \u00ad \x00\x07 \U000e0041 #ad",
    "marks": "a" + "\u0301" * 500 + " #ad",
}


def ask(page: Page, text: str, *markets: str) -> None:
    page.goto("/")
    choose_markets(page, *markets)
    page.locator("#relationship").select_option("paid")
    page.locator("#text").evaluate(
        "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }", text
    )


def unharmed(page: Page) -> None:
    assert page.evaluate("window.harmed") is None
    harmful = "script, img, iframe, svg, style, [onerror], [onload], [onmouseover], [hx-get], a[href^='javascript']"
    assert page.locator("#answer").locator(harmful).count() == 0


@pytest.mark.parametrize("name", CAPTIONS)
def test_a_hostile_caption_is_shown_and_does_nothing(page: Page, name: str) -> None:
    ask(page, CAPTIONS[name], "XA", "GB")
    expect(page.locator(".verdicts li")).to_have_count(2)
    unharmed(page)
    expect(page.locator("#status")).to_contain_text("Land of XA")
    assert "window.harmed" not in CAPTIONS[name] or "window.harmed" in page.locator(".post-text").first.inner_text()


@pytest.mark.parametrize("name", ["script", "closing", "handler", "template"])
def test_the_same_without_scripts_of_ours(open_page: OpenPage, server: str, name: str) -> None:
    page = open_page(server)
    page.route("**/static/**.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/")
    page.locator('input[value="XA"]').evaluate("each => { each.checked = true }")
    page.locator("#text").fill(CAPTIONS[name])
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".verdicts li").filter(has_text="Land of XA")).to_have_count(1)
    unharmed(page)
    expect(page.locator("#text")).to_have_value(CAPTIONS[name])


def test_direction_marks_and_invisible_characters_are_seen_and_have_no_effect(page: Page) -> None:
    ask(page, CAPTIONS["bidi"], "XB")
    caption = page.get_by_role("group", name="Caption")
    expect(caption.locator(".unseen").first).to_have_attribute("title", "U+202E RIGHT-TO-LEFT OVERRIDE")
    shown = caption.inner_text()
    assert not set("\u202e\u202c\u2067\u2069") & set(shown)
    assert "da# si sihT" in shown
    ask(page, CAPTIONS["invisible"], "XB")
    expect(caption.locator(".unseen").first).to_have_attribute("title", "U+200B ZERO WIDTH SPACE")
    assert not set("\u200b\ufeff\u00ad\x07\U000e0041") & set(caption.inner_text())


def test_words_inside_a_finding_in_german_are_words_too(open_page: OpenPage, server: str) -> None:
    page = open_page(server, language="de-DE")
    ask(page, "<b onclick='window.harmed = 1'>hallo</b> #\u200bad\u200b", "XA")
    said = page.locator(".finding > p[dir=auto]").first
    expect(said).to_have_text("„#200Bad“ kommt nach anderen Worten.")
    expect(said.locator(".unseen")).to_have_attribute("title", "U+200B ZERO WIDTH SPACE")
    unharmed(page)


def test_copying_gives_the_authors_own_characters(open_page: OpenPage, server: str) -> None:
    page = open_page(server, permissions=["clipboard-read", "clipboard-write"])
    text = "five\u200bstars \u202eon\u202c time </template><b> 👩\u200d🚀"
    ask(page, text, "XA")
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Ad: " + text


@pytest.mark.parametrize(
    "piece", ["#ad buy now ", "<script>window.harmed=1</script> ", "\u200b\u202ex", "ß\u0301💚", "w"]
)
def test_a_hundred_thousand_characters(page: Page, piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:99_990] + " the end"
    ask(page, text, "XA", "GB")
    expect(page.locator(".verdicts li")).to_have_count(2, timeout=20_000)
    unharmed(page)
    expect(page.locator(".post-text .left-out").first).to_be_visible()
    assert page.locator("#answer").evaluate("each => each.outerHTML.length") < 2_000_000
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_text_beyond_the_limit_is_refused_in_words(page: Page) -> None:
    ask(page, "x" * 200_001, "XA")
    expect(page.get_by_role("alert")).to_contain_text("characters; at most 200,000 are taken.")


def test_an_address_made_to_do_harm(page: Page, server: str) -> None:
    response = page.request.get("/rules/%3Cscript%3Ealert(1)%3C%2Fscript%3E", headers={"Accept": "text/html"})
    assert response.status == 404
    assert "<script>alert" not in response.text()
    page.goto("/rules/XA?q=%22%3E%3Cscript%3Ewindow.harmed%3D1%3C%2Fscript%3E&lang=%22%3E")
    assert page.evaluate("window.harmed") is None
    expect(page.locator("#found-words")).to_contain_text("No such word")


@pytest.mark.parametrize(
    "target", ["//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"]
)
def test_preferences_lead_nowhere_else(page: Page, target: str) -> None:
    answer = page.request.post("/preferences", form={"theme": "dark", "next": target}, max_redirects=0)
    assert answer.status == 303
    assert answer.headers["location"] == "/"
