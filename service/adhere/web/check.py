"""The page *Check*: a caption in, and the answer beside it as one types."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from adhere.api.answering import Ask, Failed, answer_one
from adhere.api.checks import FEW, SHORT
from adhere.api.problems import Problem, problem_of
from adhere.api.service import Service, service_of
from adhere.api.tallies import Tally
from adhere.errors import InputError
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
    return render(request, "check.html", **_form(service, first_visit(request, service.checker.rulebook)), answer=None)


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
    answer = await _answer(service, filled)
    status = answer.status if isinstance(answer, Problem) else 200
    response = render(request, "check.html", status=status, **_form(service, filled), answer=answer)
    response.raw_headers += [header for header in kept.raw_headers if header[0] == b"set-cookie"]
    keep(response, "check", filled.kept())
    return response


@router.post("/fragments/check", openapi_extra=CALLERS)
async def fragment(request: Request) -> Response:
    """The answer alone, to be put beside the form. What is wrong with the post is an answer, too: the reader is still writing."""
    service = service_of(request)
    filled = filled_in(await request.form())
    answer = await _answer(service, filled)
    response = render(
        request, "fragments/answer.html", rulebook=service.checker.rulebook, filled=filled, answer=answer, live=True
    )
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


async def report_on(service: Service, post: Post) -> dict[str, Any] | Problem:
    """The report on a post as JSON data, made where POST /v1/check makes it; or what is wrong with the post. Raises InputError."""
    ask: Ask = service.ask(None)
    checker = service.checker
    asked = post.jurisdictions or []
    for name in asked:
        checker.rulebook.members(name)
    body = post.model_dump_json(exclude_unset=True).encode()
    if len(body) <= SHORT and len(asked) <= FEW and not any(map(checker.rulebook.is_group, asked)):
        tally = Tally()
        raw = answer_one(checker, post, ask, tally)
        service.metrics.count(tally)
    else:
        (answer,) = await service.workers.check([body], ask)
        if isinstance(answer, Failed):
            return answer.problem
        raw = answer
    report: dict[str, Any] = json.loads(raw)
    return report


def _has_words(post: Post) -> bool:
    return any((post.text.strip(), post.title, post.overlay, post.transcript))


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
        "live": False,
    }
