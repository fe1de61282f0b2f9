"""Decisions: what a film was told, and what became of it."""

from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from models.base import Frozen
from models.film.decisions import Decision, DecisionKind, DecisionRecord
from models.film.view import FilmView
from models.money.budget import BudgetMode
from models.money.dollars import plain
from studio.client.cancellation import Cancellation
from studio.service.facts.values import Dollars, FilmId, Moment

# Without a return type its schema is the decision's own.
Said = Annotated[
    Decision,
    PlainSerializer(lambda one: one.model_dump(mode="json", exclude_defaults=True, exclude={"mark"})),
]
"""A decision, of which only what was said is shown."""


class ToldDecision(Frozen):
    """A decision that a film was told, and what became of it."""

    decision: Said = Field(
        description="What was decided, by whom.", examples=[{"kind": "approve", "by": "ann", "board": 1}]
    )
    accepted: bool = Field(description="Whether the film took it.")
    reason: str = Field(default="", exclude_if=lambda text: not text, description="Why it was not taken.")
    says: str = Field(
        default="",
        exclude_if=lambda text: not text,
        description="What came of an edit of the board: which shots are new or gone, and lines that went with them.",
    )
    at: str = Field(default="", exclude_if=lambda at: not at, description="When, ISO 8601 in UTC.")
    number: int = Field(
        default=0,
        exclude_if=lambda number: not number,
        description="Its place among all that the film was told, from 1.",
    )


class DecisionPage(Frozen):
    """Some of the decisions that a film was told, in order."""

    id: FilmId
    decisions: tuple[ToldDecision, ...] = Field(description="The last that it was told, in order.")
    told: int = Field(description="How many it was told in all.", examples=[3])
    refused: int = Field(description="How many of them it did not take.", examples=[0])


class GateOutcome(Frozen):
    """What became of a decision about a board, or about whether the film goes on."""

    id: FilmId
    decision: DecisionKind = Field(description="What was decided.", examples=["approve"])
    accepted: bool = Field(description="Whether the film took it.")
    reel: int | None = Field(
        default=None,
        exclude_if=lambda reel: reel is None,
        description="The reel that it was about, of a film of several.",
    )
    boards: dict[str, int] = Field(
        default={},
        exclude_if=lambda boards: not boards,
        description="The boards that were approved together, by reel.",
    )
    board: int | None = Field(
        description="The board's revision that it named; null where it named none.", examples=[1]
    )
    reason: str = Field(description="Why it was not taken; empty where it was.")
    at: Moment


class BibleOutcome(Frozen):
    """What became of a decision about the bible, or about stale pictures."""

    id: FilmId
    decision: DecisionKind = Field(description="What was decided.", examples=["approve_bible"])
    accepted: bool = Field(description="Whether the film took it.")
    reason: str = Field(description="Why it was not taken; empty where it was.")
    at: Moment


class MoneyOutcome(Frozen):
    """What became of a decision about money, and what holds now."""

    id: FilmId
    decision: DecisionKind = Field(description="What was decided.", examples=["budget"])
    accepted: bool = Field(description="Whether the film took it.")
    reason: str = Field(description="Why it was not taken; empty where it was.")
    at: Moment
    budget_usd: Dollars | None = Field(description="What the film may cost now, in dollars; null: no limit.")
    budget_mode: BudgetMode = Field(
        description="Whether the budget holds, warns, or only counts.", examples=["cap"]
    )
    spent_usd: Dollars = Field(description="What it has spent, in dollars.")
    reserved_usd: Dollars = Field(description="What is set aside for steps on their way, in dollars.")
    waiting: str = Field(description="What it waits for; empty while it works.")


class ResolvedJobs(MoneyOutcome):
    """What became of the same decision about every job that waited to be resolved, and what holds now."""

    shots: dict[str, str] = Field(
        description="Whose jobs they were, each with why the decision was not taken; empty where it was.",
        examples=[{"shot_003": ""}],
    )


class CancelOutcome(Frozen):
    """What became of a film that was told to stop."""

    id: FilmId
    cancelled: bool = Field(description="Whether it has stopped for that.")
    became: Literal["cancelled", "ended", "terminated", "asked"] = Field(
        description="It stopped; it had come to its end before; it was ended over its head; it was asked, and has not yet.",
        examples=["cancelled"],
    )
    because: str = Field(description="Why it could not hear that it was told to stop; else empty.")


def gate_outcome(film_id: str, record: DecisionRecord) -> GateOutcome:
    """What became of a decision about a board."""
    decision = record.decision
    return GateOutcome(
        id=film_id,
        decision=decision.kind,
        accepted=record.accepted,
        reel=decision.reel,
        boards={str(reel): seen for reel, seen in decision.boards.items()},
        board=decision.board,
        reason=record.reason,
        at=record.at,
    )


def bible_outcome(film_id: str, record: DecisionRecord) -> BibleOutcome:
    """What became of a decision about the bible."""
    return BibleOutcome(
        id=film_id,
        decision=record.decision.kind,
        accepted=record.accepted,
        reason=record.reason,
        at=record.at,
    )


def money_outcome(record: DecisionRecord, view: FilmView) -> MoneyOutcome:
    """What became of a decision about money, in the film as it is now."""
    return MoneyOutcome(
        id=view.film_id,
        decision=record.decision.kind,
        accepted=record.accepted,
        reason=record.reason,
        at=record.at,
        budget_usd=None if view.budget is None else plain(view.budget),
        budget_mode=view.budget_mode,
        spent_usd=plain(view.spent),
        reserved_usd=plain(view.reserved),
        waiting=view.waiting,
    )


def resolved(records: list[DecisionRecord], view: FilmView) -> ResolvedJobs:
    """What became of a decision about every job, in the film as it is now."""
    refused = next((record for record in records if not record.accepted), records[-1])
    shots = {record.decision.shot: record.reason for record in records}
    return ResolvedJobs(**dict(money_outcome(refused, view)), shots=shots)


def cancel_outcome(film_id: str, done: Cancellation) -> CancelOutcome:
    """What became of a film that was told to stop."""
    return CancelOutcome(
        id=film_id,
        cancelled=done.became in ("cancelled", "terminated"),
        became=done.became,
        because=done.because,
    )


def told_facts(view: FilmView) -> DecisionPage:
    """The last decisions that a film was told."""
    records = tuple(ToldDecision.model_validate(dict(record)) for record in view.decisions)
    return DecisionPage(id=view.film_id, decisions=records, told=view.told, refused=view.refused)
