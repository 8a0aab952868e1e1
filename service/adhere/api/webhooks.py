"""/v1/webhooks: which addresses are told of what in the caller's workspace, and whether it arrived."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from adhere.api import describe_webhooks
from adhere.api.access import GuardedRoute, caller_of
from adhere.api.addresses import Addresses, Refused
from adhere.api.delivering import PATIENCE, message, new_secret
from adhere.api.incoming import JSON, media_type, query
from adhere.api.problems import Conflict, NotFound
from adhere.api.reading import read_shape
from adhere.api.service import service_of
from adhere.api.shapes_webhooks import NewWebhook
from adhere.storage.accounts.hooks import Delivery, Hook, Hooks
from adhere.storage.accounts.moments import moment

router = APIRouter(tags=["webhooks"], route_class=GuardedRoute)
#: Webhooks of a workspace, and deliveries that are shown of one.
MOST_HOOKS, SHOWN = 20, 100


@router.post("/v1/webhooks", **describe_webhooks.NEW_WEBHOOK)
async def new_webhook(request: Request) -> Response:
    """Have an address told of events. The secret is shown this once, so that a request sent again makes another webhook.

    What is sent is signed as Standard Webhooks says, and sent again for about 18 hours until it is answered with a 2xx status. It may
    arrive more than once, with the same `webhook-id`. Redirects are not followed.
    """
    query(request)
    media_type(request, [JSON])
    asked = read_shape(await request.body(), NewWebhook)
    hooks, caller = _hooks(request), caller_of(request)
    if len(await asyncio.to_thread(hooks.listed, caller.workspace)) >= MOST_HOOKS:
        raise Conflict(f"A workspace has at most {MOST_HOOKS} webhooks. Delete one: DELETE /v1/webhooks/{{id}}.")
    evidence = await asyncio.to_thread(service_of(request).evidence, caller.workspace)
    addresses = Addresses(service_of(request).settings.webhook_allow)
    try:
        async with asyncio.timeout(PATIENCE):
            await addresses.check(asked.url)
    except TimeoutError:
        raise Refused("url: its host cannot be found in time.") from None
    hook = Hook(
        id=f"hook_{secrets.token_hex(8)}",
        workspace=caller.workspace,
        url=asked.url,
        secret=new_secret(),
        events=tuple(dict.fromkeys(asked.events)),
        created_by=caller.name,
        created=int(time.time()),
        decided=await asyncio.to_thread(evidence.last_event),
    )
    # of the address its host alone: paths of receivers often hold a secret
    await asyncio.to_thread(lambda: hooks.add(hook, host=addresses.read(hook.url).host, events=list(hook.events)))
    return JSONResponse(_shown(hook) | {"secret": hook.secret}, 201)


@router.get("/v1/webhooks", **describe_webhooks.WEBHOOKS)
async def webhooks(request: Request) -> Response:
    """The webhooks of the workspace, without their secrets."""
    query(request)
    found = await asyncio.to_thread(_hooks(request).listed, caller_of(request).workspace)
    return JSONResponse([_shown(each) for each in found])


@router.delete("/v1/webhooks/{id}", **describe_webhooks.DELETE_WEBHOOK)
async def delete_webhook(request: Request, id: str) -> Response:
    """Forget a webhook, and what was to be sent there."""
    query(request)
    hooks, caller = _hooks(request), caller_of(request)
    if not await asyncio.to_thread(hooks.remove, caller.workspace, id, int(time.time()), caller.name):
        raise _unknown(id)
    return Response(status_code=204)


@router.get("/v1/webhooks/{id}/deliveries", **describe_webhooks.DELIVERIES)
async def deliveries(request: Request, id: str) -> Response:
    """The newest 100 deliveries of the last 30 days to a webhook, the last first."""
    query(request)
    hook = await _hook(request, id)
    found = await asyncio.to_thread(_hooks(request).delivered, hook.workspace, hook.id, SHOWN)
    return JSONResponse([_delivery_shown(each) for each in found])


@router.post("/v1/webhooks/{id}/test", **describe_webhooks.TEST_WEBHOOK)
async def test_webhook(request: Request, id: str) -> Response:
    """Send an event of the type `test` to a webhook, as any other is sent."""
    query(request)
    hook = await _hook(request, id)
    now = int(time.time())
    body = message("test", {"webhook": hook.id}, now)
    made = await asyncio.to_thread(_hooks(request).deliver, hook, "test", body, now)
    if (sender := service_of(request).sender) is not None:
        sender.poke()
    return JSONResponse(_delivery_shown(made), 202)


def _hooks(request: Request) -> Hooks:
    """Raises Conflict where the service keeps nothing."""
    return Hooks(service_of(request).kept)


async def _hook(request: Request, hook_id: str) -> Hook:
    """The hook of that id in the caller's workspace. Raises NotFound."""
    found = await asyncio.to_thread(_hooks(request).find, caller_of(request).workspace, hook_id)
    if found is None:
        raise _unknown(hook_id)
    return found


def _unknown(hook_id: str) -> NotFound:
    return NotFound(f"There is no webhook {hook_id!r} here. GET /v1/webhooks lists them.", where="id")


def _shown(hook: Hook) -> dict[str, Any]:
    return {
        "id": hook.id,
        "url": hook.url,
        "events": list(hook.events),
        "created_by": hook.created_by,
        "created": moment(hook.created),
    }


def _delivery_shown(each: Delivery) -> dict[str, Any]:
    return {
        "id": each.id,
        "event": each.event,
        "state": each.state,
        "created": moment(each.created),
        "attempts": each.attempts,
        "next": moment(each.next),
        "answer": each.answer,
    }
