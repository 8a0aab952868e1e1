"""A client of the service: `Client("https://adhere.example", key="adh_…").check(post)`."""

from __future__ import annotations

from adhere.client.answers import (
    Audit,
    AuditEvent,
    AuditPost,
    Decision,
    Failed,
    Jurisdiction,
    MarketVerdict,
    Outcome,
    Progress,
    ReadAs,
    Rule,
)
from adhere.client.audits import Audits
from adhere.client.client import Client
from adhere.client.connection import Problem, ProblemPart, Unreachable

__all__ = [
    "Audit",
    "AuditEvent",
    "AuditPost",
    "Audits",
    "Client",
    "Decision",
    "Failed",
    "Jurisdiction",
    "MarketVerdict",
    "Outcome",
    "Problem",
    "ProblemPart",
    "Progress",
    "ReadAs",
    "Rule",
    "Unreachable",
]
