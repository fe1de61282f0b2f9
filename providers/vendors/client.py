"""The client of one vendor: one request, one answer or one named error. It never asks twice."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from models.errors import BadInput, InvalidRequest, ProviderError, Transient, Unauthorised, UnknownOutcome
from providers.vendors.callbacks import NOWHERE, Callbacks, callback_path
from providers.vendors.exchange import Delivered, Get, Post, Whom
from providers.vendors.refusals import refusal_of, wait_of
from providers.vendors.vendor import KEY, Vendor

if TYPE_CHECKING:
    import httpx


class VendorClient:
    """Asks one vendor, for all of its providers. `base` overrides the vendor's address; `clean` hides keys in a text.

    `callbacks` is where the vendor is to call.
    """

    def __init__(
        self,
        vendor: Vendor,
        key: SecretStr,
        base: str,
        clean: Callable[[str], str],
        callbacks: Callbacks = NOWHERE,
    ) -> None:
        self.vendor = vendor
        self.key = key
        self.clean = clean
        self.base = base
        self.callbacks = callbacks

    @property
    def has_key(self) -> bool:
        """Whether the vendor can be asked: it needs no key, or its key is there."""
        return self.vendor.free or not self.vendor.key_env or bool(self.key.get_secret_value())

    @property
    def mark_key(self) -> bytes:
        """What our references are marked with in addresses that the vendor calls (`callbacks.py`): made of its key."""
        key = self.key.get_secret_value().encode()
        return hmac.new(key, b"longtake: references in addresses", hashlib.sha256).digest() if key else b""

    def callback(self, provider: str, reference: str) -> str:
        """The address at which the vendor is to tell of a job of a provider; empty where nobody can hear it."""
        if not self.callbacks.address or not self.mark_key:
            return ""
        return self.callbacks.address.rstrip("/") + callback_path(provider, reference, self.mark_key)

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
        if not came.accepted:
            raise refusal_of(whom, came, came.told())
        if not came.whole:
            raise UnknownOutcome(
                f"{whom.shown} answered with more than {post.most_bytes:,} bytes; it may have been billed."
            )
        if came.headers.get("content-type", "").startswith("application/json"):
            told = came.read()
            if told is None:
                raise UnknownOutcome(f"{whom.shown} answered with broken JSON; it may have been billed.")
            if told.get("error"):
                raise refusal_of(whom, came, told)
        return came

    def post(self, post: Post) -> Delivered:
        """Exactly one POST, and whatever came of it; redirects are not followed.

        The whole of it, from the look-up of the name to the last byte, has the vendor's `read_timeout_s`.

        Raises:
            Unauthorised: the vendor's key cannot be sent.
            Transient: nothing was sent.
            UnknownOutcome: the request was sent and its answer lost.
            BadInput: the vendor's address is none.

        """

        import httpx

        from infra.network.bodies import Encoded
        from infra.network.wire import TooLong

        vendor, where = self.vendor, self.whom(post.what).shown
        url = self.address() + post.path
        headers = {"Content-Type": "application/json", **self._headers(post.accept)}
        data = json.dumps(post.body, ensure_ascii=False, separators=(",", ":")).encode()
        status, body, whole = 0, bytearray(), True
        # No failure is chained to httpx's own: its text may hold the address and the headers.
        try:
            with (
                self.bounded(post.most_bytes) as client,
                client.stream("POST", url, content=data, headers=headers) as response,
            ):
                status = response.status_code
                for piece in response.iter_raw():
                    body += piece
        except TooLong:
            whole = False
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
            raise Transient(
                f"{where} cannot be reached: nothing was sent; see that it runs and its address."
            ) from None
        except httpx.HTTPError as error:
            if status < 400:
                lost = {
                    httpx.TimeoutException: f"{where} did not answer within {vendor.read_timeout_s:g} s",
                    Encoded: f"{where} answered in an encoding that nobody asked for ({error})",
                }
                said = next((lost[kind] for kind in lost if isinstance(error, kind)), "")
                said = said or f"The answer of {where} was lost on its way"
                raise UnknownOutcome(f"{said}; it may have been billed.") from None
        if not status:
            raise UnknownOutcome(f"{where} answered with a head without an end; it may have been billed.")
        return Delivered(status, _lower(response), bytes(body), whole)

    def get(self, get: Get) -> Delivered:
        """What can be read at an address, whole and no error.

        An address out of an answer is followed as `infra.network.hops` has it: the vendor's key goes to the vendor's
        own address alone. It is read within the vendor's `read_timeout_s`, redirects and all.

        Raises:
            Transient, RateLimited: it may be there later.
            ProviderError: it can never be had: it is not there, is too long, or leads where nobody should be led.
            BadInput: the vendor's address is none.

        """
        answer = self.look(get)
        if answer.accepted:
            return answer
        raise self.refusal(get, answer)

    def look(self, get: Get) -> Delivered:
        """As `get`, but an error that is answered is no error here: it may be what is looked for.

        Raises:
            ProviderError, BadInput: as `get`, where nothing was answered.

        """
        body = bytearray()
        came = self._got(get, body.extend)
        return Delivered(came.status, came.headers, bytes(body))

    def refusal(self, get: Get, answer: Delivered) -> ProviderError:
        """What an error that was answered means; reading costs nothing, so nothing is in doubt about it."""
        refusal = refusal_of(self.whom(get.what), answer, answer.told())
        if isinstance(refusal, UnknownOutcome):
            return Transient(str(refusal), wait_of(answer.headers, {}))
        return refusal

    def download(self, get: Get, path: Path) -> Delivered:
        """As `get`, into a new file, for bodies of any length; what is given has none.

        Raises:
            ProviderError, BadInput: as `get`; nothing is left at `path` then.

        """
        came: Delivered | None = None
        with path.open("xb") as file:
            try:
                came = self._got(get, file.write)
            finally:
                if came is None or not came.accepted:
                    path.unlink()
        if not came.accepted:
            raise self._ungiven(get, came)
        return came

    def bounded(self, most_bytes: int) -> "httpx.Client":
        """A client whose every request keeps to the vendor's own address and `read_timeout_s`, and to a body's length.

        It has no key. It is for a vendor's library that takes one: `Library(httpx_client=client.bounded(…))`.

        Raises:
            BadInput: the vendor's address is none.

        """
        import httpx

        from infra.network.addresses import Origin
        from infra.network.transport import BoundedTransport
        from infra.network.wire import Limits

        home = Origin.of(httpx.URL(self.address()))
        limits = Limits(self.vendor.read_timeout_s, most_bytes)
        transport = BoundedTransport(limits, lambda origin, _: origin == home)
        return httpx.Client(transport=transport, trust_env=False)

    def _got(self, get: Get, write: Callable[[bytes], object]) -> Delivered:
        """The head of what was read, the body having been written; of an error's at most what is worth reading."""
        import httpx

        from infra.network.addresses import Forbidden
        from infra.network.bodies import Encoded, check_declared
        from infra.network.hops import Home, followed
        from infra.network.wire import Limits, TooLong

        base, where = self.address(), self.whom(get.what).shown
        url = base + get.address if get.address.startswith("/") else get.address
        home = Home(base, {**self.vendor.headers, **self.key_header()} if get.keyed else {})
        limits, head = Limits(self.vendor.read_timeout_s, get.most_bytes), Delivered(0, {}, b"")
        try:
            with followed(url, home, limits, get.accept) as response:
                head = Delivered(response.status_code, _lower(response), b"")
                check_declared(response.headers, get.most_bytes)
                for piece in response.iter_raw():
                    write(piece)
        except (Forbidden, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            why = error if isinstance(error, Forbidden) else "no address of the web"
            raise InvalidRequest(
                f"{where} points to an address that is not followed ({why}): nothing was asked there."
            ) from None
        except (TooLong, Encoded) as error:
            if head.status < 400:
                raise InvalidRequest(f"What {where} gives is not read to its end ({error}).") from None
        except httpx.HTTPError as error:
            raise Transient(
                f"{where} could not be read ({type(error).__name__}): the connection broke, or took longer "
                f"than {self.vendor.read_timeout_s:g} s."
            ) from None
        return head

    def _ungiven(self, get: Get, came: Delivered) -> Exception:
        """Why there is no file, by its status and when to come again: what another server says of it is nobody's word."""
        status = came.status
        said = f"{self.whom(get.what).shown} does not give the file (HTTP {status})"
        if status in (408, 425, 429) or status >= 500:
            return Transient(f"{said}: it may later.", wait_of(came.headers, {}))
        return InvalidRequest(f"{said}.")

    def _headers(self, accept: str) -> dict[str, str]:
        return {
            "Accept": accept,
            "Accept-Encoding": "identity",
            "User-Agent": "longtake",
            **self.vendor.headers,
            **self.key_header(),
        }

    def address(self) -> str:
        """The base URL without a slash at its end; one without a path gets the vendor's own, such as `/v1`."""
        import httpx

        from infra.network.addresses import Origin

        base = (self.base or self.vendor.base_url).rstrip("/")
        try:
            # Anything else httpx would write in another way, and ask for a host that nobody named.
            Origin.of(httpx.URL(base if re.fullmatch(r"[!-~]+", base) else ""))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise BadInput(_no_address(self.vendor)) from None
        own = self.vendor.base_url.split("://", 1)[1].partition("/")[2].rstrip("/")
        return f"{base}/{own}".rstrip("/") if "/" not in base.split("://", 1)[1] else base

    def key_header(self) -> dict[str, str]:
        """The header with the key; raises Unauthorised for what no key is."""
        key = self.key.get_secret_value()
        if not re.fullmatch(r"[ -~]*", key):
            raise Unauthorised(f"{self.vendor.key_env} holds characters that no key has: copy the key again.")
        name, _, value = self.vendor.key_header.partition(": ")
        return {name: value.replace(KEY, key)} if key else {}


def _lower(response: "httpx.Response") -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _no_address(vendor: Vendor) -> str:
    where = f"{vendor.base_env} or " if vendor.base_env else ""
    return f"The address of {vendor.shown} is no web address: set {where}base_url to one such as {vendor.base_url}."
