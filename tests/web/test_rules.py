"""The pages Rules."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.conftest import OpenPage


def test_every_market_in_a_table_that_filters(page: Page) -> None:
    page.goto("/rules")
    rows = page.locator("#market-rows tr")
    assert rows.count() > 60
    page.get_by_label("Search markets").fill("land of")
    expect(page.locator("#market-rows tr:visible")).to_have_count(2)
    first = page.locator("#market-rows tr:visible").first
    for words in ("XA", "Land of XA", "English", "5", "1 Jan 2010", "1 Jan 2020"):
        expect(first).to_contain_text(words)
    page.get_by_role("link", name="Land of XA").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Land of XA")


def test_a_market_on_a_day(page: Page) -> None:
    page.goto("/rules/XA")
    rule = page.locator(".rule").filter(has_text="The label comes first")
    expect(rule).to_contain_text("Breach")
    rule.locator("summary").click()
    expect(rule.locator(".params")).to_have_text("positionstart", use_inner_text=False)
    expect(rule.locator(".citations")).to_contain_text("The code")
    expect(rule.locator(".citations .verified")).to_have_text("read")
    page.get_by_label("Rules of").fill("2019-12-31")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".rule").filter(has_text="The label comes first")).to_contain_text("Warning")


def test_words_by_status_and_search(page: Page) -> None:
    page.goto("/rules/XA")
    found = page.locator("#found-words")
    for words in ("Accepted 2", "Ambiguous 1", "Rejected 2"):
        expect(found).to_contain_text(words)
    page.get_by_label("Search words").fill("#COL")
    expect(found.locator(".words > li")).to_have_count(1)
    expect(found.locator(".words.rejected")).to_contain_text("#collab")
    page.get_by_label("Search words").fill("")
    expect(found.locator(".words > li")).to_have_count(5)
    page.get_by_label("Status").select_option("ambiguous")
    expect(found.locator(".words > li")).to_have_count(1)
    expect(found).to_contain_text("#partner")


def test_history_on_a_time_line(page: Page) -> None:
    page.goto("/rules/XA")
    events = page.locator(".timeline > li")
    expect(events.locator(".when")).to_have_text(["1 Jan 2020", "1 Jan 2015", "1 Jan 2010"])
    expect(events.first).to_contain_text("The label comes first.")
    expect(events.first).to_contain_text("changed")
    expect(events.first).to_contain_text("The regulator sharpened the rule.")
    expect(events.last).to_contain_text("5 words from this day on")
    page.locator(".timeline .when").nth(1).click()
    expect(page.get_by_label("Rules of")).to_have_value("2015-01-01")
    bars = page.locator(".spans li").filter(has_text="The label comes first").locator("rect")
    expect(bars).to_have_count(2)


def test_one_rule_with_versions_and_examples(page: Page) -> None:
    page.goto("/rules/rule/xa.placement.start?on=2016-01-01")
    expect(page.get_by_role("heading", name="On 1 Jan 2016")).to_be_visible()
    expect(page.locator(".timeline > li")).to_have_count(2)
    expect(page.locator(".timeline > li").first).to_contain_text("The regulator sharpened the rule.")
    examples = page.locator(".example")
    expect(examples).to_have_count(2)
    expect(examples.first).to_contain_text("passes")
    expect(examples.last).to_contain_text("Label too late")
    expect(page.get_by_text("How large the label is on the screen.")).to_be_visible()


def test_two_markets_side_by_side(page: Page) -> None:
    page.goto("/rules/compare")
    expect(page.locator("main")).to_contain_text("Choose two sides")
    page.get_by_label("Market").nth(0).select_option(label="Land of XA")
    page.get_by_label("Market").nth(1).select_option(label="Land of XB")
    page.get_by_role("button", name="Compare").click()
    rows = page.get_by_role("region", name="Rules that differ").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.locator("td").nth(0)).to_contain_text("The label comes first")
    expect(rows.locator("td").nth(1)).to_have_text("nothing")
    expect(page.locator("main")).to_contain_text("No word differs")


def test_two_markets_that_share_words_but_not_opinions(page: Page) -> None:
    page.goto("/rules/compare?left=GB&right=FR")
    words = page.locator("#word-rows tr")
    assert words.count() > 20
    page.get_by_label("Search words").fill("#gifted")
    expect(page.locator("#word-rows tr:visible").first).to_contain_text("#gifted")
    assert page.locator("#word-rows tr:visible").count() < words.count()


def test_two_days_of_one_market(page: Page) -> None:
    page.goto("/rules/compare?left=XA&left_on=2016-01-01&right=XA&right_on=2026-01-01")
    row = page.get_by_role("region", name="Rules that differ").locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("The regulator sharpened the rule.")
    expect(row.locator("td").nth(0)).to_contain_text("Warning")
    expect(row.locator("td").nth(1)).to_contain_text("Breach")
    page.goto("/rules/compare?left=XA&right=XA&on=2026-01-01")
    expect(page.locator("main")).to_contain_text("No rule differs")


def test_without_scripts(open_page: OpenPage, server: str) -> None:
    page = open_page(server, scripts=False)
    page.goto("/rules")
    page.get_by_role("link", name="Land of XA").click()
    page.get_by_label("Search words").fill("gift")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".words > li")).to_have_count(1)
    page.goto("/rules/compare")
    page.get_by_label("Market").nth(0).select_option(label="Land of XA")
    page.get_by_label("Market").nth(1).select_option(label="Land of XB")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("region", name="Rules that differ")).to_be_visible()


def test_by_keyboard_alone(page: Page) -> None:
    page.goto("/rules")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-filter]')"):
            break
    page.keyboard.type("Land of XB")
    page.keyboard.press("Tab")  # the table, which scrolls by the arrow keys
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Land of XB")


def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(page: Page) -> None:
    for path, words in (
        ("/rules/ZZ", "There is no market ZZ."),
        ("/rules/rule/xa.label.presnt", "Did you mean xa.label.present?"),
        ("/nowhere", "There is no page at /nowhere."),
    ):
        answer = page.request.get(path, headers={"Accept": "text/html"})
        assert answer.status == 404
        assert answer.headers["content-type"].startswith("text/html")
        assert words in answer.text()
    for path in ("/v1/nowhere", "/v1/jurisdictions/ZZ"):
        answer = page.request.get(path, headers={"Accept": "text/html"})
        assert answer.status == 404
        assert answer.headers["content-type"] == "application/problem+json"
    assert page.request.get("/nowhere", headers={"Accept": "*/*"}).json()["status"] == 404


def test_days_that_are_none_are_refused_in_words(page: Page) -> None:
    for path, words in (
        ("/rules/XA?on=yesterday", "is no day"),
        ("/rules/XA?on=1999-01-01", "its first rule begins on 2010-01-01"),
    ):
        answer = page.request.get(path, headers={"Accept": "text/html"})
        assert answer.status == 422
        assert words in answer.text()
