"""What determines a conformed clip, one that is joined of several, and the frame with which one ends."""

from activities.contracts.shots import Chain
from infra.media.encoder import encoding
from models.orders.assets import Recipe
from models.orders.shot_orders import ShotOrder

REVISION = "1"
"""Changes whenever the same clip would be conformed into another."""


def conform_recipe(order: ShotOrder) -> Recipe:
    """The recipe of a shot's clip as the film has it; its input is the clip as it came."""
    request = order.clip.request
    return Recipe(
        kind="conformed",
        provider="conform",
        revision=f"{REVISION}-{encoding(request.picture)}",
        parameters={
            "frames": order.frames,
            "picture": request.picture.model_dump(mode="json"),
            "fit": order.fit,
            "edge": request.edge,
        },
        inputs=(order.source.blob.sha256,),
    )


def frame_recipe(chain: Chain) -> Recipe:
    """The recipe of the picture that the last part of a chain ends with."""
    request, last = chain.order.clip.request, chain.parts[-1]
    return Recipe(
        kind="image",
        provider="last-frame",
        revision=REVISION,
        parameters={
            "frame": last.frames - 1,
            "picture": request.picture.model_dump(mode="json"),
            "fit": chain.order.fit,
        },
        inputs=(last.clip.sha256,),
    )


def join_recipe(chain: Chain) -> Recipe:
    """The recipe of a clip that is joined of several."""
    request = chain.order.clip.request
    return Recipe(
        kind="joined",
        provider="join",
        revision=f"{REVISION}-{encoding(request.picture)}",
        parameters={
            "frames": [part.frames for part in chain.parts],
            "picture": request.picture.model_dump(mode="json"),
            "fit": chain.order.fit,
            "edge": request.edge,
            **({"sound": True} if request.sound else {}),
        },
        inputs=tuple(part.clip.sha256 for part in chain.parts),
    )
