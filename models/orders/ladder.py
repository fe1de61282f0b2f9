"""What is tried where content was refused: rung by rung, each once, and never what was refused as it was.

    refused                                         is tried
    what was made                                   another seed where there is one · no sound · another model
    what was given, its words or nobody says which  other words · then another model in those words
    a picture that was given                        nothing: a person decides

Where a person's own picture is among what was given and nobody says what was refused, a person decides as well.
"""

import hashlib
import json
from collections.abc import Container

from models.errors import Refused
from models.orders.cast import Cast, Choice
from models.orders.requests import ImageRequest, Order, VideoRequest
from models.shots.refusals import RefusedTry, Rung

Visible = Order[ImageRequest] | Order[VideoRequest]
"""An order for what is looked at."""

_RESEED = 104_729
"""How far apart the seeds of tries are: further than those of a shot's takes and redraws, as far as films have those."""


def rungs_after(of: Refused, order: Visible, done: Container[Rung], *, uploads: bool) -> tuple[Rung, ...]:
    """What can still be tried after a refusal, in order; `uploads` says that pictures of a person's own were given."""
    if of == "output":
        silent = isinstance(order.request, ImageRequest) or not order.request.sound
        can: dict[Rung, bool] = {
            "seed": order.choice.seeded,
            "sound": order.choice.silences and not silent,
            "other": True,
        }
    elif of == "words" or (of == "input" and not uploads):
        can = {"reword": True, "other": "reword" in done}
    else:
        can = {}
    return tuple(rung for rung, possible in can.items() if possible and rung not in done)


def reseeded(order: Visible) -> Visible:
    """The order with another seed."""
    return _with(order, seed=(order.request.seed + _RESEED) % 2**31)


def silenced(order: Visible) -> Visible:
    """The order of a clip without a sound of its own."""
    return _with(order, sound=False)


def others(choice: Choice, cast: Cast, film: Cast) -> tuple[Choice, ...]:
    """Who else may be asked, in order: who was named for a vendor that is down, whom the film casts, and its profile's others."""
    own = film.image if choice.kind == "image" else film.video
    named = [choice.fallback, *([own] if own.at_vendor else [])]
    found = [*named, *(one for one in cast.instead if one.kind == choice.kind)]
    return tuple({one.provider: one for one in found if one and one.provider != choice.provider}.values())


def mark_of(order: Visible, of: Refused) -> str:
    """What was asked for, in 32 hex digits: of what was given its words and pictures, of what was made its seed and sound too."""
    request, shot = order.request, order.request.shot
    asked: dict[str, object] = {
        "by": order.choice.provider,
        "words": [shot.enhanced_prompt, shot.start_frame_prompt, shot.end_frame_prompt, shot.negative_prompt],
        "pictures": [blob.sha256 for blob in request.inputs],
    }
    if of == "output":
        asked["seed"] = request.drawn_seed if isinstance(request, ImageRequest) else request.seed
        asked["sound"] = isinstance(request, VideoRequest) and request.sound
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:32]


def refused_before(order: Visible, tries: tuple[RefusedTry, ...]) -> RefusedTry | None:
    """The try at which just this was refused already."""
    return next((one for one in reversed(tries) if one.asked == mark_of(order, one.of)), None)


def unspared(order: Visible, tries: tuple[RefusedTry, ...]) -> Visible:
    """The order without its fallback, where that one has refused just this before."""
    spare = order.choice.fallback
    if spare is None or refused_before(order.by(spare), tries) is None:
        return order
    return order.by(order.choice.model_copy(update={"fallback": None}))


def _with(order: Visible, **changes: object) -> Visible:
    return order.model_copy(update={"request": order.request.model_copy(update=changes)})
