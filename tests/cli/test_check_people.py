"""What people see: the post with its findings in place, verdicts, sources, the edit; nothing that steers a terminal."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pytest

from adhere.checker import Checker
from adhere.cli.people import PeopleWriter
from adhere.cli.plain import printable
from adhere.cli.reading import Failure
from adhere.cli.stream import Checked
from adhere.errors import InputError
from adhere.post import Post, Relationship
from adhere.report import NOT_LEGAL_ADVICE
from tests.cli.conftest import Run, Spawn

POST = ("Love this\nsecond line #skincare #ad", "-r", "paid", "-p", "instagram")


def test_a_late_label_is_shown_in_place_and_explained(check: Run) -> None:
    result = check(*POST, "-j", "XA")
    assert result.exit_code == 1
    assert "second line #skincare ⟦#ad⟧" in result.stdout
    for words in (
        "XA  ✗ not compliant",
        "breach label_too_late",
        "xa.placement.start",
        "“#ad” (text, characters 32–35)",
    ):
        assert words in result.stdout
    assert "§ The code (code)  ✓ read" in result.stdout


def test_the_edit_is_a_diff_that_holds_the_new_text(check: Run) -> None:
    shown = check(*POST, "-j", "XA").stdout
    assert "proposed edit:" in shown
    edit = shown.split("proposed edit:")[1].split("checked again")[0]
    removed = [line[6:] for line in edit.splitlines() if line.startswith("    - ")]
    kept = [line[6:] for line in edit.splitlines() if line.startswith(("    + ", "      "))]
    assert "second line #skincare #ad" in removed or "Love this" in removed
    assert kept[0].startswith(("Ad", "#ad"))
    assert "checked again: ✓ compliant" in shown


def test_an_edit_for_all_markets_stands_last(check: Run) -> None:
    shown = check(*POST, "-j", "XA,XB").stdout
    assert "One edit for all these markets:" in shown
    assert "checked again: XA ✓ compliant, XB ✓ compliant" in shown


def test_no_remedy_proposes_nothing(check: Run) -> None:
    assert "edit" not in check(*POST, "-j", "XA", "--no-remedy").stdout


def test_not_legal_advice_is_said_once(check: Run) -> None:
    result = check("--input", "-", "-j", "XA", input='{"text": "Ad: one"}\n{"text": "Ad: two"}\n')
    assert result.stdout.count(NOT_LEGAL_ADVICE) == 1


def test_a_stream_is_shown_post_by_post(check: Run) -> None:
    result = check(
        "--input", "-", "-j", "XA", input='{"id": "p1", "text": "Ad: one"}\n{bad\n{"id": "p2", "text": "two"}\n'
    )
    assert re.findall(r"^(p\d) ·", result.stdout, re.M) == ["p1", "p2"]
    assert "line 2: The line is not JSON" in result.stdout
    assert "line 2: The line is not JSON" in result.stderr


def test_all_fields_that_hold_words_are_shown(check: Run) -> None:
    post = '{"text": "t", "title": "the title", "overlay": ["on the picture"], "transcript": "spoken", "profile": "me"}'
    shown = check("--input", "-", "-j", "XA", input=post).stdout
    for words in ("title: the title", "overlay[0]: on the picture", "transcript[0]: spoken", "profile: me"):
        assert words in shown


def test_a_long_caption_is_cut(check: Run) -> None:
    shown = check("word " * 2000, "-j", "XA", "-r", "none").stdout
    assert len(shown) < 4000
    assert "(10,000 characters)" in shown


HOSTILE = "Nice \x1b[2J\x1b]0;owned\x07 \u202etxet\u202c \u2066x\u2069 \u200b \x00 \x9b31m \u2028 #collab"


def test_a_caption_cannot_steer_the_terminal(check: Run) -> None:
    post = json.dumps({"id": "a\x1b[31m", "text": HOSTILE, "title": "t\x1b[0m", "relationship": "paid"})
    result = check("--input", "-", "-j", "XA,XB", input=post)
    for output in (result.stdout, result.stderr):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\u2028]", output)
    assert "⟨001b⟩" in result.stdout


def test_an_error_cannot_steer_the_terminal(check: Run) -> None:
    result = check(
        "--input", "-", input='{"text": "x", "jurisdictions": ["\x1b[31m\u202eXA"]}'.replace("\x1b", "\\u001b")
    )
    assert result.exit_code == 2
    assert "\x1b" not in result.stdout + result.stderr
    assert "\u202e" not in result.stdout + result.stderr


@pytest.mark.parametrize("text", ["", "plain", "né\n😀\u200d👩", "tab"])
def test_plain_words_pass_as_they_are(text: str) -> None:
    assert printable(text) == text


def test_line_ends_and_tabs_are_harmless() -> None:
    assert printable("a\r\nb\tc\rd") == "a\nb    c⟨000d⟩d"


class Terminal(io.StringIO):
    """A terminal that keeps what it is sent."""

    def isatty(self) -> bool:
        return True


def on_terminal(checker: Checker) -> str:
    post = Post(text="hello #ad", relationship=Relationship.PAID)
    out = Terminal()
    writer = PeopleWriter(out)
    writer.write(Checked(1, post, checker.check(post, jurisdictions=["XA"], today=dt.date(2024, 1, 1))))
    writer.write(Failure(2, None, InputError("told on standard error")))
    writer.close()
    return out.getvalue()


def test_a_terminal_gets_colour_and_no_brackets(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    shown = on_terminal(checker)
    assert "\x1b[1;4;31m#ad" in shown
    assert "⟦" not in shown
    assert "told on standard error" not in shown


def test_no_color_is_respected(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*(3[0-9]|9[0-7])", on_terminal(checker))


def test_a_pipe_gets_plain_text(spawn: Spawn) -> None:
    result = spawn("check", "x", "-r", "paid", "-j", "XA", "--no-classifier", "--rules", "@packs")
    assert result.returncode == 1
    assert b"\x1b" not in result.stdout
    assert "⟦" not in result.stdout.decode()


def test_a_terminal_that_speaks_no_unicode_is_served(spawn: Spawn) -> None:
    result = spawn(
        "check", "é #ad", "-r", "paid", "-j", "XA", "--no-classifier", "--rules", "@packs", PYTHONIOENCODING="ascii"
    )
    assert result.returncode == 1
    assert b"#ad" in result.stdout


def test_a_terminal_without_a_width_is_shown_all(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    usual = on_terminal(checker)
    for width in ("0", "1"):
        monkeypatch.setenv("COLUMNS", width)
        assert on_terminal(checker) == usual


def test_a_terminal_without_styles_gets_brackets(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    shown = on_terminal(checker)
    assert "⟦#ad⟧" in shown
    assert "\x1b" not in shown
