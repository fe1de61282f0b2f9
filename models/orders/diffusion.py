"""How an open model draws: its steps, how closely it keeps to the words, its scheduler, and the LoRAs that it wears."""

from typing import Annotated, Literal

from pydantic import Field

from models.base import Frozen, Number, Whole
from models.orders.assets import Blob
from models.readable import OneLine

USUAL_WEIGHT = 0.8
"""How much of a LoRA is worn where nobody says."""
MOST_WEIGHT = 2.0
MOST_LORAS = 8


Scheduler = Literal[
    "euler", "euler-a", "dpm++-2m", "dpm++-2m-karras", "dpm++-sde", "unipc", "ddim", "lcm", "heun"
]
"""The schedulers that models of the Stable Diffusion kind draw with; others draw with their own alone."""


class Lora(Frozen):
    """A LoRA: a trained look, kept as `file`; `trigger` is the word that wakes it, empty where the words have it.

    `called` is how its file was called when it was given, and `base` what it was trained for, empty where that is not known.
    """

    file: Blob
    weight: Number = Field(default=USUAL_WEIGHT, ge=-MOST_WEIGHT, le=MOST_WEIGHT)
    trigger: Annotated[OneLine, Field(max_length=80)] = ""
    called: Annotated[OneLine, Field(max_length=200, exclude_if=lambda name: not name)] = ""
    base: Annotated[OneLine, Field(max_length=80, exclude_if=lambda base: not base)] = ""


class Diffusion(Frozen):
    """What is asked of an open model of pictures; what is left out is the model's own."""

    steps: Whole | None = Field(default=None, ge=1, le=200)
    guidance: Number | None = Field(default=None, ge=0.0, le=50.0)
    scheduler: Scheduler | None = Field(default=None, exclude_if=lambda name: name is None)
    loras: tuple[Lora, ...] = Field(default=(), max_length=MOST_LORAS)

    @property
    def files(self) -> tuple[Blob, ...]:
        """The files of its LoRAs."""
        return tuple(lora.file for lora in self.loras)


def unused(provider: str, diffusion: Diffusion | None) -> tuple[str, ...]:
    """What a provider that is no open model says of what was asked of one; nothing where nothing was."""
    if diffusion is None:
        return ()
    asked = {
        "number of steps": diffusion.steps is not None,
        "guidance": diffusion.guidance is not None,
        "scheduler": diffusion.scheduler is not None,
        "LoRA": bool(diffusion.loras),
    }
    named = [name for name, is_asked in asked.items() if is_asked]
    return (f"{provider} takes no {' and no '.join(named)}: open models do.",) if named else ()
