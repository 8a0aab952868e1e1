"""Signing in to the pages with a key, and out again."""

from __future__ import annotations

import asyncio
import time

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from adhere.api.problems import Unauthorized
from adhere.api.service import Service, service_of
from adhere.api.sessions import Session, check_origin, end
from adhere.web import openid
from adhere.web.preferences import local_path
from adhere.web.rendering import render
from adhere.web.routes import EVERYBODY, PageRoute
from adhere.web.words import N_

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/login", openapi_extra=EVERYBODY)
async def login(request: Request) -> Response:
    """The page that asks for a key; where none is needed, it leads on."""
    service = service_of(request)
    back = local_path(request.query_params.get("next", "/"))
    if service.accounts is None or not await service.access.needs_key(service.accounts):
        return RedirectResponse(back, 303)
    return _form(request, service, back)


@router.post("/login", openapi_extra=EVERYBODY)
async def sign_in(request: Request) -> Response:
    """Begins a session, where the key counts. Raises Forbidden where another site's page sent the form."""
    check_origin(request)
    service = service_of(request)
    form = await request.form()
    back = local_path(str(form.get("next", "/")))
    try:
        caller = await service.access.caller(service.kept, request, str(form.get("key", "")).strip())
    except Unauthorized:
        return _form(
            request, service, back, status=401, wrong=N_("That key is not known here, or does not count any more.")
        )
    await note(service, caller.workspace, caller.name, "signed in")
    return begin(request, service, Session(key=caller.key), back)


@router.post("/logout", openapi_extra=EVERYBODY)
async def sign_out(request: Request) -> Response:
    """Ends the session."""
    check_origin(request)
    response = RedirectResponse("/login", 303)
    end(response)
    return response


def begin(request: Request, service: Service, session: Session, back: str) -> Response:
    """Leads back with the session in the browser."""
    response = RedirectResponse(back, 303)
    assert service.access.sessions is not None  # there are keys, so something is kept
    service.access.sessions.begin(request, response, session)
    return response


async def note(service: Service, workspace: str, who: str, act: str) -> None:
    """Notes it in the audit log."""
    await asyncio.to_thread(service.kept.note, workspace, int(time.time()), who, act, who)


def _form(request: Request, service: Service, back: str, *, status: int = 200, wrong: str = "") -> Response:
    return render(request, "login.html", status=status, next=back, wrong=wrong, openid=openid.is_set(service.settings))
