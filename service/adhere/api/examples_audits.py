"""Worked examples of audits for the OpenAPI document. A test holds them to the schemas."""

from __future__ import annotations

from typing import Any

FILE = "id,caption,published\np1,Obsessed with this Lumea serum,2026-03-02\n"
ASKED: dict[str, Any] = {
    "name": "March, Lumea",
    "jurisdictions": ["GB"],
    "columns": {"text": "caption"},
    "defaults": {"platform": "instagram", "relationship": "paid"},
    "on": None,
    "baseline": None,
    "remedies": True,
    "classify": True,
    "store_text": False,
}
_MAPPING = {"id": "id", "text": "caption", "published_on": "published"}
DRY_RUN: dict[str, Any] = {
    "files": [
        {
            "name": "posts.csv",
            "format": "csv",
            "columns": ["id", "caption", "published"],
            "mapping": _MAPPING,
            "unused": [],
            "caution": None,
        }
    ],
    "settings": ASKED,
}
OUTCOME: dict[str, Any] = {
    "posts": 1,
    "checked": 1,
    "unread": 0,
    "verdicts": {"compliant": 0, "non_compliant": 1, "review": 0},
    "open_breaches": 1,
    "open_reviews": 0,
    "not_checked": 0,
}
_ID = "20261102-3a7f10c2"
_PATH = f"/v1/audits/{_ID}"
WAITING: dict[str, Any] = {
    "id": _ID,
    "name": "March, Lumea",
    "state": "waiting",
    "created": "2026-11-02T09:30:00+00:00",
    "created_by": "compliance",
    "ended": None,
    "error": None,
    "outcome": None,
    "links": {"self": _PATH, "events": f"{_PATH}/events"},
}
FINISHED: dict[str, Any] = WAITING | {
    "state": "finished",
    "ended": "2026-11-02T09:30:04+00:00",
    "outcome": OUTCOME,
    "links": WAITING["links"] | {"posts": f"{_PATH}/posts", "summary": f"{_PATH}/summary", "export": f"{_PATH}/export"},
}
AUDIT: dict[str, Any] = FINISHED | {
    "progress": {"done": 1, "read": 1, "rate": None, "seconds_left": None},
    "settings": ASKED,
    "files": [
        {
            "name": "posts.csv",
            "format": "csv",
            "rows": 1,
            "unread": 0,
            "bytes": 69,
            "sha256": "9b1f0c6de0a1f5b9c1a77f4a3b6d2e8c5d4f3a2b1c0e9d8f7a6b5c4d3e2f1a0b",
            "mapping": _MAPPING,
            "unused": [],
            "caution": None,
        }
    ],
    "rules_revision": "388231672600cbf4",
    "model_version": "1.0.0",
}
REMOVAL = {"id": _ID, "done": "deleted", "detail": "Its files and outputs are gone. Its evidence is kept."}
EVENT: dict[str, Any] = {
    "audit": _ID,
    "state": "running",
    "done": 1_000,
    "read": 2_600,
    "rate": 480.5,
    "seconds_left": 3.3,
    "error": None,
    "outcome": None,
}
_BASE: dict[str, Any] = {
    "seq": 0,
    "file": "posts.csv",
    "line": 2,
    "id": "p1",
    "url": None,
    "author": "mia.bakes",
    "brand": "Lumea",
    "platform": "instagram",
    "surface": None,
    "relationship": "paid",
    "followers": 18_400,
    "published_on": "2026-03-02",
    "text": "Obsessed with this Lumea serum",
    "check_id": "8f0b2b1bb5d89c0d82a86ebc",
    "as_of": "2026-03-02",
    "language": "en",
    "verdict": "non_compliant",
    "suspected": True,
    "probability": 0.97,
    "labels": [],
    "not_checked": False,
    "error": None,
}
_VERDICT = {"jurisdiction": "GB", "duty": "required", "verdict": "non_compliant"}
POST: dict[str, Any] = _BASE | {
    "cut": False,
    "verdicts": [_VERDICT],
    "reasons": ["missing_label"],
    "status": None,
    "decided": 0,
}
_EDITED = "Ad: Obsessed with this Lumea serum"
POST_WHOLE: dict[str, Any] = _BASE | {
    "verdicts": [_VERDICT | {"edited": _EDITED}],
    "evidence": [{"kind": "praise", "quote": "Obsessed", "field": "text"}],
    "edited": _EDITED,
    "input_sha256": "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592",
    "report_sha256": "7d793037a0760186574b0282f2f435e77d793037a0760186574b0282f2f435e7",
    "findings": [
        {
            "key": "0f4a1c7b9d2e6f3a8c5b1d0e",
            "jurisdiction": "GB",
            "verdict": "non_compliant",
            "rule": "gb.label.present",
            "reason": "missing_label",
            "severity": "breach",
            "confidence": "high",
            "message": "No label says that this is an advertisement.",
            "remedy": "Begin the caption with “Ad:”.",
            "spans": [],
            "citations": [],
            "status": None,
            "decision": None,
            "decided_by": None,
            "decision_reason": None,
        }
    ],
    "decisions": [
        {
            "number": 4,
            "audit": _ID,
            "check_id": "8f0b2b1bb5d89c0d82a86ebc",
            "jurisdiction": "GB",
            "rule": "gb.label.present",
            "decision": "agree",
            "reason": "The author was asked to add the label.",
            "by": "Noor",
            "on": "2026-11-03",
            "until": None,
            "stands": True,
        }
    ],
}
COUNTS: dict[str, Any] = {"posts": 1, "checked": 1, "unread": 0, "verdicts": OUTCOME["verdicts"]}
