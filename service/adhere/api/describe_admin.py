"""What the OpenAPI document says of the routes for operators. See `describe`."""

from __future__ import annotations

from adhere.api.describe import EVERYBODY, Description, answer, body, problems, ref
from adhere.api.incoming import JSON

ADMIN = ["admin"]
AT_WORK = {"rules_revision": "2f1c9a70d4be", "model_version": "2026.10.1", "jurisdictions": 61}
FILES = {
    "labels.yaml": 'labels:\n  - {text: "#lumoracrew", language: en, status: rejected, from: 2026-02-01, sources: [xn-handbook]}\n',
}
KEPT = {"jurisdiction": "XN", "changed": "2026-11-02T09:30:00+00:00"}
_JURISDICTION = {
    "name": "jurisdiction",
    "in": "path",
    "required": True,
    "description": "Two capital letters; XA to XZ are free for policies of your own.",
    "schema": {"type": "string"},
    "example": "XN",
}
_NUMBERS = """# HELP adhere_checks_total Posts checked, by the worst verdict of their jurisdictions.
# TYPE adhere_checks_total counter
adhere_checks_total{verdict="compliant"} 41.0
"""
METRICS: Description = {
    "operation_id": "metrics",
    "responses": {
        200: {
            "description": "The numbers, in Prometheus' text format.",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": _NUMBERS}},
        },
        **problems(401, 403, 422, 500, 503),
    },
    "openapi_extra": {"x-roles": EVERYBODY},
}
RELOAD: Description = {
    "operation_id": "reload",
    "responses": {
        200: answer("What is at work now.", ref("Reloaded"), AT_WORK | {"changed": True}),
        **problems(401, 403, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": ADMIN},
}
PACKS: Description = {
    "operation_id": "packs",
    "responses": {
        200: answer("The packs.", {"type": "array", "items": ref("PackSummary")}, [KEPT | {"files": ["labels.yaml"]}]),
        **problems(401, 403, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": ADMIN},
}
PACK: Description = {
    "operation_id": "pack",
    "responses": {
        200: answer("The pack.", ref("Pack"), KEPT | {"files": FILES}),
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": ADMIN, "parameters": [_JURISDICTION]},
}
PUT_PACK: Description = {
    "operation_id": "put_pack",
    "responses": {
        200: answer("What is at work now.", ref("PackTaken"), AT_WORK | {"warnings": []}),
        **problems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503),
    },
    "openapi_extra": {
        "x-roles": ADMIN,
        "parameters": [_JURISDICTION],
        "requestBody": body({JSON: {"schema": ref("PackFiles"), "example": {"files": FILES}}}),
    },
}
DELETE_PACK: Description = {
    "operation_id": "delete_pack",
    "responses": {
        200: answer("What is at work now.", ref("AtWork"), AT_WORK),
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": ADMIN, "parameters": [_JURISDICTION]},
}
