"""An endpoint of a vendor, as its table has it: what it takes, in which words, what it costs. Nothing else is ever sent."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, JsonValue, StrictBool, model_validator

from models.base import Frozen
from models.money.dollars import ZERO
from models.orders.references import ReferenceRule

EndpointKind = Literal["image", "video", "lips"]

_SMALLEST = Decimal("1e-10")
Rate = Annotated[
    Decimal, Field(ge=0, le=100_000), AfterValidator(lambda rate: rate.quantize(_SMALLEST).normalize())
]
"""Dollars a unit."""
Unit = Literal["image", "megapixel", "second", "clip"]
Ratio = Annotated[str, Field(pattern=r"^[1-9]\d{0,4}:[1-9]\d{0,4}$")]


class UnitPrice(Frozen):
    """Dollars a `unit`, as `source` had them on `as_of`.

    `by` has others by a value that is sent, of the resolution or of the duration: `{"4K": 0.30}`. Of a megapixel every
    begun one counts. Each reference picture costs `reference` more. At least so many units as `least` are billed. With a `sound` of
    its own a clip costs that a unit, or the `same` as without; where it is not given, nobody knows.
    """

    unit: Unit
    usd: Rate
    by: dict[str, Rate] = Field(default_factory=dict)
    reference: Rate = ZERO
    least: Decimal = Field(default=ZERO, ge=0, le=10_000)
    sound: Rate | Literal["same"] | None = None
    as_of: date | None = None
    source: str = ""


class SizeRule(Frozen):
    """How an endpoint is told how large a picture or a clip is to be; an endpoint without fields follows the picture it is given.

    `pixels` is the field of an exact size, as an object of width and height or as a text such as `1024x576`, in steps of
    `step` pixels, with bounds on a side and on all pixels. `ratio` is the field of an aspect out of `ratios`.
    `resolution` is the field of one of `resolutions`, each with the pixels of its shorter side, or with `square` of the side
    of a square of as many pixels, as `1K` is meant.
    """

    pixels: str = ""
    form: Literal["object", "text"] = "object"
    step: int = Field(default=1, ge=1)
    least: int = Field(default=1, ge=1)
    most: int = Field(default=100_000, ge=1)
    least_pixels: int = Field(default=1, ge=1)
    most_pixels: int = Field(default=10**9, ge=1)
    ratio: str = ""
    ratios: tuple[Ratio, ...] = ()
    resolution: str = ""
    resolutions: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    square: StrictBool = False

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for field, values in ((self.ratio, self.ratios), (self.resolution, self.resolutions)):
            if bool(field) != bool(values):
                raise ValueError("a field of sizes and its values go together")
        return self


class References(Frozen):
    """How an endpoint takes reference pictures: the field, at most how many, what a prompt calls one by its number.

    A field of a `single` picture takes its address, any other one a list of them. Where they are `required` nothing is
    made without one.
    """

    field: str = Field(min_length=1)
    most: int = Field(default=1, ge=1)
    called: str = Field(default="image {number}", pattern=r"\{number\}")
    single: StrictBool = False
    required: StrictBool = False

    @property
    def rule(self) -> ReferenceRule:
        """The same as requests are made by."""
        return ReferenceRule(most=self.most, called=self.called)


class Lengths(Frozen):
    """The lengths of an endpoint's clips in whole seconds: `seconds` lists them, or all from `least` to `most` are there.

    `field` is empty where the length cannot be chosen. `form` is how one is written: 5, "5" or "5s".
    """

    field: str = ""
    form: Literal["number", "text", "suffixed"] = "number"
    seconds: tuple[Annotated[int, Field(ge=1, le=600)], ...] = ()
    least: int = Field(default=0, ge=0, le=600)
    most: int = Field(default=0, ge=0, le=600)

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.choices or (not self.field and len(self.choices) > 1):
            raise ValueError("give seconds, or least and most; several only with a field")
        return self

    @property
    def choices(self) -> tuple[int, ...]:
        """Every length in seconds, the shortest first."""
        return tuple(sorted(self.seconds)) or tuple(range(max(1, self.least), self.most + 1))


class Sound(Frozen):
    """Whether an endpoint's clips have a sound of their own: never, `always`, or where `field` is true, as a request asks."""

    field: str = ""
    always: StrictBool = False


class Lips(Frozen):
    """How an endpoint that moves lips is given a clip and what is said in it: the fields of both, and what they may be.

    A clip has `least_s` to `most_s` seconds (0: as many as it has) and, where `lines` lists some, so many pixels on its shorter
    side. `video_bytes` and `audio_bytes` are the most that is sent.
    """

    video: str = Field(default="video_url", min_length=1)
    audio: str = Field(default="audio_url", min_length=1)
    least_s: float = Field(default=0.0, ge=0, le=600)
    most_s: float = Field(default=0.0, ge=0, le=600)
    lines: tuple[Annotated[int, Field(ge=16)], ...] = ()
    video_bytes: int = Field(default=32 * 2**20, ge=2**16)
    audio_bytes: int = Field(default=32 * 2**20, ge=2**16)


class Endpoint(Frozen):
    """One endpoint: its `id` is the vendor's own, its name here `vendor/id`. A draft is made by the cheapest of its `family`.

    `prompt` is the field of the prompt, of at most `prompt_most` characters (0: as many as there are); `negative` and `seed`
    are fields too, empty where there are none. `always` goes with every request. A clip opens with the picture in
    `first`. A picture's endpoint may be two at its vendor: requests with references go to the one in
    `with_references`, those without to the one in `without_references`. `picture_bytes` is the most of one
    picture that is sent. `failed` says what a job that failed bills: nothing, or perhaps its whole price. `options` are for
    the vendor's adapter. `revision` rises when the vendor puts something else behind the same id. From the day
    `ends` on it answers no more. An endpoint without a `price` is refused until somebody gives one.
    """

    vendor: str
    id: str = Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9][\w.:/~-]*$")
    kind: EndpointKind
    title: str = ""
    family: str = ""
    prompt: str = "prompt"
    prompt_most: int = Field(default=0, ge=0)
    negative: str = ""
    seed: str = ""
    size: SizeRule = SizeRule()
    references: References | None = None
    with_references: str = ""
    without_references: str = ""
    first: str = ""
    lengths: Lengths | None = None
    sound: Sound = Sound()
    lips: Lips | None = None
    always: dict[str, JsonValue] = Field(default_factory=dict)
    picture_bytes: int = Field(default=8 * 2**20, ge=2**16)
    price: UnitPrice | None = None
    failed: Literal["nothing", "perhaps"] = "perhaps"
    options: dict[str, JsonValue] = Field(default_factory=dict)
    revision: str = Field(default="1", pattern=r"^[\w.-]+$")
    ends: date | None = None
    note: str = ""
    other: Self | None = None
    """The endpoint that `with_references` or `without_references` names; the table sets it."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "video" and (not self.first or not self.lengths):
            raise ValueError(
                "a clip's endpoint has first, the field of the picture it opens with, and lengths"
            )
        if self.kind != "video" and (self.first or self.lengths or self.sound != Sound()):
            raise ValueError("first, lengths and sound are a clip's")
        if (self.kind == "lips") != (self.lips is not None):
            raise ValueError("an endpoint that moves lips has lips, and no other has")
        if self.with_references and (self.references or self.without_references):
            raise ValueError("references are taken here, or by the endpoint in with_references")
        return self

    @property
    def name(self) -> str:
        """`vendor/id`, as it is called here."""
        return f"{self.vendor}/{self.id}"

    @property
    def taking_references(self) -> References | None:
        """How references are taken, here or by the other endpoint."""
        return self.references or (self.other.references if self.with_references and self.other else None)

    @property
    def both(self) -> "tuple[Endpoint, ...]":
        """It, and the other one that it is at its vendor, where it is two."""
        return (self, self.other) if self.other else (self,)

    def for_references(self, count: int) -> "Endpoint":
        """The endpoint that a request with so many references goes to: this one, or its other."""
        elsewhere = self.with_references if count else self.without_references
        return self.other if elsewhere and self.other else self
