"""What goes to a chat model and what comes back: one request, one reply."""

from typing import Any, Literal

from models.base import Frozen
from models.money.dollars import ZERO, Usd
from models.story.plan import ModelChoice, Problem


class Message(Frozen):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


class Prompted(Frozen):
    """Everything that is asked in one call, whoever is asked.

    `schema` is the JSON schema of the answer, or None when plain text is wanted; bounds on lengths
    and counts are in it, and taken out for vendors that do not know them. `toon_saved` is how many
    tokens of input the tabular form is estimated to save against compact JSON.
    """

    messages: tuple[Message, ...]
    json_schema: dict[str, Any] | None = None
    schema_name: str = "answer"
    toon_saved: int = 0


class ChatRequest(Frozen):
    """One call: what is asked, and who is asked."""

    model: ModelChoice
    prompted: Prompted
    seed: int = 0


class Reply(Frozen):
    """What a vendor answered. `problem` says why the text is of no use before anyone reads it.

    `cost` is the vendor's own figure where it gives one, else the price table's, in dollars.
    """

    text: str
    answered: str
    problem: Problem | None = None
    reason: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Usd = ZERO
