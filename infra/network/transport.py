"""The transport under every HTTP client here: a connection a request, each a `Wire` of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from ipaddress import IPv4Address
from ssl import SSLContext
from typing import cast
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from infra.network.addresses import Address, Forbidden, Origin, literal, looked_up
from infra.network.bodies import bounded, encodings_of
from infra.network.wire import CONNECT_WITHIN_S, Limits, Wire
from infra.telemetry.spans import Value, span
from infra.telemetry.words import path_told
from models.errors import BadInput

Vouched = Callable[[Origin, Address], bool]
"""Whether an address may be connected to, being the one that an origin's name stands for."""
_NOWHERE = IPv4Address(0)
"""Nobody vouches for it but those who vouch for a name, whatever it stands for."""


class BoundedTransport(httpx.BaseTransport):
    """Sends each request once and reads its answer within `limits`, from addresses that are `vouched` for.

    It is handed to `httpx.Client(transport=…)`, also where that client is a vendor's library's. Whatever an answer
    is packed in, its reader gets plain bytes, and no more than the limit. Beside httpx's own errors it raises
    `Forbidden`, and the body `TooLong` and `Encoded`; `BadInput` where the environment's proxy cannot be used.

    Proxies are those of the environment (`HTTPS_PROXY`, `NO_PROXY` …). Behind one it is the proxy that connects:
    what can be looked up here is checked here, and what cannot is the proxy's to refuse.
    """

    def __init__(self, limits: Limits, vouched: Vouched) -> None:
        self._limits = limits
        self._vouched = vouched

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange; the connection ends with the answer's body."""
        values: dict[str, Value] = {
            "http.request.method": request.method,
            "server.address": request.url.host,
            "server.port": request.url.port or (443 if request.url.scheme == "https" else 80),
            "url.scheme": request.url.scheme,
            "url.template": path_told(request.url.path),
        }
        with span(request.method, "client", values, inner=True) as mark:
            answer = self._exchange(request)
            mark.tell({"http.response.status_code": answer.status_code})
            if answer.status_code >= httpx.codes.BAD_REQUEST:
                mark.fail(str(answer.status_code))
            return answer

    def _exchange(self, request: httpx.Request) -> httpx.Response:
        origin = Origin.of(request.url)
        proxy = _proxy_for(origin)
        if proxy:
            self._check(origin)
        wire = Wire(self._limits, lambda address: bool(proxy) or self._vouched(origin, address))
        pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            proxy=proxy,
            max_keepalive_connections=0,
            network_backend=wire,
        )
        target = request.url.raw_path
        url = httpcore.URL(scheme=origin.scheme, host=request.url.raw_host, port=origin.port, target=target)
        asked = httpcore.Request(request.method, url, headers=request.headers.raw, content=request.stream)
        try:
            with _translated():
                answer = pool.handle_request(asked)
        except BaseException:
            pool.close()
            raise
        headers = httpx.Headers(answer.headers)
        encodings = encodings_of(headers)
        if encodings:
            # What is read is plain, and as long as it is.
            del headers["content-encoding"]
            headers.pop("content-length", None)
        body = _Body(answer, pool, encodings, self._limits.most_bytes)
        return httpx.Response(answer.status, headers=headers, stream=body)

    def _check(self, origin: Origin) -> None:
        """Refuse an origin that a proxy would connect to, where it can be told from here what it is."""
        if self._vouched(origin, _NOWHERE):
            return
        try:
            addresses = looked_up(origin.host, origin.port, min(CONNECT_WITHIN_S, self._limits.within_s))
        except httpx.TransportError:
            return
        if not all(self._vouched(origin, address) for address in addresses):
            raise Forbidden("not an address of the public network")


class _Body(httpx.SyncByteStream):
    """The body of an answer, and the end of its connection."""

    def __init__(
        self, answer: httpcore.Response, pool: httpcore.ConnectionPool, encodings: list[str], most: int
    ) -> None:
        self._answer = answer
        self._pool = pool
        self._encodings = encodings
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        with _translated():
            yield from bounded(self._answer.iter_stream(), self._encodings, self._most)

    def close(self) -> None:
        """Hang up: a rest that nobody reads is not waited for."""
        self._answer.close()
        self._pool.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of httpcore as those of httpx, which have the same names; nothing is chained, for texts hold addresses."""
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.UnsupportedProtocol,
    ) as error:
        raise cast(type[httpx.TransportError], getattr(httpx, type(error).__name__))(str(error)) from None


def _proxy_for(origin: Origin) -> httpcore.Proxy | None:
    """The proxy that the environment names for an origin; none for this machine itself.

    Raises:
        BadInput: it cannot be used.

    """
    found = literal(origin.host)
    if origin.host == "localhost" or (found is not None and found.is_loopback):
        return None
    proxies = getproxies()
    named = proxies.get(origin.scheme) or proxies.get("all")
    if not named or proxy_bypass(f"{origin.host}:{origin.port}"):
        return None
    try:
        proxy = httpx.Proxy(named if "://" in named else f"http://{named}")
    except (ValueError, httpx.InvalidURL):
        raise BadInput(f"The proxy that the environment names for {origin.scheme} is no address.") from None
    if proxy.url.scheme.startswith("socks") and not find_spec("socksio"):
        raise BadInput("The environment names a SOCKS proxy: `pip install socksio` where the workers run.")
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)


@cache
def _trusted() -> SSLContext:
    """The certificates that are trusted; reading them takes longer than a call's own work."""
    return httpx.create_ssl_context()
