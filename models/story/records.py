"""The record of how a story was written: every call to a model, and who wrote each stage."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.money.dollars import ZERO, Usd
from models.story.plan import Stage

OUTLINE = "outline"
"""The writer that keeps a text's own words, as records name it."""


class CallRecord(Frozen):
    """One call to a model: who was asked, who answered, what it took.

    `outcome` is `ok`, a `Problem`, or the name of an error type. `cached` calls were answered
    before and cost nothing. `lost` calls were booked at their quote. `times` calls that came to the same are told together. `toon_saved` is how many
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
    times: int = Field(default=1, exclude_if=lambda times: times == 1)


class StageRecord(Frozen):
    """What became of a stage: `writer` is the model or the offline writer whose words were used."""

    stage: Stage
    part: int = 0
    writer: str = ""
    fell_back: str = ""
    calls: tuple[CallRecord, ...] = ()

    @property
    def count(self) -> int:
        """How many calls it took."""
        return sum(call.times for call in self.calls)

    @property
    def cost(self) -> Usd:
        """Dollars spent on the stage."""
        return sum((call.cost for call in self.calls), ZERO)


def rewritten(records: Iterable[StageRecord]) -> bool:
    """Whether a model wrote any of it, in words of its own."""
    return any(record.writer != OUTLINE for record in records)


def summed(records: Iterable[StageRecord]) -> tuple[StageRecord, ...]:
    """The records of a story of many parts, a stage each by who wrote it: calls that came to the same are one, with their sums."""
    stages: dict[tuple[str, str], StageRecord] = {}
    calls: dict[tuple[str, str], dict[tuple[object, ...], CallRecord]] = {}
    for record in records:
        key = (record.stage, record.writer)
        stages.setdefault(key, record)
        told = calls.setdefault(key, {})
        for call in record.calls:
            alike = (call.model, call.answered, call.purpose, call.outcome, call.cached, call.lost)
            told[alike] = _added(told[alike], call) if alike in told else call
    return tuple(
        record.model_copy(update={"part": 0, "calls": tuple(calls[key].values())})
        for key, record in stages.items()
    )


def _added(one: CallRecord, other: CallRecord) -> CallRecord:
    return one.model_copy(
        update={
            "input_tokens": one.input_tokens + other.input_tokens,
            "output_tokens": one.output_tokens + other.output_tokens,
            "cost": one.cost + other.cost,
            "toon_saved": one.toon_saved + other.toon_saved,
            "times": one.times + other.times,
        }
    )
