"""One shape for every error, also for those that no route makes."""

from __future__ import annotations

import pytest
from httpx import Client

from adhere.api.examples import PROBLEMS
from adhere.api.problems import InvalidPost, NotReady, Problem, problem_of
from adhere.errors import AdhereError, InputError, ModelError, TooLarge, UnknownWord, Unreachable
from tests.api import conftest


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/check/", "/v1/checks", "/v1/jurisdictions/", "/v2/check", "/%00"])
def test_nothing_is_there(client: Client, path: str) -> None:
    conftest.problem_of(client.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/check", "POST"),
        ("PUT", "/v1/check/batch", "POST"),
        ("DELETE", "/v1/jurisdictions", "GET"),
        ("POST", "/v1/rules/xa.duty", "GET"),
        ("TRACE", "/health/live", "GET"),
    ],
)
def test_a_method_that_is_not_possible(client: Client, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    conftest.problem_of(answer, 405)
    assert answer.headers["allow"] == allowed


def test_each_error_of_ours_has_its_status() -> None:
    errors: list[tuple[AdhereError, int]] = [
        (InputError("x"), 422),
        (UnknownWord("platform", "x", ["y"], where="platform"), 422),
        (InvalidPost([InputError("x", where="y")]), 422),
        (TooLarge("x"), 413),
        (NotReady("x"), 503),
        (ModelError("x"), 500),
        (AdhereError("x"), 500),
    ]
    for error, status in errors:
        assert problem_of(error).status == status


def test_where_a_database_lies_is_told_to_the_operator_alone(caplog: pytest.LogCaptureFixture) -> None:
    problem = problem_of(Unreachable("postgresql://me@db.internal/x cannot be opened: refused.\nDETAIL: words"))
    assert (problem.status, problem.parts) == (503, ())
    assert "internal" not in problem.detail
    assert "db.internal" in caplog.text
    assert "words" not in caplog.text


def test_a_problem_is_ascii_and_survives_anything() -> None:
    problem = Problem(422, "invalid input", "half a character: \ud800", (("x", "\udfff", None),))
    assert problem.as_json().isascii()


def test_the_examples_have_the_status_that_they_stand_for() -> None:
    for status, problem in PROBLEMS.items():
        assert problem.status == status
