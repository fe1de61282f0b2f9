"""The base of adapters that move lips: what a clip and its track may be, what is sent, what that costs, from the table alone."""

import base64
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import ClassVar

from models.errors import InvalidRequest
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.cast import Choice
from models.orders.requests import LipsRequest
from providers.base import Files
from providers.vendors.endpoints.any_endpoint import AnyEndpoint, Body
from providers.vendors.endpoints.costs import cost_of
from providers.vendors.endpoints.endpoint import Endpoint, Lips

_USUAL_S = 90.0
"""How long vendors usually take, in seconds; it promises nothing."""
_ROUNDING_S = 1e-6


class LipsEndpoint(AnyEndpoint[LipsRequest]):
    """The base of adapters that move the lips of whoever speaks in a clip."""

    kind: ClassVar[Kind] = "lips"

    @classmethod
    def cast_as(cls, endpoint: Endpoint) -> Choice:
        """As `AnyEndpoint.cast_as`."""
        rule = endpoint.lips or Lips()
        return Choice(
            kind=cls.kind,
            provider=endpoint.name,
            label=cls.vendor,
            revision=endpoint.revision,
            hosted=True,
            shortest_s=rule.least_s or None,
            longest_s=rule.most_s or None,
        )

    @property
    def rule(self) -> Lips:
        """What it takes."""
        assert self.endpoint.lips is not None, "only an endpoint that moves lips is one of these"
        return self.endpoint.lips

    def endpoint_for(self, request: LipsRequest) -> Endpoint:  # noqa: ARG002 - there is one
        """The endpoint that a request goes to."""
        return self.endpoint

    def asked(self, request: LipsRequest) -> Body:
        """The flat body of a request without its clip and its track."""
        seed: Body = {self.endpoint.seed: request.seed} if self.endpoint.seed else {}
        return {**self.endpoint.always, **seed}

    def recipe(self, request: LipsRequest) -> Recipe:
        """What is sent; the clip and its track by their sha256."""
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters=self.asked(request),
            inputs=tuple(blob.sha256 for blob in request.inputs),
        )

    def quote(self, request: LipsRequest) -> Quote:
        """The table's price of the clip, every begun second counted."""
        price = self.endpoint.price
        assert price is not None, "the registry refuses endpoints without a price"
        seconds = Decimal(ceil(request.seconds - _ROUNDING_S))
        return Quote(usd=cost_of(price, seconds if price.unit == "second" else Decimal(1)), seconds=_USUAL_S)

    def cannot(self, request: LipsRequest) -> str:
        """Why the endpoint cannot move the lips of a clip, as a clause."""
        if objection := self.cast_as(self.endpoint).length_objection(request.seconds):
            return objection
        rule = self.rule
        lines = min(request.picture.width, request.picture.height)
        if rule.lines and lines not in rule.lines:
            known = " or ".join(map(str, rule.lines))
            return f"the film has {lines} lines, and {self.name} takes {known}"
        return ""

    def files(self, request: LipsRequest, files: Files) -> Body:
        """The clip and its track, as the endpoint is given them.

        Raises:
            InvalidRequest: one of them is larger than the endpoint takes.

        """
        rule = self.rule
        return {
            rule.video: _uri(files(request.clip), "video/mp4", rule.video_bytes),
            rule.audio: _uri(files(request.track), "audio/wav", rule.audio_bytes),
        }


def _uri(path: Path, kind: str, most_bytes: int) -> str:
    data = path.read_bytes()
    if len(data) > most_bytes:
        megabytes = f"{len(data) / 2**20:.1f} MB, more than the {most_bytes / 2**20:.1f} that are sent"
        raise InvalidRequest(f"Its {kind.partition('/')[0]} has {megabytes}.")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
