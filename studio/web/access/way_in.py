"""The way in: who somebody is by what they bring, or why they may not come in."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from models.readable import said
from studio.service.review.links import BEGINNING, Guest, Guests, LinkOver
from studio.web.access.addresses import is_of, whose
from studio.web.access.browsers import OUT_OF_DATE, brings_mark, mark_of, token_in
from studio.web.access.callers import Caller
from studio.web.access.guests import caller_of, cookie_in, name_in
from studio.web.access.hosts import SAFE, Hosts
from studio.web.access.neighbours import Neighbours
from studio.web.access.rates import Counts, Rates
from studio.web.access.roles import Role
from studio.web.access.tokens import Tokens, digest_of
from workers.callers import Network

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""What proxies add for whom they call."""
LONGEST_NAME = 200

_INVALID = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
_REMEMBERED = 1000
"""How many callers are known by their token without its being tried again, and of how many it is known that they open nothing."""


@dataclass(frozen=True)
class Identities:
    """A header in which a trusted proxy, which logs people in, says who asks, and what they may do."""

    header: str
    role: Role


@dataclass
class WayIn:
    """How callers are known: by a token, by a proxy that is trusted, by a link, or not at all.

    `here` is who everybody is where nobody has to log in, else None. What is said of `identities`, and of where a call
    comes from, is believed when a call comes from one of `proxies`. `guests` knows who comes by a link. Pages of the `neighbours`
    ask for what they may.
    """

    tokens: Tokens
    hosts: Hosts
    here: Caller | None = None
    proxies: tuple[Network, ...] = ()
    identities: Identities | None = None
    rates: Rates = field(default_factory=Rates)
    guests: Guests | None = None
    neighbours: Neighbours = field(default_factory=Neighbours)
    _counts: Counts = field(init=False)
    _known: OrderedDict[tuple[str, str], None] = field(init=False, default_factory=OrderedDict)

    _refused: OrderedDict[tuple[str, str], None] = field(init=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._counts = Counts(self.rates)

    async def admit(
        self,
        method: str,
        peer: str,
        headers: Headers,
        *,
        is_open: bool = False,
        is_near: bool = False,
        only_reads: bool = False,
    ) -> Caller | None:
        """Who asks; None when nobody says who they are. What `is_open` to everybody, and what a page of a neighbour asks for
        that may (`is_near`), needs no page of ours to ask for it. What `only_reads`, by whatever method, is not counted as a change.

        Raises:
            HTTPException: 401 a wrong token, 403 a page of another site or an unknown proxy, 421 another host, 429 too often.
            BadInput: a guest's name is too long.
            StorageError: the tokens, or the links, cannot be read.

        """
        self.hosts.check(headers)
        if not is_near:
            self.hosts.check_page(method, headers)
        address = whose(self._called_from(peer, headers))
        caller = (
            self._named(peer, headers)
            or await self._with_token(address, headers)
            or self._here(headers)
            # A browser's cookie takes nothing from whoever is known without it.
            or await self._with_cookies(
                address, headers, needs_mark=method not in SAFE and not (is_open or is_near)
            )
        )
        self._counts.ask(caller.counted if caller else address, changes=method not in SAFE and not only_reads)
        return caller

    async def guest(self, peer: str, headers: Headers, secret: str, name: str = "") -> Caller:
        """Whoever opens a link, called as they say: what a page asks before it sets a cookie.

        Raises:
            HTTPException: 401, the link opens nothing, or is over; 429, too many wrong ones came from there.
            BadInput: the name is too long.
            StorageError: the links cannot be read.

        """
        return await self._with_secret(whose(self._called_from(peer, headers)), secret, name)

    def login(self, peer: str, headers: Headers, token: str) -> Caller:
        """Whoever logs in with a token: what a page asks before it sets a cookie.

        Raises:
            HTTPException: 401, the token opens nothing; 429, too many wrong ones came from there.
            StorageError: the tokens cannot be read.

        """
        return self._token(whose(self._called_from(peer, headers)), token)

    def is_secure(self, scheme: str, peer: str, headers: Headers) -> bool:
        """Whether a browser speaks HTTPS, with this server or with a proxy that is trusted."""
        told = headers.get("x-forwarded-proto", "") if is_of(peer, self.proxies) else ""
        return "https" in (scheme, told.rpartition(",")[2].strip().lower())

    def close(self) -> None:
        """Let go of what is open."""
        if self.guests is not None:
            self.guests.close()

    def knows(self, caller: Caller) -> bool:
        """Whether a caller that came in may still be here: its token may have been revoked meanwhile.

        Raises:
            StorageError: the tokens, or the links, cannot be read.

        """
        if caller.link:
            return self.guests is not None and self.guests.good(caller.token)
        return not caller.token or any(each.is_that(caller.token) for each in self.tokens.all())

    def _named(self, peer: str, headers: Headers) -> Caller | None:
        """Whom a trusted proxy names; what others say counts for nothing."""
        if self.identities is None or not is_of(peer, self.proxies):
            return None
        names = headers.getlist(self.identities.header)
        if not names:
            return None
        name = _utf_8(names[0]).strip()
        if len(names) > 1 or not 0 < len(name) <= LONGEST_NAME or "," in name or said(name) != name:
            raise HTTPException(401, f"The proxy's {self.identities.header} is not one name.")
        return Caller(name, self.identities.role)

    async def _with_token(self, address: str, headers: Headers) -> Caller | None:
        """Whose token it is; one that was good from this address is not held up by wrong ones from there."""
        scheme, token = get_authorization_scheme_param(headers.get("authorization"))
        if scheme.casefold() != "bearer":
            return None
        if token.startswith(BEGINNING):
            return await self._with_secret(address, token, name_in(headers))
        return self._token(address, token)

    def _token(self, address: str, token: str) -> Caller:
        mark = self._tried(address, token)
        found = self.tokens.find(token)
        if found is None:
            raise self._wrong(mark, "This token opens nothing here.")
        self._remember(mark)
        return Caller(found.name, found.role, mark[1])

    async def _with_cookies(self, address: str, headers: Headers, *, needs_mark: bool) -> Caller | None:
        """Who logged in, or came by a link, before; what is over makes nobody of them, and keeps no page from them that is open to all.

        Raises:
            HTTPException: 403, a change comes from a page that was not served to them; and as `admit`.

        """
        token, cookie = token_in(headers), cookie_in(headers)
        secret = token or (cookie[0] if cookie else "")
        mark = (address, digest_of(secret))
        # A browser brings its cookie with everything that a page is made of: a wrong one is wrong once.
        if not secret or mark in self._refused:
            return None
        try:
            if token:
                caller = self._token(address, token)
            else:
                caller = await self._with_secret(address, secret, cookie[1] if cookie else "")
        except HTTPException as error:
            if error.status_code == HTTPStatus.UNAUTHORIZED:
                _put(self._refused, mark)
                return None
            raise
        if needs_mark and not brings_mark(headers, secret):
            raise HTTPException(403, OUT_OF_DATE)
        return replace(caller, mark=mark_of(secret))

    async def _with_secret(self, address: str, secret: str, name: str) -> Caller:
        """Who brings the secret of a link; wrong ones count as wrong tokens do."""
        mark = self._tried(address, secret)
        try:
            found: Guest | None = None
            if self.guests is not None:
                found = await asyncio.to_thread(self.guests.known, secret, name)
        except LinkOver as error:
            raise HTTPException(401, str(error), _INVALID) from error
        if found is None:
            raise self._wrong(mark, "This link opens nothing here.")
        self._remember(mark)
        return caller_of(found)

    def _tried(self, address: str, token: str) -> tuple[str, str]:
        mark = (address, digest_of(token))
        if mark not in self._known:
            self._counts.check_tries(address)
        return mark

    def _wrong(self, mark: tuple[str, str], sentence: str) -> HTTPException:
        self._known.pop(mark, None)
        self._counts.count_wrong(mark[0])
        return HTTPException(401, sentence, _INVALID)

    def _remember(self, mark: tuple[str, str]) -> None:
        _put(self._known, mark)

    def _here(self, headers: Headers) -> Caller | None:
        """Whoever is at this machine; a proxy on it calls for others, and must not lend them its owner's name."""
        if self.here is not None and any(name in headers for name in FORWARDED):
            raise HTTPException(
                403,
                "It comes by a proxy, and whoever calls by one has to log in: start `longtake studio` with "
                "--allowed-host NAME, and tokens or --identity-header.",
            )
        return self.here

    def _called_from(self, peer: str, headers: Headers) -> str:
        """Where a call comes from; of a trusted proxy's list the last address is the proxy's own word."""
        if not is_of(peer, self.proxies):
            return peer
        named: Sequence[str] = headers.get("x-forwarded-for", "").split(",")
        return named[-1].strip() or peer


def _put(marks: OrderedDict[tuple[str, str], None], mark: tuple[str, str]) -> None:
    """Remember a mark as the last of them."""
    marks[mark] = None
    marks.move_to_end(mark)
    if len(marks) > _REMEMBERED:
        marks.popitem(last=False)


def _utf_8(text: str) -> str:
    """A header's value as it was sent; what is no UTF-8 in it becomes U+FFFD."""
    return text.encode("latin-1").decode(errors="replace")
