"""What determines a conformed clip."""

from activities.contracts import ConformOrder
from infra.media.encode import encoding
from models.assets import Recipe

REVISION = "1"
"""Changes whenever the same clip would be conformed into another."""


def conform_recipe(order: ConformOrder) -> Recipe:
    """The recipe of a clip as the film has it; its input is the clip as it came."""
    return Recipe(
        kind="conformed",
        provider="conform",
        revision=f"{REVISION}-{encoding(order.picture)}",
        parameters=order.model_dump(mode="json", include={"frames", "picture", "fit", "edge"}),
        inputs=(order.clip.sha256,),
    )
