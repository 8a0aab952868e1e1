"""Who may see and change what belongs to the service as a whole, and to no workspace."""

from __future__ import annotations

from fastapi import Request

from adhere.api.access import Caller, require
from adhere.api.problems import Forbidden
from adhere.api.service import service_of
from adhere.storage.accounts.accounts import DEFAULT
from adhere.storage.accounts.openness import is_loopback

#: Headers by which a proxy says that it asks for somebody else.
_FOR_ANOTHER = ("forwarded", "x-forwarded-for", "x-real-ip")


def require_operator(caller: Caller) -> None:
    """Raises Forbidden for whoever is no administrator of the workspace `default`."""
    require(caller, frozenset({"admin"}))
    if caller.workspace != DEFAULT:
        raise Forbidden(
            f"This is about the whole service: it needs a key with the role admin in the workspace {DEFAULT}."
        )


async def require_operator_or_neighbour(request: Request) -> None:
    """Raises Unauthorized or Forbidden for whoever asks from another machine without an operator's key."""
    if not _from_this_machine(request):
        service = service_of(request)
        require_operator(await service.access.caller(service.accounts, request))


def _from_this_machine(request: Request) -> bool:
    """By its address, for itself, and under a name that other sites' pages cannot use."""
    client, host = request.client, request.url.hostname
    if client is None or not is_loopback(client.host) or host is None or not is_loopback(host):
        return False
    return not any(name in request.headers for name in _FOR_ANOTHER)
