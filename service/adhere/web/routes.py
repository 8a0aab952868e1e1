"""The class of all page routes: callers admitted, errors as pages."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from adhere.api.access import GuardedRoute, Handler, require
from adhere.api.incoming import check_path
from adhere.api.problems import Problem, Unauthorized, problem_of
from adhere.api.service import service_of
from adhere.errors import AdhereError
from adhere.storage.accounts import ROLES, Role
from adhere.web.rendering import is_fragment, render
from adhere.web.session import page_caller

#: Roles of a page that everybody who is known here may see.
ANY_ROLE = {"x-roles": list(ROLES)}
#: Of one that asks for no key.
EVERYBODY: dict[str, list[str]] = {"x-roles": []}


class PageRoute(GuardedRoute):
    """A route that answers with a page. Like every route it says its roles in `openapi_extra`; without any it is for everybody.

    Who is not known is led to the sign-in page, and comes back from there. Errors of ours become a page that says what is wrong.
    """

    def _guard(self, handler: Handler) -> Handler:
        roles: frozenset[Role] = frozenset((self.openapi_extra or {})["x-roles"])

        async def page(request: Request) -> Response:
            try:
                return await _answer(handler, request, roles)
            except Unauthorized:
                return to_sign_in(request)
            except AdhereError as error:
                return error_page(request, problem_of(error))

        return page


async def _answer(handler: Handler, request: Request, roles: frozenset[Role]) -> Response:
    if not roles:
        return await handler(request)
    caller = await page_caller(request)
    request.state.caller = caller
    require(caller, roles)
    check_path(request)
    service_of(request).access.limit(request, caller)
    return await handler(request)


def to_sign_in(request: Request) -> Response:
    """Leads to the sign-in page, which leads back to where the request came from."""
    back = "/"
    if request.method == "GET" and not is_fragment(request):
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = f"/login?{urlencode({'next': back})}"
    return Response(headers={"HX-Redirect": target}) if is_fragment(request) else RedirectResponse(target, 303)


def error_page(request: Request, problem: Problem) -> Response:
    """A problem as a page, or as a few words in the place of a fragment; with the problem's status either way."""
    template = "fragments/error.html" if is_fragment(request) else "error.html"
    response = render(request, template, status=problem.status, problem=problem)
    response.headers.update(problem.headers)
    return response
