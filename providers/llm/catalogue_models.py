"""What the catalogue is made of: vendors, model cards, prices, aliases."""

from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, JsonValue, model_validator

from models.base import Frozen
from models.money.dollars import ZERO, Usd
from models.story.plan import Stage, Structured
from providers.vendors.vendor import Vendor

Tier = Literal["premium", "balanced", "budget", "local", "guard"]
Row = Stage | Literal["breakdown_large", "repair"]
"""What a route names models for: the stages, a text too long for the usual model, and answers to repair."""

WORDS = "words"
"""The guard that is no model: the local word list."""

_MILLION = 1_000_000
_SMALLEST = Decimal("1e-10")


class ChatVendor(Vendor):
    """A vendor with an OpenAI-compatible chat.

    `body` goes with every chat. `bounded_schema` vendors know bounds on lengths and counts in schemas.
    `seed` says where a seed goes: as a sampling parameter, or as metadata that only tells two requests
    apart. With `max_price` the vendor is told the most that the price table allows, so that it never
    routes to a dearer host.
    """

    structured: Structured = "json"
    bounded_schema: bool = False
    tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    seed: Literal["parameter", "metadata", "none"] = "parameter"
    body: dict[str, JsonValue] = Field(default_factory=dict)
    max_price: bool = False


class ModelCard(Frozen):
    """A model at a vendor; `id` is the vendor's own name for it.

    `context` and `max_output` are in tokens (0: no limit known). `temperature` says whether one may be
    sent. `structured` is set where the model differs from its vendor, `body` is sent with every chat.
    `ends` is the ISO date on which the vendor turns it off, where it is known.
    """

    vendor: str
    id: str = Field(min_length=1)
    tier: Tier = "balanced"
    context: int = Field(default=32_768, ge=1)
    temperature: bool = False
    structured: Structured | None = None
    max_output: int = Field(default=0, ge=0)
    ends: str = Field(default="", pattern=r"^(\d{4}-\d\d-\d\d)?$")
    note: str = ""
    body: dict[str, JsonValue] = Field(default_factory=dict)

    @property
    def name(self) -> str:
        """`vendor/id`."""
        return f"{self.vendor}/{self.id}"


Rate = Annotated[Decimal, Field(ge=0, le=100_000), AfterValidator(lambda rate: rate.quantize(_SMALLEST))]
"""Dollars per million tokens."""


class Price(Frozen):
    """Dollars per million tokens of input and output, as `source` had them on `as_of`.

    Where `above_tokens` is set, a request with more input tokens than that costs the `above_` prices
    for all of its tokens.
    """

    input: Rate
    output: Rate
    above_tokens: int = Field(default=0, ge=0)
    above_input: Rate = ZERO
    above_output: Rate = ZERO
    as_of: date | None = None
    source: str = ""

    @model_validator(mode="after")
    def _whole_tier(self) -> Self:
        above = {"above_tokens", "above_input", "above_output"}
        if (self.model_fields_set & above) not in (set(), above):
            raise ValueError("above_tokens, above_input and above_output go together")
        return self

    def rates(self, input_tokens: int) -> tuple[Decimal, Decimal]:
        """The most that a million tokens in and out cost when up to `input_tokens` are sent."""
        if not self.above_tokens or input_tokens <= self.above_tokens:
            return self.input, self.output
        return max(self.input, self.above_input), max(self.output, self.above_output)

    def quote(self, input_tokens: int, output_tokens: int) -> Usd:
        """The most dollars that up to so many tokens may cost."""
        return _dollars(self.rates(input_tokens), input_tokens, output_tokens)

    def cost(self, input_tokens: int, output_tokens: int) -> Usd:
        """Dollars for exactly so many tokens."""
        above = 0 < self.above_tokens < input_tokens
        rates = (self.above_input, self.above_output) if above else (self.input, self.output)
        return _dollars(rates, input_tokens, output_tokens)


def _dollars(rates: tuple[Decimal, Decimal], input_tokens: int, output_tokens: int) -> Usd:
    """Dollars for tokens at rates per million, rounded up to a tenth of a billionth."""
    exact = (rates[0] * input_tokens + rates[1] * output_tokens) / _MILLION
    return exact.quantize(_SMALLEST, ROUND_UP)


class Alias(Frozen):
    """Another name of a model: `to` is `vendor/id`, `also` more such names, `why` what became of the old one."""

    to: str
    also: tuple[str, ...] = ()
    why: str = ""


class Resolved(NamedTuple):
    """What a name stands for; `note` is for people, when another model answers to it."""

    vendor: ChatVendor
    card: ModelCard
    note: str = ""
