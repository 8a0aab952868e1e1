"""The OpenAPI document. `python -m adhere.api.document docs/openapi.json` writes the snapshot that tests hold it to."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from adhere.api import shapes, shapes_adcp, shapes_audits, shapes_evidence, shapes_webhooks
from adhere.api.auditing.asking import AuditSettings
from adhere.api.problems import ProblemDetails
from adhere.post import Post
from adhere.report import NOT_LEGAL_ADVICE, Report

DESCRIPTION = f"""Checks whether a social-media post that is an advertisement says so, as each market's law asks.

Offsets count Unicode code points of the text that was sent. What is not given is unknown; an empty list is known to be
empty. Every error is a problem (RFC 9457, `application/problem+json`) of one shape. {NOT_LEGAL_ADVICE}
"""
TAGS = [
    {"name": "check", "description": "Check posts."},
    {"name": "audits", "description": "Check files of posts, watch how far it is, and read what was found."},
    {"name": "evidence", "description": "What was recorded, what people decided, and whether it is still as it was."},
    {"name": "webhooks", "description": "Be told of events, instead of asking for them."},
    {"name": "rules", "description": "Read the rules that are applied, with their sources."},
    {"name": "operation", "description": "Watch the service, make keys, and change the packs it checks by."},
    {"name": "health", "description": "Is the service up, and is it ready?"},
]
KEY = {"type": "http", "scheme": "bearer", "description": "A key that `adhere keys create` has made: adh_…"}
_IN = (
    shapes_adcp.Creative,
    shapes_evidence.NewDecision,
    shapes_evidence.Forget,
    shapes_evidence.NewKey,
    shapes_webhooks.NewWebhook,
    Post,
    shapes.Batch,
    shapes.PackFiles,
    AuditSettings,
)
_OUT = (
    Report,
    ProblemDetails,
    shapes.BatchAnswer,
    shapes.FailedPost,
    shapes.JurisdictionSummary,
    shapes.Jurisdiction,
    shapes.RuleSummary,
    shapes.Rule,
    shapes.AtWork,
    shapes.Reloaded,
    shapes.PackTaken,
    shapes.PackSummary,
    shapes.Pack,
    shapes_audits.DryRun,
    shapes_audits.AuditList,
    shapes_audits.Audit,
    shapes_audits.AuditRemoval,
    shapes_audits.AuditEvent,
    shapes_audits.AuditPostList,
    shapes_audits.AuditPostWhole,
    shapes_evidence.DecisionMade,
    shapes_evidence.DecisionPage,
    shapes_evidence.CheckEvidence,
    shapes_evidence.ReplayedCheck,
    shapes_evidence.Verified,
    shapes_evidence.Head,
    shapes_evidence.Forgotten,
    shapes_evidence.KeyShown,
    shapes_evidence.KeyMade,
    shapes_evidence.ActPage,
    shapes_webhooks.Webhook,
    shapes_webhooks.WebhookMade,
    shapes_webhooks.WebhookDelivery,
    shapes_adcp.BriefAnswer,
    shapes.Live,
    shapes.Ready,
)


def document(app: FastAPI, routers: Iterable[APIRouter]) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        found = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        found.setdefault("components", {})["schemas"] = schemas()
        found["components"]["securitySchemes"] = {"key": KEY}
        _restore(found["paths"], routers)
        app.openapi_schema = found
    return app.openapi_schema


def _restore(paths: dict[str, Any], routers: Iterable[APIRouter]) -> None:
    """Put the bodies back as they are described: FastAPI drops what is null, also out of examples."""
    for route in (route for router in routers for route in router.routes if isinstance(route, APIRoute)):
        for method in route.methods or ():
            operation = paths[route.path][method.lower()]
            if (route.openapi_extra or {})["x-roles"]:
                # without any where the service is open
                operation["security"] = [{"key": []}, {}]
            operation["responses"] = {str(status): answer for status, answer in route.responses.items()}
            if "requestBody" in operation and route.openapi_extra:
                operation["requestBody"] = route.openapi_extra["requestBody"]


def schemas() -> dict[str, Any]:
    """The schemas of all bodies and answers, by name."""
    inputs = [(kind, "validation", TypeAdapter(kind)) for kind in _IN]
    outputs = [(kind, "serialization", TypeAdapter(kind)) for kind in _OUT]
    _, found = TypeAdapter.json_schemas([*inputs, *outputs], ref_template="#/components/schemas/{model}")  # type: ignore[list-item]
    named: dict[str, Any] = dict(sorted(found["$defs"].items()))
    # plain strings are taken for these lists too
    for name, item in (("overlay", "Words"), ("transcript", "Speech")):
        field = named["Post"]["properties"][name]
        items = {"anyOf": [{"$ref": f"#/components/schemas/{item}"}, {"type": "string"}]}
        field["anyOf"] = [{"type": "array", "items": items}, {"type": "string"}, {"type": "null"}]
    return named


def text() -> str:
    """The document as it is kept in the repository."""
    from adhere.api.app import create_app
    from adhere.settings import Settings

    return json.dumps(create_app(Settings()).openapi(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), "utf-8")
