"""Evidence and decisions: /v1/checks/{id}, /v1/decisions, /v1/evidence. What they do stands in `deciding`."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from adhere.api import deciding, describe_evidence
from adhere.api.access import Caller, GuardedRoute, caller_of
from adhere.api.idempotency import answered_once
from adhere.api.incoming import JSON, media_type, number, query
from adhere.api.problems import Conflict
from adhere.api.reading import read_shape
from adhere.api.service import service_of, today
from adhere.api.shapes_evidence import Forget, NewDecision
from adhere.api.shown import decision_shown, fault_shown
from adhere.audits.replaying import replay
from adhere.errors import InputError, StorageError
from adhere.storage import Storage

router = APIRouter(tags=["evidence"], route_class=GuardedRoute)
#: Decisions of a page, where nothing is said and at most.
PAGE, MOST = 50, 500


@router.get("/v1/checks/{check_id}", **describe_evidence.EVIDENCE)
async def evidence(request: Request, check_id: str) -> Response:
    """What is recorded of a check: its hashes, rules and model, findings, and what was decided about them."""
    query(request)
    storage = await _with_latest_checks(request)
    return JSONResponse(await asyncio.to_thread(deciding.evidence_of, storage, check_id, today()))


@router.get("/v1/checks/{check_id}/replay", **describe_evidence.REPLAY)
async def replayed(request: Request, check_id: str) -> Response:
    """The check made again by the recorded rules and settings, where the text was kept. Where a version is missing, it says which."""
    audit = query(request, "audit").get("audit")
    storage, service = await _with_latest_checks(request), service_of(request)
    await asyncio.to_thread(deciding.records_of, storage, check_id)
    try:
        # other rules or another classifier than those at work may have to be loaded, which takes as much memory again
        async with service.replaying:
            found = await asyncio.to_thread(replay, storage, check_id, audit, service.loading.loaded)
    except StorageError:
        raise
    except InputError as error:
        raise Conflict(error.message) from None
    return Response(
        b'{"same":%s,"why":%s,"report":%s}'
        % (b"true" if found.same else b"false", json.dumps(found.why).encode(), found.report),
        media_type=JSON,
    )


@router.post("/v1/checks/{check_id}/decisions", **describe_evidence.DECIDE)
async def decide(request: Request, check_id: str) -> Response:
    """Decide about findings of a check. The verdict stays; the decision stands beside it, also in later audits of the same post."""
    query(request)
    media_type(request, [JSON])
    raw = await request.body()
    asked = read_shape(raw, NewDecision)
    caller = caller_of(request)
    await _with_latest_checks(request)

    async def answer() -> Response:
        who = _who(caller, asked.by)
        shown = await deciding.note_decision(service_of(request), caller, check_id, asked.model_dump(), who)
        return JSONResponse(shown, 201)

    return await answered_once(request, hashlib.sha256(raw).hexdigest(), answer)


@router.get("/v1/decisions", **describe_evidence.DECISIONS)
async def decisions(request: Request) -> Response:
    """The decisions in force and those that have ended, the last first; not those that were taken back."""
    asked = query(request, "audit", "check_id", "cursor", "limit")
    limit, before = number(asked, "limit", PAGE, least=1, most=MOST), number(asked, "cursor", None, least=1)
    storage = await _storage(request)
    found = await asyncio.to_thread(storage.decisions, asked.get("audit"))
    wanted = [
        each
        for each in reversed(found)
        if (before is None or each.number < before) and asked.get("check_id") in (None, each.check_id)
    ]
    # a decision on several findings is one number, and a page does not end within one
    last = wanted[limit - 1].number if len(wanted) > limit else None
    page = [each for each in wanted if last is None or each.number >= last]
    return JSONResponse(
        {
            "decisions": [decision_shown(each, today()) for each in page],
            "cursor": str(last) if last is not None and len(page) < len(wanted) else None,
        }
    )


@router.delete("/v1/decisions/{decision}", **describe_evidence.REVOKE)
async def revoke(request: Request, decision: str) -> Response:
    """Take a decision back. It stays in the log, with who took it back and why."""
    reason = query(request, "reason").get("reason", "")
    taken = number({"decision": decision}, "decision", 0, least=1)
    await deciding.note_revocation(service_of(request), caller_of(request), taken, reason)
    return Response(status_code=204)


@router.get("/v1/evidence/verify", **describe_evidence.VERIFY)
async def verify(request: Request) -> Response:
    """Compute every hash anew: what was changed, added, taken away or moved since it was recorded."""
    asked = query(request, "audit", "head")
    storage = await _storage(request)
    faults = await asyncio.to_thread(storage.verify, asked.get("audit"), noted=asked.get("head"))
    records = await asyncio.to_thread(storage.count, asked.get("audit"))
    head = await asyncio.to_thread(storage.head)
    told = [fault_shown(each) for each in faults]
    return JSONResponse({"whole": not faults, "records": records, "faults": told, "head": head})


@router.get("/v1/evidence/head", **describe_evidence.HEAD)
async def head(request: Request) -> Response:
    """The head of the log, to be noted elsewhere."""
    query(request)
    storage = await _storage(request)
    return JSONResponse({"head": await asyncio.to_thread(storage.head)})


@router.post("/v1/evidence/forget", **describe_evidence.FORGET)
async def forget(request: Request) -> Response:
    """Erase kept texts. Hashes and ids stay, and the chain still verifies. Files of audits hold texts as well and are not touched."""
    query(request)
    media_type(request, [JSON])
    asked = read_shape(await request.body(), Forget)
    # a text that still waits to be written would outlive the answer
    storage, caller = await _with_latest_checks(request), caller_of(request)
    if sum(each is not None for each in (asked.post_id, asked.author, asked.older_than)) != 1:
        raise InputError("Give one of post_id, author and older_than.", where="post_id")
    if asked.older_than is not None:
        erased = await asyncio.to_thread(storage.purge_texts, asked.older_than)
    elif asked.reason is None:
        raise InputError("reason: why are they erased?", where="reason")
    else:
        erased = await asyncio.to_thread(
            lambda: storage.forget(
                post_id=asked.post_id, author=asked.author, by=caller.name, reason=str(asked.reason), on=today()
            )
        )
    # whose texts they were is what is to be forgotten
    await _note(request, "texts erased", "evidence", erased=erased)
    return JSONResponse({"erased": erased})


async def _storage(request: Request) -> Storage:
    """The evidence of the caller's workspace, and of no other."""
    return await asyncio.to_thread(service_of(request).evidence, caller_of(request).workspace)


async def _with_latest_checks(request: Request) -> Storage:
    """The same, with what was checked in this process before the request."""
    if (recording := service_of(request).recording) is not None:
        await recording.written()
    return await _storage(request)


def _who(caller: Caller, by: str | None) -> str:
    """Who answers for a decision: whoever is named, with the key that named them."""
    return caller.name if by is None or by == caller.name else f"{by} ({caller.name})"


async def _note(request: Request, act: str, subject: str, **detail: Any) -> None:
    caller, kept = caller_of(request), service_of(request).kept
    await asyncio.to_thread(lambda: kept.note(caller.workspace, int(time.time()), caller.name, act, subject, **detail))
