"""The library of assets: a recipe's key leads to the stored asset, and the same recipe is made once."""

from pydantic import BaseModel, ValidationError

from infra.storage import Store
from models.assets import Asset, Recipe
from models.errors import CorruptAsset
from models.money import ZERO


class _Card(BaseModel):
    """What the library keeps for a recipe: the asset, the recipe itself, and the run that made it."""

    asset: Asset
    recipe: Recipe
    made_by: str = ""


class Library:
    """Assets by the key of their recipe, in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def find(self, recipe: Recipe, fresh: str = "") -> Asset | None:
        """The stored asset of a recipe, verified, as `cached`; None when there is none that will do.

        With `fresh`, only an asset stored by that run counts. Bytes that changed since they were
        stored, or a card that cannot be read, count as absent: the asset is then made again.
        """
        text = self.store.note("recipes", recipe.key())
        if text is None:
            return None
        try:
            card = _Card.model_validate_json(text)
            self.store.open_file(card.asset.blob)
        except (ValidationError, CorruptAsset):
            return None
        if fresh and card.made_by != fresh:
            return None
        return card.asset.model_copy(update={"cached": True, "cost": ZERO})

    def keep(self, recipe: Recipe, asset: Asset, fresh: str = "") -> None:
        """Remember the asset of a recipe, whose bytes are in the store; `fresh` is the run that wanted it anew."""
        card = _Card(asset=asset, recipe=recipe, made_by=fresh)
        self.store.put_note("recipes", recipe.key(), card.model_dump_json(indent=1).encode())
