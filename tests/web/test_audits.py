"""The pages Audits and Review in a browser: from a file to decisions, and back."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from adhere.settings import Settings
from adhere.web import create_app
from tests.api.conftest import serving, wait_until_ready
from tests.web.conftest import PHONE, WIDE, OpenPage

HOSTILE = '#partner <script>document.title = "hacked"</script><img src=x onerror=alert(1)> \u202e=cmd()'
ROWS = [
    ("p0", "Ad: hello from the harbour", "mia", 900, "paid"),
    ("p1", "hello from the harbour #ad", "mia", 910, "paid"),
    ("p2", "#partner Lovely morning", "tom", 12_000, "paid"),
    ("p3", HOSTILE, "<b>eve</b>", 300, "paid"),
    ("p4", "Soup and mud", "tom", 12_100, "none"),
]


def write(path: Path, rows: list[tuple[str, str, str, int, str]] = ROWS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "Body text", "Author", "Followers", "Relationship"))
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("auditing")


@pytest.fixture(scope="module")
def auditing(settings: Settings, data: Path) -> Iterator[str]:
    """The address of a service that runs audits by the small packs."""
    with serving(create_app(settings.model_copy(update={"data": data, "audit_jobs": 1}))) as client:
        wait_until_ready(client)
        yield str(client.base_url).rstrip("/")


def begin(page: Page, path: Path, name: str) -> None:
    """Sends a file and waits for the end of its audit."""
    page.goto("/audits")
    if not page.locator("#files").is_visible():
        page.get_by_text("New audit").click()
    page.locator("#files").set_input_files(path)
    expect(page.locator("#column-text")).to_be_visible()
    page.locator("#column-text").select_option("Body text")
    page.locator("#name").fill(name)
    page.locator("[data-market][value=XA]").check()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(re.compile(r"/audits/\d{8}-[0-9a-f]{8}"))
    expect(page.locator("#posts")).to_be_visible(timeout=90_000)


@pytest.fixture(scope="module")
def audited(auditing: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a finished audit's page."""
    return finished(auditing, write(tmp_path_factory.mktemp("file") / "posts.csv"), "Harbour", "XA")


def finished(base: str, file: Path, name: str, *markets: str) -> str:
    """The path of the page of a new audit, at its end."""
    settings = json.dumps({"name": name, "jurisdictions": markets, "columns": {"text": "Body text"}})
    with httpx.Client(base_url=base, timeout=60) as client:
        parts = [("settings", (None, settings.encode())), ("files", (file.name, file.read_bytes()))]
        made = client.post("/v1/audits", files=parts)
        assert made.status_code == 202, made.text
        path = made.json()["links"]["self"]
        with client.stream("GET", f"{path}/events") as events:
            assert "event: end" in "\n".join(events.iter_lines())
        assert client.get(path).json()["state"] == "finished"
        return str(path).removeprefix("/v1")


@pytest.fixture(scope="module")
def endless(auditing: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of an audit in which everything has a name without a break."""
    word = "Donaudampfschifffahrt" * 9
    row = (word, f"{word} #ad", word, 900, "paid")
    return finished(auditing, write(tmp_path_factory.mktemp("file") / f"{word[:100]}.csv", [row]), word, "XA")


def test_a_file_is_sent_mapped_watched_and_explored(open_page: OpenPage, auditing: str, tmp_path: Path) -> None:
    page = open_page(auditing)
    begin(page, write(tmp_path / "harbour.csv"), "By hand")
    expect(page.locator("h1")).to_have_text("By hand")
    tiles = page.locator("ul.verdicts li")
    expect(tiles.nth(0)).to_contain_text("Not compliant 1")
    expect(tiles.nth(1)).to_contain_text("2")
    page.locator("#verdict").select_option("review")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#posts tbody tr")).to_have_count(2)
    page.locator("#q").fill("lovely")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#posts tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Show all").click()
    page.get_by_role("link", name="mia").click()
    expect(page.locator("#posts tbody tr")).to_have_count(2)


def test_what_is_wrong_with_a_file_is_said_where_it_is_sent(open_page: OpenPage, auditing: str, tmp_path: Path) -> None:
    page = open_page(auditing, watched=False)
    (tmp_path / "empty.csv").write_text("text\n", "utf-8")
    page.goto("/audits")
    if not page.locator("#files").is_visible():
        page.get_by_text("New audit").click()
    page.locator("#files").set_input_files(tmp_path / "empty.csv")
    expect(page.locator("#mapping [role=alert]")).to_contain_text("no row")
    page.locator("#files").set_input_files(write(tmp_path / "posts.csv"))
    expect(page.locator("#column-text")).to_be_visible()
    page.locator("#column-text").select_option("Body text")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#wrong [role=alert]")).to_contain_text("No market is named")


def test_a_post_is_opened_and_decided_on(open_page: OpenPage, auditing: str, audited: str) -> None:
    page = open_page(auditing)
    page.goto(audited)
    page.get_by_role("link", name="hello from the harbour #ad").click()
    expect(page.locator("mark.breach")).to_have_text("#ad")
    page.locator("#reason").fill("the contract came later")
    page.get_by_role("button", name="Override").click()
    expect(page.locator(".decided").first).to_contain_text("the contract came later")
    page.get_by_role("link", name="Certificate").click()
    expect(page.locator(".certificate")).to_contain_text("the contract came later")
    page.goto(f"{audited}?verdict=non_compliant")
    expect(page.locator("#posts tbody tr")).to_contain_text("decided")


def test_one_finding_is_decided_on_and_not_the_same_of_another_market(
    open_page: OpenPage, auditing: str, tmp_path: Path
) -> None:
    """A rule of the Union finds the same in each member state."""
    row = ("u1", "Loved every minute of it, use my code MIA20 for 20% off, link in bio", "una", 100, "unknown")
    path = finished(auditing, write(tmp_path / "union.csv", [row]), "Union", "DE", "FR")
    page = open_page(auditing)
    page.goto(f"{path}/posts/0")
    found = page.request.get(f"/v1{path}/posts/0").json()["findings"]
    rules = [each["rule"] for each in found]
    rule = next(each for each in rules if rules.count(each) == 2)
    page.locator("#finding").select_option(f"FR {rule}")
    page.locator("#reason").fill("France alone")
    page.get_by_role("button", name="Override").click()
    expect(page.locator(".decided")).to_have_count(1)
    (made,) = page.request.get("/v1/decisions?limit=1").json()["decisions"]
    assert (made["jurisdiction"], made["rule"]) == ("FR", rule)


@pytest.mark.parametrize("viewport", [WIDE, PHONE | {"width": 360}])
def test_names_without_a_break_stay_on_the_page(
    open_page: OpenPage, auditing: str, endless: str, viewport: dict[str, int]
) -> None:
    page = open_page(auditing, language="de-DE", viewport=viewport)
    for each in (endless, f"{endless}/posts/0", "/audits", f"/evidence{endless}"):
        page.goto(each)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], each
    page.goto(endless)
    # the column of the posts is no wider than the page for the sake of one name
    for name in ("#posts td.caption", "#posts td.name", "section tbody th"):
        assert page.locator(name).first.evaluate("each => each.offsetWidth") <= viewport["width"], name
    page.goto(f"{endless}/posts/0")
    for button in page.locator(".actions button").all():
        assert button.evaluate("each => each.scrollHeight") < 45, "its word is broken"


def test_the_queue_is_worked_off_by_single_keys(open_page: OpenPage, auditing: str, audited: str) -> None:
    page = open_page(auditing)
    page.goto("/review")
    waiting = page.get_by_role("status").first
    text = waiting.inner_text()
    count = int(re.findall(r"\d+", text)[0])
    # of what is equally likely, the one that most people have seen comes first
    expect(page.locator("article .post-text")).to_contain_text("Lovely morning")
    page.keyboard.press("o")
    page.wait_for_url(re.compile("undo="))
    expect(waiting).to_contain_text(str(count - 1))
    page.keyboard.press("u")
    page.wait_for_url(re.compile(r"/review$"))
    expect(waiting).to_contain_text(str(count))
    expect(page.locator("article .post-text")).to_contain_text("Lovely morning")
    page.keyboard.press("j")
    page.wait_for_url(re.compile("at=1"))
    # who writes a reason decides nothing by it
    page.locator("#reason").press_sequentially("aoiu")
    assert "undo" not in page.url
    page.get_by_role("button", name="Yes, agree").click()
    page.wait_for_url(re.compile("undo="))
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(re.compile(r"/review$"))


def test_what_was_decided_waits_no_more_when_it_is_audited_again(auditing: str, tmp_path: Path) -> None:
    """A month later the same posts have other followers, and so other checks."""

    def audited_in(month: int) -> str:
        rows = [
            (f"m{each}", f"#partner Monthly number {each}", "kim", month * 1_000_000 + each, "paid") for each in (1, 2)
        ]
        return finished(auditing, write(tmp_path / f"{month}.csv", rows), f"Month {month}", "XA")

    with httpx.Client(base_url=auditing, timeout=60) as client:

        def waiting() -> int:
            return int(re.findall(r"(\d+) posts? waits? for", client.get("/review").text)[0])

        before = waiting()
        path = audited_in(1)
        assert waiting() == before + 2
        audited_in(2)
        # each waits once, as it was seen last
        assert waiting() == before + 2
        assert "2,000,002 followers" in client.get("/review").text
        made = {
            "audit": path.removeprefix("/audits/"),
            "seq": "1",
            "at": "0",
            "decision": "agree",
            "reason": "so it is",
        }
        assert client.post("/review", data=made).status_code == 303
        assert waiting() == before + 1
        assert "2,000,001 followers" in client.get("/review").text
        audited_in(3)
        assert waiting() == before + 1


def test_an_audit_whose_files_are_gone_says_so_and_keeps_nobody_from_the_others(
    auditing: str, audited: str, data: Path, tmp_path: Path
) -> None:
    """A database and a folder that were put back apart: what the one names, the other may not have."""
    path = finished(auditing, write(tmp_path / "lost.csv"), "Lost", "XA")
    id = path.removeprefix("/audits/")
    for each in (data / "workspaces" / "default" / "audits").glob(f"{id}*"):
        each.rename(tmp_path / each.name)
    with httpx.Client(base_url=auditing, timeout=60) as client:
        assert client.get("/review").status_code == client.get(audited).status_code == 200
        answers = [
            client.get(each.format(path))
            for each in ("{}", "/v1{}", "/v1{}/posts", "/v1{}/posts/0", "/v1{}/summary", "/v1{}/export?format=zip")
        ]
        assert [each.status_code for each in answers] == [409] * len(answers)
        assert all(f"The files of the audit {id} are gone" in each.text for each in answers)
        assert client.delete(f"/v1{path}").json()["done"] == "deleted"


@pytest.mark.parametrize("path", ["/audits", "{}", "{}/posts/3", "/review", "/review?at=1"])
def test_hostile_words_stay_words(open_page: OpenPage, auditing: str, audited: str, path: str) -> None:
    page = open_page(auditing)
    page.goto(path.format(audited))
    assert page.title() != "hacked"
    assert page.locator("main img").count() == 0
    assert "\u202e" not in page.content()


VIEWS = [pytest.param("en-GB", WIDE, id="en-wide"), pytest.param("de-DE", PHONE, id="de-phone")]


@pytest.mark.parametrize(("language", "viewport"), VIEWS)
@pytest.mark.parametrize("path", ["/audits", "{}", "{}/posts/1", "{}/posts/3", "/review", "/evidence", "/login"])
def test_pages_are_accessible(
    open_page: OpenPage,
    auditing: str,
    audited: str,
    accessible: Callable[[Page], None],
    path: str,
    language: str,
    viewport: dict[str, int],
) -> None:
    page = open_page(auditing, language=language, viewport=viewport)
    page.goto(path.format(audited))
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_certificates_are_accessible(
    open_page: OpenPage, auditing: str, audited: str, accessible: Callable[[Page], None]
) -> None:
    page = open_page(auditing)
    page.goto(f"/evidence{audited}")
    accessible(page)
    page.goto(f"{audited}/posts/1")
    page.get_by_role("link", name="Certificate").click()
    accessible(page)


def test_without_scripts_results_are_read_and_decided_on(open_page: OpenPage, auditing: str, audited: str) -> None:
    page = open_page(auditing, scripts=False)
    page.goto(audited)
    expect(page.locator("#posts tbody tr")).to_have_count(5)
    page.goto("/audits")
    expect(page.locator("noscript")).to_have_count(1)
    page.goto(f"{audited}/posts/3")
    page.locator("#reason").fill("read without scripts")
    page.get_by_role("button", name="Agree").click()
    expect(page.locator(".decided").first).to_contain_text("read without scripts")
