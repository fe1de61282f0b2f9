"""An asset, and the recipe whose hash names it: the same recipe is the same asset."""

import hashlib
import json
from typing import Any, Self

from pydantic import Field

from models.base import Frozen
from models.kinds import Kind
from models.money.dollars import ZERO, Usd


class Recipe(Frozen):
    """Everything that determines an asset's bytes.

    `parameters` is plain JSON: prompt, seed, size … ; `inputs` are the sha256 of the files it is
    made from, in order. `revision` changes whenever the provider would make something else of the same.
    """

    kind: Kind | str
    provider: str
    revision: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    inputs: tuple[str, ...] = ()

    def key(self) -> str:
        """The sha256 of the canonical JSON: sorted keys, no spaces, 64 hex digits."""
        text = json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def with_weights(self, weights: str) -> Self:
        """The recipe of the same made with these weights, which are a hash; as it is for a maker that has none."""
        return (
            self.model_copy(update={"parameters": {**self.parameters, "weights": weights}})
            if weights
            else self
        )


class Blob(Frozen):
    """A reference to stored bytes: small enough for a workflow's history."""

    sha256: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    suffix: str = Field(pattern=r"^\.[a-z0-9]{1,24}$", examples=[".jpg"])
    size: int = Field(ge=0, examples=[182044])


class Use(Frozen):
    """Where an asset is used: a run of a film, and its shot; empty for the whole film."""

    film_id: str
    run_id: str
    shot_id: str = ""


class About(Frozen):
    """What an asset shows, so that it can be found again."""

    prompt: str = ""
    shot_type: str = ""
    mood: str = ""
    time_of_day: str = ""
    characters: tuple[str, ...] = ()
    landscapes: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


class Asset(Frozen):
    """A made thing: its bytes, its recipe's key, and what was measured of it.

    `seconds` is the measured length (0 for a picture), `frames` the counted frames of a clip.
    `cost` is what making it cost, `cached` whether it was found rather than made, `attempt` the
    activity attempt that made it. `note` is something a person should know about it. `words` is, of a voice,
    where the `SpokenLine` of what it says is stored; none until that was measured. `undrawn` is, of a picture, what its shot asks for and it does not show, where its
    maker knows. `made_by` is the provider that made it in the place of who was to.
    """

    blob: Blob
    recipe_key: str
    seconds: float = 0.0
    frames: int = 0
    cost: Usd = ZERO
    cached: bool = False
    attempt: int = 1
    note: str = ""
    words: Blob | None = Field(default=None, exclude_if=lambda words: words is None)
    undrawn: tuple[str, ...] = Field(default=(), exclude_if=lambda undrawn: not undrawn)
    made_by: str = Field(default="", exclude_if=lambda name: not name)
