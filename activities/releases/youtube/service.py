"""YouTube's Data API: one request, one answer or one named error."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from pydantic import SecretStr

from activities.releases.youtube.refusals import NO_CHANNEL, reason_of, refusal_of
from activities.releases.youtube.tokens import Tokens
from infra.network.addresses import Address, Origin
from infra.network.quiet_exchange import exchanged
from infra.network.wire import Limits
from models.errors import BadInput, InvalidRequest, Transient
from providers.vendors.exchange import Delivered

ADDRESS = "https://www.googleapis.com"
"""Where YouTube is asked, unless YOUTUBE_BASE_URL names another place."""
ADDRESS_VARIABLE = "YOUTUBE_BASE_URL"

_GOOGLE = ".googleapis.com"
_WITHIN_S = 60.0
_MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """One request: `where` is a path with its query, or an upload's own address; `what` it is about, for messages."""

    method: str
    where: str
    what: str
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    within_s: float = _WITHIN_S


class YouTube:
    """Asks YouTube under a login; for any thread."""

    def __init__(self, tokens: Tokens, address: str = "") -> None:
        self._tokens = tokens
        self._address = (address or ADDRESS).rstrip("/")
        try:
            self._home = Origin.of(httpx.URL(self._address))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise BadInput(
                f"{ADDRESS_VARIABLE} is no web address: leave it out, or name one like {ADDRESS}."
            ) from None

    def ask(self, asked: Asked) -> Delivered:
        """What is answered, whatever it is; access that has ended is asked for anew, once.

        Raises:
            Unauthorised: there is no login.
            Transient: nothing was answered.
            InvalidRequest: the address is none of YouTube's; nothing was sent.

        """
        access = self._tokens.access()
        came = self._sent(asked, access)
        if came.status == 401 and reason_of(came) != NO_CHANNEL:
            self._tokens.forget(access)
            came = self._sent(asked, self._tokens.access())
        return came

    def told(self, asked: Asked) -> dict[str, Any]:
        """The JSON object that is answered.

        Raises:
            ProviderError: as `ask`, and what an error that is answered amounts to.

        """
        came = self.ask(asked)
        if not came.accepted:
            raise refusal_of(asked.what, came)
        told = came.read()
        if told is None:
            raise Transient(f"YouTube's answer cannot be read ({asked.what}).")
        return told

    def read(self, path: str, what: str, **query: str) -> dict[str, Any]:
        """What a list of YouTube's has; raises as `told`."""
        return self.told(Asked("GET", f"/youtube/v3/{path}?{urlencode(query)}", what))

    def is_its_own(self, address: str) -> bool:
        """Whether an address out of an answer is one of YouTube's, which may be sent a film and what gives access."""
        try:
            origin = Origin.of(httpx.URL(address))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return False
        both = self._home.host.endswith(_GOOGLE) and origin.host.endswith(_GOOGLE)
        return origin == self._home or (both and origin.scheme == "https")

    def _sent(self, asked: Asked, access: SecretStr) -> Delivered:
        url = self._address + asked.where if asked.where.startswith("/") else asked.where
        if not self.is_its_own(url):
            raise InvalidRequest(
                "YouTube names an address of somebody else for an upload: nothing was sent there."
            )
        mine = Origin.of(httpx.URL(url))

        def vouched(origin: Origin, _: Address) -> bool:
            return origin == mine

        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "longtake",
            "Authorization": f"Bearer {access.get_secret_value()}",
            **asked.headers,
        }
        # No failure is chained to httpx's own, whose text may hold an address that lets anybody write to an upload.
        try:
            request = httpx.Request(asked.method, url, content=asked.content, headers=headers)
            return Delivered(*exchanged(request, Limits(asked.within_s, _MOST_BYTES), vouched))
        except httpx.HTTPError as error:
            raise Transient(f"YouTube could not be reached ({asked.what}: {type(error).__name__}).") from None


def items_of(listed: Mapping[str, Any]) -> list[Any]:
    """The entries of one of YouTube's lists."""
    items = listed.get("items")
    return items if isinstance(items, list) else []


def text_at(told: object, *names: str) -> str:
    """A text deep in an answer, by the names of what it is in; empty where there is none."""
    for name in names:
        told = told.get(name) if isinstance(told, dict) else None
    return told if isinstance(told, str) else ""


def multipart(about: Mapping[str, Any], content: bytes, kind: str) -> tuple[bytes, dict[str, str]]:
    """A body of what is said of a file, and the file; and the header that says so."""
    border = "longtake-part"
    while border.encode() in content:
        border += "-"
    said = json.dumps(about, ensure_ascii=False).encode()
    parts = ((b"application/json; charset=UTF-8", said), (kind.encode(), content))
    body = b"".join(
        b"--%b\r\nContent-Type: %b\r\n\r\n%b\r\n" % (border.encode(), type_, part) for type_, part in parts
    )
    return body + b"--%b--\r\n" % border.encode(), {"Content-Type": f'multipart/related; boundary="{border}"'}
