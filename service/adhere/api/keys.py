"""/v1/admin/keys and /v1/admin/acts: who may do what in the caller's workspace, and who did."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from adhere.api import describe_evidence
from adhere.api.access import GuardedRoute, caller_of
from adhere.api.incoming import JSON, media_type, number, query
from adhere.api.problems import NotFound
from adhere.api.reading import read_shape
from adhere.api.service import service_of
from adhere.api.shapes_evidence import NewKey
from adhere.errors import InputError
from adhere.storage.accounts import ROLES, Key
from adhere.storage.accounts.moments import moment

router = APIRouter(tags=["operation"], route_class=GuardedRoute)
#: Acts of a page, where nothing is said and at most.
PAGE, MOST = 50, 500


@router.get("/v1/admin/keys", **describe_evidence.KEYS)
async def keys(request: Request) -> Response:
    """The keys of the workspace, without their secrets."""
    query(request)
    found = await asyncio.to_thread(service_of(request).kept.keys, caller_of(request).workspace)
    return JSONResponse([_shown(each) for each in found])


@router.post("/v1/admin/keys", **describe_evidence.NEW_KEY)
async def new_key(request: Request) -> Response:
    """Make a key for the workspace. Its token is shown this once, so that a request sent again makes another one."""
    query(request)
    media_type(request, [JSON])
    asked = read_shape(await request.body(), NewKey)
    caller, kept = caller_of(request), service_of(request).kept
    if asked.expires is not None and asked.expires.tzinfo is None:
        raise InputError("expires: give it with a time zone, such as 2027-01-31T00:00:00Z.", where="expires")
    expires = int(asked.expires.timestamp()) if asked.expires else None
    key, token = await asyncio.to_thread(
        lambda: kept.create_key(
            caller.workspace, asked.name, asked.roles, int(time.time()), expires=expires, by=caller.name
        )
    )
    return JSONResponse(_shown(key) | {"token": token}, 201)


@router.delete("/v1/admin/keys/{key}", **describe_evidence.REVOKE_KEY)
async def revoke_key(request: Request, key: str) -> Response:
    """End a key of the workspace for ever."""
    query(request)
    caller, kept = caller_of(request), service_of(request).kept
    try:
        await asyncio.to_thread(
            lambda: kept.revoke_key(key, int(time.time()), by=caller.name, workspace=caller.workspace)
        )
    except InputError:
        raise NotFound(f"There is no key {key!r} here.", where="key") from None
    return Response(status_code=204)


@router.get("/v1/admin/acts", **describe_evidence.ACTS)
async def acts(request: Request) -> Response:
    """Who did what in the workspace, the last first."""
    asked = query(request, "cursor", "limit")
    limit = number(asked, "limit", PAGE, least=1, most=MOST)
    before = number(asked, "cursor", None, least=1)
    caller, kept = caller_of(request), service_of(request).kept
    found = await asyncio.to_thread(lambda: kept.acts(caller.workspace, before=before, limit=limit))
    told = [
        {
            "number": each.number,
            "at": moment(each.at),
            "who": each.who,
            "act": each.act,
            "subject": each.subject,
            "detail": each.detail,
        }
        for each in found
    ]
    return JSONResponse({"acts": told, "cursor": str(found[-1].number) if len(found) == limit else None})


def _shown(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "roles": [each for each in ROLES if each in key.roles],
        "created": moment(key.created),
        "expires": moment(key.expires),
        "last_used": moment(key.last_used),
        "revoked": moment(key.revoked),
    }
