"""GET /v1/jurisdictions and /v1/rules: what is applied, and on whose word."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from adhere.api import describe
from adhere.api.access import GuardedRoute
from adhere.api.errors import problem_response
from adhere.api.incoming import day, query
from adhere.api.problems import Problem
from adhere.api.service import service_of, today
from adhere.errors import UnknownWord
from adhere.rulebook.show import jurisdiction_on, rule_on, summary

router = APIRouter(tags=["rules"], route_class=GuardedRoute)


@router.get("/v1/jurisdictions", **describe.JURISDICTIONS)
async def jurisdictions(request: Request) -> Response:
    """Every jurisdiction with rules."""
    query(request)
    rulebook = service_of(request).checker.rulebook
    return JSONResponse([summary(rulebook.packs[code]) for code in rulebook.jurisdictions])


@router.get("/v1/jurisdictions/{id}", **describe.JURISDICTION)
async def jurisdiction(request: Request, id: str) -> Response:
    """A jurisdiction as it stands on a day (today, in UTC): rules and labels in force, with their sources."""
    on = day(query(request, "on").get("on")) or today()
    rulebook = service_of(request).checker.rulebook
    try:
        pack = rulebook.pack(id)
    except UnknownWord as error:
        return _not_found(error)
    return JSONResponse(jurisdiction_on(pack, on))


@router.get("/v1/rules", **describe.RULES)
async def rules(request: Request) -> Response:
    """Every rule, or those of one jurisdiction."""
    code = query(request, "jurisdiction").get("jurisdiction")
    rulebook = service_of(request).checker.rulebook
    packs = [rulebook.pack(code)] if code is not None else [rulebook.packs[each] for each in rulebook.jurisdictions]
    return JSONResponse(
        [
            {"id": each.id, "jurisdiction": pack.code, "title": each.title, "check": each.check, "status": each.status}
            for pack in packs
            for each in pack.rules
        ]
    )


@router.get("/v1/rules/{id}", **describe.RULE)
async def rule(request: Request, id: str) -> Response:
    """One rule: what it says on a day (today, in UTC), and all its versions."""
    on = day(query(request, "on").get("on")) or today()
    rulebook = service_of(request).checker.rulebook
    try:
        return JSONResponse(rule_on(rulebook, id, on))
    except UnknownWord as error:
        return _not_found(error)


def _not_found(error: UnknownWord) -> Response:
    return problem_response(Problem(404, "not found", error.message, (("id", error.message, error.nearest),)))
