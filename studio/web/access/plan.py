"""How the way in is laid out: who has to log in where it is served, so that no door is left open by mistake."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from infra.settings import Settings
from models.errors import BadInput
from models.excerpt import quoted
from studio.service.review.links import Guests
from studio.web.access.addresses import trusted_networks
from studio.web.access.callers import Caller
from studio.web.access.hosts import Hosts, is_loopback
from studio.web.access.neighbours import Neighbours
from studio.web.access.roles import ROLES, Role
from studio.web.access.tokens import Tokens
from studio.web.access.way_in import FORWARDED, Identities, WayIn

_HEADER = re.compile(r"[A-Za-z0-9-]{1,100}")
_OTHERS = frozenset({"authorization", "host", "origin", "cookie", *FORWARDED})
"""Headers that anybody sends, or that say something else."""


class Wanted(NamedTuple):
    """What was asked of the way in: `host` is what is listened at, and `here` tells that only this machine reaches it.

    `header` is the one in which a trusted proxy says who asks, in the role `role`; `login` asks everybody to log in. Pages of the
    `codec_origins` may ask for what Temporal's UI asks of a codec server.
    """

    host: str
    here: bool
    allowed: Sequence[str] = ()
    proxies: Sequence[str] = ()
    header: str = ""
    role: Role = "decide"
    login: bool = False
    codec_origins: Sequence[str] = ()


def way_in(settings: Settings, wanted: Wanted, owner: str) -> WayIn:
    """The way in; nobody has to log in where only this machine reaches it, and everybody there is its `owner`.

    Raises:
        BadInput: somebody would have to log in, and nobody could; or a proxy's header would be anybody's word.
        StorageError: the tokens cannot be read.

    """
    hosts = Hosts.of(wanted.host, wanted.allowed)
    proxies = trusted_networks(wanted.proxies)
    header = wanted.header.strip()
    if header and (not _HEADER.fullmatch(header) or header.casefold() in _OTHERS):
        raise BadInput(
            f"--identity-header {quoted(header, 58)} can be no name of one: give one such as X-Auth-Request-Email."
        )
    if header and not proxies:
        raise BadInput(
            "--identity-header takes --trusted-proxy too: from elsewhere it would be anybody's word who they are."
        )
    tokens = Tokens(settings.home, settings.studio_token.get_secret_value())
    # A name of one's own, or a proxy, brings callers from elsewhere to what listens on this machine alone.
    reached = not wanted.here or proxies or not all(map(is_loopback, hosts.given))
    if (reached or wanted.login) and not header and not tokens.all():
        raise BadInput(
            f"{_why(wanted)}, and nobody could log in: make a token with `longtake tokens add NAME --role "
            f"{'|'.join(ROLES)}`, set LONGTAKE_STUDIO_TOKEN, or give --trusted-proxy and --identity-header."
        )
    return WayIn(
        tokens=tokens,
        hosts=hosts,
        here=None if reached or wanted.login else Caller(owner or "somebody at this machine", ROLES[-1]),
        proxies=proxies,
        identities=Identities(header, wanted.role) if header else None,
        guests=Guests(settings),
        neighbours=Neighbours.of(wanted.codec_origins),
    )


def _why(wanted: Wanted) -> str:
    if not wanted.here:
        return f"Other machines reach {wanted.host}"
    return (
        "Everybody has to log in"
        if wanted.login
        else "A proxy or a name of one's own brings callers from elsewhere"
    )
