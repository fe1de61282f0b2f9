"""The record of how a story was written: every call to a model, and who wrote each stage."""

from collections.abc import Iterable
from typing import Literal

from models.base import Frozen
from models.money.dollars import ZERO, Usd
from models.story.plan import Stage

OUTLINE = "outline"
"""The writer that keeps a text's own words, as records name it."""


class CallRecord(Frozen):
    """One call to a model: who was asked, who answered, what it took.

    `outcome` is `ok`, a `Problem`, or the name of an error type. `cached` calls were answered
    before and cost nothing. `lost` calls were booked at their quote. `toon_saved` is how many
    tokens of input the tabular form is estimated to have saved against compact JSON.
    """

    stage: Stage
    part: int = 0
    model: str
    answered: str = ""
    purpose: Literal["draft", "repair"] = "draft"
    outcome: str = "ok"
    reason: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Usd = ZERO
    cached: bool = False
    lost: bool = False
    toon_saved: int = 0


class StageRecord(Frozen):
    """What became of a stage: `writer` is the model or the offline writer whose words were used."""

    stage: Stage
    part: int = 0
    writer: str = ""
    fell_back: str = ""
    calls: tuple[CallRecord, ...] = ()

    @property
    def cost(self) -> Usd:
        """Dollars spent on the stage."""
        return sum((call.cost for call in self.calls), ZERO)


def rewritten(records: Iterable[StageRecord]) -> bool:
    """Whether a model wrote any of it, in words of its own."""
    return any(record.writer != OUTLINE for record in records)
