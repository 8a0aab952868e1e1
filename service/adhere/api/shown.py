"""Evidence and decisions in the shapes of answers, which stand in `shapes_evidence`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from adhere.storage import Decision, Fault, StoredCheck


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


def fault_shown(each: Fault) -> dict[str, Any]:
    """A fault that a verification found."""
    return {
        "what": each.what,
        "detail": each.detail,
        "audit": each.audit,
        "chunk": each.chunk,
        "record": each.seq,
        "event": each.event,
    }


def record_shown(
    each: StoredCheck, facts: dict[str, Any], decided: dict[str, Decision], today: dt.date
) -> dict[str, Any]:
    """A record of a check, by the facts of its audit and the decisions on findings by their keys."""
    record = each.record
    return {
        "audit": each.audit_id,
        "place": record.seq,
        "post_id": record.post_id,
        "verdict": record.verdict,
        "error": record.error,
        "as_of": record.as_of.isoformat() if record.as_of else None,
        "input_sha256": record.input_sha256,
        "report_sha256": record.report_sha256,
        "rules_revision": facts.get("rules_revision"),
        "model_version": facts.get("model_version"),
        "adhere_version": facts.get("adhere_version"),
        "text_kept": record.input is not None,
        "text_erased": each.erased,
        "hash": each.hash,
        "seal": facts["seal"],
        "findings": [
            {
                "jurisdiction": finding.jurisdiction,
                "rule": finding.rule,
                "reason": finding.reason,
                "severity": finding.severity,
                "decision": decision_shown(decided[finding.key], today) if finding.key in decided else None,
            }
            for finding in each.findings
        ],
    }
