"""Worked examples for the OpenAPI document. A test holds them to the schemas, and to what the service answers."""

from __future__ import annotations

import json
from typing import Any

from adhere.api.problems import Problem
from adhere.report import NOT_LEGAL_ADVICE

POST: dict[str, Any] = {
    "id": "a1",
    "text": "Obsessed with this serum ✨ code MIA20 #skincare #ad",
    "jurisdictions": ["GB"],
    "platform": "instagram",
    "surface": "feed",
    "relationship": "paid",
    "platform_label": False,
    "published_on": "2026-03-02",
}
GIFT: dict[str, Any] = {
    "id": "a2",
    "text": "Thanks @glowlab for the parcel! Three weeks in, and my skin loves it.",
    "jurisdictions": ["GB", "FR", "DE"],
    "platform": "instagram",
    "relationship": "gifted",
    "brand": "GlowLab",
    "published_on": "2026-03-02",
}
VIDEO: dict[str, Any] = {
    "id": "a3",
    "text": "My morning routine #ad",
    "jurisdictions": ["GB"],
    "platform": "tiktok",
    "surface": "video",
    "relationship": "paid",
    "duration": 42,
    "overlay": [{"text": "Advertisement", "start": 0, "end": 4, "legible": True}],
    "transcript": "Good morning! This is how I start my day.",
    "published_on": "2026-03-02",
}
_CITATION: dict[str, Any] = {
    "id": "cap-code-2-1",
    "instrument": "CAP Code",
    "force": "code",
    "provision": "rule 2.1",
    "url": "https://www.asa.org.uk/type/non_broadcast/code_section/02.html",
    "verified": "page",
    "read_on": "2026-02-10",
}
_SPAN: dict[str, Any] = {"field": "text", "start": 48, "end": 51, "quote": "#ad"}
_EDIT: dict[str, Any] = {"op": "insert", "field": "text", "at": 0, "text": "Ad: ", "start": None, "end": None}
_EDITED = "Ad: Obsessed with this serum ✨ code MIA20 #skincare #ad"
REPORT: dict[str, Any] = {
    "id": "a1",
    "check_id": "8f0b2b1bb5d89c0d82a86ebc",
    "as_of": "2026-03-02",
    "as_of_source": "published_on",
    "rules_revision": "388231672600cbf4",
    "model_version": "1.0.0",
    "language": "en",
    "labels": [{"label": "#ad", "language": "en", "spans": [_SPAN], "lookalike": False, "negated": False}],
    "sponsorship": {
        "declared": "paid",
        "admitted": "paid",
        "probability": 0.97,
        "kinds": {"third_party": 0.93, "own": 0.04, "organic": 0.03},
        "threshold": 0.5,
        "certainty": 0.9,
        "suspected": True,
        "evidence": [{"kind": "discount_code", "quote": "code MIA20", "start": 27, "end": 37, "field": "text"}],
    },
    "results": [
        {
            "jurisdiction": "GB",
            "duty": "required",
            "verdict": "non_compliant",
            "findings": [
                {
                    "rule": "gb.label.upfront",
                    "reason": "label_buried_in_hashtags",
                    "severity": "breach",
                    "confidence": "high",
                    "message": "“#ad” stands among other hashtags.",
                    "remedy": "Begin the caption with the label.",
                    "spans": [_SPAN],
                    "citations": [_CITATION],
                }
            ],
            "passed": ["gb.duty", "gb.label.wording"],
            "remedy": {
                "edits": [_EDIT],
                "text": _EDITED,
                "verdict_after": "compliant",
                "fields": {"text": _EDITED},
                "why": None,
            },
        }
    ],
    "remedy": {
        "edits": [_EDIT],
        "text": _EDITED,
        "verdict_after": {"GB": "compliant"},
        "fields": {"text": _EDITED},
        "why": None,
    },
    "notice": NOT_LEGAL_ADVICE,
}


def _problem(status: int, name: str, detail: str, where: str = "", nearest: str | None = None) -> Problem:
    return Problem(status, name, detail, ((where, detail, nearest),) if where else ())


_UNKNOWN = _problem(
    422, "unknown word", "Unknown jurisdiction 'GBR'. Did you mean 'GB'? Known: DE, FR, GB.", "jurisdictions", "GB"
)
_WRONG_PLATFORM = _problem(
    422,
    "invalid post",
    "Unknown platform 'instagran'. Did you mean 'instagram'? Known: blog, instagram, tiktok.",
    "platform",
    "instagram",
)
PROBLEMS: dict[int, Problem] = {
    400: _problem(400, "broken JSON", "Not JSON: Expecting value: line 1 column 9 (char 8).", "body"),
    401: _problem(401, "unauthorized", "A key is needed: Authorization: Bearer adh_…", "Authorization"),
    403: Problem(403, "forbidden", "This needs a key with the role audit."),
    409: Problem(409, "conflict", "This service keeps nothing: start it with a folder, adhere serve --data FOLDER."),
    429: Problem(429, "too many requests", "With one key at most 6,000 requests a minute are answered."),
    404: _problem(
        404, "not found", "Unknown rule 'gb.label.upfrnt'. Did you mean 'gb.label.upfront'?", "id", "gb.label.upfront"
    ),
    413: _problem(413, "too large", "The body is larger than the 8,388,608 bytes that are taken.", "body"),
    415: _problem(
        415,
        "unsupported media type",
        "Bodies of 'text/plain' are not read here. Send application/json.",
        "Content-Type",
    ),
    422: _WRONG_PLATFORM,
    500: _problem(500, "internal error", "An error inside Adhere; nothing was checked. Please report it."),
    507: _problem(
        507, "insufficient storage", "The disk of the service is full: the files could not be kept. Ask its operator."
    ),
    503: _problem(503, "not ready", "The rules and the classifier are still being loaded."),
}
_BAD: dict[str, Any] = {"id": "a4", "text": "Ad: my new serum", "jurisdictions": ["GBR"], "relationship": "paid"}
BATCH: dict[str, Any] = {"posts": [POST, _BAD]}
BATCH_ANSWER: dict[str, Any] = {
    "failed": 1,
    "reports": [REPORT, {"id": "a4", "index": 1, "error": _UNKNOWN.as_dict()}],
}
NDJSON = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in (POST, _BAD))
NDJSON_ANSWER = "".join(
    json.dumps(each, ensure_ascii=False) + "\n"
    for each in (REPORT, {"id": "a4", "line": 2, "error": _UNKNOWN.as_dict()})
)
JURISDICTION_SUMMARY: dict[str, Any] = {
    "jurisdiction": "GB",
    "name": "United Kingdom",
    "languages": ["en"],
    "builds_on": [],
    "rules": 14,
    "labels": 60,
    "since": "2008-05-26",
    "changes": [{"date": "2025-04-06", "what": "The DMCC Act takes the place of the 2008 Regulations."}],
}
_IN_FORCE: dict[str, Any] = {
    "id": "gb.label.upfront",
    "title": "The label comes first",
    "check": "placement",
    "severity": "breach",
    "since": "2019-01-01",
    "params": {"position": "start", "hashtags": "not_buried"},
    "note": None,
    "citations": [_CITATION],
}
JURISDICTION: dict[str, Any] = {
    **JURISDICTION_SUMMARY,
    "on": "2026-03-02",
    "regulators": [
        {"name": "Advertising Standards Authority", "short": "ASA", "role": "Applies the CAP Code to adverts online."}
    ],
    "in_force": [_IN_FORCE],
    "words": [
        {
            "label": "Ad",
            "language": "en",
            "understood": [],
            "status": "accepted",
            "since": "2008-05-26",
            "until": None,
            "relationships": None,
            "platforms": None,
            "surfaces": None,
            "inherited": False,
            "note": None,
            "verified": "page",
            "citations": [_CITATION],
        }
    ],
    "minors": None,
    "penalties": [],
    "notes": [],
    "open_questions": [],
}
RULE_SUMMARY: dict[str, Any] = {
    "id": "gb.label.upfront",
    "jurisdiction": "GB",
    "title": "The label comes first",
    "check": "placement",
    "status": "active",
}
RULE: dict[str, Any] = {
    **RULE_SUMMARY,
    "applies": {},
    "replaces": [],
    "limits": ["How large a label is on the screen."],
    "on": "2026-03-02",
    "in_force": _IN_FORCE,
    "versions": [
        {
            "from": "2019-01-01",
            "severity": "breach",
            "params": {"position": "start", "hashtags": "not_buried"},
            "sources": ["cap-code-2-1"],
        }
    ],
    "examples": [
        {
            "name": "first",
            "on": "2026-03-02",
            "post": {"text": "Ad: my new serum", "relationship": "paid"},
            "expect": "pass",
        }
    ],
}
READY: dict[str, Any] = {
    "status": "ready",
    "rules_revision": "388231672600cbf4",
    "model_version": "1.0.0",
    "jurisdictions": 8,
}
