"""What determines a conformed clip."""

from infra.media.encoder import encoding
from models.orders.assets import Recipe
from models.orders.shot_orders import ShotOrder

REVISION = "1"
"""Changes whenever the same clip would be conformed into another."""


def conform_recipe(order: ShotOrder) -> Recipe:
    """The recipe of a shot's clip as the film has it; its input is the clip as it came."""
    assert order.made.clip is not None, "only a clip that is there is conformed"
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
        inputs=(order.made.clip.blob.sha256,),
    )
