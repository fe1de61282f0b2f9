"""Who makes what, and for how much at most."""

from typing import Protocol

from pydantic import Field
from temporalio import activity

from models.base import Frozen
from models.brief import Brief
from models.kinds import Kind
from models.orders.cast import Cast, Choice, FilmQuotes
from models.orders.film_orders import FilmOrders
from models.shots.shot_list import Shot
from models.subjects.bible import Bible


class CastRequest(Frozen):
    """Whom to cast for a brief, or for its `draft`; of a film that is `story_only` written nobody else needs a key.

    `tried` are those who make clips beside them, for shots that are tried, `named` those whom shots name that are made anew, by
    what they make. With a `ladder` also who words anew, or makes instead, what is refused.
    """

    brief: Brief
    story_only: bool = Field(default=False, exclude_if=lambda only: not only)
    draft: bool = Field(default=False, exclude_if=lambda draft: not draft)
    tried: tuple[str, ...] = Field(default=(), exclude_if=lambda tried: not tried)
    named: dict[Kind, tuple[str, ...]] = Field(default_factory=dict, exclude_if=lambda named: not named)
    ladder: bool = Field(default=False, exclude_if=lambda ladder: not ladder)


class RecastRequest(Frozen):
    """Who else shall make what is left: the cast so far, and the profile to take it from, or what is its `draft`.

    While the `story` is still to be written, its writer is cast anew too. `ladder` as in `CastRequest`.
    """

    brief: Brief
    cast: Cast
    profile: str
    story: bool = False
    draft: bool = Field(default=False, exclude_if=lambda draft: not draft)
    ladder: bool = Field(default=False, exclude_if=lambda ladder: not ladder)


class OthersRequest(Frozen):
    """Who else shall make single shots of a film, by what they make and the names that a person has for them; of a `draft` its cheapest."""

    named: dict[Kind, str]
    brief: Brief
    draft: bool = False


class CastOthers(Frozen):
    """Those who were cast beside a film's cast, by `models.orders.cast.other_key`."""

    others: dict[str, Choice] = Field(default_factory=dict)


class QuotesRequest(Frozen):
    """What the shots of a film would cost with a cast."""

    film: FilmOrders
    cast: Cast
    shots: tuple[Shot, ...]


class VoicesRequest(Frozen):
    """Who needs a voice of whom: a film's `bible`, and the names of those of it who say something, `speaking`.

    `narrator` is the voice that a person chose for the narrator. Voices that the bible has are kept, unless all are to
    be given `anew`.
    """

    bible: Bible
    speech: Choice
    language: str = "und"
    narrator: str = ""
    speaking: tuple[str, ...] = ()
    anew: bool = False

    @property
    def needed(self) -> bool:
        """Whether anybody but a narrator without a chosen voice is heard, or chosen a voice for: else nothing is to be given."""
        chosen = any(view.subject.voice for view in self.bible.subjects)
        return bool(self.speaking or self.narrator or chosen)


class AssignedVoices(Frozen):
    """The voices of a film: the narrator's, the characters' by name, and what people should know of them.

    All are empty where the provider has one voice. They are voices of the provider `speech`.
    """

    narrator: str = ""
    speech: str = Field(default="", exclude_if=lambda provider: not provider)
    voices: dict[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def given_to(self, bible: Bible) -> Bible:
        """The bible with these voices."""
        views = tuple(view.changed(voice=self.voices.get(view.name, "")) for view in bible.subjects)
        return Bible(subjects=views, narrator=self.narrator, speech=self.speech)


class WeightsRequest(Frozen):
    """Whose weights a film is cast with: makers that run on one class of cards."""

    choices: tuple[Choice, ...]


class CastWeights(Frozen):
    """The weights of those who have some, each a hash, by `models.orders.cast.other_key` of kind and provider."""

    weights: dict[str, str] = Field(default_factory=dict)


class Casting(Protocol):
    """Who makes what, and for how much at most."""

    @activity.defn(name="casting.cast")
    def cast(self, request: CastRequest) -> Cast:
        """Choose a provider for every kind by the brief's profile and overrides."""

    @activity.defn(name="casting.recast")
    def recast(self, request: RecastRequest) -> Cast:
        """The cast with pictures, clips, voices and music by another profile."""

    @activity.defn(name="casting.others")
    def others(self, request: OthersRequest) -> CastOthers:
        """Cast those whom single shots name for their pictures or their clips."""

    @activity.defn(name="casting.weights")
    def weights(self, request: WeightsRequest) -> CastWeights:
        """Which weights those have who run on a card; asked of a worker that serves such cards."""

    @activity.defn(name="casting.quotes")
    def quotes(self, request: QuotesRequest) -> FilmQuotes:
        """The most that each step after the story may cost."""

    @activity.defn(name="casting.voices")
    def voices(self, request: VoicesRequest) -> AssignedVoices:
        """Give the film's characters and its narrator voices of its speech provider."""
