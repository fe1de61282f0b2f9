"""ElevenLabs' own library as everything here asks it: bounded, never asked twice, and its errors as ours."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

from models.errors import InvalidRequest, ProviderError, UnknownOutcome
from models.money.dollars import Usd
from providers.offers import Extra
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Delivered
from providers.vendors.library import posting
from providers.vendors.refusals import refusal_of

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs
    from elevenlabs.core.api_error import ApiError
    from elevenlabs.core.request_options import RequestOptions

T = TypeVar("T")

EXTRA = Extra("elevenlabs", ("elevenlabs",))
_MOST_CREDITS = Decimal(10_000_000)
NO_RETRIES: "RequestOptions" = {"max_retries": 0}
"""The library asks again by itself, also where the first answer was billed."""


class ElevenLabsDesk:
    """One thing that is asked of ElevenLabs, `what` by its name there."""

    def __init__(self, client: VendorClient, what: str) -> None:
        self._client = client
        self.whom = client.whom(what)

    def posted(self, ask: "Callable[[ElevenLabs], T]", most_bytes: int, voice: str = "") -> T:
        """What comes of one paid call, in which `voice` may be named.

        Raises:
            ProviderError: what an error means that was answered.
            Transient: nothing was sent.
            UnknownOutcome: it may have been billed, and its answer is lost.

        """
        from elevenlabs.core.api_error import ApiError

        try:
            with self.library(most_bytes) as library, posting(self.whom):
                return ask(library)
        except ApiError as error:
            raise self.refusal(error, voice) from None
        except ValueError:
            raise UnknownOutcome(
                f"{self.whom.shown} answered with something that cannot be read; it may have been billed."
            ) from None

    def cost(self, headers: Mapping[str, str], credit: Decimal) -> Usd | None:
        """Dollars by the credits that an answer counts; None where it counts none, and the quote is booked."""
        told = {name.lower(): value for name, value in headers.items()}.get("character-cost", "")
        try:
            counted = Decimal(told)
        except InvalidOperation:
            return None
        if not credit or not counted.is_finite() or not 0 <= counted <= _MOST_CREDITS:
            return None
        return credit * counted

    def refusal(self, error: "ApiError", voice: str = "") -> ProviderError:
        """What an error that was answered means."""
        body = error.body if isinstance(error.body, dict) else {"error": str(error.body)}
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        status = error.status_code or 0
        if 200 <= status < 300:
            return UnknownOutcome(
                f"{self.whom.shown} answered with something that cannot be read; it may have been billed."
            )
        detail = body.get("detail")
        code = detail.get("status") if isinstance(detail, dict) else ""
        if code == "voice_not_found":
            return InvalidRequest(
                f"ElevenLabs has no voice {voice!r} for this account any more: give whoever speaks with it another, as "
                f"`longtake voices --speech-provider elevenlabs/{self.whom.what}` lists them."
            )
        came = Delivered(status, headers, json.dumps(body, default=str).encode())
        return refusal_of(self.whom, came, body)

    @contextmanager
    def library(self, most_bytes: int) -> "Iterator[ElevenLabs]":
        """The library, at the vendor's address with its key: bounded, and without retries of its own."""
        from elevenlabs.client import ElevenLabs

        client = self._client
        client.key_header()  # says what is wrong with a key that no header can hold
        with client.bounded(most_bytes) as http:
            yield ElevenLabs(
                base_url=client.address(),
                api_key=client.key.get_secret_value(),
                headers=client.vendor.headers,
                httpx_client=http,
                timeout=client.vendor.read_timeout_s,
            )
