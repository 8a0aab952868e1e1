"""What the OpenAPI document says of the routes on evidence, decisions and keys. See `describe`."""

from __future__ import annotations

from typing import Any

from adhere.api.describe import CHECKING, Description, answer, body, problems, ref
from adhere.api.incoming import JSON

READING, REVIEWING, ADMIN = ["audit", "review"], ["review"], ["admin"]
_SHA = "9f2c7d1e5b8a4f60c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0"
DECISION: dict[str, Any] = {
    "number": 7,
    "audit": "20261126-4be1a90c",
    "check_id": "21ec4d87976c2053cb65e147",
    "jurisdiction": "GB",
    "rule": "gb.suspected",
    "decision": "override",
    "reason": "bought it herself, receipt seen",
    "by": "R. Okafor",
    "on": "2026-11-26",
    "until": None,
    "stands": True,
}
_RECORD: dict[str, Any] = {
    "audit": "20261126-4be1a90c",
    "place": 4,
    "post_id": "n3",
    "verdict": "review",
    "error": None,
    "as_of": "2026-11-18",
    "input_sha256": _SHA,
    "report_sha256": _SHA,
    "rules_revision": "ee3219e0eb6d18f2",
    "model_version": "0.1.0+9316dbd2",
    "adhere_version": "0.1.0",
    "text_kept": False,
    "text_erased": False,
    "hash": _SHA,
    "seal": _SHA,
    "findings": [
        {
            "jurisdiction": "GB",
            "rule": "gb.suspected",
            "reason": "suspected_advertising",
            "severity": "warning",
            "decision": DECISION,
        }
    ],
}
_KEY: dict[str, Any] = {
    "id": "3f0a9c1d5e7b",
    "name": "approval workflow",
    "roles": ["check"],
    "created": "2026-11-26T09:30:00+00:00",
    "expires": None,
    "last_used": None,
    "revoked": None,
}
_ACT = {
    "number": 12,
    "at": "2026-11-26T09:30:00+00:00",
    "who": "R. Okafor",
    "act": "decided",
    "subject": "21ec4d87976c2053cb65e147",
    "detail": {"decision": "override", "number": 7},
}
_GONE: Description = {"description": "Done."}
IDEMPOTENCY: Description = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request with the same key, sent again within a day, is answered alike and creates nothing again.",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
    "example": "8a6e0804-2bd0-4672-b79d-d97027f9071a",
}


def path(name: str, description: str, example: Any, kind: str = "string") -> Description:
    """A parameter in the path."""
    schema = {"type": kind}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
        "example": example,
    }


def asked(name: str, description: str, example: Any, *, required: bool = False, **schema: Any) -> Description:
    """A parameter in the query."""
    found = {"type": "string"} | schema
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": found,
        "example": example,
    }


CURSOR = asked("cursor", "Where the page before ended.", "7", pattern="^[0-9]+$")
LIMIT = asked("limit", "Entries of the page, 50 if not given.", 50, type="integer", minimum=1, maximum=500)
_CHECK = path("check_id", "The check, as its report names it.", "21ec4d87976c2053cb65e147")
_AUDIT = asked("audit", "Only of this audit.", "20261126-4be1a90c")
_READ = problems(401, 403, 409, 422, 429, 500, 503)
_READ_ONE = problems(401, 403, 404, 409, 422, 429, 500, 503)
_WRITE = problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)

EVIDENCE: Description = {
    "operation_id": "evidence",
    "responses": {
        200: answer(
            "The evidence.", ref("CheckEvidence"), {"check_id": _CHECK["example"], "records": [_RECORD], "head": _SHA}
        ),
        **_READ_ONE,
    },
    "openapi_extra": {"x-roles": CHECKING, "parameters": [_CHECK]},
}
REPLAY: Description = {
    "operation_id": "replay",
    "responses": {
        200: answer(
            "The report, and whether it is the recorded one.",
            ref("ReplayedCheck"),
            {"same": True, "why": "", "report": {}},
        ),
        **_READ_ONE,
    },
    "openapi_extra": {"x-roles": READING, "parameters": [_CHECK, _AUDIT]},
}
DECIDE: Description = {
    "operation_id": "decide",
    "responses": {
        201: answer("The decision, finding by finding.", {"type": "array", "items": ref("DecisionMade")}, [DECISION]),
        **_WRITE,
    },
    "openapi_extra": {
        "x-roles": REVIEWING,
        "parameters": [_CHECK, IDEMPOTENCY],
        "requestBody": body(
            {
                JSON: {
                    "schema": ref("NewDecision"),
                    "example": {"decision": "override", "reason": "bought it herself, receipt seen", "by": "R. Okafor"},
                }
            }
        ),
    },
}
DECISIONS: Description = {
    "operation_id": "decisions",
    "responses": {
        200: answer("A page of decisions.", ref("DecisionPage"), {"decisions": [DECISION], "cursor": None}),
        **_READ,
    },
    "openapi_extra": {
        "x-roles": READING,
        "parameters": [_AUDIT, asked("check_id", "Only on this check.", _CHECK["example"]), CURSOR, LIMIT],
    },
}
REVOKE: Description = {
    "operation_id": "revoke",
    "responses": {204: _GONE, **_READ_ONE},
    "openapi_extra": {
        "x-roles": REVIEWING,
        "parameters": [
            path("decision", "The decision's number.", 7, "integer"),
            asked("reason", "Why it is taken back.", "there was a contract after all", required=True),
        ],
    },
}
VERIFY: Description = {
    "operation_id": "verify",
    "responses": {
        200: answer("What was found.", ref("Verified"), {"whole": True, "records": 6, "faults": [], "head": _SHA}),
        **_READ,
    },
    "openapi_extra": {
        "x-roles": READING,
        "parameters": [_AUDIT, asked("head", "A head that was noted before: the log must have had it.", _SHA)],
    },
}
HEAD: Description = {
    "operation_id": "head",
    "responses": {200: answer("The head.", ref("Head"), {"head": _SHA}), **_READ},
    "openapi_extra": {"x-roles": READING},
}
FORGET: Description = {
    "operation_id": "forget",
    "responses": {200: answer("How many are gone.", ref("Forgotten"), {"erased": 3}), **_WRITE},
    "openapi_extra": {
        "x-roles": ADMIN,
        "requestBody": body(
            {JSON: {"schema": ref("Forget"), "example": {"author": "@mia.bakes", "reason": "asked for it on 3 March"}}}
        ),
    },
}
KEYS: Description = {
    "operation_id": "keys",
    "responses": {200: answer("The keys.", {"type": "array", "items": ref("KeyShown")}, [_KEY]), **_READ},
    "openapi_extra": {"x-roles": ADMIN},
}
NEW_KEY: Description = {
    "operation_id": "new_key",
    "responses": {
        201: answer("The key, with its token.", ref("KeyMade"), _KEY | {"token": "adh_3f0a9c1d5e7b_…"}),
        **_WRITE,
    },
    "openapi_extra": {
        "x-roles": ADMIN,
        "requestBody": body(
            {JSON: {"schema": ref("NewKey"), "example": {"name": "approval workflow", "roles": ["check"]}}}
        ),
    },
}
REVOKE_KEY: Description = {
    "operation_id": "revoke_key",
    "responses": {204: _GONE, **_READ_ONE},
    "openapi_extra": {"x-roles": ADMIN, "parameters": [path("key", "The key's id.", "3f0a9c1d5e7b")]},
}
ACTS: Description = {
    "operation_id": "acts",
    "responses": {200: answer("A page of acts.", ref("ActPage"), {"acts": [_ACT], "cursor": None}), **_READ},
    "openapi_extra": {"x-roles": ADMIN, "parameters": [CURSOR, LIMIT]},
}
