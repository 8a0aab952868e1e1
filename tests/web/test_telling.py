"""What the checker says, in German: every template, every message of real reports, and hostile words inside them."""

from __future__ import annotations

import ast
import datetime as dt
import json
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest

from adhere.checker import Checker
from adhere.errors import InputError
from adhere.post import Post
from adhere.report import NOT_LEGAL_ADVICE, Finding
from adhere.rulebook import Rulebook
from adhere.web.telling import as_written, catalogue, pieces_of, told
from tests.web.conftest import folder

HOSTILE = '<script>alert("x")</script>\u202e\u200b=cmd() is not a clear label in {market}. %(words)s'
SHOWN = '&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;<span class="unseen"'
#: A value of each name, and what is told of it in German.
VALUES = {
    "audit": ("0190f2", "<bdi>0190f2</bdi>"),
    "byte": ("0xe9", "0xe9"),
    "chance": ("87%", "87\N{NO-BREAK SPACE}%"),
    "choices": ("'none', 'retouched' or 'unknown'", "none, retouched oder unknown"),
    "code": ("GB", "GB"),
    "columns": (
        '"columns": {"jurisdictions": "…"}',
        "<bdi>&#34;columns&#34;: {&#34;jurisdictions&#34;: &#34;…&#34;}</bdi>",
    ),
    "count": ("2", "2"),
    "cut": ("125", "125"),
    "day": ("1990-05-03", "03.05.1990"),
    "duration": ("60", "60"),
    "encoding": ("cp1252", "cp1252"),
    "error": ("ValueError", "ValueError"),
    "example": ("--map text=COLUMN", "<bdi>--map text=COLUMN</bdi>"),
    "file": ("my posts", "<bdi>my posts</bdi>"),
    "first": ("2007-12-12", "12.12.2007"),
    "format": ("TikTok Commercial Content API", "TikTok Commercial Content API"),
    "frame": ("3", "3"),
    "frames": ("3", "3"),
    "given": ("'GB R'", "„<bdi>GB R</bdi>“"),
    "id": ("no-such", "<bdi>no-such</bdi>"),
    "kind": ("query parameter", "Angabe in der Adresse"),
    "known": ("DE, FR", "<bdi>DE, FR</bdi>"),
    "languages": ("de, fr", "Deutsch, Französisch"),
    "least": ("0", "0"),
    "length": ("1,000,001", "1.000.001"),
    "market": ("the United Kingdom", "Vereinigtes Königreich"),
    "mistake": ("String should have at most 512 characters.", "Erlaubt sind höchstens 512 Zeichen."),
    "most": ("200,000", "200.000"),
    "near": ('"L\'Oréal"', "„<bdi>L&#39;Oréal</bdi>“"),
    "nearest": ("GB", "<bdi>GB</bdi>"),
    "note": ("An <abbreviation>", '<span lang="en">An &lt;abbreviation&gt;</span>'),
    "number": ("3", "3"),
    "option": ("until", "until"),
    "parameter": ("left_on", "left_on"),
    "path": ("/no/such", "<bdi>/no/such</bdi>"),
    "place": ("published_on (Date)", "<bdi>published_on (Date)</bdi>"),
    "quote": ("#ad", "<bdi>#ad</bdi>"),
    "quotes": ("“#sp”, “#Sp”", "„<bdi>#sp</bdi>“, „<bdi>#Sp</bdi>“"),
    "relationship": ("gifted with obligation", "Geschenkt, mit Pflicht zum Beitrag"),
    "roles": ("audit or review", "audit oder review"),
    "lines": ("2", "2"),
    "seconds": ("12", "12"),
    "sectors": ("crypto, gambling", '<span lang="en">crypto, gambling</span>'),
    "separator": ("a comma", "ein Komma"),
    "size": ("60", "60"),
    "start": ("300", "300"),
    "state": ("running", "läuft"),
    "table": ("my posts.csv", "<bdi>my posts.csv</bdi>"),
    "title": ("Ads for <crypto>", '<span lang="en">Ads for &lt;crypto&gt;</span>'),
    "why": (
        "DE: the video itself must carry the label; the caption cannot; FR: the best edit still needs a person",
        "DE: das Video selbst muss die Kennzeichnung tragen; der Beitragstext kann es nicht;"
        " FR: auch nach der besten Änderung muss ein Mensch entscheiden",
    ),
    "wording": ("Photographie retouchée", "<bdi>Photographie retouchée</bdi>"),
    "wordings": ("“Capital at risk”; “[x] % lose”", "„<bdi>Capital at risk</bdi>“; „<bdi>[x] % lose</bdi>“"),
}
TEMPLATES = sorted(catalogue("de"))


def names_of(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_is_found_again_with_its_values(template: str) -> None:
    names = names_of(template)
    made = template.format(**{name: VALUES[name][0] for name in names})
    want = catalogue("de")[template].format(**{name: VALUES[name][1] for name in names})
    assert told("de", made, ["GB"]) == want
    assert told("en", made, ["GB"]) == as_written("en", made)


@pytest.mark.parametrize(
    "template",
    [each for each in TEMPLATES if {"quote", "quotes", "example", "file", "known"} & set(names_of(each))],
)
def test_hostile_words_in_a_message_are_shown_as_words(template: str) -> None:
    hostile = dict.fromkeys(("quote", "example", "file", "known", "note"), HOSTILE) | {"quotes": f"“{HOSTILE}”, “#sp”"}
    page = told(
        "de", template.format(**{name: hostile.get(name, VALUES[name][0]) for name in names_of(template)}), ["GB"]
    )
    assert "<script" not in page
    assert SHOWN in page
    assert "\u202e" not in page
    assert "\u200b" not in page


def test_a_flood_of_words_is_shown_as_it_is_written() -> None:
    flood = "“" + " is not a clear label in GB. " * 4_000 + "”"
    assert told("de", flood) == as_written("de", flood)


def test_what_no_template_made_is_marked_as_english() -> None:
    assert told("de", "A house rule says <no>.") == '<span lang="en">A house rule says &lt;no&gt;.</span>'
    assert told("de", "“x” is not a clear label in Ruritania.", ["XA"]).endswith("(Ruritania): „<bdi>x</bdi>“.")
    why = "Some jurisdictions have no edit that passes. DE: the best edit still needs a person; FR: an older phrase."
    assert told("de", why) == (
        "Für einige Märkte gibt es keine Änderung, die besteht. DE: auch nach der besten Änderung muss ein Mensch"
        ' entscheiden<span lang="en">; FR: an older phrase</span>.'
    )


def test_an_error_of_the_rules_is_told(checker: Checker) -> None:
    with pytest.raises(InputError) as early:
        checker.check(Post(text="#ad"), jurisdictions=["GB"], on=dt.date(1890, 1, 1))
    assert told("de", str(early.value)).startswith("Für GB ist am 01.01.1890 keine Regel in Kraft;")


def test_what_only_looks_like_a_sentence_of_ours() -> None:
    text = (
        "{code} has no rule in force on {day}; its first rule begins on {first}. Give a later day (published_on, --on)."
    )
    odd = told("de", text.format(code="GB", day="0000-02-31", first="2007-12-12"))
    assert odd.startswith("Für GB ist am 0000-02-31 keine Regel in Kraft; die erste beginnt am 12.12.2007.")


def test_the_notice_is_told_too() -> None:
    assert told("de", NOT_LEGAL_ADVICE).endswith("Das ist keine Rechtsberatung.")


def test_templates_are_literals_with_all_their_values() -> None:
    found = 0
    for path in sorted((folder() / "service" / "adhere").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            # a Phrase is made by `phrase` or `of_pack` alone
            assert node.func.id != "Phrase" or path.name == "phrases.py", f"{path.name}:{node.lineno}"
            if node.func.id == "phrase":
                found += 1
                (template,) = node.args
                assert isinstance(template, ast.Constant), f"{path.name}:{node.lineno}"
                assert sorted(each.arg or "" for each in node.keywords) == sorted(names_of(str(template.value)))
    assert found >= len(TEMPLATES)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load(classify=False)


def posts_of_the_rules(rulebook: Rulebook) -> Iterator[Post]:
    """Those examples of all rules in which something is found."""
    for code in rulebook.jurisdictions:
        for rule in rulebook.packs[code].rules:
            found = (each for each in rule.examples if each.expect not in ("pass", "not_in_force"))
            yield from (post_of(each.post, code, each.on) for each in found)


def posts_of_the_cases() -> Iterator[Post]:
    """The decided cases of all markets."""
    fields = frozenset(Post.model_fields)
    for path in sorted((folder() / "tests" / "cases").glob("*.jsonl")):
        for case in map(json.loads, path.read_text("utf-8").splitlines()):
            given = {key: value for key, value in case.items() if key in fields and value is not None}
            yield post_of(given, path.stem, case["date"] or "2026-06-01")


def post_of(given: dict[str, Any], code: str, day: dt.date | str) -> Post:
    return Post.model_validate(given | {"jurisdictions": [code], "published_on": day})


def untold(rulebook: Rulebook, finding: Finding, code: str) -> list[str]:
    """What of a finding stays English on a German page, but for the words of its rule."""
    _, rule = rulebook.rule(finding.rule)
    own = {rule.message, rule.remedy, f"{rule.title}."}
    return [
        text
        for text in (finding.message, finding.remedy)
        if text not in own and told("de", text, [code]) == as_written("de", text)
    ]


def test_no_message_of_a_real_report_stays_english(checker: Checker) -> None:
    seen: set[str] = set()
    posts = [*posts_of_the_rules(checker.rulebook), *posts_of_the_cases()]
    for report in checker.check_many(posts, remedies=False):
        for finding in report.results[0].findings:
            if finding.message not in seen:
                assert untold(checker.rulebook, finding, report.results[0].jurisdiction) == []
                seen.add(finding.message)
    assert len(seen) > 500


def test_no_reason_against_an_edit_stays_english(checker: Checker) -> None:
    """What the pages show of it is the reason for all markets together."""
    posts = [*posts_of_the_rules(checker.rulebook)][::12]
    joint = (report.remedy for report in checker.check_many(posts))
    whys = {each.why for each in joint if each is not None and each.why is not None}
    assert len(whys) > 20
    assert [why for why in whys if 'lang="en"' in told("de", why)] == []


def test_pieces() -> None:
    assert pieces_of("{quotes} is {note}.") == (("", "quotes"), (" is ", "note"), (".", None))
