"""The client of one vendor: one request, one POST, one answer or one named error. It never asks twice."""

import json
import re
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from pydantic import SecretStr

from models.errors import BadInput, Transient, Unauthorised, UnknownOutcome
from providers.vendors.exchange import Delivered, Post, Whom
from providers.vendors.refusals import refusal_of
from providers.vendors.vendor import KEY, Vendor

if TYPE_CHECKING:
    import ssl

    import httpx

CONNECT_TIMEOUT_S = 10.0


class VendorClient:
    """Asks one vendor, for all of its providers. `base` overrides the vendor's address; `clean` hides keys in a text."""

    def __init__(self, vendor: Vendor, key: SecretStr, base: str, clean: Callable[[str], str]) -> None:
        self.vendor = vendor
        self.key = key
        self.clean = clean
        self._base = base

    @property
    def has_key(self) -> bool:
        """Whether the vendor can be asked: it needs no key, or its key is there."""
        return self.vendor.free or not self.vendor.key_env or bool(self.key.get_secret_value())

    def whom(self, what: str) -> Whom:
        """Whom an answer came from, for reading it."""
        return Whom(self.vendor, what, self.clean)

    def ask(self, post: Post) -> Delivered:
        """The answer to a request, whole and no error: JSON, or the bytes of a file.

        Raises:
            ProviderError: the vendor gave none; the type says whether asking again may help.
            BadInput: the vendor's address is none.

        """
        came, whom = self.post(post), self.whom(post.what)
        is_json = came.headers.get("content-type", "").startswith("application/json")
        told = came.told() if is_json or not came.accepted else {}
        if not came.accepted or told.get("error"):
            raise refusal_of(whom, came, told)
        if not came.whole:
            raise UnknownOutcome(
                f"{whom.shown} answered with more than {post.most_bytes:,} bytes; it may have been billed."
            )
        return came

    def post(self, post: Post) -> Delivered:
        """Exactly one POST, and whatever came of it; redirects are not followed. Waits for the vendor's `read_timeout_s`.

        Raises:
            Unauthorised: the vendor's key cannot be sent.
            Transient: nothing was sent.
            UnknownOutcome: the request was sent and its answer lost.
            BadInput: the vendor's address is none.

        """

        import httpx

        vendor, where = self.vendor, self.whom(post.what).shown
        url, headers = self._address() + post.path, self._headers(post)
        data = json.dumps(post.body, ensure_ascii=False, separators=(",", ":")).encode()
        status, came = 0, _Body(post.most_bytes, time.monotonic() + vendor.read_timeout_s)
        # No failure is chained to httpx's own: its text may hold the address and the headers.
        try:
            with (
                httpx.Client(
                    timeout=httpx.Timeout(vendor.read_timeout_s, connect=CONNECT_TIMEOUT_S),
                    verify=_trusted(),
                    trust_env=not _is_here(url),
                ) as client,
                client.stream("POST", url, content=data, headers=headers) as response,
            ):
                status = response.status_code
                came.read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            raise Transient(
                f"{where} cannot be reached: nothing was sent; see that it runs and its address."
            ) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise BadInput(_no_address(vendor)) from None
        except httpx.TimeoutException:
            if status < 400:
                raise UnknownOutcome(
                    f"{where} did not answer within {vendor.read_timeout_s:g} s; it may have been billed."
                ) from None
        except httpx.HTTPError:
            if status < 400:
                raise UnknownOutcome(
                    f"The answer of {where} was lost on its way; it may have been billed."
                ) from None
        told = {name.lower(): value for name, value in response.headers.items()}
        return Delivered(status, told, bytes(came.data), came.whole)

    def _headers(self, post: Post) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Accept": post.accept,
            # A compressed answer could be far longer than what is read.
            "Accept-Encoding": "identity",
            "User-Agent": "longtake",
            **self.vendor.headers,
            **self._key_header(),
        }

    def _address(self) -> str:
        """The base URL without a slash at its end; one without a path gets the vendor's own, such as `/v1`."""
        base = (self._base or self.vendor.base_url).rstrip("/")
        if not re.fullmatch(r"https?://[!-~]+", base):
            raise BadInput(_no_address(self.vendor))
        own = self.vendor.base_url.split("://", 1)[1].partition("/")[2].rstrip("/")
        return f"{base}/{own}".rstrip("/") if "/" not in base.split("://", 1)[1] else base

    def _key_header(self) -> dict[str, str]:
        key = self.key.get_secret_value()
        if not re.fullmatch(r"[ -~]*", key):
            raise Unauthorised(f"{self.vendor.key_env} holds characters that no key has: copy the key again.")
        name, _, value = self.vendor.key_header.partition(": ")
        return {name: value.replace(KEY, key)} if key else {}


class _Body:
    """What was read of an answer by `deadline` (monotonic seconds): `whole` unless it is longer than `most` bytes."""

    def __init__(self, most: int, deadline: float) -> None:
        self.data = bytearray()
        self.whole = True
        self._most = most
        self._deadline = deadline

    def read(self, response: "httpx.Response") -> None:
        """Read until the end, the limit or the deadline; raises httpx.ReadTimeout and httpx's other errors."""
        import httpx

        for chunk in response.iter_bytes():
            self.data += chunk
            self.whole = len(self.data) <= self._most
            if not self.whole:
                return
            if time.monotonic() > self._deadline:
                raise httpx.ReadTimeout("too slow")


@cache
def _trusted() -> "ssl.SSLContext":
    """The certificates that are trusted; reading them takes longer than a call's own work."""
    import httpx

    return httpx.create_ssl_context()


def _is_here(url: str) -> bool:
    """Whether a server runs on this machine, where no proxy is wanted."""
    return bool(re.match(r"https?://(localhost|127\.[\d.]+|\[::1\])([:/]|$)", url))


def _no_address(vendor: Vendor) -> str:
    where = f"{vendor.base_env} or " if vendor.base_env else ""
    return f"The address of {vendor.shown} is no web address: set {where}base_url to one such as {vendor.base_url}."
