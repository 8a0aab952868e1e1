"""`adhere check --format jsonl --input`: a line in, a line out, whatever the lines hold."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from adhere.checker import MAX_TEXT, Checker
from adhere.cli import reading, stream
from tests.cli.conftest import ADHERE, Run, Spawn, lines

JSONL = ("--format", "jsonl", "--input", "-", "-j", "XA")


def post(**fields: Any) -> str:
    return json.dumps(fields) + "\n"


def test_reports_come_in_order_and_whole(check: Run) -> None:
    result = check(
        *JSONL, input=post(id="a", text="Ad: one", relationship="paid") + post(id="b", text="two", relationship="paid")
    )
    assert result.exit_code == 1
    first, second = lines(result.stdout_bytes)
    assert (first["id"], second["id"]) == ("a", "b")
    assert first["results"][0]["verdict"] == "compliant"
    assert second["results"][0]["findings"][0]["reason"] == "missing_label"
    assert list(first) == [
        "id", "check_id", "as_of", "as_of_source", "rules_revision", "model_version", "language", "labels",
        "sponsorship", "results", "remedy", "across", "notice",
    ]  # fmt: skip


def test_more_posts_than_a_batch_keep_their_order(check: Run) -> None:
    count = 2 * stream.BATCH + 3
    result = check(*JSONL, "--no-remedy", input="".join(post(id=str(i), text="Ad: x") for i in range(count)))
    assert [each["id"] for each in lines(result.stdout_bytes)] == [str(i) for i in range(count)]


BAD = [
    pytest.param(b"\xff\xfe", "not UTF-8: byte 1 is 0xff", None, id="invalid utf-8"),
    pytest.param(b'{"id": "k", "text": "caf\xe9"}', "not UTF-8", None, id="latin-1"),
    pytest.param(b'{"text": "x"', "not JSON", None, id="cut off"),
    pytest.param(b"{'text': 'x'}", "not JSON", None, id="single quotes"),
    pytest.param(b'["x"]', "one JSON object", None, id="a list"),
    pytest.param(b"null", "one JSON object", None, id="null"),
    pytest.param(b"[" * 100_000, "not JSON", None, id="deep nesting"),
    pytest.param(b'{"followers": 1' + b"0" * 5000 + b', "x": 1}', "not JSON", None, id="a number without end"),
    pytest.param(b'{"id": "k", "txet": "x"}', "Unknown field 'txet'. Did you mean 'text'?", "k", id="unknown field"),
    pytest.param(
        b'{"id": "k", "text": "x", "transcript": [{"text": "ad", "end": 3}]}',
        "Unknown field of transcript.0 'end'. Known: start, text.",
        "k",
        id="unknown field within",
    ),
    pytest.param(b'{"id": "k", "platform": "instagran"}', "Did you mean 'instagram'?", "k", id="unknown platform"),
    pytest.param(b'{"id": "k", "relationship": "payd"}', "Did you mean 'paid'?", "k", id="unknown relationship"),
    pytest.param(b'{"id": "k", "surface": "storry"}', "Did you mean 'story'?", "k", id="unknown surface"),
    pytest.param(b'{"id": "k", "text": 7}', "text: Input should be a valid string", "k", id="wrong type"),
    pytest.param(b'{"id": "k", "published_on": "2026-02-30"}', "published_on", "k", id="no such day"),
    pytest.param(b'{"id": "k", "published_on": 0}', "published_on", "k", id="a day as a number"),
    pytest.param(
        b'{"id": "k", "text": "x", "published_on": "1999-01-01"}',
        "no rule in force on 1999-01-01",
        "k",
        id="before any rule",
    ),
    pytest.param(b'{"id": ["k"], "text": "x"}', "id: ", None, id="an id that is none"),
]


@pytest.mark.parametrize(("line", "words", "name"), BAD)
def test_a_bad_line_is_answered_in_its_place(check: Run, line: bytes, words: str, name: str | None) -> None:
    good = post(id="good", text="Ad: x").encode()
    result = check(*JSONL, input=good + line + b"\n" + good)
    assert result.exit_code == 3
    before, answer, after = lines(result.stdout_bytes)
    assert before["id"] == after["id"] == "good"
    assert (answer["id"], answer["line"]) == (name, 2)
    assert list(answer) == ["id", "line", "error"]
    error = answer["error"]
    assert words in error["detail"]
    assert error["type"].startswith("urn:adhere:problem:")
    assert error["title"]
    assert error["errors"][0]["where"]
    assert f"adhere: line 2: {error['detail']}" in result.stderr


def test_an_unknown_jurisdiction_of_a_post_names_the_nearest(check: Run) -> None:
    result = check("--format", "jsonl", "--input", "-", input=post(id="k", text="x", jurisdictions=["XAA"]))
    (answer,) = lines(result.stdout_bytes)
    assert answer["error"]["title"] == "Unknown word"
    assert answer["error"]["errors"] == [
        {"where": "jurisdictions", "message": answer["error"]["detail"], "nearest": "XA"}
    ]


def test_every_mistake_of_a_post_is_named(check: Run) -> None:
    result = check(*JSONL, input=post(platform="instagran", followers="many", overlay=[{"text": 1}]))
    (answer,) = lines(result.stdout_bytes)
    assert [part["where"] for part in answer["error"]["errors"]] == ["overlay.0.text", "platform", "followers"]


def test_blank_lines_count_but_are_not_answered(check: Run) -> None:
    result = check(*JSONL, input="\n  \n" + post(id="a", text="Ad: x") + "\r\n{bad\r\n")
    report, failure = lines(result.stdout_bytes)
    assert report["id"] == "a"
    assert failure["line"] == 5


def test_the_last_line_needs_no_end_and_the_first_may_have_a_mark(check: Run) -> None:
    result = check(
        *JSONL, input=b"\xef\xbb\xbf" + post(id="a", text="Ad: x").encode() + b'{"id": "b", "text": "Ad: y"}'
    )
    assert [each["id"] for each in lines(result.stdout_bytes)] == ["a", "b"]


def test_nul_and_half_characters_are_text_like_any_other(check: Run) -> None:
    result = check(
        *JSONL, "-r", "paid", input=rb'{"id": "\ud800k", "text": "\u0000 a \udc00\ud83d\ude00 #collab"}' + b"\n"
    )
    assert result.exit_code == 1
    (report,) = lines(result.stdout_bytes)
    assert report["id"] == "\ufffdk"
    assert report["labels"][0]["spans"][0]["start"] == 7
    assert report["results"][0]["remedy"]["text"].endswith("\x00 a \ufffd😀 #collab")


@pytest.mark.parametrize("format", ["text", "json", "jsonl", "sarif"])
def test_half_characters_break_no_format(check: Run, format: str) -> None:
    bad = r'{"text": "\ud800", "nope\udc00": "\ud800"}' + "\n"
    result = check(
        "-f", format, "-i", "-", "-j", "XA", "-r", "paid", input=r'{"text": "a \ud800 #collab"}' + "\n" + bad
    )
    assert result.exit_code == 1
    result.stdout_bytes.decode("utf-8")


def test_two_mebibytes_of_text_are_answered(check: Run) -> None:
    result = check(*JSONL, "--no-remedy", "-r", "paid", input=post(id="long", text="word " * (2 * 1024 * 1024 // 5)))
    (answer,) = lines(result.stdout_bytes)
    assert answer["id"] == "long"
    assert "error" in answer or answer["results"][0]["verdict"] == "non_compliant"


def test_a_text_beyond_the_limit_fails_alone(check: Run) -> None:
    result = check(*JSONL, input=post(id="long", text="x" * (MAX_TEXT + 1)) + post(id="a", text="Ad: x"))
    failure, report = lines(result.stdout_bytes)
    assert (failure["id"], failure["error"]["title"]) == ("long", "Too large")
    assert report["id"] == "a"


def test_a_line_beyond_the_limit_fails_alone(check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_LINE", 1000)
    monkeypatch.setattr(reading, "_READ", 64)
    ok = post(id="a", text="Ad: x")
    long = post(id="long", text="x" * 5000)
    result = check(*JSONL, input=ok + long + ok + post(text="y" * 5000).rstrip("\n"))
    answers = lines(result.stdout_bytes)
    assert [each.get("line") for each in answers] == [None, 2, None, 4]
    assert "longer than 1,000 bytes" in answers[1]["error"]["detail"]


def test_options_fill_what_a_post_leaves_out(check: Run) -> None:
    posts = post(text="x", id="a") + post(text="x", id="b", relationship="none", published_on="2019-06-01")
    result = check(*JSONL, "-r", "paid", "--published-on", "2021-05-05", input=posts)
    first, second = lines(result.stdout_bytes)
    assert (first["sponsorship"]["declared"], first["as_of"]) == ("paid", "2021-05-05")
    assert (second["sponsorship"]["declared"], second["as_of"]) == ("none", "2019-06-01")


def test_on_stands_above_the_day_of_the_post(check: Run) -> None:
    result = check(*JSONL, "--on", "2016-01-01", "-r", "paid", input=post(text="x #ad", published_on="2024-01-01"))
    (report,) = lines(result.stdout_bytes)
    assert (report["as_of"], report["as_of_source"]) == ("2016-01-01", "argument")
    assert report["results"][0]["verdict"] == "compliant"


def test_posts_come_from_a_file(check: Run, tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text(post(id="a", text="Ad: x"), "utf-8")
    result = check("-f", "jsonl", "-i", file, "-j", "XA")
    assert result.exit_code == 0
    assert lines(result.stdout_bytes)[0]["id"] == "a"


def test_json_is_one_object_for_one_post_and_an_array_for_several(check: Run) -> None:
    one = check("-f", "json", "-i", "-", "-j", "XA", input=post(id="a", text="Ad: é"))
    two = check("-f", "json", "-i", "-", "-j", "XA", input=post(id="a", text="Ad: é") + "{bad\n")
    assert json.loads(one.stdout_bytes)["id"] == "a"
    report, failure = json.loads(two.stdout_bytes)
    assert report["id"] == "a"
    assert failure["line"] == 2


def test_a_mistake_of_ours_costs_one_post(check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Checker.check_many

    def stumbling(self: Checker, posts: Any, **options: Any) -> Any:
        posts = list(posts)
        if any(each.text == "stumble" for each in posts):
            raise ZeroDivisionError
        return whole(self, posts, **options)

    monkeypatch.setattr(Checker, "check_many", stumbling)
    result = check(*JSONL, input=post(id="a", text="Ad: x") + post(id="b", text="stumble") + post(id="c", text="Ad: x"))
    first, failure, last = lines(result.stdout_bytes)
    assert (first["id"], failure["id"], last["id"]) == ("a", "b", "c")
    assert failure["error"]["title"] == "Internal error"
    assert result.exit_code == 3
    alone = check(*JSONL, input=post(id="b", text="stumble"))
    assert alone.exit_code == 3


def test_bytes_that_are_no_text_fail_alone_in_a_real_stream(spawn: Spawn) -> None:
    result = spawn(
        "check",
        "--rules",
        "@packs",
        "--no-classifier",
        *JSONL,
        input=b'{"text": "Ad: a"}\n\xff\n{"text": "Ad: \xc3\xa9"}',
    )
    assert result.returncode == 3
    first, failure, last = lines(result.stdout)
    assert (first["results"][0]["verdict"], last["results"][0]["verdict"]) == ("compliant", "compliant")
    assert failure["line"] == 2


def test_machine_output_is_utf8_whatever_the_terminal_speaks(spawn: Spawn) -> None:
    result = spawn(
        "check", "é 😀 #collab", "-r", "paid", "-j", "XA", "-f", "json", "--rules", "@packs", "--no-classifier",
        PYTHONIOENCODING="ascii",
    )  # fmt: skip
    assert "é 😀" in json.loads(result.stdout.decode("utf-8"))["remedy"]["text"]


def test_a_slow_writer_gets_its_answer_before_it_goes_on(packs: Path) -> None:
    command = [*ADHERE, "check", "--rules", str(packs), "--no-classifier", *JSONL]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for name in ("a", "b"):
            process.stdin.write(post(id=name, text="Ad: x").encode())
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 60)[0], "no answer came while the writer waited"
            assert json.loads(process.stdout.readline())["id"] == name
        process.stdin.close()
        assert process.wait(60) == 0


def test_a_reader_that_goes_away_is_no_verdict(packs: Path) -> None:
    command = [*ADHERE, "check", "--rules", str(packs), "--no-classifier", *JSONL]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        process.stdin.write(post(text="Ad: x").encode() * 5)
        process.stdin.close()
        assert process.wait(60) == 141
        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_is_no_verdict(packs: Path) -> None:
    import signal

    command = [*ADHERE, "check", "--rules", str(packs), "--no-classifier", *JSONL]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(post(text="Ad: x").encode())
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
