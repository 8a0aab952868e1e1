"""Puts the service and its pages together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import DatabaseError, InterfaceError
from starlette.exceptions import HTTPException

from adhere.api import create_app as create_api
from adhere.api.errors import problem_of_database
from adhere.api.problems import Problem, internal, problem_of
from adhere.errors import AdhereError
from adhere.phrases import phrase
from adhere.settings import Settings
from adhere.web import audits, check, evidence, openid, preferences, review, rules, signin
from adhere.web.assets import StaticFiles
from adhere.web.routes import error_page

ROUTERS = (
    check.router,
    rules.router,
    audits.router,
    review.router,
    evidence.router,
    preferences.router,
    signin.router,
    openid.router,
)
Handler = Callable[[Request, Any], Response | Awaitable[Response]]


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service with its pages; without `settings`, by the environment. Raises InputError for a setting that is wrong."""
    app = create_api(settings)
    openid.add_openid(app, service_settings(app))
    app.router.routes += [route for router in ROUTERS for route in router.routes]
    app.mount("/static", StaticFiles(), name="static")
    for kind in (AdhereError, DatabaseError, InterfaceError, HTTPException, Exception):
        app.add_exception_handler(kind, _for_people_too(app.exception_handlers[kind]))
    return app


def service_settings(app: FastAPI) -> Settings:
    """The settings that the service was made with."""
    settings: Settings = app.state.service.settings
    return settings


def _for_people_too(as_problem: Handler) -> Handler:
    """An error on a page is a page; programs are answered with the problem, as ever."""

    async def answer(request: Request, error: Exception) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if not wants_page or request.url.path.startswith("/v1/"):
            made = as_problem(request, error)
            return await made if isinstance(made, Awaitable) else made
        return error_page(request, _problem(request, error))

    return answer


def _problem(request: Request, error: Exception) -> Problem:
    if isinstance(error, AdhereError):
        return problem_of(error)
    if isinstance(error, DatabaseError | InterfaceError):
        return problem_of_database(error)
    if not isinstance(error, HTTPException):
        return internal()
    name = HTTPStatus(error.status_code).phrase.lower()
    missing = phrase("There is no page at {path}.", path=request.url.path)
    detail = missing if error.status_code == 404 else str(error.detail)
    return Problem(error.status_code, name, detail, headers=error.headers or {})
