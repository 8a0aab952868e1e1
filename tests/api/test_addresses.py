"""Where webhooks may lead, and every way around that."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

import httpcore
import pytest

from adhere.api.addresses import Addresses, Refused, Resolve, VettedBackend, is_public
from adhere.errors import InputError
from adhere.settings import Settings

PUBLIC = ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34", "2002:5db8:d822::1"]
FORBIDDEN = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.0.170", "192.88.99.1", "198.18.0.1", "192.0.2.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1", "2001:db8::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:a00:1", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::5db8:d822"),
    *("2002:7f00:1::1", "2002:a00:1::", "2002:c0a8:101::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001::1"),
    *("3fff::1", "5f00::1", "4000::1"),
]


def leading_to(*found: str) -> Resolve:
    """A resolver by which every name leads there."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return found

    return resolve


def check(url: str, *found: str, allow: Sequence[str] = ()) -> None:
    asyncio.run(Addresses(allow, leading_to(*found)).check(url))


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    check("https://receiver.example/in", address)
    check(f"https://{_in_url(address)}:8443/in")


@pytest.mark.parametrize("address", FORBIDDEN)
def test_forbidden_addresses(address: str) -> None:
    with pytest.raises(Refused, match="not public"):
        check("https://receiver.example/in", address)
    with pytest.raises(Refused, match="not public"):
        check(f"https://{_in_url(address)}/in")


def test_one_bad_address_among_good_ones_is_enough() -> None:
    check("https://receiver.example/", *PUBLIC)
    for bad in ("127.0.0.1", "fe80::1%eth0", "::1", "nonsense"):
        with pytest.raises(Refused, match="not public"):
            check("https://receiver.example/", PUBLIC[0], bad)
        with pytest.raises(Refused, match="not public"):
            check("https://receiver.example/", bad, PUBLIC[0])


def test_the_message_tells_nothing_of_the_network_inside() -> None:
    with pytest.raises(Refused) as caught:
        check("https://wiki.internal/", "10.20.30.40")
    assert "10.20.30.40" not in str(caught.value)
    assert "ADHERE_WEBHOOK_ALLOW" in str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "0", "1.1.1.1.1"),
        *("256.1.1.1", "127.0.0.1.", "receiver.example.", "a.0x7f", "a.1", "[::1%25eth0]", "[2606:2800:220:1::1%25eth0]"),
        *("", "a..example", ".example", "a b.example", "%31%32%37.0.0.1", "a%2eexample", "①②⑦.0.0.1", "[::1", "[1.2.3.4]"),
        *("receiver\u202e.example", "receiver\u200b.example", "a\\.example", "x" * 64 + ".example", "ex\tample", "*"),
    ],
)  # fmt: skip
def test_hosts_of_no_usual_form(host: str) -> None:
    # every name leads to a good address here, so that the form alone decides
    with pytest.raises(Refused, match="url: "):
        check(f"https://{host}/", PUBLIC[0])


@pytest.mark.parametrize(
    "url", ["https://127。0。0。1/", "https://１２７.0.0.1/", "https://LOCALHOST/", "https://ⓛocalhost/"]
)
def test_look_alike_letters_are_read_as_what_they_become(url: str) -> None:
    with pytest.raises(Refused):
        check(url, "127.0.0.1")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://receiver.example/", "only https"),
        ("ftp://receiver.example/", "only https"),
        ("file:///etc/passwd", "url: "),
        ("javascript:alert(1)", "url: "),
        ("gopher://receiver.example/", "only https"),
        ("receiver.example", "url: "),
        ("//receiver.example/", "only https"),
        ("", "url: "),
        ("https://", "url: "),
        ("https://me:secret@receiver.example/", "no user and password"),
        ("https://me@receiver.example/", "no user and password"),
        ("https://receiver.example\\@127.0.0.1/", "no user and password"),
        ("https://receiver.example:0/", "ports"),
        ("https://receiver.example:65536/", "ports"),
        ("https://receiver.example:x/", "no address"),
        ("https://receiver.example/" + "x" * 2_000, "2,000"),
        ("https://receiver.example/\r\nX-Y: z", "no address"),
    ],
)
def test_addresses_of_a_form_that_is_not_taken(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        check(url, PUBLIC[0])
    assert caught.value.where == "url"
    assert "secret" not in str(caught.value)


def test_names_that_lead_nowhere() -> None:
    async def fails(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    for resolve in (fails, leading_to()):
        with pytest.raises(Refused, match=r"receiver\.example cannot be found"):
            asyncio.run(Addresses((), resolve).check("https://receiver.example/"))


@pytest.mark.parametrize("good", ["10.1.2.3", "::ffff:10.1.2.3", "fd00::1", "127.0.0.1", PUBLIC[0]])
def test_networks_that_the_operator_allows(good: str) -> None:
    check("https://hooks.internal/", good, allow=["10.0.0.0/8", "fd00::/8", "127.0.0.1"])


@pytest.mark.parametrize(
    "bad", ["127.0.0.2", "192.168.0.1", "fe80::1", "169.254.169.254", "64:ff9b::a01:203", "2002:a01:203::1"]
)
def test_what_lies_beside_the_networks_that_are_allowed(bad: str) -> None:
    with pytest.raises(Refused, match="not public"):
        check("https://hooks.internal/", "10.1.2.3", bad, allow=["10.0.0.0/8", "fd00::/8", "127.0.0.1"])


def test_hosts_that_the_operator_allows() -> None:
    allow = ["hooks.internal", "127.0.0.0/8"]
    for url in ("https://hooks.internal/", "http://hooks.internal:8080/", "http://HOOKS.internal/"):
        check(url, "192.168.0.9", allow=allow)
    check("http://127.0.0.1:9000/in", allow=allow)
    for url in ("https://a.hooks.internal/", "https://xhooks.internal/", "https://hooks.internal.example/"):
        with pytest.raises(Refused, match="not public"):
            check(url, "192.168.0.9", allow=allow)
    # a network does not make a name's plain http good: who answers to the name may change
    with pytest.raises(Refused, match="only https"):
        check("http://other.internal/", "127.0.0.1", allow=allow)


def test_the_setting() -> None:
    found = Settings.from_env({"ADHERE_WEBHOOK_ALLOW": " 10.0.0.0/8, Hooks.Internal ,fd00::/8,,127.0.0.1"})
    assert found.webhook_allow == ("10.0.0.0/8", "hooks.internal", "fd00::/8", "127.0.0.1")
    for wrong in ("10.0.0.1/8", "10.0.0.0/33", "a b", "http://hooks.internal", "10.0.0.300", "0x7f", "*", "*.internal"):
        with pytest.raises(InputError, match=r"ADHERE_WEBHOOK_ALLOW.*networks such as"):
            Settings.from_env({"ADHERE_WEBHOOK_ALLOW": f"10.0.0.0/8,{wrong}"})


def test_the_look_up_of_this_machine() -> None:
    with pytest.raises(Refused, match="not public"):
        asyncio.run(Addresses().check("https://localhost/"))
    asyncio.run(Addresses(["localhost"]).check("http://localhost/"))


class Network(httpcore.AsyncMockBackend):
    """Notes where connections go; those in `down` do not answer."""

    def __init__(self, down: Sequence[str] = ()) -> None:
        super().__init__([b""])
        self.down = down
        self.went: list[str] = []

    async def connect_tcp(self, host: str, *rest: object, **named: object) -> httpcore.AsyncNetworkStream:
        self.went.append(host)
        if host in self.down:
            raise httpcore.ConnectError("refused")
        return httpcore.AsyncMockStream([b""])


def connected(network: Network, resolve: Resolve, host: str = "receiver.example") -> list[str]:
    async def connect() -> None:
        await VettedBackend(Addresses((), resolve), network).connect_tcp(host, 443)

    asyncio.run(connect())
    return network.went


def test_the_connection_goes_to_an_address_that_was_judged() -> None:
    assert connected(Network(), leading_to("93.184.216.34", "2606:2800:220:1::1")) == ["93.184.216.34"]
    assert connected(Network(), leading_to(), "93.184.216.34") == ["93.184.216.34"]
    # the next one where the first does not answer
    assert connected(Network(["93.184.216.34"]), leading_to(*PUBLIC[:2])) == PUBLIC[:2]
    network = Network(PUBLIC)
    with pytest.raises(httpcore.ConnectError):
        connected(network, leading_to(*PUBLIC))
    assert network.went == PUBLIC


def test_nothing_is_connected_to_where_one_address_is_bad() -> None:
    network = Network()
    with pytest.raises(Refused):
        connected(network, leading_to(PUBLIC[0], "169.254.169.254"))
    assert network.went == []


def test_a_name_that_leads_elsewhere_after_the_check() -> None:
    answers: Iterator[str] = iter(["93.184.216.34", "169.254.169.254", "93.184.216.34", "127.0.0.1"])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return [next(answers)]

    async def attack() -> None:
        addresses, network = Addresses((), rebinding), Network()
        await addresses.check("https://receiver.example/")
        backend = VettedBackend(addresses, network)
        with pytest.raises(Refused):
            await backend.connect_tcp("receiver.example", 443)
        # one look-up a connection: what is judged is what is connected to
        await backend.connect_tcp("receiver.example", 443)
        assert network.went == ["93.184.216.34"]

    asyncio.run(attack())
    assert next(answers) == "127.0.0.1"


def test_no_socket_of_this_machine() -> None:
    with pytest.raises(Refused):
        asyncio.run(VettedBackend(Addresses()).connect_unix_socket("/run/some.sock"))


@pytest.mark.parametrize("address", PUBLIC)
def test_is_public(address: str) -> None:
    assert is_public(ip_address(address))
