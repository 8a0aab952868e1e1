"""The service fuzzed from its own OpenAPI document: no error of ours, and every answer as the document says."""

from __future__ import annotations

import copy
import json
from typing import Any

import hypothesis
import schemathesis
from httpx import Client
from schemathesis.checks import positive_data_acceptance
from schemathesis.specs.openapi.checks import negative_data_rejection

from tests.api.conftest import NDJSON
from tests.api.test_openapi import SPEC


@schemathesis.serializer(NDJSON)
def lines(context: schemathesis.SerializationContext, value: Any) -> bytes:
    return b"\n".join(json.dumps(each).encode() for each in value) if isinstance(value, list) else b"{bad"


def document() -> Any:
    """The document, with the jurisdictions and rules of the tests, so that more than refusals is tried."""
    spec = copy.deepcopy(SPEC)
    codes = {"enum": ["XA", "XB", "xa", "ZZ"]}
    names = {"/v1/jurisdictions/{id}": codes, "/v1/rules/{id}": {"enum": ["xa.duty", "xa.placement.start", "xa"]}}
    spec["components"]["schemas"]["Post"]["properties"]["jurisdictions"]["anyOf"][0]["items"] |= codes
    for path, schema in names.items():
        for parameter in spec["paths"][path]["get"]["parameters"]:
            if parameter["name"] == "id":
                parameter["schema"] |= schema
    batch = spec["paths"]["/v1/check/batch"]["post"]["requestBody"]["content"]
    batch[NDJSON] = {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Post"}}}
    return schemathesis.openapi.from_dict(spec)


@document().parametrize()  # type: ignore[untyped-decorator]
@hypothesis.settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_every_answer_is_as_the_document_says(case: Any, client: Client) -> None:
    # rules know more than a schema can say: a post may be well formed and still name a day before any rule;
    # and a batch answers its bad posts in their places, with 200
    excluded = [positive_data_acceptance]
    if case.path == "/v1/check/batch":
        excluded.append(negative_data_rejection)
    answer = case.call_and_validate(base_url=str(client.base_url), excluded_checks=excluded)
    assert b"internal-error" not in answer.content
