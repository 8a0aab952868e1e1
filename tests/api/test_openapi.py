"""The OpenAPI document: held to its snapshot, complete, and true."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from httpx import Client

from adhere.api import document, examples
from adhere.api.shapes import BatchAnswer, Jurisdiction, Rule
from adhere.report import NOT_LEGAL_ADVICE

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi.json"
SPEC: dict[str, Any] = json.loads(document.text())


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in SPEC["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_same_words_stand_in_one_order_everywhere() -> None:
    """Python takes two Literals for one where they differ in the order alone, and then the first to be imported decides."""
    orders: dict[frozenset[str], set[tuple[str, ...]]] = {}
    for path in (Path(__file__).parents[2] / "service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Subscript) or getattr(node.value, "id", "") != "Literal":
                continue
            given = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            words = tuple(str(each.value) for each in given if isinstance(each, ast.Constant))
            orders.setdefault(frozenset(words), set()).add(words)
    assert len(orders) > 20
    assert [each for each in orders.values() if len(each) > 1] == []


def test_the_snapshot_is_the_document() -> None:
    assert SNAPSHOT.read_text("utf-8") == document.text(), "run: python -m adhere.api.document docs/openapi.json"


def test_every_route_of_the_contract_is_there() -> None:
    assert [name for name, _ in operations()] == [
        "POST /v1/check",
        "POST /v1/check/batch",
        "POST /v1/adcp/required-disclosures",
        "POST /v1/audits",
        "GET /v1/audits",
        "GET /v1/audits/{id}",
        "DELETE /v1/audits/{id}",
        "POST /v1/audits/{id}/resume",
        "GET /v1/audits/{id}/events",
        "GET /v1/audits/{id}/posts",
        "GET /v1/audits/{id}/posts/{seq}",
        "GET /v1/audits/{id}/summary",
        "GET /v1/audits/{id}/export",
        "GET /v1/jurisdictions",
        "GET /v1/jurisdictions/{id}",
        "GET /v1/rules",
        "GET /v1/rules/{id}",
        "GET /v1/checks/{check_id}",
        "GET /v1/checks/{check_id}/replay",
        "POST /v1/checks/{check_id}/decisions",
        "GET /v1/decisions",
        "DELETE /v1/decisions/{decision}",
        "GET /v1/evidence/verify",
        "GET /v1/evidence/head",
        "POST /v1/evidence/forget",
        "GET /v1/webhooks",
        "POST /v1/webhooks",
        "DELETE /v1/webhooks/{id}",
        "GET /v1/webhooks/{id}/deliveries",
        "POST /v1/webhooks/{id}/test",
        "GET /v1/admin/keys",
        "POST /v1/admin/keys",
        "DELETE /v1/admin/keys/{key}",
        "GET /v1/admin/acts",
        "GET /metrics",
        "POST /v1/admin/reload",
        "GET /v1/admin/packs",
        "GET /v1/admin/packs/{jurisdiction}",
        "PUT /v1/admin/packs/{jurisdiction}",
        "DELETE /v1/admin/packs/{jurisdiction}",
        "GET /health/live",
        "GET /health/ready",
    ]


def contents() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, operation in operations():
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{name} takes {kind}", content
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items():
                yield f"{name} gives {status} {kind}", content


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in contents()])
def test_every_body_has_a_worked_example_that_its_schema_allows(content: dict[str, Any]) -> None:
    found = [each["value"] for each in content.get("examples", {}).values()] or [content["example"]]
    schema = {**content["schema"], "components": SPEC["components"]}
    for example in found:
        jsonschema_rs.validate(schema, example, validate_formats=True)


def test_every_error_is_a_problem() -> None:
    for name, operation in operations():
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                assert list(answer["content"]) == ["application/problem+json"], name


def test_every_parameter_and_operation_is_described() -> None:
    for name, operation in operations():
        assert operation["description"], name
        for parameter in operation.get("parameters", []):
            assert parameter.get("description") or parameter["in"] == "path", f"{name}: {parameter['name']}"


def test_not_legal_advice_is_said_once() -> None:
    assert SPEC["info"]["description"].count(NOT_LEGAL_ADVICE) == 1


def test_the_example_quotes_what_it_says_it_quotes() -> None:
    report = examples.REPORT
    spans = [span for label in report["labels"] for span in label["spans"]]
    spans += [span for result in report["results"] for finding in result["findings"] for span in finding["spans"]]
    for span in [*spans, *report["sponsorship"]["evidence"]]:
        assert examples.POST["text"][span["start"] : span["end"]] == span["quote"]


def test_answers_have_the_shapes_of_the_document(client: Client) -> None:
    Jurisdiction.model_validate_json(client.get("/v1/jurisdictions/XA").content)
    Rule.model_validate_json(client.get("/v1/rules/xa.placement.start").content)
    batch = client.post("/v1/check/batch", json={"posts": [{"text": "late #ad", "relationship": "paid"}, {"x": 1}]})
    BatchAnswer.model_validate_json(batch.content)
