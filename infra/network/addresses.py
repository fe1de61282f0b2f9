"""Where something is on the network: origins, the addresses that a name stands for, and which of them are public."""

import ipaddress
import queue
import socket
import threading
from typing import NamedTuple

import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 8192
"""Characters; a presigned one has about two thousand."""
_MOST_ADDRESSES = 8
_HIGHEST_PORT = 2**16 - 1
_PORTS = {"http": 80, "https": 443}
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_TEREDO = ipaddress.ip_network("2001::/32")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "240.0.0.0/4",
            "3fff::/20",
            "2001::/23",
            "5f00::/16",
        ),
    )
)
"""What IANA's registries of special addresses have and Python's list, which grows from one patch to the next, may lack."""
_ISATAP = (0x5EFE, 0x0200_5EFE)
"""The third quarter of an IPv6 address around an IPv4 one."""
_OF_CLOUDS = {ipaddress.ip_address("168.63.129.16")}
"""Addresses that look public and are a cloud's own desk for its machines: Azure's WireServer.

Of the others the metadata are at link-local, private or shared addresses, which are not public anyway.
"""


class Forbidden(httpx.ConnectError):
    """An address that was not chosen by a person and is not one of the public network; nothing was sent."""


class Origin(NamedTuple):
    """Scheme, host in lower case, and port: what has to be the same for two addresses to be of one server."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: httpx.URL) -> "Origin":
        """The origin of an absolute `http` or `https` URL.

        Raises:
            httpx.UnsupportedProtocol: it is no such URL.

        """
        port = _PORTS.get(url.scheme) if url.port is None else url.port
        if url.scheme not in _PORTS or not url.host or not port or port > _HIGHEST_PORT:
            raise httpx.UnsupportedProtocol("neither http nor https")
        return cls(url.scheme, url.raw_host.decode().lower().rstrip("."), port)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public network, also where it wraps an IPv4 address that is."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if int(address) >> 32 & 0xFFFF_FFFF in _ISATAP:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL_UNICAST or address in _TEREDO:
            return False
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast and address not in _OF_CLOUDS


def literal(host: str) -> Address | None:
    """The address that `host` spells out; None for a name, and for a spelling that only a resolver understands."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def looked_up(host: str, port: int, within_s: float) -> tuple[Address, ...]:
    """The addresses that a host stands for, at least one.

    Raises:
        httpx.ConnectTimeout: the resolver did not answer in time.
        httpx.ConnectError: there is no such host.

    """
    found = literal(host)
    if found is not None:
        return (found,)
    answers: queue.SimpleQueue[tuple[Address, ...]] = queue.SimpleQueue()

    def look() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError):
            entries = []
        answers.put(tuple(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in entries)))

    # Nothing can interrupt a resolver; a thread that nobody waits for any more ends with its own timeouts.
    threading.Thread(target=look, name="lookup", daemon=True).start()
    try:
        addresses = answers.get(timeout=max(0.0, within_s))
    except queue.Empty:
        raise httpx.ConnectTimeout("the resolver does not answer") from None
    if not addresses:
        raise httpx.ConnectError("there is no such host")
    return addresses[:_MOST_ADDRESSES]
