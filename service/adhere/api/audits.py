"""/v1/audits: files of posts checked, watched, read and taken away. What is done stands in `adhere.api.auditing`."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from adhere.api import describe_audits as describe
from adhere.api.access import GuardedRoute, caller_of
from adhere.api.auditing import audits as all_audits
from adhere.api.auditing.asking import check_settings, read_settings
from adhere.api.auditing.audits import Audits
from adhere.api.auditing.cursors import cursor_of, values_in
from adhere.api.auditing.exports import ZIP, export, zipped
from adhere.api.auditing.posts import MOST, PAGE, VERDICTS, Filters, decisions_on, post_whole, posts_page, sort_of
from adhere.api.auditing.tables import tables_of, told
from adhere.api.auditing.telling import told_event, told_shortly, told_whole
from adhere.api.auditing.uploads import received
from adhere.api.idempotency import answered_once
from adhere.api.incoming import number, query
from adhere.api.problems import NotFound
from adhere.api.service import service_of, today
from adhere.api.shown import decision_shown
from adhere.errors import InputError, UnknownWord

router = APIRouter(tags=["audits"], route_class=GuardedRoute)
#: Seconds between two signs of life in a stream of events, and after which a client that takes nothing is let go.
_ALIVE, _PATIENCE = 15, 30
#: Seconds that streams have to end by themselves when the server stops; they do within two.
_LEAVE = 5
_FLAGS = {"true": True, "false": False}
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
_FILTERS = tuple(Filters.__dataclass_fields__)


@router.post("/v1/audits", **describe.BEGIN)
async def begin_audit(request: Request) -> Response:
    """Send files of posts to be checked: CSV, JSON Lines, JSON, Parquet, XLSX or an export, packed or not.

    The form's part `settings` is JSON; send it before the `files`, so that a mistake in it is told at once. The answer comes when
    the files are taken; `events` tells how far the audit is. With `dry_run=true` nothing is kept, and the answer says how the files
    would be read.
    """
    service, caller = service_of(request), caller_of(request)
    dry = _flag(query(request, "dry_run").get("dry_run"), "dry_run")
    audits, workspace, checker = service.audits, caller.workspace, service.checker
    if not dry:
        audits.check_run()

    def check(raw: bytes) -> None:
        check_settings(read_settings(raw), checker)

    async with received(request, audits.home(workspace), check) as upload:
        asked = read_settings(upload.settings)
        await asyncio.to_thread(audits.baseline, workspace, asked.baseline)
        if dry:
            tables = await asyncio.to_thread(tables_of, upload, asked)
            return JSONResponse({"files": told(tables), "settings": asked.model_dump(mode="json")})

        async def answer() -> Response:
            tables = await asyncio.to_thread(tables_of, upload, asked)
            job = await audits.begin(workspace, caller.name, upload, tables, asked)
            return JSONResponse(told_shortly(job), 202, {"Location": f"/v1/audits/{job.id}"})

        return await answered_once(request, upload.fingerprint, answer)


@router.get("/v1/audits", **describe.LIST)
async def audits(request: Request) -> Response:
    """The audits of the key's workspace, the newest first."""
    given = query(request, "cursor", "limit")
    limit = number(given, "limit", all_audits.PAGE, least=1, most=all_audits.MOST)
    before = values_in(given["cursor"], (int, str)) if "cursor" in given else None
    found = await _audits(request).listed(
        caller_of(request).workspace, (before[0], before[1]) if before is not None else None, limit + 1
    )
    more, found = len(found) > limit, found[:limit]
    cursor = cursor_of(found[-1].created, found[-1].id) if more else None
    return JSONResponse({"audits": [told_shortly(each) for each in found], "cursor": cursor})


@router.get("/v1/audits/{id}", **describe.AUDIT)
async def audit(request: Request, id: str) -> Response:
    """An audit: how it stands, how far it is, what was asked, and how its files are read."""
    query(request)
    audits, workspace = _audits(request), caller_of(request).workspace
    await audits.found(workspace, id)
    seen = await audits.seen(workspace, id)
    if seen is None:
        raise _gone(id)
    return JSONResponse(await asyncio.to_thread(told_whole, seen, audits.places(seen.job)))


@router.delete("/v1/audits/{id}", **describe.DELETE)
async def delete_audit(request: Request, id: str) -> Response:
    """Cancel an audit that goes on; delete one that has ended, with its files and outputs.

    What a cancelled audit has checked stays until it is deleted. The evidence of an audit is never deleted.
    """
    query(request)
    audits, caller = _audits(request), caller_of(request)
    job = await audits.found(caller.workspace, id)
    if job.going:
        await audits.cancel(caller.workspace, caller.name, id)
        return JSONResponse(
            {"id": id, "done": "cancelled", "detail": "What it has checked is kept until it is deleted."}
        )
    await audits.delete(caller.workspace, caller.name, id)
    return JSONResponse(
        {"id": id, "done": "deleted", "detail": "Its files and outputs are gone. Its evidence is kept."}
    )


@router.post("/v1/audits/{id}/resume", **describe.RESUME)
async def resume_audit(request: Request, id: str) -> Response:
    """Take a failed audit up again, once what it failed of is mended, or a cancelled one. What it has checked is not checked again.

    It keeps the files, settings and rules that it began with. One that goes on is left alone, so that the request can be repeated.
    """
    query(request)
    caller = caller_of(request)
    job = await _audits(request).resume(caller.workspace, caller.name, id)
    return JSONResponse(told_shortly(job), 202, {"Location": f"/v1/audits/{job.id}"})


@router.get("/v1/audits/{id}/events", **describe.EVENTS)
async def events(request: Request, id: str) -> Response:
    """Watch an audit, as server-sent events: `state` where its state changes, `progress` on the way, `end` at the end.

    Each event tells all there is to know, so that nothing is missed by those who come later. Last-Event-ID is heeded; a browser that
    comes back after the end is told with 204 to stay away.
    """
    query(request)
    audits, workspace = _audits(request), caller_of(request).workspace
    await audits.found(workspace, id)
    audits.watches.check_room()
    last = request.headers.get("last-event-id")
    seen = await audits.seen(workspace, id)
    if seen is None or (not seen.job.going and seen.mark == last):
        return Response(status_code=204)
    # who waits takes nothing from those who work: streams have a limit of their own
    request.state.answering.close()
    return EventSourceResponse(
        _stream(audits, workspace, id, last), ping=_ALIVE, send_timeout=_PATIENCE, shutdown_grace_period=_LEAVE
    )


async def _stream(audits: Audits, workspace: str, id: str, last: str | None) -> AsyncIterator[ServerSentEvent]:
    state = last.partition("-")[0] if last is not None else None
    async with audits.watches.watching(workspace, id, lambda: audits.seen(workspace, id)) as looks:
        async for seen in looks:
            if seen.mark == last:
                continue
            event = "end" if not seen.job.going else "progress" if seen.job.state == state else "state"
            state = seen.job.state
            yield ServerSentEvent(json.dumps(told_event(seen), ensure_ascii=False), event=event, id=seen.mark)


@router.get("/v1/audits/{id}/posts", **describe.POSTS)
async def posts(request: Request, id: str) -> Response:
    """The posts of a finished audit, page by page, as filtered and sorted."""
    given = query(request, *_FILTERS, "sort", "cursor", "limit")
    filters, sort = _filters(given), sort_of(given.get("sort", "seq"))
    limit = number(given, "limit", PAGE, least=1, most=MOST)
    _, folder = await _audits(request).finished(caller_of(request).workspace, id)
    page = await asyncio.to_thread(posts_page, folder, filters, sort=sort, cursor=given.get("cursor"), limit=limit)
    return JSONResponse({"posts": page.posts, "cursor": page.cursor, "total": page.total})


@router.get("/v1/audits/{id}/posts/{seq}", **describe.POST)
async def post(request: Request, id: str, seq: str) -> Response:
    """One post of a finished audit, whole: its text, its findings with their spans and sources, and what was decided about them."""
    query(request)
    service, workspace = service_of(request), caller_of(request).workspace
    _, folder = await service.audits.finished(workspace, id)
    number = int(seq) if re.fullmatch(r"\d{1,18}", seq, re.ASCII) else None
    found = await asyncio.to_thread(post_whole, folder, number) if number is not None else None
    if found is None:
        raise NotFound(f"The audit {id} has no post {seq[:40]!r}. Posts are numbered from 0.", where="seq")
    keys = [each["key"] for each in found["findings"]]
    decided = await asyncio.to_thread(lambda: decisions_on(service.evidence(workspace), keys))
    return JSONResponse(found | {"decisions": [decision_shown(each, today()) for each in decided]})


@router.get("/v1/audits/{id}/summary", **describe.SUMMARY)
async def summary(request: Request, id: str) -> Response:
    """The counts of a finished audit: by market, platform, brand, author, month, reason and rule. It is the file summary.json."""
    query(request)
    _, folder = await _audits(request).finished(caller_of(request).workspace, id)
    return FileResponse(export(folder, id, "summary").path, media_type="application/json")


@router.get("/v1/audits/{id}/export", **describe.EXPORT)
async def export_audit(request: Request, id: str) -> Response:
    """The files of a finished audit, to keep: one of them, or all in a zip. See the documentation of audits for what is in each."""
    form = query(request, "format").get("format")
    if form is None:
        raise InputError("format: say which file, such as format=html.", where="format")
    service, caller = service_of(request), caller_of(request)
    _, folder = await service.audits.finished(caller.workspace, id)
    found = None if form == ZIP else export(folder, id, form)
    await asyncio.to_thread(
        service.kept.note, caller.workspace, int(time.time()), caller.name, "audit exported", id, format=form
    )
    if found is None:
        named = {"Content-Disposition": f'attachment; filename="{id}.zip"'}
        return StreamingResponse(zipped(folder), media_type="application/zip", headers=named)
    return FileResponse(found.path, media_type=found.media_type, filename=found.name)


def _audits(request: Request) -> Audits:
    return service_of(request).audits


def _filters(given: dict[str, str]) -> Filters:
    """Raises InputError for a value that cannot be one of its filter's."""
    verdict, month = given.get("verdict"), given.get("month")
    if verdict is not None and verdict not in VERDICTS:
        raise UnknownWord("verdict", verdict, VERDICTS, where="verdict")
    if month is not None and not _MONTH.fullmatch(month):
        raise InputError(f"month: {month!r} is no month. Write YYYY-MM, such as 2026-03.", where="month")
    flags = {name: _flag(given[name], name) for name in ("suspected", "unread") if name in given}
    words = {name: given[name] for name in _FILTERS if name in given and name not in flags}
    return Filters(**words, **flags)  # type: ignore[arg-type]


def _flag(value: str | None, name: str) -> bool:
    if value is not None and value not in _FLAGS:
        raise UnknownWord(name, value, _FLAGS, where=name)
    return _FLAGS[value] if value is not None else False


def _gone(id: str) -> NotFound:
    return NotFound(f"There is no audit {id!r} here. GET /v1/audits lists them.", where="id")
