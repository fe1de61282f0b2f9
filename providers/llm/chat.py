"""The desk where models are asked: one request, one POST, one reply or one named error. It never asks twice."""

import json
import re
import time
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from models.errors import BadInput, Transient, Unauthorised, UnknownOutcome
from models.writing import ModelChoice
from providers.llm.catalogue import Catalogue
from providers.llm.catalogue_models import Resolved, Vendor
from providers.llm.messages import ChatRequest, Reply
from providers.llm.replies import MOST_BYTES, Asked, Delivered, reply_of
from providers.llm.strict_schema import strict_schema

if TYPE_CHECKING:
    import ssl

CONNECT_TIMEOUT_S = 10.0
_SHORTEST_SECRET = 6
"""Shorter values, such as the `any` that a local server takes, are words and no secrets."""


class ChatDesk:
    """Asks the vendors of a catalogue with the keys and addresses of `environment`, by their variables' names."""

    def __init__(self, catalogue: Catalogue, environment: Mapping[str, str]) -> None:
        self.catalogue = catalogue
        self._environment = {name: SecretStr(value) for name, value in environment.items()}

    def has_key(self, vendor_name: str) -> bool:
        """Whether a vendor can be asked: it needs no key, or its key is there."""
        vendor = self.catalogue.vendors.get(vendor_name)
        return bool(vendor and (vendor.free or not vendor.key_env or self._variable(vendor.key_env)))

    def ask(self, request: ChatRequest) -> Reply:
        """Ask once, by exactly one POST; waits as long as the vendor's `read_timeout_s`.

        A reply that came and is of no use is a `Reply` with a `problem`.

        Raises:
            ProviderError: the vendor gave no answer; the type says whether asking again may help.
            BadInput: the model's vendor or its address is not known.

        """
        resolved = self.catalogue.resolve(request.model.name)
        came = self.post(
            resolved.vendor, request.model.model, "/chat/completions", self._body(resolved, request)
        )
        return reply_of(self.asked(resolved.vendor, request.model), came)

    def asked(self, vendor: Vendor, model: ModelChoice) -> Asked:
        """Who is asked, for reading what comes back."""
        return Asked(
            vendor,
            model,
            lambda read, wrote: self.catalogue.cost(vendor.name, model.model, read, wrote),
            self.clean,
        )

    def clean(self, text: str) -> str:
        """`text` without any key in it, and without halves of characters that no file can hold."""
        for name in {vendor.key_env for vendor in self.catalogue.vendors.values()}:
            key = self._variable(name)
            if len(key) >= _SHORTEST_SECRET:
                text = text.replace(key, "[key]")
        return text.encode("utf-8", "replace").decode("utf-8")

    def post(self, vendor: Vendor, model: str, path: str, body: dict[str, Any]) -> Delivered:
        """Exactly one POST of JSON; redirects are not followed, and no more than 1 MiB is read.

        Raises:
            Unauthorised: the vendor's key is missing or cannot be sent.
            Transient: nothing was sent.
            UnknownOutcome: the request was sent and its answer lost.

        """
        import httpx

        url = self._address(vendor) + path
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            # A compressed answer could be far longer than what is read.
            "Accept-Encoding": "identity",
            "User-Agent": "longtake",
            **vendor.headers,
            **self._authorization(vendor),
        }
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        where = f"{vendor.shown} ({model})"
        status, read, whole = 0, bytearray(), True
        deadline = time.monotonic() + vendor.read_timeout_s
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
                for chunk in response.iter_bytes():
                    read += chunk
                    whole = len(read) <= MOST_BYTES
                    if not whole:
                        break
                    if time.monotonic() > deadline:
                        raise httpx.ReadTimeout("too slow")
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
        return Delivered(
            status, {name.lower(): value for name, value in response.headers.items()}, bytes(read), whole
        )

    def _variable(self, name: str) -> str:
        secret = self._environment.get(name)
        return secret.get_secret_value() if secret else ""

    def _address(self, vendor: Vendor) -> str:
        """The base URL without a slash at its end; one without a path gets the vendor's own, such as `/v1`."""
        base = (self._variable(vendor.base_env) or vendor.base_url).rstrip("/")
        if not re.fullmatch(r"https?://[!-~]+", base):
            raise BadInput(_no_address(vendor))
        own = vendor.base_url.split("://", 1)[1].partition("/")[2].rstrip("/")
        return f"{base}/{own}".rstrip("/") if "/" not in base.split("://", 1)[1] else base

    def _authorization(self, vendor: Vendor) -> dict[str, str]:
        key = self._variable(vendor.key_env)
        if not key and not self.has_key(vendor.name):
            raise Unauthorised(f"{vendor.shown} needs a key: set {vendor.key_env} where the workers run.")
        if not re.fullmatch(r"[ -~]*", key):
            raise Unauthorised(f"{vendor.key_env} holds characters that no key has: copy the key again.")
        return {"Authorization": f"Bearer {key}"} if key else {}

    def _body(self, resolved: Resolved, request: ChatRequest) -> dict[str, Any]:
        """What is posted; its order of keys never changes, for response caches go by the bytes."""
        vendor, card, model = resolved.vendor, resolved.card, request.model
        messages = [message.model_dump() for message in request.prompted.messages]
        most = min(model.output_tokens, card.max_output or model.output_tokens)
        body: dict[str, Any] = {"model": card.id, "messages": messages, vendor.tokens_field: most}
        if model.temperature is not None and card.temperature:
            body["temperature"] = model.temperature
        if vendor.seed == "parameter":
            body["seed"] = request.seed
        elif vendor.seed == "metadata" and request.seed:
            body["metadata"] = {"seed": str(request.seed)}
        schema = request.prompted.json_schema
        if schema is not None and model.structured == "schema":
            named = {
                "name": re.sub(r"[^a-zA-Z0-9_-]", "_", request.prompted.schema_name)[:64],
                "strict": True,
                "schema": strict_schema(schema, bounded=vendor.bounded_schema),
            }
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif schema is not None:
            shape = json.dumps(strict_schema(schema, bounded=True), ensure_ascii=False, separators=(",", ":"))
            messages[-1]["content"] += f"\n\nAnswer with one JSON object alone, of this JSON schema:\n{shape}"
            if model.structured == "json":
                body["response_format"] = {"type": "json_object"}
        body |= {**vendor.body, **card.body}
        price = self.catalogue.price(vendor.name, card.id) if vendor.max_price else None
        if price:
            rates = price.rates(model.input_tokens)
            body["provider"] = {
                **body.get("provider", {}),
                "max_price": {"prompt": float(rates[0]), "completion": float(rates[1])},
            }
        return body


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
