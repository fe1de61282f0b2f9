"""Who is being heard: places for callers that have not said everything yet, shared out among the addresses they call from."""

import ipaddress
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from models.errors import BadInput

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST_AT_ONCE = 64
"""How many callers are heard at once."""
MOST_OF_ONE = MOST_AT_ONCE // 2
"""How many of them, amid their requests, from one address."""
SPARED_S = 1.0
"""A caller that has called for no longer does not have to make room for another: most have said everything by then."""

_HERE = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


def networks(named: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks (`10.0.0.2`, `172.16.0.0/12`) of proxies.

    Raises:
        BadInput: one of them is neither.

    """
    found = []
    for each in named:
        try:
            found.append(ipaddress.ip_network(each, strict=False))
        except ValueError as error:
            raise BadInput(f"--proxy {each!r} is no IP address: give one such as 172.18.0.2.") from error
    return tuple(found)


class Caller(Protocol):
    """Somebody who has called."""

    def hang_up(self) -> None:
        """End the call at once."""


@dataclass
class _Place:
    """When a caller called (monotonic seconds), for whom as far as it is known, and whether it has more to say."""

    since: float
    whose: str
    amid: bool = True


class Callers:
    """The callers that are heard or answered, the first who called first.

    A proxy at one of `proxies`, or on this machine, calls for others: for whom, it says with a request's head.
    """

    def __init__(self, proxies: tuple[Network, ...] = ()) -> None:
        self._proxies = (*_HERE, *proxies)
        self._places: dict[Caller, _Place] = {}

    def __len__(self) -> int:
        return len(self._places)

    def add(self, caller: Caller, peer: str) -> bool:
        """Hear a caller from an address; False when there are too many from there already."""
        behind = self._is_proxy(peer)
        place = self._places[caller] = _Place(time.monotonic(), "" if behind else _whose(peer))
        return behind or self._share(caller, place)

    def introduce(self, caller: Caller, forwarded: str) -> bool:
        """Hear for whom a caller calls, by its `X-Forwarded-For`; False as in `add`.

        Only the last name in it is the proxy's own word, and only a proxy's word counts.
        """
        place = self._places.get(caller)
        named = forwarded.rpartition(",")[2].strip()
        if place is None or place.whose or not named:
            return True
        place.whose = _whose(named)
        return not place.whose or self._share(caller, place)

    def finish(self, caller: Caller) -> None:
        """A caller has said everything, and waits for its answer: it makes room for nobody."""
        if place := self._places.get(caller):
            place.amid = False

    def remove(self, caller: Caller) -> None:
        """A caller is gone."""
        self._places.pop(caller, None)

    def make_room(self) -> bool:
        """Hang up on whoever has been longest amid a request, of the address with most of those; False: on nobody.

        Where nobody has called for long, the addresses with more than one such caller share what they have: those who
        call again as soon as they are hung up on must not keep out who calls once.
        """
        now = time.monotonic()
        amid = {caller: place for caller, place in self._places.items() if place.amid}
        counts = Counter(place.whose for place in amid.values())
        slow = [caller for caller, place in amid.items() if now - place.since >= SPARED_S]
        if not slow:
            slow = [caller for caller, place in amid.items() if place.whose and counts[place.whose] > 1]
        return self._drop(max(slow, key=lambda caller: counts[amid[caller].whose], default=None))

    def _share(self, caller: Caller, place: _Place) -> bool:
        """Whether an address has places enough for one more of its callers, the slowest of them giving way."""
        others = [
            other
            for other, its in self._places.items()
            if its.amid and its.whose == place.whose and other is not caller
        ]
        if len(others) < MOST_OF_ONE:
            return True
        spared = time.monotonic() - SPARED_S
        slowest = next((other for other in others if self._places[other].since <= spared), None)
        if self._drop(slowest):
            return True
        self.remove(caller)
        return False

    def _drop(self, caller: Caller | None) -> bool:
        if caller is None:
            return False
        self.remove(caller)
        caller.hang_up()
        return True

    def _is_proxy(self, peer: str) -> bool:
        address = _address(peer)
        return address is not None and any(address in network for network in self._proxies)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None) or found


def _whose(text: str) -> str:
    """One name for all addresses that one caller has: of IPv6 that is a network of 64 bits. Empty: no address."""
    found = _address(text)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found or "")
