"""What is being worked on right now: calls to models, jobs at vendors, work on cards."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from models.base import Frozen
from studio.client import Attempt


class Asking(Frozen):
    """A call to a model that has not answered yet."""

    what: str = Field(description="What is asked of which model.", examples=["scenes by claude-sonnet"])
    since: datetime | None = Field(description="When it was asked.")
    attempt: int = Field(description="Which attempt it is, from 1.", examples=[1])


class JobAtVendor(Frozen):
    """A job that waits at a vendor."""

    vendor: str = Field(description="Whose job it is.", examples=["fal"])
    shot_id: str = Field(
        description="The shot that it is for; empty for what is the whole film's.", examples=["shot_004"]
    )
    what: str = Field(description="What is made.", examples=["clip"])
    since: datetime = Field(description="When the vendor was asked.")
    doing: str = Field(description="What it is doing, as the vendor says.", examples=["in its queue"])
    position: int | None = Field(
        description="Its place in the vendor's queue, where that is told.", examples=[3]
    )
    until: datetime | None = Field(description="When a vendor that is out of order is asked again.")
    attempt: int = Field(description="Which attempt it is, from 1.", examples=[1])


class WorkOnCard(Frozen):
    """Work on a graphics card."""

    shot_id: str = Field(
        description="The shot that it is for; empty for what is the whole film's.", examples=["shot_004"]
    )
    step: int = Field(description="The step that is done, of `steps`.", examples=[12])
    steps: int = Field(description="How many steps there are; 0 where nobody knows.", examples=[40])
    step_s: float = Field(description="Seconds that a step takes.", examples=[0.81])
    doing: str = Field(description="What it is doing beside steps.", examples=["loading weights"])
    kept: str = Field(
        description="The sha256 of what whoever goes on with it reads; empty where nothing is kept yet."
    )
    what: str = Field(description="What is made.", examples=["keyframe"])
    attempt: int = Field(description="Which attempt it is, from 1.", examples=[1])
    begun: bool = Field(description="Whether a worker has it; else it waits for one.")


def asking_facts(attempts: Iterable[Attempt]) -> tuple[Asking, ...]:
    """The calls to models among what is under way."""
    return tuple(Asking(what=one.what, since=one.since, attempt=one.attempt) for one in attempts if one.since)


def vendor_facts(attempts: Iterable[Attempt]) -> tuple[JobAtVendor, ...]:
    """The jobs at vendors among what is under way."""
    return tuple(JobAtVendor(**dict(one.at_vendor), attempt=one.attempt) for one in attempts if one.at_vendor)


def card_facts(attempts: Iterable[Attempt]) -> tuple[WorkOnCard, ...]:
    """The work on cards among what is under way."""
    return tuple(
        WorkOnCard(
            **{
                **dict(one.on_card),
                "shot_id": one.shot_id or one.on_card.shot_id,
                "what": one.what.rpartition(".")[2],
                "attempt": one.attempt,
                "begun": one.begun,
            }
        )
        for one in attempts
        if one.on_card
    )
