"""Who makes what, and for how much at most."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.brief import Brief
from models.orders.cast import Cast, FilmQuotes
from models.orders.film_orders import FilmOrders
from models.shots.shot_list import Shot


class CastRequest(Frozen):
    """Whom to cast for a brief."""

    brief: Brief


class RecastRequest(Frozen):
    """Who else shall make what is left: the cast so far, and the profile to take it from.

    While the `story` is still to be written, its writer is cast anew too.
    """

    brief: Brief
    cast: Cast
    profile: str
    story: bool = False


class QuotesRequest(Frozen):
    """What the shots of a film would cost with a cast."""

    film: FilmOrders
    cast: Cast
    shots: tuple[Shot, ...]


class Casting(Protocol):
    """Who makes what, and for how much at most."""

    @activity.defn(name="casting.cast")
    def cast(self, request: CastRequest) -> Cast:
        """Choose a provider for every kind by the brief's profile and overrides."""

    @activity.defn(name="casting.recast")
    def recast(self, request: RecastRequest) -> Cast:
        """The cast with pictures, clips, voices and music by another profile."""

    @activity.defn(name="casting.quotes")
    def quotes(self, request: QuotesRequest) -> FilmQuotes:
        """The most that each step after the story may cost."""
