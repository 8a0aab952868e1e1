"""POST /v1/check/batch: every post has its answer in its place."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from httpx import Client, Response

from adhere.api import batches, checks
from tests.api.conftest import JSON, NDJSON, problem_of

GOOD = {"text": "Ad: x", "jurisdictions": ["XA"], "relationship": "paid"}
BAD: list[Any] = [
    ({"id": "b", "platform": "instagran"}, "platform", "b"),
    ({"id": "b", "txet": 1}, "txet", "b"),
    ({"id": "b", "jurisdictions": ["XAA"]}, "jurisdictions", "b"),
    ({"id": "b", "text": "x", "published_on": "1899-01-01"}, "published_on", "b"),
    ({"id": "b", "text": "x" * 50_001}, "text", "b"),
    ({"id": 7}, "id", None),
    ([], "body", None),
    (None, "body", None),
    ("x", "body", None),
]


def ndjson(client: Client, *lines: bytes, query: str = "") -> Response:
    return client.post(f"/v1/check/batch{query}", content=b"\n".join(lines), headers={"content-type": NDJSON})


def raw(post: Any) -> bytes:
    return json.dumps(post).encode()


def answers(response: Response) -> list[Any]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == NDJSON
    return [json.loads(line) for line in response.content.split(b"\n") if line]


def check_failure(answer: Any, where: str, name: str | None) -> None:
    assert answer["id"] == name
    error = answer["error"]
    assert list(error) == ["type", "title", "status", "detail", "errors"]
    assert error["errors"][0]["where"] == where


def test_reports_come_in_order(client: Client) -> None:
    posts = [GOOD | {"id": str(i)} for i in range(150)]
    answer = client.post("/v1/check/batch", json={"posts": posts})
    assert answer.headers["content-type"] == JSON
    body = answer.json()
    assert body["failed"] == 0
    assert [each["id"] for each in body["reports"]] == [str(i) for i in range(150)]


def test_a_report_in_a_batch_is_the_report_on_the_post(client: Client) -> None:
    post = GOOD | {"id": "a", "text": "late #ad"}
    alone = client.post("/v1/check", json=post).json()
    assert client.post("/v1/check/batch", json={"posts": [post]}).json()["reports"] == [alone]
    assert answers(ndjson(client, raw(post))) == [alone]


@pytest.mark.parametrize(("post", "where", "name"), BAD)
def test_a_bad_post_costs_only_its_own_answer(client: Client, post: Any, where: str, name: str | None) -> None:
    body = client.post("/v1/check/batch", json={"posts": [GOOD, post, GOOD]}).json()
    assert body["failed"] == 1
    first, failure, last = body["reports"]
    assert "results" in first
    assert "results" in last
    assert failure["index"] == 1
    check_failure(failure, where, name)


@pytest.mark.parametrize(("post", "where", "name"), BAD)
def test_a_bad_line_costs_only_its_own_answer(client: Client, post: Any, where: str, name: str | None) -> None:
    first, failure, last = answers(ndjson(client, raw(GOOD), raw(post), raw(GOOD)))
    assert "results" in first
    assert "results" in last
    assert failure["line"] == 2
    check_failure(failure, where, name)


@pytest.mark.parametrize("line", [b"{bad", b"\xff", b'{"id": "b", "text": "caf\xe9"}', b"[" * 9000, b"{} {}"])
def test_a_line_that_is_not_json_costs_only_its_own_answer(client: Client, line: bytes) -> None:
    first, failure, last = answers(ndjson(client, raw(GOOD), line, raw(GOOD)))
    assert "results" in first
    assert "results" in last
    check_failure(failure, "body", None)
    assert failure["error"]["title"] == "Broken JSON"


def test_blank_lines_count_but_are_not_answered(client: Client) -> None:
    found = answers(ndjson(client, b"\xef\xbb\xbf" + raw(GOOD), b"", b" \r", b"{bad\r", b""))
    assert len(found) == 2
    assert found[1]["line"] == 4


def test_half_characters_are_text_like_any_other(client: Client) -> None:
    body = rb'{"posts": [{"id": "\ud800", "text": "Ad: \udc00"}, {"id": "b", "text": "Ad: x"}]}'
    found = client.post("/v1/check/batch", content=body, headers={"content-type": JSON}).json()
    assert [each["id"] for each in found["reports"]] == ["\ufffd", "b"]
    assert found["failed"] == 0
    assert answers(ndjson(client, rb'{"id": "\ud800", "text": "Ad: \udc00"}'))[0]["id"] == "\ufffd"


def test_on_judges_all_by_another_day(client: Client) -> None:
    post = GOOD | {"text": "late #ad"}
    body = client.post("/v1/check/batch?on=2016-01-01", json={"posts": [post]}).json()
    lines = answers(ndjson(client, raw(post), query="?on=2016-01-01"))
    assert body["reports"] == lines
    assert lines[0]["as_of"] == "2016-01-01"


@pytest.mark.parametrize("size", [10, 256 * 1024])
def test_a_large_body_takes_the_way_through_a_worker(
    client: Client, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(checks, "QUICK_JSON", size)
    body = client.post("/v1/check/batch", json={"posts": [GOOD, {"id": 7}]}).json()
    assert body["failed"] == 1
    problem_of(client.post("/v1/check/batch", json={"posts": {}}), 422)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ([], "body"),
        ({}, "posts"),
        ({"posts": {}}, "posts"),
        ({"posts": None}, "posts"),
        ({"posts": []}, "posts"),
        ({"posts": [GOOD], "foo": 1}, "foo"),
    ],
)
def test_what_is_no_batch(client: Client, body: Any, where: str) -> None:
    assert problem_of(client.post("/v1/check/batch", json=body), 422)["errors"][0]["where"] == where


@pytest.mark.parametrize("lines", [(b"",), (b"\n \n",)])
def test_an_empty_stream_is_no_batch(client: Client, lines: tuple[bytes]) -> None:
    assert "no post" in problem_of(ndjson(client, *lines), 422)["detail"]


def test_a_body_that_is_not_json(client: Client) -> None:
    problem_of(client.post("/v1/check/batch", content=b'{"posts": [', headers={"content-type": JSON}), 400)
    problem_of(client.post("/v1/check/batch", content=b"\xff", headers={"content-type": JSON}), 400)
    problem_of(client.post("/v1/check/batch", content=b"x", headers={"content-type": "text/csv"}), 415)


def test_more_posts_than_the_limit(client: Client) -> None:
    problem = problem_of(client.post("/v1/check/batch", json={"posts": [{}] * 201}), 413)
    assert "201 posts; at most 200" in problem["detail"]
    problem_of(ndjson(client, *[b"{}"] * 201), 413)


def test_a_body_larger_than_the_limit(client: Client) -> None:
    large = b'{"posts": [{"text": "' + b"x" * 500_000 + b'"}]}'
    problem_of(client.post("/v1/check/batch", content=large, headers={"content-type": JSON}), 413)

    def pieces() -> Any:
        for start in range(0, len(large), 10_000):
            yield large[start : start + 10_000]

    # without Content-Length, as a stream
    problem_of(client.post("/v1/check/batch", content=pieces(), headers={"content-type": JSON}), 413)


def test_a_stream_is_answered_in_pieces(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 10)
    lines = b"\n".join(raw(GOOD | {"id": str(i)}) for i in range(100))
    request = client.build_request("POST", "/v1/check/batch", content=lines, headers={"content-type": NDJSON})
    response = client.send(request, stream=True)
    pieces = list(response.iter_raw())
    names = [json.loads(line)["id"] for line in b"".join(pieces).split(b"\n") if line]
    assert names == [str(i) for i in range(100)]


def test_many_lines_are_taken_apart_beside_the_event_loop(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body of blank lines alone would hold up everybody for a second."""
    on_the_loop: list[bool] = []

    def noting(body: bytes, most: int) -> list[batches.Numbered]:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            on_the_loop.append(False)
        else:
            on_the_loop.append(True)
        return batches.lines_in(body, most)

    monkeypatch.setattr(checks, "lines_in", noting)
    for blank in (1, 400_000):
        body = b"\n" * blank + b'{"text": "Ad: x", "jurisdictions": ["XA"]}'
        answer = client.post("/v1/check/batch", content=body, headers={"content-type": NDJSON})
        assert len(answer.text.splitlines()) == 1
    assert on_the_loop == [True, False]
