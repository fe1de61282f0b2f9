"""What goes and what stays where something is deleted."""

from pydantic import Field

from models.base import Frozen


class ErasureFacts(Frozen):
    """A deletion, before it or after it."""

    deleted: bool = Field(description="Whether it was done; else it is what would go.")
    films: tuple[str, ...] = Field(
        description="The films that go with it, by their ids.", examples=[("the-door",)]
    )
    goes: tuple[str, ...] = Field(description="What goes, a clause each.", examples=[("6 papers",)])
    stays: tuple[str, ...] = Field(
        description="What stays, and why, a sentence each.",
        examples=[("$1.20 in 4 charges, under another name.",)],
    )
