"""Who looks at a page."""

from __future__ import annotations

from fastapi import Request

from adhere.api.access import Caller
from adhere.api.service import service_of


async def page_caller(request: Request) -> Caller:
    """Who asks for a page. Raises Unauthorized, upon which the route leads to the sign-in page, or Forbidden."""
    service = service_of(request)
    return await service.access.caller(service.accounts, request)
