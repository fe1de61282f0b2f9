"""The base of all adapters of endpoints for pictures and clips: what is asked, what it costs, what cannot be, from the endpoint's table alone."""

from abc import abstractmethod
from decimal import Decimal
from typing import ClassVar, Generic, TypeVar

from models.kinds import Kind
from models.money.dollars import Usd
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.cast import Choice
from models.orders.diffusion import unused
from models.orders.references import ReferenceRule
from models.orders.requests import ImageRequest, VideoRequest
from providers.vendors.endpoints.any_endpoint import AnyEndpoint, Body
from providers.vendors.endpoints.costs import cost_of, megapixels
from providers.vendors.endpoints.endpoint import Endpoint, Sound
from providers.vendors.endpoints.lengths import next_longer, written
from providers.vendors.endpoints.sizes import Asked, asked_size
from providers.vendors.endpoints.words import clip_prompt, picture_prompt

R = TypeVar("R", ImageRequest, VideoRequest)

_USUAL_S = {"image": 20.0, "video": 120.0}
"""How long vendors usually take, in seconds; it promises nothing."""


class EndpointProvider(AnyEndpoint[R], Generic[R]):
    """Makes pictures or clips at one endpoint. An adapter adds how its vendor is spoken to."""

    @classmethod
    def cast_as(cls, endpoint: Endpoint) -> Choice:
        """An endpoint as it is cast, which its table alone says."""
        taken, lengths = endpoint.taking_references, endpoint.lengths
        return Choice(
            kind=cls.kind,
            provider=endpoint.name,
            label=cls.vendor,
            revision=endpoint.revision,
            hosted=hasattr(cls, "submit"),
            references=taken.rule if taken else None,
            longest_s=float(lengths.choices[-1]) if lengths else None,
            seeded=all(one.seed for one in endpoint.both),
            silences=bool(endpoint.sound.field),
        )

    @property
    def references(self) -> ReferenceRule | None:
        """How the endpoint takes references."""
        taken = self.endpoint.taking_references
        return taken.rule if taken else None

    def endpoint_for(self, request: R) -> Endpoint:
        """The endpoint that a request goes to."""
        return self.endpoint.for_references(len(request.references))

    def recipe(self, request: R) -> Recipe:
        """What is sent, and which take of it is wanted; pictures by their sha256."""
        take: Body = {}
        if isinstance(request, ImageRequest):
            take = {"take": request.take} if request.take > 1 else {}
            take |= {"redraw": request.redraw} if request.redraw else {}
        return Recipe(
            kind=self.kind,
            provider=self.endpoint_for(request).name,
            revision=self.revision,
            parameters={**self.asked(request), **take},
            inputs=tuple(blob.sha256 for blob in request.inputs),
        )

    def asked(self, request: R) -> Body:
        """The flat body of a request without its pictures, field by field as the table names them."""
        endpoint = self.endpoint_for(request)
        body: Body = {**endpoint.always, endpoint.prompt: self.prompt(request)}
        if endpoint.negative and request.shot.negative_prompt:
            body[endpoint.negative] = request.shot.negative_prompt
        body |= self.size(request).fields
        body |= self.length(request)
        if endpoint.seed:
            body[endpoint.seed] = request.drawn_seed if isinstance(request, ImageRequest) else request.seed
        if endpoint.sound.field:
            body[endpoint.sound.field] = self._sounds(request)
        return body

    def quote(self, request: R) -> Quote:
        """The table's price of what is sent.

        An endpoint without a price is never made a provider.
        """
        endpoint = self.endpoint_for(request)
        price = endpoint.price or self.endpoint.price
        assert price is not None, "the registry refuses endpoints without a price"
        said = tuple(
            str(value) for value in (*self.size(request).fields.values(), *self.length(request).values())
        )
        usd: Usd = cost_of(
            price, self.units(request), said, len(request.references), sound=self._sounds(request)
        )
        return Quote(usd=usd, seconds=_USUAL_S[endpoint.kind])

    def size(self, request: R) -> Asked:
        """How its size is asked for."""
        width, height = _wanted(request)
        return asked_size(self.endpoint_for(request).size, width, height)

    def cannot(self, request: R) -> str:
        """Why the endpoint cannot make a request."""
        endpoint = self.endpoint_for(request)
        rule, size = self.references, self.size(request)
        if size.cannot:
            return f"{self.name} {size.cannot}: choose another size, or another {self.kind} provider."
        if len(request.references) > (rule.most if rule else 0):
            most = f"at most {rule.most}" if rule else "no"
            return (
                f"{self.name} takes {most} reference pictures, and {len(request.references)} are given: leave some out, or "
                f"choose another {self.kind} provider."
            )
        if endpoint.references and endpoint.references.required and not request.references:
            return f"{self.name} needs a reference picture, and none is given: choose another {self.kind} provider."
        price = endpoint.price or self.endpoint.price
        if self._sounds(request) and (price is None or price.sound is None):
            return (
                f"Nobody knows what {self.name} costs with its own sound: leave that out (--clip-sound drop), or give its "
                "price.sound in models.toml."
            )
        long = self.prompt_length(self.prompt(request))
        if endpoint.prompt_most and long > endpoint.prompt_most:
            return f"{self.name} takes prompts of {endpoint.prompt_most:,} characters, and this one has {long:,}: shorten it."
        return ""

    def cautions(self, request: R) -> tuple[str, ...]:
        """What it does otherwise than one may expect."""
        endpoint, size = self.endpoint_for(request), self.size(request)
        said = []
        if endpoint.ends:
            said.append(f"{self.name} is said to answer no more from {endpoint.ends} on.")
        if not endpoint.seed and request.seed:
            said.append(f"{self.name} takes no seed: what it makes cannot be made again, and is kept.")
        sheet = isinstance(request, ImageRequest) and request.sheet
        if request.shot.negative_prompt and not endpoint.negative and not sheet:
            said.append(f"{self.name} takes no negative prompt: what is not to be seen is not said to it.")
        wanted = min(_wanted(request))
        if size.height and min(size.width, size.height) < wanted and not size.cannot:
            said.append(
                f"{self.name} gives pictures of {size.width}×{size.height} at most: they are scaled to the film's size."
            )
        if isinstance(request, VideoRequest):
            said += _of_sound(self.name, endpoint.sound, wanted=request.sound)
        if isinstance(request, ImageRequest):
            said += unused(self.name, request.diffusion)
        return tuple(said)

    def _sounds(self, request: R) -> bool:
        """Whether a sound is switched on for it, which its endpoint makes only where it is asked to."""
        switched = bool(self.endpoint_for(request).sound.field)
        return switched and isinstance(request, VideoRequest) and request.sound

    @abstractmethod
    def prompt(self, request: R) -> str:
        """What the endpoint is told in words."""

    def prompt_length(self, prompt: str) -> int:
        """How long a prompt is by the vendor's measure, in characters."""
        return len(prompt)

    def length(self, request: R) -> Body:  # noqa: ARG002 - a clip's is its request's
        """How its length is asked for; a picture has none."""
        return {}

    @abstractmethod
    def units(self, request: R) -> Decimal:
        """How many units of its price a request takes."""


class ImageEndpoint(EndpointProvider[ImageRequest]):
    """The base of adapters that make pictures."""

    kind: ClassVar[Kind] = "image"

    def prompt(self, request: ImageRequest) -> str:
        """The picture's prompt, with its references named."""
        return picture_prompt(request, self.references)

    def units(self, request: ImageRequest) -> Decimal:
        """One picture, or its megapixels."""
        size, endpoint = self.size(request), self.endpoint_for(request)
        unit = endpoint.price.unit if endpoint.price else "image"
        return megapixels(size.width, size.height) if unit == "megapixel" else Decimal(1)


class VideoEndpoint(EndpointProvider[VideoRequest]):
    """The base of adapters that make clips."""

    kind: ClassVar[Kind] = "video"

    def prompt(self, request: VideoRequest) -> str:
        """What happens in the clip."""
        return clip_prompt(request, self.references)

    @property
    def longest_s(self) -> float:
        """The longest clip that it makes at once."""
        lengths = self.endpoint.lengths
        assert lengths is not None, "every clip's endpoint has lengths"
        return float(lengths.choices[-1])

    def seconds(self, request: VideoRequest) -> int:
        """The length that is asked for: the next longer one that there is."""
        lengths = self.endpoint_for(request).lengths
        assert lengths is not None, "every clip's endpoint has lengths"
        return next_longer(lengths, request.frames / request.picture.fps)

    def length(self, request: VideoRequest) -> Body:
        """The length in the endpoint's words."""
        lengths = self.endpoint_for(request).lengths
        return written(lengths, self.seconds(request)) if lengths else {}

    def units(self, request: VideoRequest) -> Decimal:
        """One clip, or its seconds."""
        endpoint = self.endpoint_for(request)
        per_second = endpoint.price is not None and endpoint.price.unit == "second"
        return Decimal(self.seconds(request)) if per_second else Decimal(1)


def _of_sound(name: str, sound: Sound, *, wanted: bool) -> list[str]:
    """What is not as one may expect of a clip's own sound."""
    if sound.always and not wanted:
        return [f"{name} gives its clips a sound of their own, which is not used."]
    if wanted and not (sound.always or sound.field):
        return [f"{name} gives its clips no sound of their own: nothing is heard of them."]
    return []


def _wanted(request: ImageRequest | VideoRequest) -> tuple[int, int]:
    if isinstance(request, ImageRequest):
        return request.width, request.height
    return request.picture.width, request.picture.height
