"""The report: self-contained, harmless whatever the posts say, and readable by all."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from adhere import Checker, Post
from adhere.audits.outputs.page import clip, linked
from adhere.audits.outputs.words import found, month, reason, share, short_number
from adhere.audits.records import Answer
from adhere.report import NOT_LEGAL_ADVICE, Reason
from tests.audits.outputs.conftest import CAUTION, TODAY, Written, facts_of, write

VOID = {"meta", "br", "rect", "line", "circle", "img", "input", "link", "wbr"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)></style></title></blockquote>"


class Outline(HTMLParser):
    """The elements of a page, in order; every one closed where it must be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.marked: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self.open and "sup" not in self.open:
            self.marked[-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def outline(written: Written) -> Outline:
    return Outline(written.page)


def test_page_asks_for_nothing(written: Written, outline: Outline) -> None:
    policy = next(each for each in outline.named("meta") if each.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    for tag in ("script", "link", "img", "iframe", "object", "form", "base"):
        assert outline.named(tag) == [], tag
    assert not any(key in attrs for _, attrs in outline.tags for key in ("src", "srcset", "xlink:href", "background"))
    assert not any(key.startswith("on") for _, attrs in outline.tags for key in attrs)
    assert "@import" not in written.page
    assert re.findall(r"url\((?!#)", written.page) == []


def test_links_go_to_pages_only(outline: Outline) -> None:
    links = [str(each["href"]) for each in outline.named("a")]
    assert links
    assert all(linked(each) or each.startswith("#") for each in links)
    ids = {attrs["id"] for _, attrs in outline.tags if "id" in attrs}
    assert {each[1:] for each in links if each.startswith("#")} <= ids


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " https://a.example", "data:text/html,x", "//a.example", "", None]
)
def test_other_addresses_are_no_links(address: str | None) -> None:
    assert not linked(address)


def test_page_is_accessible(outline: Outline) -> None:
    assert outline.named("html")[0]["lang"] == "en"
    assert len(outline.named("h1")) == 1
    assert len(outline.named("table")) == len(outline.named("caption"))
    assert all(each.get("scope") in {"col", "row"} for each in outline.named("th"))
    charts = [each for each in outline.named("svg") if each.get("class") == "chart"]
    assert len(charts) == 5
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for chart in charts:
        assert chart["role"] == "img"
        assert set(str(chart["aria-labelledby"]).split()) <= set(ids)


def test_figures_method_and_digests_are_told(written: Written) -> None:
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", written.page)).split())
    assert f"Of 60 posts checked, {written.summary.verdicts['non_compliant']} (" in text
    facts = facts_of()
    for said in (
        facts.rules_revision,
        facts.model_version,
        "ab" * 32,
        NOT_LEGAL_ADVICE,
        "0.62",
        "1 January 2026",
        "Caption → text",
    ):
        assert said is not None
        assert said in text
    assert "Suspicion is not proof" in text
    assert "posts without a date are left out" in text
    assert text.count(CAUTION) == 1


def test_spans_are_marked_in_place(written: Written, outline: Outline) -> None:
    quotes = {
        span.quote
        for each in written.answers
        if each.report is not None
        for result in each.report.results
        for finding in result.findings
        for span in finding.spans
    }
    assert outline.marked
    assert all(any(marked in quote for quote in quotes) for marked in outline.marked)
    assert "#sponsoredby" in outline.marked


def test_hostile_words_stay_words(checker: Checker, tmp_path: Path) -> None:
    post = Post(
        id=HOSTILE,
        text=f"{HOSTILE} my new blender, code BAD10 #sp",
        author=HOSTILE,
        brand=HOSTILE,
        jurisdictions=["GB", "US"],
        relationship="paid",
        platform="instagram",
        followers=9,
    )
    answer = Answer(0, f"{HOSTILE}.csv", 2, "javascript:alert(4)", post, checker.check(post, today=TODAY), None)
    broken = Answer(1, f"{HOSTILE}.csv", 3, None, None, None, HOSTILE)
    made = write([answer, broken], tmp_path, id=HOSTILE, defaults={"brand": HOSTILE}, baseline=HOSTILE)
    page = Outline(made.page)
    assert page.named("script") == page.named("img") == []
    assert not any(key.startswith("on") for _, attrs in page.tags for key in attrs)
    assert not any("javascript" in str(each["href"]) for each in page.named("a"))
    assert "&lt;script&gt;" in made.page


def test_a_caption_that_stands_often_is_shown_once(checker: Checker, tmp_path: Path) -> None:
    posts = [
        Post(text="My blender, code KEL10 #sp", jurisdictions=["GB"], relationship="paid", author=f"a{n}", followers=n)
        for n in range(4)
    ]
    made = write(
        [Answer(n, "a.csv", n, None, p, checker.check(p, today=TODAY), None) for n, p in enumerate(posts)], tmp_path
    )
    assert len(Outline(made.page).named("article")) == 1
    assert "3 other posts with open findings have the same caption" in made.page
    assert ">a3</h3>" in made.page


def test_every_reason_has_a_title() -> None:
    from typing import get_args

    assert all(reason(each) != each for each in get_args(Reason))


def test_words() -> None:
    assert [share(each) for each in (None, 0.0, 0.001, 0.254, 0.999, 1.0)] == ["–", "0%", "<1%", "25%", "99%", "100%"]
    assert [short_number(each) for each in (None, 7, 1_000, 1_250, 184_000, 2_400_000)] == [
        "–",
        "7",
        "1k",
        "1.2k",
        "184k",
        "2.4M",
    ]
    assert month("2026-03") == "Mar 2026"
    assert clip("a\n b " + "c" * 100, 10) == "a b ccccc…"


def test_sentences_are_honest_about_nothing(written: Written) -> None:
    data = written.summary.data
    one = {**data, "checked": 1, "unread": 0, "verdicts": {"non_compliant": 1, "review": 0}, "open_breaches": 1}
    assert found(one)[0].startswith("Of 1 post checked, 1 (")
    assert "breaks a rule" in found(one)[0]
