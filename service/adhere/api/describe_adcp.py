"""What the OpenAPI document says of the Ad Context Protocol. See `describe`."""

from __future__ import annotations

from adhere.api.describe import CHECKING, Description, answer, body, problems, ref
from adhere.api.incoming import JSON

_BRIEF = {
    "name": "Spring lamp launch",
    "compliance": {
        "required_disclosures": [{"text": "Anzeige", "position": "prominent", "jurisdictions": ["DE", "AT"]}],
        "prohibited_claims": ["clinically proven"],
    },
}
_POST = {
    "text": "Anzeige | Sechs Wochen mit der Lampe",
    "jurisdictions": ["DE"],
    "platform": "instagram",
    "relationship": "paid",
}
_ANSWER = {
    "meets": "yes",
    "required_disclosures": [
        {
            "text": "Anzeige",
            "position": "prominent",
            "jurisdictions": ["DE", "AT"],
            "met": "yes",
            "why": "",
            "spans": [{"field": "text", "start": 0, "end": 7, "quote": "Anzeige"}],
        }
    ],
    "prohibited_claims": [{"text": "clinically proven", "found": False, "spans": []}],
    "verdicts": {"DE": "compliant"},
    "proposed": [],
}
REQUIRED: Description = {
    "operation_id": "required_disclosures",
    "responses": {
        200: answer("Whether the post meets the brief.", ref("BriefAnswer"), _ANSWER),
        **problems(400, 401, 403, 413, 415, 422, 429, 500, 503),
    },
    "openapi_extra": {
        "x-roles": CHECKING,
        "requestBody": body({JSON: {"schema": ref("Creative"), "example": {"brief": _BRIEF, "post": _POST}}}),
    },
}
