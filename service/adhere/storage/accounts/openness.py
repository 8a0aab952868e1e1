"""Where a service without keys may answer: on this machine alone."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from adhere.errors import InputError

if TYPE_CHECKING:
    from adhere.storage.accounts.accounts import Accounts


def is_loopback(host: str) -> bool:
    """Does the name or address stand for this machine alone?"""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_listening(host: str, accounts: Accounts) -> None:
    """Raises InputError where others can reach the address and nobody needs a key."""
    if not is_loopback(host) and not accounts.keys():
        raise InputError(
            f"On {host} others can reach the service, and no key was made yet. Make one: adhere keys create NAME --role admin.",
            where="--host",
        )
