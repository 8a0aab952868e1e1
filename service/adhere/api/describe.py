"""What the OpenAPI document says of each route: parameters, bodies, answers, errors, all with examples.

Routes read their requests themselves, so that every error has one shape and the way to an answer is short.
"""

from __future__ import annotations

from typing import Any

from adhere.api import examples
from adhere.api.incoming import JSON, NDJSON
from adhere.api.problems import MEDIA_TYPE, Problem
from adhere.storage.accounts import ROLES

Description = dict[str, Any]
#: For whom a route is, as `x-roles`: whoever has a key at all; those who check; everybody.
ANY = list(ROLES)
CHECKING = ["check", "audit", "review"]
EVERYBODY: list[str] = []
_ON = {
    "name": "on",
    "in": "query",
    "required": False,
    "description": "Judge by the rules of this day.",
    "schema": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "example": "2026-03-02",
}
_JURISDICTION = {
    "name": "jurisdiction",
    "in": "query",
    "required": False,
    "description": "Only the rules of this jurisdiction.",
    "schema": {"type": "string"},
    "example": "GB",
}
_WHEN = {
    400: "The body is not JSON, or not UTF-8.",
    401: "No key was sent, or one that does not count.",
    403: "The key has none of the roles that this needs.",
    404: "There is no such thing; the nearest is named.",
    409: "It cannot be done as things stand.",
    413: "The body, a text or a batch is larger than a limit.",
    415: "The body is of a kind that is not read here.",
    422: "What was sent is not allowed; every mistake is listed with its place.",
    429: "More requests than one key may send.",
    500: "An error inside Adhere.",
    507: "The disk of the service is full.",
    503: "Not now: rules and classifier are loading or could not be loaded, what is kept is out of reach, or the service is to stop.",
}


def ref(name: str) -> Description:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def answer(description: str, schema: Description, example: Any) -> Description:
    """An answer in JSON."""
    return {"description": description, "content": {JSON: {"schema": schema, "example": example}}}


def problems(*statuses: int) -> dict[int | str, Description]:
    """What may go wrong, by status."""
    return {
        status: {
            "description": _WHEN[status],
            "content": {MEDIA_TYPE: {"schema": ref("ProblemDetails"), "example": example(examples.PROBLEMS[status])}},
        }
        for status in statuses
    }


def example(problem: Problem) -> Description:
    """A problem as it is sent."""
    return problem.as_dict()


def body(content: Description) -> Description:
    """A body that is needed, by its media types."""
    return {"required": True, "content": content}


def _named(**values: tuple[str, Any]) -> Description:
    return {name: {"summary": summary, "value": value} for name, (summary, value) in values.items()}


CHECK: Description = {
    "operation_id": "check",
    "responses": {
        200: answer("The report.", ref("Report"), examples.REPORT),
        **problems(400, 401, 403, 413, 415, 422, 429, 500, 503),
    },
    "openapi_extra": {
        "x-roles": CHECKING,
        "parameters": [_ON],
        "requestBody": body(
            {
                JSON: {
                    "schema": ref("Post"),
                    "examples": _named(
                        late_label=("A paid post whose label comes last", examples.POST),
                        gifted=("A gift, asked in three markets", examples.GIFT),
                        video=("A video with words on the picture and spoken", examples.VIDEO),
                    ),
                }
            }
        ),
    },
}
BATCH: Description = {
    "operation_id": "check_batch",
    "responses": {
        200: {
            "description": "A report or a failure for each post, in order.",
            "content": {
                JSON: {"schema": ref("BatchAnswer"), "example": examples.BATCH_ANSWER},
                NDJSON: {"schema": {"type": "string"}, "example": examples.NDJSON_ANSWER},
            },
        },
        **problems(400, 401, 403, 413, 415, 422, 429, 500, 503),
    },
    "openapi_extra": {
        "x-roles": CHECKING,
        "parameters": [_ON],
        "requestBody": body(
            {
                JSON: {"schema": ref("Batch"), "example": examples.BATCH},
                NDJSON: {"schema": {"type": "string"}, "example": examples.NDJSON},
            }
        ),
    },
}
JURISDICTIONS: Description = {
    "operation_id": "jurisdictions",
    "responses": {
        200: answer(
            "Every jurisdiction.",
            {"type": "array", "items": ref("JurisdictionSummary")},
            [examples.JURISDICTION_SUMMARY],
        ),
        **problems(401, 403, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": ANY},
}
JURISDICTION: Description = {
    "operation_id": "jurisdiction",
    "responses": {
        200: answer("The jurisdiction on that day.", ref("Jurisdiction"), examples.JURISDICTION),
        **problems(401, 403, 404, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": ANY, "parameters": [_ON]},
}
RULES: Description = {
    "operation_id": "rules",
    "responses": {
        200: answer("The rules.", {"type": "array", "items": ref("RuleSummary")}, [examples.RULE_SUMMARY]),
        **problems(401, 403, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": ANY, "parameters": [_JURISDICTION]},
}
RULE: Description = {
    "operation_id": "rule",
    "responses": {
        200: answer("The rule.", ref("Rule"), examples.RULE),
        **problems(401, 403, 404, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": ANY, "parameters": [_ON]},
}
LIVE: Description = {
    "operation_id": "live",
    "responses": {200: answer("The process answers.", ref("Live"), {"status": "live"})},
    "openapi_extra": {"x-roles": EVERYBODY},
}
READY: Description = {
    "operation_id": "ready",
    "responses": {200: answer("Ready.", ref("Ready"), examples.READY), **problems(503)},
    "openapi_extra": {"x-roles": EVERYBODY},
}
