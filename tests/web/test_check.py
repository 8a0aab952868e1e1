"""The page Check: what people do with it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import PHONE, OpenPage, choose_markets

LATE = (
    "Four days, three lochs, two pairs of wet boots and one very patient guide. We slept in a bothy and ate porridge, "
    "and nobody looked at a phone. #ad"
)


def ask(page: Page, text: str, *markets: str, **selects: str) -> None:
    """Fill in the form, as far as it is given."""
    page.goto("/")
    choose_markets(page, *markets)
    for name, value in selects.items():
        page.locator(f"#{name}").select_option(value)
    page.locator("#text").fill(text)


def test_the_answer_appears_as_one_types(page: Page) -> None:
    page.goto("/")
    choose_markets(page, "XA", "XB")
    page.locator("#relationship").select_option("paid")
    page.locator("#text").press_sequentially("hello #ad", delay=20)
    rows = page.locator(".verdicts li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Land of XA")
    expect(rows.nth(0)).to_contain_text("Not compliant")
    expect(rows.nth(1)).to_contain_text("Compliant")
    expect(page.locator("#status")).to_contain_text("Land of XA: Not compliant. Land of XB: Compliant. 1 finding.")
    expect(page.locator(".post-text mark.breach")).to_have_text("#ad")
    expect(page.locator(".finding")).to_contain_text("Label too late")
    expect(page.locator("#chosen")).to_have_text("XA, XB")


def test_another_market_or_relationship_changes_the_answer(page: Page) -> None:
    ask(page, "hello there", "XB", relationship="paid")
    expect(page.locator(".verdicts")).to_contain_text("Not compliant")
    expect(page.locator(".finding")).to_contain_text("Label missing")
    page.locator("#relationship").select_option("none")
    expect(page.locator(".verdicts .badge")).to_have_text("Compliant")
    expect(page.locator(".finding")).to_have_count(0)


def test_enter_in_a_field_checks_and_changes_no_language(page: Page) -> None:
    ask(page, "hello there", "XA", relationship="paid")
    expect(page.locator(".finding").first).to_be_visible()
    page.get_by_text("More about the post").click()
    page.locator("#title").fill("Advertisement?")
    with page.expect_response("**/fragments/check"):
        page.locator("#title").press("Enter")
    expect(page.locator("#title")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_proposed_text_is_marked_and_copied(open_page: OpenPage, server: str) -> None:
    page = open_page(server, permissions=["clipboard-read", "clipboard-write"])
    ask(page, "hello\nthere & <you>", "XA", relationship="paid")
    expect(page.locator(".proposal ins")).to_have_text("Ad: ")
    button = page.get_by_role("button", name="Copy the text")
    button.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Ad: hello\nthere & <you>"
    expect(button).to_be_visible()


def test_where_a_label_moves_what_goes_is_shown_and_not_copied_by_hand(page: Page) -> None:
    ask(page, "A day at the lake with friends #fun #ad #lake", "GB", platform="instagram", relationship="paid")
    proposal = page.locator(".proposal").first
    expect(proposal.locator("ins")).to_have_text("#ad ")
    expect(proposal.locator("del")).to_contain_text("#ad")
    assert proposal.locator("del").evaluate("each => getComputedStyle(each).userSelect") == "none"


def test_the_rule_behind_a_finding_is_one_step_away(page: Page) -> None:
    ask(page, LATE, "XA", relationship="paid")
    finding = page.locator(".finding").first
    finding.locator("summary").click()
    expect(finding.locator(".citations")).to_contain_text("The code")
    finding.get_by_role("link", name="xa.placement.start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The label comes first")


def test_who_leaves_the_words_is_not_answered_anew(page: Page) -> None:
    ask(page, LATE, "XA", relationship="paid")
    finding = page.locator(".finding").first
    # the words lose the focus by this
    finding.locator("summary").click()
    page.wait_for_timeout(1_000)
    expect(finding.locator(".citations")).to_be_visible()


def test_sources_lead_away_without_telling_where_from(page: Page) -> None:
    ask(page, LATE, "GB", relationship="paid", platform="instagram")
    page.locator(".finding summary").first.click()
    for link in page.locator('.citations a[href^="http"]').all():
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert page.locator('.citations a[href^="http"]').count() > 0


def test_the_fold_of_the_chosen_platform_is_drawn(page: Page) -> None:
    text = "x" * 139 + "yz" * 60
    ask(page, text, "XB", platform="instagram", surface="feed", relationship="none")
    expect(page.locator(".fold")).to_contain_text("Instagram hides what follows")
    caption = page.get_by_role("group", name="Caption")
    expect(caption.locator("span.seen")).to_have_text("x" * 125)
    expect(caption.locator("span.unsure")).to_have_text("x" * 14 + "y")
    expect(caption.locator("span.hidden")).to_have_text("z" + "yz" * 59)


def test_without_a_platform_the_folds_of_several_are_listed(page: Page) -> None:
    ask(page, "word " * 200, "XB", relationship="none")
    page.get_by_text(re.compile(r"Where \d+ platforms would cut it")).click()
    folds = page.locator(".folds li")
    expect(folds.filter(has_text="Instagram")).to_contain_text("after 125 characters")
    assert folds.count() >= 4
    expect(page.locator(".fold")).to_have_count(0)


def test_numbers_in_the_text_lead_to_the_findings(page: Page) -> None:
    ask(page, LATE, "GB", "DE", platform="instagram", relationship="paid")
    refs = page.locator(".post-text .ref")
    expect(refs.first).to_be_visible()
    for ref in refs.all():
        target = page.locator(ref.get_attribute("href") or "")
        expect(target).to_have_count(1)
        expect(target.locator(".number")).to_have_text(ref.inner_text())


def test_further_fields_count(page: Page) -> None:
    ask(page, "hello", "XB", relationship="paid")
    page.get_by_text("More about the post").click()
    page.locator("#published_on").fill("2009-12-31")
    expect(page.get_by_role("alert")).to_contain_text("XB has no rule in force on 2009-12-31")
    page.locator("#published_on").fill("2024-05-01")
    expect(page.locator("#answer")).to_contain_text("Judged by the rules of 1 May 2024")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("followers", "many", "followers: 'many' is no whole number"), ("language", "x" * 200_001, "at most 200,000")],
)
def test_what_is_wrong_is_said(page: Page, field: str, value: str, message: str) -> None:
    ask(page, "hello", "XB")
    page.get_by_text("More about the post").click()
    page.locator(f"#{field}").fill(value)
    expect(page.get_by_role("alert")).to_contain_text(message)


def test_a_market_is_found_and_the_choice_remembered(page: Page) -> None:
    page.goto("/")
    choose_markets(page)
    expect(page.locator("#answer")).to_contain_text("Choose a market")
    page.get_by_label("Search markets").fill("land of xb")
    expect(page.locator("#markets label:visible")).to_have_count(1)
    page.locator("#markets label:visible").click()
    page.locator("#platform").select_option("tiktok")
    expect(page.locator("#chosen")).to_have_text("XB")
    page.locator("#text").fill("a secret campaign")
    expect(page.locator(".verdicts")).to_be_visible()
    page.goto("/rules")
    page.goto("/")
    expect(page.locator('input[name="jurisdictions"]:checked')).to_have_count(1)
    expect(page.locator('input[value="XB"]')).to_be_checked()
    expect(page.locator("#platform")).to_have_value("tiktok")
    expect(page.locator("#text")).to_have_value("")
    assert "secret" not in str(page.context.storage_state())


def test_a_group_asks_all_its_markets(page: Page) -> None:
    ask(page, "hello", "benelux", relationship="paid")
    expect(page.locator(".verdicts .code")).to_have_text(["BE", "NL", "LU"])


def test_a_first_visit_begins_with_the_browsers_market(open_page: OpenPage, server: str) -> None:
    page = open_page(server, language="de-AT")
    page.goto("/")
    expect(page.locator('input[name="jurisdictions"]:checked')).to_have_count(1)
    expect(page.locator('input[value="AT"]')).to_be_checked()


def test_by_keyboard_alone(open_page: OpenPage, server: str) -> None:
    page = open_page(server, permissions=["clipboard-read", "clipboard-write"], language="en")
    page.goto("/")
    keys = page.keyboard

    def tab_to(selector: str) -> None:
        for _ in range(120):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"no way to {selector} by the keyboard")

    keys.press("Tab")
    expect(page.get_by_text("To the content")).to_be_focused()
    keys.press("Enter")
    tab_to("#text")
    keys.type("hello #ad")
    tab_to("input[data-filter]")
    keys.type("Land of XA")
    keys.press("Enter")  # sends nothing
    tab_to('input[value="XA"]')
    keys.press("Space")
    tab_to("#relationship")
    keys.type("Paid")
    expect(page.locator("#relationship")).to_have_value("paid")
    tab_to("#check button.main")
    keys.press("Enter")
    expect(page.locator(".verdicts")).to_contain_text("Not compliant")
    tab_to(".ref")
    keys.press("Enter")
    expect(page.locator("#finding-1")).to_be_focused()
    tab_to("#finding-1 summary")
    keys.press("Enter")
    expect(page.locator("#finding-1 .citations")).to_be_visible()
    page.locator("#text").focus()
    tab_to("button.copy")
    keys.press("Enter")
    expect(page.locator("button.copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "#ad hello"


def test_without_scripts(open_page: OpenPage, server: str) -> None:
    page = open_page(server, scripts=False)
    page.goto("/")
    expect(page.get_by_label("Search markets")).to_be_hidden()
    choose_markets(page, "XA", "XB")
    page.locator("#relationship").select_option("paid")
    page.locator("#text").fill("\nhello\n<b>#ad</b>")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".verdicts li")).to_have_count(2)
    expect(page.locator(".post-text mark.breach")).to_have_text("#ad")
    expect(page.locator("#text")).to_have_value("\nhello\n<b>#ad</b>")
    expect(page.locator("#relationship")).to_have_value("paid")
    expect(page.get_by_role("button", name="Copy the text")).to_be_hidden()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#text")).to_have_value("\nhello\n<b>#ad</b>")
    expect(page.locator(".verdicts")).to_contain_text("Nicht regelkonform")
    page.get_by_role("button", name="Dunkel").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_light_and_dark_are_remembered(page: Page) -> None:
    page.goto("/")
    page.locator("#text").fill("kept while the light changes")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#text")).to_have_value("kept while the light changes")
    dark = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    page.goto("/rules")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Light").click()
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") != dark


def test_on_a_phone_nothing_sticks_out(open_page: OpenPage, server: str) -> None:
    page = open_page(server, viewport=PHONE, has_touch=True, is_mobile=True)
    ask(page, LATE + " " + "w" * 300, "GB", "DE", "FR", platform="instagram", relationship="paid")
    expect(page.locator(".verdicts li")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_every_page_says_what_it_is_not(page: Page) -> None:
    for path in ("/", "/rules", "/rules/XA", "/rules/rule/xa.duty", "/rules/compare"):
        page.goto(path)
        expect(page.locator("footer")).to_contain_text("It is not legal advice.")


def test_an_answer_does_not_outlive_its_text_when_the_service_is_gone(open_page: OpenPage, server: str) -> None:
    page = open_page(server, watched=False)
    ask(page, "Ad: hello", "XA", relationship="paid")
    expect(page.locator(".verdicts")).to_contain_text("Compliant")
    page.route("**/fragments/check", lambda route: route.abort("connectionrefused"))
    page.locator("#text").fill("hello, and no label")
    expect(page.get_by_role("alert")).to_contain_text("The service cannot be reached.")
    expect(page.locator(".verdicts")).to_have_count(0)
    page.unroute("**/fragments/check")
    page.locator("#text").fill("hello, and still no label")
    expect(page.locator(".verdicts")).to_contain_text("Not compliant")


def test_an_error_of_the_service_takes_the_place_of_the_answer(open_page: OpenPage, server: str) -> None:
    page = open_page(server, watched=False)
    ask(page, "Ad: hello", "XA", relationship="paid")
    expect(page.locator(".verdicts")).to_be_visible()
    page.locator('input[value="XA"]').evaluate("each => { each.value = 'ZZ' }")
    page.locator("#text").fill("hello")
    expect(page.get_by_role("alert")).to_contain_text("Unknown jurisdiction 'ZZ'")
    expect(page.locator(".verdicts")).to_have_count(0)
