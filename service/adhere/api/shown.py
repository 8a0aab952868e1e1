"""Moments and decisions in the shapes of answers; the shapes stand in `shapes_audits` and `shapes_evidence`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from adhere.storage import Decision


def moment(seconds: int) -> str:
    """A moment in UTC, as ISO 8601 has it."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()


def decision_shown(each: Decision, today: dt.date) -> dict[str, Any]:
    """A decision, and whether it counts on that day."""
    return {
        "number": each.number,
        "audit": each.audit_id,
        "check_id": each.check_id,
        "jurisdiction": each.jurisdiction,
        "rule": each.rule,
        "decision": each.decision,
        "reason": each.reason,
        "by": each.by,
        "on": each.on.isoformat(),
        "until": each.until.isoformat() if each.until else None,
        "stands": each.stands(today),
    }
