"""Errors on pages: in German for German readers, and for all others as programs read them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from adhere.api.auditing.asking import AuditSettings
from adhere.api.auditing.tables import tables_of
from adhere.api.auditing.uploads import SentFile, Upload
from adhere.api.deciding import retold
from adhere.api.problems import problem_of
from adhere.audits.reading import open_sources
from adhere.errors import InputError, UnknownWord
from adhere.settings import Settings
from adhere.storage.deciding import name_said, reason_said
from adhere.web import create_app
from adhere.web.telling import told
from tests.api.auditing import begun, ended
from tests.api.conftest import serving, wait_until_ready

HELLO = {"text": "hello #ad", "jurisdictions": "XA"}
FOREIGN = {"Sec-Fetch-Site": "cross-site"}


def files(name: str, content: bytes) -> dict[str, Any]:
    return {"files": [("files", (name, content))]}


#: Page, what is sent to it, what an English reader and what a German one is told.
ERRORS: Sequence[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "POST",
        "/",
        {"data": HELLO | {"text": "x" * 1_200}},
        "The post holds 1,202 characters; at most 1,000 are taken.",
        "Der Beitrag hat 1.202 Zeichen; angenommen werden höchstens 1.000.",
    ),
    (
        "POST",
        "/fragments/check",
        {"data": HELLO | {"followers": "many"}},
        "followers: 'many' is no whole number. Write digits alone.",
        "followers: „many“ ist keine ganze Zahl. Schreiben Sie nur Ziffern.",
    ),
    (
        "POST",
        "/",
        {"data": HELLO | {"published_on": "2026-13-01"}},
        "published_on: Input should be a valid date or datetime, month value is outside expected range of 1-12.",
        "published_on: Erwartet wird ein gültiger Tag, etwa 2026-03-02 (month value is outside expected range of 1-12).",
    ),
    (
        "POST",
        "/",
        {"data": HELLO | {"audience": "cats"}},
        "audience: Input should be 'general' or 'minors'.",
        "audience: Erlaubt ist general oder minors.",
    ),
    (
        "POST",
        "/",
        {"data": HELLO | {"surface": "stroy"}},
        "Unknown surface 'stroy'. Did you mean 'story'? Known: feed, live, other, reel, short, story, video.",
        "Nicht bekannt: Format „stroy“. Meinten Sie „story“? Bekannt: feed, live, other, reel, short, story, video.",
    ),
    (
        "POST",
        "/",
        {"data": HELLO | {"text": "x" * 40_000}},
        "The body is larger than the 30,000 bytes that are taken.",
        "Das Gesendete ist zu groß: Angenommen werden höchstens 30.000 Bytes.",
    ),
    (
        "POST",
        "/",
        {"data": HELLO, "headers": FOREIGN},
        "A page of another site sent this request. Send it from our own pages, or with a key.",
        "Die Seite eines anderen Anbieters hat diese Anfrage gesendet. Senden Sie sie von unseren eigenen Seiten oder mit einem "
        "Schlüssel.",
    ),
    (
        "POST",
        "/audits/look",
        files("posts.csv", b"%PDF-1.7 posts"),
        "posts.csv is a PDF. Export a table instead.",
        "posts.csv ist ein PDF. Exportieren Sie stattdessen eine Tabelle.",
    ),
    (
        "POST",
        "/audits/look",
        files("posts.csv", b"text,followers\nhello,many\n"),
        "No row can be read. The first one: posts.csv, line 2: followers: 'many' is no whole number.",
        "Keine Zeile ist lesbar. Die erste: posts.csv, Zeile 2: followers: „many“ ist keine ganze Zahl.",
    ),
    (
        "POST",
        "/audits",
        files("posts.csv", b"text\nhello\n"),
        'No market is named. Give "jurisdictions": ["GB"] in the settings, or a column of them: "columns": {"jurisdictions": "…"}.',
        'Es ist kein Markt genannt. Geben Sie in den Einstellungen "jurisdictions": ["GB"] an oder eine Spalte mit Märkten: '
        '"columns": {"jurisdictions": "…"}.',
    ),
    (
        "GET",
        "/audits/20260101-00000000",
        {},
        "There is no audit '20260101-00000000' here. GET /v1/audits lists them.",
        "Einen Prüflauf „20260101-00000000“ gibt es hier nicht. GET /v1/audits nennt alle.",
    ),
    (
        "GET",
        "/audits?cursor=x",
        {},
        "cursor: take it as the page before gave it.",
        "cursor: Nehmen Sie ihn so, wie ihn die vorige Seite angab.",
    ),
    (
        "POST",
        "/review/undo",
        {"data": {"decision": "7"}},
        "There is no decision 7 in force here.",
        "Eine gültige Entscheidung 7 gibt es hier nicht.",
    ),
    (
        "GET",
        "/review?at=x",
        {},
        "at: 'x' is no whole number from 0 to 2,147,483,648.",
        "at: „x“ ist keine ganze Zahl von 0 bis 2.147.483.648.",
    ),
    (
        "GET",
        "/evidence/checks/abc",
        {},
        "There is no check abc here.",
        "Eine Prüfung abc gibt es hier nicht.",
    ),
    (
        "GET",
        "/rules/compare?left=XA&right=XB&on=soon",
        {},
        "on: 'soon' is no day. Write YYYY-MM-DD, such as 2026-03-02.",
        "on: „soon“ ist kein Tag. Schreiben Sie JJJJ-MM-TT, etwa 2026-03-02.",
    ),
    (
        "GET",
        "/rules/compare?rigth=XA",
        {},
        "Unknown query parameter 'rigth'. Did you mean 'right'? Known: lang, left, left_on, on, right, right_on.",
        "Nicht bekannt: Angabe in der Adresse „rigth“. Meinten Sie „right“? Bekannt: lang, left, left_on, on, right, right_on.",
    ),
    (
        "GET",
        "/rules/GBR",
        {},
        "There is no market GBR. Did you mean GR?",
        "Einen Markt GBR gibt es nicht. Meinten Sie GR?",
    ),
    ("GET", "/no/such", {}, "There is no page at /no/such.", "Unter /no/such gibt es keine Seite."),
]


@pytest.fixture(scope="module")
def client(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A service with our markets, the small packs, and limits that are soon met."""
    given = {
        "data": tmp_path_factory.mktemp("told"),
        "audit_jobs": 0,
        "max_text_length": 1_000,
        "max_body_bytes": 30_000,
    }
    with serving(create_app(settings.model_copy(update=given))) as client:
        wait_until_ready(client)
        yield client


def problem(page: str) -> str:
    """What the page says is wrong, as words."""
    found = re.search(r'<div class="problem" role="alert">(.*?)</div>', page, re.DOTALL)
    assert found is not None, page
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", found[1])).split())


@pytest.mark.parametrize(
    ("method", "path", "given", "english", "german"), ERRORS, ids=[each[3][:40] for each in ERRORS]
)
def test_what_is_wrong_is_said_in_the_language_of_the_page(
    client: Client, method: str, path: str, given: dict[str, Any], english: str, german: str
) -> None:
    for language, text in (("en-GB", english), ("de-DE", german)):
        headers = {"Accept": "text/html", "Accept-Language": language} | given.get("headers", {})
        answer = client.request(method, path, **given | {"headers": headers})
        assert answer.status_code >= 400 or path.startswith(("/fragments/", "/audits/look"))
        assert problem(answer.text) == text


def words(text: str) -> str:
    """What a German reader is told, as words."""
    return html.unescape(re.sub(r"<[^>]+>", "", told("de", text)))


def sent(folder: Path, name: str, content: bytes) -> InputError:
    """What is wrong with a file that was sent."""
    (folder / name).write_bytes(content)
    upload = Upload(folder, [SentFile(folder / name, len(content), "")])
    with pytest.raises(InputError) as wrong:
        tables_of(upload, AuditSettings(jurisdictions=["GB"], columns={"text": "Words"}))
    return wrong.value


def test_errors_of_files_keep_no_path_and_no_option_of_the_command_line(tmp_path: Path) -> None:
    wrong = sent(tmp_path, "posts.csv", b"Word,Author\nhello,mia\n")
    assert wrong.message == "Unknown column in posts.csv 'Words'. Did you mean 'Word'? Known: Author, Word."
    assert words(wrong.message) == (
        "Nicht bekannt in posts.csv: Spalte „Words“. Meinten Sie „Word“? Bekannt: Author, Word."
    )
    assert problem_of(wrong).parts[0][2] == "Word"
    assert words(sent(tmp_path, "empty.csv", b"").message) == "empty.csv ist leer."


def test_no_column_for_the_text(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,hello\n1,2\n")
    with pytest.raises(InputError) as wrong:
        open_sources(path)
    assert words(wrong.value.message) == (
        "posts.csv: Keine Spalte ist bekannt, in der die Worte eines Beitrags stehen. Nennen Sie sie, etwa so: --map text=COLUMN."
        " Spalten: id, hello."
    )


def test_a_row_with_too_many_cells(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("text,id\nhello,you,1\n")
    (row,) = open_sources(path)[0].rows()
    assert row.error is not None
    assert words(row.error) == (
        "Die Zeile hat 3 Zellen, die Kopfzeile hat 2. Setzen Sie eine Zelle, die ein Komma oder einen Zeilenumbruch enthält, in "
        "doppelte Anführungszeichen."
    )


def test_a_row_with_several_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("text,Date,followers,relationship\nhello,soon,many,payed\n")
    (row,) = open_sources(path)[0].rows()
    assert row.error is not None
    german = words(row.error)
    assert "published_on (Date): „soon“ ist kein Tag. Schreiben Sie Tage als JAHR-MONAT-TAG, etwa 2026-03-02." in german
    assert "followers: „many“ ist keine ganze Zahl." in german
    assert "relationship: Nicht bekannt: Verbindung „payed“. Meinten Sie „paid“? Bekannt: affiliate," in german
    assert 'lang="en"' not in told("de", row.error)


def test_a_decision_without_a_reason_or_a_name() -> None:
    for said, english, german in (
        (reason_said, "reason is blank. Why?", "reason ist leer. Warum?"),
        (name_said, "by is blank. Who answers for it?", "by ist leer. Wer steht dafür ein?"),
    ):
        with pytest.raises(InputError) as wrong:
            said(" \u200b")
        error = retold(wrong.value)
        assert error.message == english
        assert words(error.message) == german


def test_words_of_many_kinds_stay_what_they_were() -> None:
    assert UnknownWord("kind of file", "x", []).message == "Unknown kind of file 'x'. Known: ."
    many = UnknownWord("rule", "it's", [f"r{number:03}" for number in range(90)]).message
    assert many.startswith('Unknown rule "it\'s". Known: r000, ')
    assert many.endswith("r079, ….")
    assert words(many).startswith("Nicht bekannt: Regel „it's“. Bekannt: r000, ")


def test_sentences_within_each_other_have_an_end() -> None:
    deep = "text: " * 800 + "x"
    assert words(deep) == deep


def test_a_row_that_cannot_be_read_among_the_posts_of_an_audit(settings: Settings, tmp_path: Path) -> None:
    with serving(create_app(settings.model_copy(update={"data": tmp_path, "audit_jobs": 1}))) as client:
        wait_until_ready(client)
        audit = begun(client, [("posts.csv", b"text,followers\nhello #ad,many\nhello,1\n")], {"jurisdictions": ["XA"]})
        assert ended(client, audit)["state"] == "finished"
        for path in (f"/audits/{audit}", f"/audits/{audit}/posts/0"):
            for language, said in (
                ("de", "followers: „many“ ist keine ganze Zahl."),
                ("en", "followers: 'many' is no whole"),
            ):
                page = client.get(path, headers={"Accept": "text/html", "Accept-Language": language}).text
                assert said in html.unescape(re.sub("</?bdi>", "", page))
