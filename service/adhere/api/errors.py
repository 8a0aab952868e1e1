"""Every error becomes a problem, whoever raises it."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, OperationalError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from adhere.api.problems import MEDIA_TYPE, Problem, internal, problem_of, unreachable
from adhere.errors import AdhereError

log = logging.getLogger("adhere.api")


def problem_response(problem: Problem) -> Response:
    """The problem as a response."""
    return Response(problem.as_json(), problem.status, dict(problem.headers), MEDIA_TYPE)


async def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, AdhereError)
    return problem_response(problem_of(error))


async def _of_database(request: Request, error: Exception) -> Response:
    """Raises it again where the mistake is ours."""
    assert isinstance(error, DatabaseError | InterfaceError)
    return problem_response(problem_of_database(error))


def problem_of_database(error: DatabaseError | InterfaceError) -> Problem:
    """The problem of a database that is down, locked, full, damaged or gone. Raises the error again where the mistake is ours."""
    out_of_order = type(error) is DatabaseError or isinstance(error, InterfaceError | InternalError | OperationalError)
    if not out_of_order:
        raise error
    # without its message, which may quote what was to be written
    log.error("the database does not answer: %s", type(error.orig).__name__)
    return problem_of(unreachable())


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = {
        404: f"There is nothing at {request.url.path}. The paths are listed at /openapi.json.",
        405: f"{request.method} is not possible at {request.url.path}.",
    }.get(error.status_code, str(error.detail))
    name = HTTPStatus(error.status_code).phrase.lower()
    headers = error.headers or {}
    # files are no route of ours, and say it themselves
    if error.status_code == 405 and (allowed := _allowed(request)):
        headers = {"Allow": allowed}
    return problem_response(Problem(error.status_code, name, detail, headers=headers))


def _allowed(request: Request) -> str:
    """What is possible at the path; the framework names the methods of its first route alone."""
    routes = (route for route in request.app.routes if isinstance(route, Route))
    found = (route.methods or () for route in routes if route.matches(request.scope)[0] is not Match.NONE)
    return ", ".join(sorted(method for methods in found for method in methods))


async def _unexpected(request: Request, error: Exception) -> Response:
    # the server logs it when it is raised again behind this answer
    return problem_response(internal())


def add_handlers(app: FastAPI) -> None:
    """One shape for all errors: ours, those of the framework, and those that nobody expected."""
    app.add_exception_handler(AdhereError, _of_ours)
    app.add_exception_handler(DatabaseError, _of_database)
    app.add_exception_handler(InterfaceError, _of_database)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _unexpected)
