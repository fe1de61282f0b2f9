"""A library for a test, and assets in it as films leave them."""

from decimal import Decimal
from typing import Any

from infra.database.database import Database
from infra.storage import Store
from library.assets import Library
from library.work import Work
from models.orders.assets import About, Asset, Blob, Recipe, Use


class Shelf:
    """Puts assets into a library the way activities do."""

    def __init__(self, store: Store, database: Database) -> None:
        self.store = store
        self.library = Library(store, database)

    def recipe(self, prompt: str, kind: str = "image", **parameters: Any) -> Recipe:
        """What an asset of this prompt is made from."""
        return Recipe(
            kind=kind,
            provider="painter",
            revision="1",
            parameters={"prompt": prompt, "seed": 7, **parameters},
        )

    def add(
        self,
        prompt: str,
        film: str = "film-a",
        *,
        kind: str = "image",
        data: str = "",
        usd: str = "0",
        work_s: float = 1.0,
        label: str = "cpu",
        shot: str = "shot_001",
        seconds: float = 0.0,
        **about: Any,
    ) -> Blob:
        """An asset that a film made; its file holds `data`, or the prompt."""
        recipe = self.recipe(prompt, kind)
        blob = self.store.put_bytes((data or f"{kind} {prompt}").encode(), ".png")
        asset = Asset(blob=blob, recipe_key=recipe.key(), cost=Decimal(usd), seconds=seconds)
        self.library.keep(
            recipe,
            asset,
            Work(
                use=Use(film_id=film, run_id="run-1", shot_id=shot),
                label=label,
                about=About(prompt=prompt, **about),
            ),
            work_s=work_s,
        )
        return blob

    def reuse(self, prompt: str, film: str, kind: str = "image", shot: str = "shot_009") -> Asset:
        """What another film finds when it asks for the same; it must be there."""
        use = Use(film_id=film, run_id="run-2", shot_id=shot)
        found = self.library.find(self.recipe(prompt, kind), use=use)
        assert found is not None
        return found
