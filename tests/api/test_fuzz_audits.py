"""The routes for audits fuzzed from the OpenAPI document, with a key, on a service that keeps things and has a finished audit."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from httpx import Client
from schemathesis.checks import positive_data_acceptance
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, response_schema_conformance

from adhere.api import create_app
from adhere.settings import Settings
from adhere.storage.accounts import Accounts
from tests.api.auditing import ASKED, posts, send, table
from tests.api.conftest import serving, wait_until_ready
from tests.api.test_openapi import SPEC

NAME = "finished"


@pytest.fixture(scope="module")
def service(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, str]]:
    """A service, and the id of a finished audit in it; its client has a key."""
    data = tmp_path_factory.mktemp("fuzz") / "data"
    with Accounts.at(data, None) as accounts:
        _, token = accounts.create_key("default", "fuzz", ["audit"], int(time.time()), by="test")
    with serving(create_app(settings.model_copy(update={"data": data, "audit_jobs": 1}))) as client:
        wait_until_ready(client)
        client.headers["Authorization"] = f"Bearer {token}"
        audit = send(client, [("a.csv", table(posts(20)))], ASKED).json()["id"]
        while client.get(f"/v1/audits/{audit}").json()["state"] != "finished":
            time.sleep(0.1)
        yield client, audit


def document() -> Any:
    """The routes for audits. Nothing is deleted, so that there is something to read; NAME stands for the finished audit's id."""
    spec = copy.deepcopy(SPEC)
    spec["paths"] = {path: methods for path, methods in spec["paths"].items() if path.startswith("/v1/audits")}
    for methods in spec["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] == "id":
                    parameter["schema"] |= {"enum": [NAME, "20260101-00000000"]}
                if parameter["name"] == "seq":
                    parameter["schema"] |= {"enum": ["0", "19", "20", "x"]}
    return schemathesis.openapi.from_dict(spec).exclude(method="DELETE")


@document().parametrize()  # type: ignore[untyped-decorator]
@hypothesis.settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_every_answer_is_as_the_document_says(case: Any, service: tuple[Client, str]) -> None:
    client, audit = service
    if case.path_parameters.get("id") == NAME:
        case.path_parameters["id"] = audit
    case.headers["Authorization"] = client.headers["Authorization"]
    # a cursor or a file may be well formed and still be none
    excluded = [positive_data_acceptance, ignored_auth]
    if case.method == "POST" or "seq" in case.path_parameters:
        # text where a file should be is a file all the same; and there are more posts than are named here
        excluded.append(negative_data_rejection)
    if case.path.endswith("/events"):
        # a stream is text to the document, and to the fuzzer a list of events
        excluded.append(response_schema_conformance)
    answer = case.call_and_validate(base_url=str(client.base_url), excluded_checks=excluded)
    assert b"internal-error" not in answer.content
