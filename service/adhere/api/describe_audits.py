"""What the OpenAPI document says of the routes for audits. See `describe`."""

from __future__ import annotations

import json
from typing import Any

from adhere.api import examples_audits as examples
from adhere.api.auditing import audits, posts
from adhere.api.auditing.exports import FORMATS, ZIP
from adhere.api.auditing.uploads import FORM
from adhere.api.describe import Description, answer, body, problems, ref
from adhere.api.incoming import JSON

AUDITING = ["audit"]
READING = ["audit", "review"]
_FLAG: Description = {"type": "boolean"}
_TEXT: Description = {"type": "string"}


def _query(name: str, schema: Description, description: str, example: Any, *, required: bool = False) -> Description:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": schema,
        "example": example,
    }


def _limit(most: int, default: int) -> Description:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return _query("limit", schema, "How many at most.", default)


_CURSOR = _query("cursor", _TEXT, "Where the page before ended.", "WzE3OTQwMDAwMDAsICIyMDI2MTEwMi0zYTdmMTBjMiJd")
_KEY: Description = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request sent again with the same key begins nothing new, and is answered as before.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[\x21-\x7e]+$"},
    "example": "5f0c9a4e-8a53-4b0e-9d1b-1f6f5f3f2a77",
}
_LAST: Description = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "The id of the last event that was seen.",
    "schema": {"type": "string"},
    "example": "running-1000-2600",
}
_FORM_BODY: Description = body(
    {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "settings": ref("AuditSettings"),
                    "files": {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}},
                },
            },
            "encoding": {"settings": {"contentType": "application/json"}},
            "example": {"settings": examples.ASKED, "files": [examples.FILE]},
        }
    }
)
BEGIN: Description = {
    "operation_id": "begin_audit",
    "responses": {
        200: answer("How the files would be read; only with `dry_run`.", ref("DryRun"), examples.DRY_RUN),
        202: answer("The audit, which waits for its turn.", ref("AuditSummary"), examples.WAITING)
        | {"headers": {"Location": {"description": "The audit.", "schema": _TEXT}}},
        **problems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503, 507),
    },
    "openapi_extra": {
        "x-roles": AUDITING,
        "parameters": [_query("dry_run", _FLAG, "Only say how the files would be read.", False), _KEY],
        "requestBody": _FORM_BODY,
    },
}
LIST: Description = {
    "operation_id": "audits",
    "responses": {
        200: answer("A page of audits.", ref("AuditList"), {"audits": [examples.FINISHED], "cursor": None}),
        **problems(401, 403, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": READING, "parameters": [_CURSOR, _limit(audits.MOST, audits.PAGE)]},
}
AUDIT: Description = {
    "operation_id": "audit",
    "responses": {
        200: answer("The audit.", ref("Audit"), examples.AUDIT),
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": READING},
}
DELETE: Description = {
    "operation_id": "delete_audit",
    "responses": {
        200: answer("What became of it.", ref("AuditRemoval"), examples.REMOVAL),
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": AUDITING},
}
RESUME: Description = {
    "operation_id": "resume_audit",
    "responses": {
        202: answer("The audit, which waits for its turn or goes on.", ref("AuditSummary"), examples.WAITING)
        | {"headers": {"Location": {"description": "The audit.", "schema": _TEXT}}},
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": AUDITING},
}
EVENTS: Description = {
    "operation_id": "audit_events",
    "responses": {
        200: {
            "description": "Events, whose data is an AuditEvent, until the audit ends.",
            "content": {
                "text/event-stream": {
                    "schema": _TEXT,
                    "example": f"id: running-1000-2600\nevent: progress\ndata: {json.dumps(examples.EVENT)}\n\n",
                }
            },
        },
        204: {"description": "The audit has ended, and the caller has seen it.", "content": {}},
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": READING, "parameters": [_LAST]},
}
_FILTERS = [
    _query(
        "verdict",
        {"type": "string", "enum": list(posts.VERDICTS)},
        "The worst verdict; with `jurisdiction`, there.",
        "review",
    ),
    _query("jurisdiction", _TEXT, "Posts that were asked there; goes with `verdict`, `reason` and `rule`.", "GB"),
    _query("platform", _TEXT, "Posts on this platform.", "instagram"),
    _query("brand", _TEXT, "Posts for this brand.", "Lumea"),
    _query("author", _TEXT, "Posts of this author.", "mia.bakes"),
    _query("reason", _TEXT, "Posts with a finding for this reason.", "missing_label"),
    _query("rule", _TEXT, "Posts with a finding by this rule.", "gb.label.upfront"),
    _query("month", {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}, "Posts of this month.", "2026-03"),
    _query("suspected", _FLAG, "Posts that read like advertising, or do not.", True),
    _query("unread", _FLAG, "Rows that could not be read or checked, or all others.", False),
    _query("q", _TEXT, "Words that all stand in the text, in any case.", "serum code"),
]
POSTS: Description = {
    "operation_id": "audit_posts",
    "responses": {
        200: answer("A page of posts.", ref("AuditPostList"), {"posts": [examples.POST], "cursor": None, "total": 1}),
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {
        "x-roles": READING,
        "parameters": [
            *_FILTERS,
            _query(
                "sort",
                {"type": "string", "enum": list(posts.SORTS), "default": "seq"},
                "By their place in the files; or those with most followers, or likeliest advertising, first.",
                "followers",
            ),
            _CURSOR,
            _limit(posts.MOST, posts.PAGE),
        ],
    },
}
POST: Description = {
    "operation_id": "audit_post",
    "responses": {
        200: answer("The post.", ref("AuditPostWhole"), examples.POST_WHOLE),
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": READING},
}
SUMMARY: Description = {
    "operation_id": "audit_summary",
    "responses": {
        200: answer("The counts.", {"type": "object"}, examples.COUNTS),
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": READING},
}
_BINARY: Description = {"schema": {"type": "string", "format": "binary"}, "example": "…"}
EXPORT: Description = {
    "operation_id": "export_audit",
    "responses": {
        200: {
            "description": "The file.",
            "content": dict.fromkeys([*(kind for _, kind in FORMATS.values()), "application/zip"], _BINARY)
            | {JSON: {"schema": {"type": "object"}, "example": examples.COUNTS}},
        },
        **problems(401, 403, 404, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {
        "x-roles": READING,
        "parameters": [
            _query("format", {"type": "string", "enum": [*FORMATS, ZIP]}, "Which file.", "html", required=True)
        ],
    },
}
