"""The pages *Audits*: files sent, columns mapped, the run watched, results explored, posts decided on."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from adhere.api import deciding
from adhere.api.access import Caller, caller_of, require
from adhere.api.auditing.asking import check_settings, read_settings
from adhere.api.auditing.cursors import cursor_of, values_in
from adhere.api.auditing.posts import Filters, Page, decisions_on, post_whole, posts_page, sort_of
from adhere.api.auditing.tables import tables_of, told
from adhere.api.auditing.telling import told_whole
from adhere.api.auditing.uploads import received
from adhere.api.incoming import query
from adhere.api.problems import NotFound, problem_of
from adhere.api.service import service_of, today
from adhere.audits.reading import NoWords
from adhere.errors import AdhereError
from adhere.phrases import phrase
from adhere.post import Platform, Post, Relationship
from adhere.storage.accounts.moments import moment
from adhere.web.found_posts import FoundPost, found_post
from adhere.web.rendering import render
from adhere.web.routes import PageRoute

READING, RUNNING, REVIEWING = {"x-roles": ["audit", "review"]}, {"x-roles": ["audit"]}, {"x-roles": ["review"]}
#: Posts of a page, and audits of one.
PAGE = 50
#: The filters that the page offers, besides the words.
FILTERS = ("verdict", "jurisdiction", "platform", "brand", "author", "reason", "rule", "month", "q")
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/audits", openapi_extra=READING)
async def audits(request: Request) -> Response:
    """The audits of the workspace, the newest first, and the form for a new one."""
    asked = query(request, "cursor", "lang")
    service, workspace = service_of(request), caller_of(request).workspace
    before = values_in(asked["cursor"], (int, str)) if "cursor" in asked else None
    found = await service.audits.listed(workspace, (before[0], before[1]) if before else None, PAGE + 1)
    cursor = cursor_of(found[PAGE - 1].created, found[PAGE - 1].id) if len(found) > PAGE else None
    return render(
        request,
        "audits/list.html",
        audits=[{"job": each, "created": moment(each.created)} for each in found[:PAGE]],
        next=f"/audits?{urlencode({'cursor': cursor})}" if cursor else None,
        at_start=before is None,
        finished=[each for each in found if each.state == "finished"],
        rulebook=service.checker.rulebook,
        platforms=[each.value for each in Platform],
        relationships=[each.value for each in Relationship],
        may_run=_may(caller_of(request), "audit"),
    )


@router.post("/audits/look", openapi_extra=RUNNING)
async def look(request: Request) -> Response:
    """How the files would be read: a part of the form, with the columns to choose from. Keeps nothing."""
    service, workspace = service_of(request), caller_of(request).workspace
    try:
        async with received(request, service.audits.home(workspace), read_settings) as upload:
            asked = read_settings(upload.settings)
            markets = asked.model_copy(update={"jurisdictions": asked.jurisdictions or ["GB"]})
            tables = told(await asyncio.to_thread(tables_of, upload, markets))
    except NoWords as error:
        # the reader knows which column it is
        return _mapping(request, [], list(error.columns), {}, missing=error.message)
    except AdhereError as error:
        problem = problem_of(error)
        return render(request, "fragments/error.html", status=problem.status, problem=problem)
    columns = list(dict.fromkeys(column for table in tables for column in table["columns"]))
    mapping: dict[str, str] = {}
    for table in tables:
        mapping = table["mapping"] | mapping
    return _mapping(request, tables, columns, mapping)


def _mapping(
    request: Request, tables: list[dict[str, Any]], columns: list[str], mapping: dict[str, str], missing: str = ""
) -> Response:
    fields = list(Post.model_fields)
    shown: dict[str, Any] = {
        "tables": tables,
        "columns": columns,
        "mapping": mapping,
        "fields": fields,
        "missing": missing,
    }
    return render(request, "audits/mapping.html", **shown)


@router.post("/audits", openapi_extra=RUNNING)
async def begin(request: Request) -> Response:
    """Begins an audit: where it is to be watched, as JSON for the page's script; what is wrong, as a part of the page."""
    service, caller = service_of(request), caller_of(request)
    checker = service.checker
    try:
        async with received(
            request, service.audits.home(caller.workspace), lambda raw: check_settings(read_settings(raw), checker)
        ) as upload:
            asked = read_settings(upload.settings)
            tables = await asyncio.to_thread(tables_of, upload, asked)
            job = await service.audits.begin(caller.workspace, caller.name, upload, tables, asked)
    except AdhereError as error:
        problem = problem_of(error)
        return render(request, "fragments/error.html", status=problem.status, problem=problem)
    return JSONResponse({"to": f"/audits/{job.id}"}, 202)


@router.get("/audits/{id}", openapi_extra=READING)
async def audit(request: Request, id: str) -> Response:
    """An audit: how far it is; once it is finished, its figures and its posts, filtered and sorted. Raises NotFound."""
    asked = query(request, *FILTERS, "sort", "cursor", "lang")
    service, workspace = service_of(request), caller_of(request).workspace
    await service.audits.found(workspace, id)
    seen = await service.audits.seen(workspace, id)
    if seen is None:
        raise NotFound(phrase("There is no audit {id} here.", id=id), where="id")
    whole = await asyncio.to_thread(told_whole, seen, service.audits.places(seen.job))
    shown: dict[str, Any] = {"audit": whole, "seen": seen, "may_run": _may(caller_of(request), "audit")}
    if seen.job.state != "finished":
        return render(request, "audits/going.html", **shown)
    folder = service.audits.places(seen.job).folder
    given = {name: value for name in FILTERS if (value := asked.get(name, "").strip())}
    filters, sort = Filters(**given), sort_of(asked.get("sort", "seq"))  # type: ignore[arg-type]

    def read() -> tuple[Page, dict[str, Any]]:
        page = posts_page(folder, filters, sort=sort, cursor=asked.get("cursor"), limit=PAGE)
        return page, json.loads((folder / "summary.json").read_bytes())

    page, summary = await asyncio.to_thread(read)
    storage = await asyncio.to_thread(service.evidence, workspace)
    decisions = await asyncio.to_thread(lambda: storage.decisions(on=today()))
    shown["decided"] = {each.check_id for each in decisions}
    return render(request, "audits/finished.html", **shown, **_results(id, given, asked, page, summary))


def _results(
    id: str, given: dict[str, str], asked: dict[str, str], page: Page, summary: dict[str, Any]
) -> dict[str, Any]:
    sort = asked.get("sort", "seq")
    here = given | ({"sort": sort} if sort != "seq" else {})
    return {
        "page": page,
        "summary": summary,
        "given": given,
        "sort": sort,
        "first": f"/audits/{id}?{urlencode(here)}#posts",
        "next": f"/audits/{id}?{urlencode(here | {'cursor': page.cursor})}#posts" if page.cursor else None,
        "at_start": "cursor" not in asked,
    }


@router.get("/audits/{id}/progress", openapi_extra=READING)
async def progress(request: Request, id: str) -> Response:
    """How far an audit is, alone; at its end the whole page is loaded again. Raises NotFound."""
    service, workspace = service_of(request), caller_of(request).workspace
    await service.audits.found(workspace, id)
    seen = await service.audits.seen(workspace, id)
    if seen is None or not seen.job.going:
        return Response(headers={"HX-Refresh": "true"})
    return render(request, "audits/progress.html", seen=seen)


@router.post("/audits/{id}/resume", openapi_extra=RUNNING)
async def resume(request: Request, id: str) -> Response:
    """Has a failed audit go on. Raises NotFound or Conflict."""
    caller = caller_of(request)
    await service_of(request).audits.resume(caller.workspace, caller.name, id)
    return RedirectResponse(f"/audits/{id}", 303)


@router.post("/audits/{id}/end", openapi_extra=RUNNING)
async def end(request: Request, id: str) -> Response:
    """Cancels an audit that goes on, or deletes one that has ended. Raises NotFound or Conflict."""
    service, caller = service_of(request), caller_of(request)
    job = await service.audits.found(caller.workspace, id)
    if job.going:
        await service.audits.cancel(caller.workspace, caller.name, id)
        return RedirectResponse(f"/audits/{id}", 303)
    await service.audits.delete(caller.workspace, caller.name, id)
    return RedirectResponse("/audits", 303)


@router.get("/audits/{id}/posts/{seq}", openapi_extra=READING)
async def post(request: Request, id: str, seq: str) -> Response:
    """One post of a finished audit. Raises NotFound."""
    query(request, "lang")
    job, _ = await service_of(request).audits.finished(caller_of(request).workspace, id)
    found = await _post(request, id, seq)
    return render(
        request,
        "audits/post.html",
        job=job,
        found=found,
        today=today(),
        may_decide=_may(caller_of(request), "review"),
    )


@router.post("/audits/{id}/posts/{seq}/decisions", openapi_extra=REVIEWING)
async def decide(request: Request, id: str, seq: str) -> Response:
    """Notes a decision on the findings of a post. Raises NotFound, or InputError for what cannot be decided so."""
    found = await _post(request, id, seq)
    form = await request.form()
    await note_decision(request, found, {name: str(value) for name, value in form.items()})
    return RedirectResponse(f"/audits/{id}/posts/{seq}", 303)


async def note_decision(request: Request, found: FoundPost, form: dict[str, str]) -> int:
    """Decides by what a form says; the decision's number. Raises InputError."""
    until = form.get("until", "").strip()
    # one finding by its market and its rule: a rule of the Union finds the same in each member state
    jurisdiction, _, rule = form.get("finding", "").partition(" ")
    asked = {
        "decision": form.get("decision", ""),
        "reason": form.get("reason", ""),
        "rule": rule or None,
        "jurisdiction": jurisdiction or None,
        "until": deciding.day_of(until) if until else None,
    }
    caller = caller_of(request)
    made = await deciding.note_decision(service_of(request), caller, found.post["check_id"], asked, caller.name)
    return int(made[0]["number"])


async def _post(request: Request, id: str, seq: str) -> FoundPost:
    service, workspace = service_of(request), caller_of(request).workspace
    _, folder = await service.audits.finished(workspace, id)
    known = seq.isascii() and seq.isdecimal() and len(seq) < 19
    whole = await asyncio.to_thread(post_whole, folder, int(seq)) if known else None
    if whole is None:
        raise NotFound(phrase("The audit {audit} has no post {id}.", audit=id, id=seq), where="seq")
    keys = [each["key"] for each in whole["findings"]]
    storage = await asyncio.to_thread(service.evidence, workspace)
    return found_post(whole, await asyncio.to_thread(decisions_on, storage, keys))


def _may(caller: Caller, role: str) -> bool:
    try:
        require(caller, frozenset({role}))  # type: ignore[arg-type]
    except AdhereError:
        return False
    return True
