"""The page *Check*: a caption in, and the answer beside it as one types; kept as evidence where somebody says so."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from adhere.api.access import caller_of
from adhere.api.answering import Ask, Failed, answer_one
from adhere.api.checks import FEW, SHORT
from adhere.api.problems import Conflict, NotReady, Problem, problem_of
from adhere.api.recorded import Records
from adhere.api.recording import Take
from adhere.api.service import Service, service_of
from adhere.api.tallies import Tally
from adhere.errors import InputError
from adhere.phrases import phrase
from adhere.post import Platform, Post, Relationship, Surface
from adhere.rulebook import Rulebook
from adhere.web.answers import Answer, answer_of
from adhere.web.forms import Filled, filled_in, first_visit
from adhere.web.preferences import keep_chosen
from adhere.web.rendering import keep, render
from adhere.web.routes import PageRoute

CALLERS = {"x-roles": ["check", "audit", "review"]}
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/", openapi_extra=CALLERS)
async def page(request: Request) -> Response:
    """The empty form, with the choices of the last visit."""
    service = service_of(request)
    return render(
        request,
        "check.html",
        **_form(service, first_visit(request, service.checker.rulebook)),
        answer=None,
        changed=False,
    )


@router.post("/", openapi_extra=CALLERS)
async def submitted(request: Request) -> Response:
    """The form and its answer, for browsers without scripts; and the form in another language or light, with all that is in it."""
    service = service_of(request)
    form = await request.form()
    filled = filled_in(form)
    chosen = {name: str(form[name]) for name in ("lang", "theme") if name in form}
    kept = Response()
    keep_chosen(kept, chosen)
    request.state.language, request.state.theme = chosen.get("lang"), chosen.get("theme")
    response = await _page(request, filled, await _answer(service, filled))
    response.raw_headers += [header for header in kept.raw_headers if header[0] == b"set-cookie"]
    return response


@router.post("/fragments/check", openapi_extra=CALLERS)
async def fragment(request: Request) -> Response:
    """The answer alone, to be put beside the form. What is wrong with the post is an answer, too: the reader is still writing."""
    service = service_of(request)
    filled = filled_in(await request.form())
    answer = await _answer(service, filled)
    response = render(
        request,
        "fragments/answer.html",
        rulebook=service.checker.rulebook,
        filled=filled,
        answer=answer,
        kept=_kept(service),
        live=True,
    )
    keep(response, "check", filled.kept())
    return response


@router.post("/evidence/checks", openapi_extra=CALLERS)
async def keep_check(request: Request) -> Response:
    """Records the check as POST /v1/check does, and leads to its certificate.

    Only the check whose answer was seen, by its id in `check_id`: where the text, the day or the rules are others by now, the page
    comes back with the answer of now, and nothing is recorded. Raises Conflict where the service records no checks, NotReady where it
    cannot now, InputError for a post that is wrong.
    """
    service = service_of(request)
    if service.recording is None:
        raise Conflict(phrase("This service records no checks: see the settings ADHERE_DATA and ADHERE_KEEP_CHECKS."))
    form = await request.form()
    filled = filled_in(form)
    post = filled.post()
    take = await service.recording.taker(caller_of(request).workspace)
    found: list[Records] = []
    report = await report_on(service, post, found.append)
    if isinstance(report, Problem):
        return await _page(request, filled, report)
    if report["check_id"] != form.get("check_id"):
        return await _page(request, filled, answer_of(report, post), changed=True)
    for each in found:
        take(each)
    await service.recording.written()
    if service.recording.trouble:
        raise NotReady(service.recording.trouble)
    return RedirectResponse(f"/evidence/checks/{report['check_id']}", 303)


async def _page(
    request: Request, filled: Filled, answer: Answer | Problem | None, *, changed: bool = False
) -> Response:
    """The form with an answer. `changed` says that it is another than the one that was to be kept."""
    status = 409 if changed else answer.status if isinstance(answer, Problem) else 200
    form = _form(service_of(request), filled)
    response = render(request, "check.html", status=status, **form, answer=answer, changed=changed)
    keep(response, "check", filled.kept())
    return response


async def _answer(service: Service, filled: Filled) -> Answer | Problem | None:
    """The answer; what is wrong with the post; None where there is nothing to check yet."""
    try:
        post = filled.post()
        if not filled.markets or not _has_words(post):
            return None
        report = await report_on(service, post)
    except InputError as error:
        return problem_of(error)
    return report if isinstance(report, Problem) else answer_of(report, post)


async def report_on(service: Service, post: Post, take: Take | None = None) -> dict[str, Any] | Problem:
    """The report on a post as JSON data, made where POST /v1/check makes it; or what is wrong with the post. Raises InputError.

    `take` gets what is to be recorded of it.
    """
    ask: Ask = service.ask(None, record=take is not None)
    checker = service.checker
    asked = post.jurisdictions or []
    for name in asked:
        checker.rulebook.members(name)
    body = post.model_dump_json(exclude_unset=True).encode()
    if len(body) <= SHORT and len(asked) <= FEW and not any(map(checker.rulebook.is_group, asked)):
        tally, records = Tally(), ask.records(checker)
        raw = answer_one(checker, post, ask, tally, records)
        service.metrics.count(tally)
        if take is not None:
            take(records)
    else:
        (answer,) = await service.workers.check([body], ask, take)
        if isinstance(answer, Failed):
            return answer.problem
        raw = answer
    report: dict[str, Any] = json.loads(raw)
    return report


def _has_words(post: Post) -> bool:
    return any((post.text.strip(), post.title, post.overlay, post.transcript))


def _kept(service: Service) -> str:
    """What is recorded of a check that somebody keeps: `nothing`, `digests` or `texts`."""
    return service.ask(None, record=True).record


def _form(service: Service, filled: Filled) -> dict[str, Any]:
    """What the form offers."""
    rulebook: Rulebook = service.checker.rulebook
    return {
        "rulebook": rulebook,
        "filled": filled,
        "platforms": [each.value for each in Platform],
        "surfaces": [each.value for each in Surface],
        "relationships": [Relationship.UNKNOWN.value, *(each.value for each in Relationship if each != "unknown")],
        "most": service.settings.max_text_length,
        "kept": _kept(service),
        "live": False,
    }
