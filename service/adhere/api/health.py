"""GET /health/live and /health/ready."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from adhere.api import describe
from adhere.api.access import GuardedRoute
from adhere.api.service import service_of

router = APIRouter(tags=["health"], route_class=GuardedRoute)


@router.get("/health/live", **describe.LIVE)
async def live() -> Response:
    """Does the process answer?"""
    return JSONResponse({"status": "live"})


@router.get("/health/ready", **describe.READY)
async def ready(request: Request) -> Response:
    """Are rules and model loaded, the workers up, and what the service keeps within reach, and is the service to go on?"""
    service = service_of(request)
    await service.check_ready()
    checker = service.checker
    return JSONResponse(
        {
            "status": "ready",
            "rules_revision": checker.rules_revision,
            "model_version": checker.model_version,
            "jurisdictions": len(checker.rulebook.jurisdictions),
        }
    )
