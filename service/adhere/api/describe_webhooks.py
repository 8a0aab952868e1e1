"""What the OpenAPI document says of the routes on webhooks. See `describe`."""

from __future__ import annotations

from typing import Any

from adhere.api.describe import Description, answer, body, problems, ref
from adhere.api.describe_evidence import path
from adhere.api.incoming import JSON

_ADMIN = ["admin"]
_ID = path("id", "The webhook.", "hook_5d0c7a9be214f386")
_NEW: dict[str, Any] = {
    "url": "https://receiver.example/adhere",
    "events": ["audit.finished", "decision.made"],
}
_HOOK: dict[str, Any] = {
    "id": _ID["example"],
    **_NEW,
    "created_by": "R. Okafor",
    "created": "2026-11-26T09:30:00+00:00",
}
_SECRET = "whsec_" + "QWRoZXJlIHNheXMgc28gaW4gYW4gZXhhbXBsZS4hISE="
_DELIVERY: dict[str, Any] = {
    "id": "msg_2f1c9a70d4be83556a0b91cd",
    "event": "audit.finished",
    "state": "waiting",
    "created": "2026-11-26T09:31:00+00:00",
    "attempts": 1,
    "next": "2026-11-26T09:31:05+00:00",
    "answer": "503",
}
_ONE = problems(401, 403, 404, 409, 422, 429, 500, 503)

NEW_WEBHOOK: Description = {
    "operation_id": "new_webhook",
    "responses": {
        201: answer("The webhook, with its secret.", ref("WebhookMade"), _HOOK | {"secret": _SECRET}),
        **problems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503),
    },
    "openapi_extra": {
        "x-roles": _ADMIN,
        "requestBody": body({JSON: {"schema": ref("NewWebhook"), "example": _NEW}}),
    },
}
WEBHOOKS: Description = {
    "operation_id": "webhooks",
    "responses": {
        200: answer("The webhooks.", {"type": "array", "items": ref("Webhook")}, [_HOOK]),
        **problems(401, 403, 409, 422, 429, 500, 503),
    },
    "openapi_extra": {"x-roles": _ADMIN},
}
DELETE_WEBHOOK: Description = {
    "operation_id": "delete_webhook",
    "responses": {204: {"description": "Done."}, **_ONE},
    "openapi_extra": {"x-roles": _ADMIN, "parameters": [_ID]},
}
DELIVERIES: Description = {
    "operation_id": "deliveries",
    "responses": {
        200: answer("The deliveries.", {"type": "array", "items": ref("WebhookDelivery")}, [_DELIVERY]),
        **_ONE,
    },
    "openapi_extra": {"x-roles": _ADMIN, "parameters": [_ID]},
}
TEST_WEBHOOK: Description = {
    "operation_id": "test_webhook",
    "responses": {
        202: answer(
            "The delivery, which is on its way.",
            ref("WebhookDelivery"),
            _DELIVERY | {"event": "test", "attempts": 0, "next": _DELIVERY["created"], "answer": None},
        ),
        **_ONE,
    },
    "openapi_extra": {"x-roles": _ADMIN, "parameters": [_ID]},
}
