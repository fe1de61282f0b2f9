"""Which hosts are served, and from which pages something may be changed: a page of another site asks for nothing here."""

import ipaddress
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from models.errors import BadInput
from models.excerpt import quoted

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing."""


def name_in(host: str) -> str:
    """The name or the address in a `Host` header, without a port, in small letters; empty where there is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_loopback(name: str) -> bool:
    """Whether a name or an address is this machine's own, and never another's."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Hosts:
    """The names that this server goes by: those `given`, its own, and, where it listens `everywhere`, any address.

    A name is what an attacker's page can have lead here (DNS rebinding); an address never is.
    """

    own: frozenset[str]
    given: frozenset[str] = frozenset()
    everywhere: bool = False

    @classmethod
    def of(cls, bound: str, given: Iterable[str] = ()) -> "Hosts":
        """Those of a server that listens at `bound`.

        Raises:
            BadInput: one of those given is no host's name.

        """
        names = {name: name_in(name) for name in given}
        for typed, name in names.items():
            if not name or "/" in typed or "@" in typed:
                raise BadInput(
                    f"--allowed-host {quoted(typed, 58)} is no host: give one such as films.example."
                )
        everywhere = bound in ("0.0.0.0", "::")  # noqa: S104 - what is compared, not listened at
        own = {bound.casefold()} | ({socket.gethostname().casefold()} if everywhere else set())
        return cls(frozenset(own), frozenset(names.values()), everywhere)

    def check(self, headers: Mapping[str, str]) -> None:
        """See that a caller asks for this server.

        Raises:
            HTTPException: 421, it asks for another one.

        """
        name = name_in(headers.get("host", ""))
        if not (
            name in self.own
            or name in self.given
            or is_loopback(name)
            or (self.everywhere and _is_address(name))
        ):
            raise HTTPException(
                421,
                f"The host {quoted(name, 58)} is not served here: `longtake studio --allowed-host NAME` allows one.",
            )

    def check_page(self, method: str, headers: Mapping[str, str]) -> None:
        """See that no page of another site changes something in the name of whoever looks at it.

        Raises:
            HTTPException: 403, one would.

        """
        if method in SAFE:
            return
        site = headers.get("sec-fetch-site", "none")
        origin = headers.get("origin")
        if site not in ("same-origin", "none") or not (origin is None or self._is_own(origin, headers)):
            raise HTTPException(403, "A page of another site may change nothing here.")

    def _is_own(self, origin: str, headers: Mapping[str, str]) -> bool:
        try:
            parts = urlsplit(origin)
            host = parts.netloc.casefold()
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or not host:
            return False
        return host == headers.get("host", "").casefold() or (parts.hostname or "") in self.given
