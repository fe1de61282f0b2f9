"""Addresses out of answers, and where they lead on to: each one checked, and no secret sent to a stranger."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from infra.network.addresses import LONGEST_URL, Address, Forbidden, Origin, is_public, literal
from infra.network.transport import BoundedTransport
from infra.network.wire import Limits

MOST_HOPS = 5
"""How many redirects are followed."""
_REDIRECTS = {301, 302, 303, 307, 308}
_PLAIN = {"Accept-Encoding": "identity", "User-Agent": "longtake"}


@dataclass(frozen=True)
class Home:
    """The server that a person configured: its URL, and the headers that it alone is sent."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def origin(self) -> Origin:
        """Whose word is trusted."""
        return Origin.of(httpx.URL(self.url))

    def vouches(self, origin: Origin, address: Address) -> bool:
        """Whether an address out of an answer may be connected to.

        The configured origin may, wherever it is. Anything else is a public address; or, where the person chose an
        address rather than a name, that very address and port by another spelling.
        """
        home = self.origin
        if origin == home or is_public(address):
            return True
        here = home.host == "localhost" and address.is_loopback
        return origin.port == home.port and (here or address == literal(home.host))


@contextmanager
def followed(url: str, home: Home, limits: Limits, accept: str = "*/*") -> Iterator[httpx.Response]:
    """The answer to a GET of an address out of an answer, or of the configured server, after all redirects.

    `limits` hold for all hops together in time, and for each in bytes. Only https is followed, except to the
    configured origin itself.

    Raises:
        Forbidden: it leads where nobody should be led; nothing was sent there.
        httpx.HTTPError, httpx.InvalidURL: nothing came.

    """
    until = time.monotonic() + limits.within_s
    here = _checked(httpx.URL(url), home)
    for _ in range(MOST_HOPS + 1):
        left = Limits(until - time.monotonic(), limits.most_bytes)
        headers = {**_PLAIN, "Accept": accept, **(home.headers if Origin.of(here) == home.origin else {})}
        with (
            httpx.Client(transport=BoundedTransport(left, home.vouches), trust_env=False) as client,
            client.stream("GET", here, headers=headers) as response,
        ):
            onward = response.headers.get("location")
            if response.status_code not in _REDIRECTS or not onward:
                yield response
                return
        here = _checked(here.join(onward), home)
    raise Forbidden("it leads on and on")


def _checked(url: httpx.URL, home: Home) -> httpx.URL:
    """The address without its fragment; whoever it names is not to be given a password that it names too."""
    origin = Origin.of(url)
    if len(str(url)) > LONGEST_URL:
        raise Forbidden("longer than an address can be")
    if url.userinfo and origin != home.origin:
        raise Forbidden("it names a user")
    if origin.scheme != "https" and not _is_home(origin, home):
        raise Forbidden("not https")
    return url.copy_with(fragment=None)


def _is_home(origin: Origin, home: Home) -> bool:
    """Whether this is where the person said, or may yet turn out to be: the look at its address decides."""
    found, named = literal(origin.host), home.origin
    if origin == named:
        return True
    return (
        named.scheme == "http" and found is not None and home.vouches(origin, found) and not is_public(found)
    )
