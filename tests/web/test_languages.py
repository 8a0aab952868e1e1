"""English and German: by the browser, by choice, by the address; and every word of the pages in both."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from adhere.web.languages import LOCALES
from tests.web.conftest import OpenPage, choose_markets, folder

WEB = folder() / "service" / "adhere" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
#: What is the same in every language.
NAMES = {"Adhere"}


def catalogue(language: str, domain: str = "adhere") -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def forms(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """The singular and the plural, or the one form there is."""
    return (words,) if isinstance(words, str) else tuple(words or ())


def words_of_the_pages() -> set[str]:
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
    found = extract_from_dir(WEB, METHODS, keywords=keywords)
    return {each[2] if isinstance(each[2], str) else each[2][0] for each in found}


def test_every_word_of_the_pages_stands_in_the_catalogues() -> None:
    wanted = words_of_the_pages()
    assert len(wanted) > 150
    for language in ("en", "de"):
        ids = {each.id if isinstance(each.id, str) else each.id[0] for each in catalogue(language) if each.id}
        assert wanted == ids, f"{language}: run make words, then translate what is new"


def test_every_sentence_of_the_checker_stands_in_the_catalogue() -> None:
    found = extract_from_dir(WEB.parent, [("**.py", "python")], keywords={"phrase": None})
    wanted = {str(each[2]) for each in found}
    assert len(wanted) > 90
    ids = {each.id for each in catalogue("de", "findings") if each.id}
    assert wanted == ids, "run make words, then translate what is new"


@pytest.mark.parametrize("domain", ["adhere", "findings"])
def test_every_word_has_its_german(domain: str) -> None:
    german = [each for each in catalogue("de", domain) if each.id]
    empty = [each.id for each in german if not all(forms(each.string))]
    assert empty == []
    assert [each.id for each in german if each.fuzzy] == []


@pytest.mark.parametrize("domain", ["adhere", "findings"])
def test_translations_keep_what_is_filled_in(domain: str) -> None:
    fields = re.compile(r"%\(\w+\)s" if domain == "adhere" else r"{\w+}")
    for each in catalogue("de", domain):
        if each.id:
            filled = [{*fields.findall(" ".join(forms(words)))} for words in (each.id, each.string)]
            assert filled[0] == filled[1], each.id


@pytest.mark.parametrize(("language", "domain"), [("en", "adhere"), ("de", "adhere"), ("de", "findings")])
def test_what_is_compiled_is_what_is_written(language: str, domain: str) -> None:
    made = io.BytesIO()
    write_mo(made, catalogue(language, domain))
    assert (LOCALES / language / "LC_MESSAGES" / f"{domain}.mo").read_bytes() == made.getvalue(), "run make words"


class Words(HTMLParser):
    """The words that stand in a template by themselves; not those of commands and ids, which are the same in every language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._code = 0

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag == "code"
        self.found += [
            value or "" for name, value in attrs if name in ("title", "aria-label", "placeholder", "alt", "data-done")
        ]


def bare_words(source: str) -> Iterator[str]:
    """What is neither markup nor goes through the catalogues."""
    for pattern in (r"{#.*?#}", r"{%-?\s*trans\b.*?endtrans\s*-?%}", r"{%.*?%}", r"{{.*?}}"):
        source = re.sub(pattern, " ", source, flags=re.DOTALL)
    reader = Words()
    reader.feed(source)
    for text in reader.found:
        yield from (word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in NAMES)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_word_of_a_template_goes_past_the_catalogues(path: Path) -> None:
    allowed = {"en"} if path.name == "further.html" else set()  # the language tag that is shown as an example
    assert set(bare_words(path.read_text("utf-8"))) <= allowed


def test_bare_words_are_found() -> None:
    source = '<p title="Tip">{{ _("In") }} Bare {% trans %}in{% endtrans %}</p>{# no #}<b class="not">{% if x %}Too{% endif %}</b>'
    assert sorted(bare_words(source)) == ["Bare", "Tip", "Too"]


def test_by_the_browsers_language(open_page: OpenPage, server: str) -> None:
    page = open_page(server, language="de-DE")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", level=1)).to_have_text("Beitrag prüfen")
    choose_markets(page, "XA", "FR")
    page.locator("#relationship").select_option("paid")
    page.locator("#text").fill("hallo #ad")
    expect(page.locator(".verdicts")).to_contain_text("Nicht regelkonform")
    expect(page.locator(".verdicts")).to_contain_text("Frankreich")
    expect(page.locator(".finding").first).to_contain_text("Verstoß")
    said = page.locator(".finding > p[dir=auto]")
    expect(said).to_contain_text(
        [
            "Keine klare Kennzeichnung in diesem Markt (Frankreich): „#ad“. The ARPP",
            "Verwenden Sie eine anerkannte Kennzeichnung",
            "„#ad“ kommt nach anderen Worten.",
        ]
    )
    # the note is the rule's own
    expect(said.locator("[lang=en]")).to_have_text(["The ARPP does not take it for a French public"])
    expect(page.get_by_text("in der Sprache der Regeln")).to_have_count(1)
    page.goto("/rules/XA")
    expect(page.locator(".timeline .when").first).to_have_text("01.01.2020")
    page.goto("/rules")
    expect(page.locator("#market-rows")).to_contain_text("Ägypten")


def test_by_choice_which_is_remembered_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/")
    choose_markets(page, "XB")
    page.locator("#text").fill("typed in English")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#text")).to_have_value("typed in English")
    expect(page.locator('input[value="XB"]')).to_be_checked()
    page.goto("/rules")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/rules")


def test_by_the_address(page: Page) -> None:
    page.goto("/rules/XA?on=2016-01-01&lang=de")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto("/rules?lang=xx")
    expect(page.locator("html")).to_have_attribute("lang", "de")
