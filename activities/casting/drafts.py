"""Whom a draft is cast with: for pictures and clips the cheapest of the family of whoever makes the film; nobody moves lips in it."""

from collections.abc import Mapping

from activities.casting.keys import MADE
from models.brief import Brief
from models.kinds import Kind
from models.money.dollars import Usd
from models.orders.requests import ImageRequest, Request, VideoRequest
from models.orders.shot_orders import UNSEEN
from models.shots.shot_list import Shot
from providers.base import Limited
from providers.registry import Registry

DRAFTED: tuple[Kind, ...] = ("image", "video")
"""What a draft has made more cheaply; words, voices and music are the film's own."""

_SECONDS = 5
_SAMPLE = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A door.", duration=_SECONDS)


def drafted(chosen: Mapping[Kind, str], brief: Brief, registry: Registry) -> dict[Kind, str]:
    """The choices of a draft in place of those of a film; lips are moved in clips that stay.

    Raises:
        UnknownName, MissingKeys, BadInput: as `Registry.find`.

    """
    return {
        kind: cheapest(kind, name, brief, registry) if kind in DRAFTED else name
        for kind, name in chosen.items()
        if kind != "lips"
    }


def remark_on(chosen: Mapping[Kind, str], cast: Mapping[Kind, str]) -> str:
    """Who makes the draft of what, and what is left out of it, in sentences; empty where it is made as the film is."""
    cheaper = [
        f"{MADE[kind]} are by {cast[kind]} in place of {name}"
        for kind, name in chosen.items()
        if kind in DRAFTED and cast[kind] != name
    ]
    said = [f"This is a draft: {', '.join(cheaper)}. `longtake finish` makes them as the film's own."]
    alone = ["No lips are moved in a draft: `longtake finish` has them moved."]
    return " ".join([*said[: len(cheaper)], *(alone if "lips" in chosen and "lips" not in cast else [])])


def cheapest(kind: Kind, name: str, brief: Brief, registry: Registry) -> str:
    """Who of a provider's family asks least for a shot of a film; itself where nobody asks less.

    One that is given pictures of who is seen is replaced only by another that is: people stay themselves in a draft too.
    """
    family = registry.family(kind, name)
    if len(family) == 1:
        return name
    wants_references = registry.choice(kind, name).references is not None
    asked: dict[str, Usd] = {}
    for one in family:
        maker, request = registry.find(kind, one), _sample(kind, brief)
        takes = not wants_references or registry.choice(kind, one).references is not None
        if takes and not (isinstance(maker, Limited) and maker.cannot(request)):
            asked[one] = maker.quote(request).usd
    return min(asked, key=lambda one: asked[one], default=name)


def _sample(kind: Kind, brief: Brief) -> Request:
    if kind == "image":
        width, height = brief.drawn_size
        return ImageRequest(shot=_SAMPLE, width=width, height=height)
    picture = brief.picture
    return VideoRequest(shot=_SAMPLE, still=UNSEEN, frames=_SECONDS * picture.fps, picture=picture)
