"""Addresses that callers call from."""

import ipaddress
from collections.abc import Iterable

from models.errors import BadInput
from models.excerpt import quoted
from workers.callers import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def trusted_networks(named: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks (`10.0.0.5`, `172.16.0.0/12`) of proxies whose word is taken.

    Raises:
        BadInput: one of them is neither.

    """
    found = []
    for each in named:
        try:
            found.append(ipaddress.ip_network(each, strict=False))
        except ValueError:
            raise BadInput(
                f"--trusted-proxy {quoted(each, 58)} is no IP address: give one such as 10.0.0.5."
            ) from None
    return tuple(found)


def address_in(text: str) -> Address | None:
    """The address that a text is, an IPv4 one also where it is written as IPv6."""
    try:
        found = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None) or found


def is_of(text: str, networks: Iterable[Network]) -> bool:
    """Whether an address lies in one of the networks."""
    address = address_in(text)
    return address is not None and any(address in network for network in networks)


def whose(text: str) -> str:
    """One name for all addresses that one caller has: of IPv6 that is a network of 64 bits."""
    found = address_in(text)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found or text)
