"""The pages *Evidence*: what was recorded, whether it is still as it was, and certificates to print for one audit or one check."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import PurePath
from typing import Any

from fastapi import APIRouter, Request, Response

from adhere.api import deciding
from adhere.api.access import caller_of
from adhere.api.incoming import check_name, query
from adhere.api.problems import NotFound
from adhere.api.service import service_of, today
from adhere.errors import InputError, StorageError
from adhere.phrases import phrase
from adhere.storage import Decision, Storage, StoredCheck
from adhere.web.rendering import render
from adhere.web.routes import PageRoute

READING = {"x-roles": ["audit", "review"]}
#: Who checks may see what was recorded of it, as with the API.
CHECKING = {"x-roles": ["check", "audit", "review"]}
#: So many faults, findings or decisions stand on a page.
_MOST = 200
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/evidence", openapi_extra=READING)
async def evidence(request: Request) -> Response:
    """Every audit with its seal, the head of the log, and a way to a check by its id."""
    asked = query(request, "check", "lang")
    storage = await _storage(request)
    audits, head = await asyncio.gather(asyncio.to_thread(storage.audits), asyncio.to_thread(storage.head))
    newest = sorted(audits, key=lambda each: (str(each.get("started", "")), each["id"]), reverse=True)
    missing = None
    if (check_id := asked.get("check", "").strip()) and await _checks(storage, check_id):
        return Response(status_code=303, headers={"Location": f"/evidence/checks/{check_id}"})
    if check_id:
        missing = check_id
    return render(request, "evidence/index.html", audits=newest, head=head, missing=missing)


@router.post("/evidence/verify", openapi_extra=READING)
async def verify(request: Request) -> Response:
    """Computes every hash anew; with `audit` of one audit and the log, with `head` against one that was noted."""
    form = await request.form()
    audit_id, noted = (str(form.get(name, "")).strip() or None for name in ("audit", "head"))
    check_name("audit", audit_id or "")
    storage = await _storage(request)
    faults = await asyncio.to_thread(storage.verify, audit_id, noted=noted)
    records = await asyncio.to_thread(storage.count, audit_id)
    return render(
        request,
        "evidence/verified.html",
        faults=faults[:_MOST],
        more=len(faults) - _MOST,
        records=records,
        audit_id=audit_id,
        noted=noted,
        head=await asyncio.to_thread(storage.head),
        now=dt.datetime.now(dt.UTC),
    )


@router.get("/evidence/audits/{id}", openapi_extra=READING)
async def audit(request: Request, id: str) -> Response:
    """The certificate of an audit. Raises NotFound."""
    query(request, "lang")
    storage = await _storage(request)
    try:
        facts = await asyncio.to_thread(storage.audit, id)
    except StorageError:
        raise
    except InputError:
        raise NotFound(phrase("There is no audit {id} here.", id=id), where="id") from None
    decisions = await asyncio.to_thread(storage.decisions, id)
    return render(
        request,
        "evidence/audit.html",
        facts=facts,
        files=_files(facts),
        verdicts=await asyncio.to_thread(storage.verdicts, id),
        decisions=decisions[:_MOST],
        more=len(decisions) - _MOST,
        head=await asyncio.to_thread(storage.head),
        today=today(),
        now=dt.datetime.now(dt.UTC),
    )


@router.get("/evidence/checks/{id}", openapi_extra=CHECKING)
async def check(request: Request, id: str) -> Response:
    """The certificate of a check: each record of it, the newest first. Raises NotFound."""
    query(request, "lang")
    storage = await _storage(request)
    found = await _checks(storage, id)
    if not found:
        raise NotFound(phrase("There is no check {id} here.", id=id), where="id")
    decisions = [each for each in await asyncio.to_thread(storage.decisions) if each.check_id == id]
    records = [
        {
            "stored": each,
            "facts": await asyncio.to_thread(storage.audit, each.audit_id),
            "decided": _decided(each, decisions),
        }
        for each in found
    ]
    return render(request, "evidence/check.html", id=id, records=records, today=today(), now=dt.datetime.now(dt.UTC))


async def _storage(request: Request) -> Storage:
    """The evidence of the caller's workspace, and of no other."""
    return await asyncio.to_thread(service_of(request).evidence, caller_of(request).workspace)


async def _checks(storage: Storage, check_id: str) -> list[StoredCheck]:
    try:
        return await asyncio.to_thread(deciding.records_of, storage, check_id)
    except NotFound:
        return []


def _decided(stored: StoredCheck, decisions: list[Decision]) -> dict[str, Decision]:
    """The decision on each finding of a record, by the finding's key."""
    keys = {each.key for each in stored.findings}
    return {each.key: each for each in decisions if each.key in keys}


def _files(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The files of an audit by their names alone: where they lay is nobody's business on a certificate."""
    return [{**each, "name": PurePath(each["path"]).name} for each in facts.get("files", [])]
