"""Which addresses a webhook may lead to: public ones, and those that the operator allows.

A name is looked up when the connection is made, all its addresses are judged, and the connection goes to one that was judged: a name
that leads elsewhere a moment later gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence

import httpcore
import httpx

from adhere.errors import InputError
from adhere.settings import HOST_NAME

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: Gives the addresses of a host. Raises OSError where there are none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_LONGEST = 2_000
_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: Not for the public whatever the version of Python says: protocol assignments with Teredo, old relays, documentation.
_SPECIAL: tuple[Network, ...] = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20"))
)
_HOW = "An operator can allow it with ADHERE_WEBHOOK_ALLOW."


class Refused(InputError):
    """An address to which nothing is sent."""

    def __init__(self, message: str) -> None:
        super().__init__(message, where="url")


def is_public(address: Address) -> bool:
    """Is it an address of the public internet, also where it is one of IPv4 in the clothes of IPv6?"""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or _of_nat64(address)
        if inside is not None:
            return is_public(inside)
        if address not in _UNICAST:
            return False
    special = any(address in each for each in _SPECIAL if each.version == address.version)
    return address.is_global and not address.is_multicast and not special


class Addresses:
    """Judges addresses. `allowed` are networks and host names to which may be sent although they are not public."""

    def __init__(self, allowed: Iterable[str] = (), resolve: Resolve | None = None) -> None:
        entries = list(allowed)
        self._hosts = {each for each in entries if HOST_NAME.fullmatch(each)}
        self._networks = [ipaddress.ip_network(each) for each in entries if each not in self._hosts]
        self._resolve = resolve or _look_up

    def read(self, url: str) -> httpx.URL:
        """The address in its parts. Raises Refused for one of a form that is not taken, whatever its host leads to."""
        if len(url) > _LONGEST:
            raise Refused(f"url: {len(url):,} characters; at most {_LONGEST:,} are taken.")
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL:
            raise Refused("url: that is no address. Write it as https://receiver.example/path.") from None
        if parsed.userinfo:
            raise Refused("url: no user and password are taken in it. What is sent is signed; check the signature.")
        if parsed.port is not None and not 0 < parsed.port < 65_536:
            raise Refused("url: ports go from 1 to 65535.")
        host = parsed.raw_host.decode("ascii")
        literal = _literal(host)
        if literal is None and not HOST_NAME.fullmatch(host):
            raise Refused("url: its host is neither a name nor an address in the usual form. Write receiver.example.")
        plain = host in self._hosts or (literal is not None and self._is_allowed(literal))
        if parsed.scheme != "https" and not (parsed.scheme == "http" and plain):
            raise Refused(f"url: only https:// is taken, and http:// where the host itself is allowed. {_HOW}")
        return parsed

    async def check(self, url: str) -> None:
        """Raises Refused for an address to which nothing is sent, as things stand now."""
        parsed = self.read(url)
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        await self.vetted(parsed.raw_host.decode("ascii"), port)

    async def vetted(self, host: str, port: int) -> list[str]:
        """The addresses of the host, any of which may be connected to. Raises Refused where it has none, or one that is not allowed."""
        literal = _literal(host)
        try:
            found = [str(literal)] if literal is not None else list(await self._resolve(host, port))
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise Refused(f"url: {host} cannot be found.")
        # without the address: what names mean inside this network is not everybody's business
        if host not in self._hosts and not all(self._may_go_to(each) for each in found):
            raise Refused(
                f"url: {host} leads to an address that is not public (of this machine, a private network, or kept for special use). {_HOW}"
            )
        return found

    def _may_go_to(self, text: str) -> bool:
        address = _literal(text)
        return address is not None and (is_public(address) or self._is_allowed(address))

    def _is_allowed(self, address: Address) -> bool:
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        meant = mapped or address
        return any(meant in each for each in self._networks if each.version == meant.version)


class VettedBackend(httpcore.AsyncNetworkBackend):
    """Connects to vetted addresses alone. TLS still sees the host's name, and checks the certificate for it."""

    def __init__(self, addresses: Addresses, network: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._addresses = addresses
        self._network = network or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of the host that answers. Raises Refused, or httpcore's errors."""
        *others, last = await self._addresses.vetted(host, port)
        for each in others:
            try:
                return await self._network.connect_tcp(each, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(last, port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never. Raises Refused."""
        raise Refused("url: nothing is sent to a socket of this machine.")

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await self._network.sleep(seconds)


def _literal(text: str) -> Address | None:
    try:
        # an interface behind a percent sign is of this machine's network
        return ipaddress.ip_address(text) if "%" not in text else None
    except ValueError:
        return None


def _of_nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None


async def _look_up(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))
