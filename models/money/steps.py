"""Steps that may cost money, and the most that each may cost."""

from typing import Literal, Self

from pydantic import Field

from models.base import Frozen
from models.money.dollars import ZERO, Usd
from models.names import step_part, step_place

Spending = Literal["story", "safety", "sheet", "keyframe", "voice", "clip", "lips", "score", "effect"]
"""What money is spent on."""


class Quote(Frozen):
    """What a step may cost at most, before it is made.

    `usd` is an upper bound; `seconds` is the expected wall time and promises nothing.
    """

    usd: Usd = ZERO
    seconds: float = Field(default=0.0, ge=0)


class Step(Frozen):
    """One thing that may cost money. `attempt` counts what was begun anew because an outcome is unknown.

    `shot_id` is whose it is: a shot's, or of a sheet its subject's (`models.names.subject_id`); empty for the film's own.
    `line` says whose voice it is, of a shot's lines from 1, or which piece of a score. `provider` and `model` say who is paid. `rung` is how it is tried
    again after it was refused (`models/orders/ladder.py`).
    """

    stage: Spending
    shot_id: str = ""
    line: int = 1
    take: int = 1
    attempt: int = 1
    provider: str = ""
    model: str = ""
    rung: str = Field(default="", exclude_if=lambda rung: not rung)

    @property
    def part(self) -> str:
        """What it makes of its shot: `clip`, `voice-2`."""
        return step_part(self.stage, self.line)

    @property
    def place(self) -> str:
        """The step within its run, as its name for a vendor has it."""
        return step_place(self.shot_id, self.part, self.take, self.attempt, self.rung)

    def paid_to(self, provider: str) -> Self:
        """The step where somebody else is paid for it; as it is where nobody else is named."""
        return self.model_copy(update={"provider": provider}) if provider else self

    @property
    def name(self) -> str:
        """The step in words: `shot_003, clip, take 2`, `shot_003, voice, line 2`."""
        called = "part" if self.stage == "score" else "line"
        line = f", {called} {self.line}" if self.line > 1 else ""
        take = f", take {self.take}" if self.take > 1 else ""
        again = f", attempt {self.attempt}" if self.attempt > 1 else ""
        rung = f", {self.rung} after a refusal" if self.rung else ""
        return f"{self.shot_id or 'the film'}, {self.stage}{line}{take}{again}{rung}"
