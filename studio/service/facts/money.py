"""What films have cost, and what one may cost."""

from decimal import Decimal
from typing import Any

from pydantic import Field

from models.base import Frozen
from models.film.start import FilmRequest
from models.money.dollars import at_most, plain
from studio.service.costs import COLUMNS, By, Costs
from studio.service.environment.film_ids import usual_id
from studio.service.estimates.estimate import Estimate
from studio.service.facts.values import Dollars, FilmId

HEADINGS = {
    "film_id": "film",
    "shot_id": "shot",
    "run_id": "run",
    "reference": "key",
}
"""What columns of the ledger are called by people."""


def _unsaid(name: str | None) -> bool:
    return name is None


class CostSum(Frozen):
    """What was paid under one name: of what is summed by, the names are there."""

    provider: str | None = Field(
        default=None, exclude_if=_unsaid, description="Who was paid.", examples=["fal"]
    )
    model: str | None = Field(
        default=None, exclude_if=_unsaid, description="For which model; empty where there is none."
    )
    stage: str | None = Field(
        default=None, exclude_if=_unsaid, description="For which stage.", examples=["clip"]
    )
    film: str | None = Field(default=None, exclude_if=_unsaid, description="For which film.")
    month: str | None = Field(
        default=None, exclude_if=_unsaid, description="In which month, UTC.", examples=["2026-11"]
    )
    shot: str | None = Field(
        default=None, exclude_if=_unsaid, description="For which shot; empty for what is the film's."
    )
    charges: int = Field(description="How many charges.", examples=[8])
    usd: Dollars = Field(description="Their dollars.")


class ReservedStep(Frozen):
    """Dollars that are set aside for a step that has not come back."""

    film: FilmId
    shot: str = Field(description="The shot; empty for what is the film's.", examples=["shot_003"])
    stage: str = Field(description="What is made.", examples=["clip"])
    line: int = Field(description="Which of the shot's lines, from 1.", examples=[1])
    provider: str = Field(description="Who makes it.", examples=["fal/kling-3-standard"])
    usd: Dollars = Field(description="The most that it may cost, in dollars.")
    unknown_job: str | None = Field(
        description="The name of a job of which nobody knows whether the vendor took it; null where that is known."
    )


class CostFacts(Frozen):
    """What was paid, the dearest first, and what is set aside now."""

    by: By = Field(description="What is summed by.", examples=["provider"])
    month: str | None = Field(description="The month that is summed, UTC; null: all.", examples=["2026-11"])
    film: str | None = Field(description="The film whose costs these are; null: every one's.")
    costs: tuple[CostSum, ...] = Field(description="A sum a name.")
    charges: int = Field(description="How many charges in all.", examples=[8])
    total_usd: Dollars = Field(description="Everything that was paid, in dollars.")
    reserved_usd: Dollars = Field(description="Everything that is set aside, in dollars.")
    reserved: tuple[ReservedStep, ...] = Field(description="What is set aside, step by step.")


class EstimatedStep(Frozen):
    """A step of a film that is not begun."""

    step: str = Field(description="What is made.", examples=["clips"])
    by: str = Field(description="Who makes it.", examples=["camera-move"])
    count: int = Field(description="How many of it.", examples=[8])
    found: int = Field(description="How many of them the library has.", examples=[0])
    seconds: float = Field(description="How long it is expected to take, in seconds.", examples=[12.5])
    most_usd: Dollars = Field(description="The most that it may cost, in dollars.")
    saves_usd: Dollars = Field(description="What the library saves at most, in dollars.")


class QuoteFacts(Frozen):
    """What a change of a film may cost."""

    id: FilmId
    most_usd: Dollars = Field(description="The most that it may cost, in dollars.")
    left_usd: Dollars | None = Field(description="What the film's budget leaves, in dollars; null: no limit.")
    says: str = Field(description="That in a sentence.", examples=["This may cost up to $0.35."])


class EstimateFacts(Frozen):
    """What a film may cost, and how long it takes."""

    id: FilmId
    most_usd: Dollars = Field(description="The most that it may cost, in dollars.")
    saves_usd: Dollars = Field(description="What the library saves at most, in dollars.")
    seconds: float = Field(description="How long making it is expected to take, in seconds.", examples=[64.0])
    found: int = Field(description="How many assets the library has already.", examples=[0])
    shots: int = Field(description="How many shots it has.", examples=[8])
    film_seconds: float = Field(description="Its planned length in seconds.", examples=[30.0])
    exact: bool = Field(description="Whether the shots are those that it will have; else they are assumed.")
    budget_usd: Dollars | None = Field(
        description="What it may cost by its budget, in dollars; null: no limit."
    )
    steps: tuple[EstimatedStep, ...] = Field(description="Step by step.")
    cannot: tuple[str, ...] = Field(description="What cannot be made, a sentence each.")
    hopeless: str = Field(description="Why there can be no film at all; empty where there can.")
    notes: tuple[str, ...] = Field(description="What is assumed, a sentence each.")


def cost_facts(costs: Costs, by: By, *, month: str = "", film_id: str = "") -> CostFacts:
    """Sums, and what is set aside."""
    rows = []
    for each in costs.sums:
        names: dict[str, Any] = {
            HEADINGS.get(column, column): name for column, name in zip(COLUMNS[by], each.name, strict=True)
        }
        rows.append(CostSum(**names, charges=each.charges, usd=plain(each.usd)))
    reserved = tuple(
        ReservedStep(
            film=each.film_id,
            shot=each.step.shot_id,
            stage=each.step.stage,
            line=each.step.line,
            provider=each.step.provider,
            usd=plain(each.usd),
            unknown_job=each.unknown or None,
        )
        for each in costs.reserved
    )
    return CostFacts(
        by=by,
        month=month or None,
        film=film_id or None,
        costs=tuple(rows),
        charges=costs.charges,
        total_usd=plain(costs.usd),
        reserved_usd=plain(costs.reserved_usd),
        reserved=reserved,
    )


def quote_facts(film_id: str, usd: Decimal, left: Decimal | None) -> QuoteFacts:
    """What a change may cost, and what the film's budget leaves, if it has one."""
    says = f"This may cost up to {at_most(usd)}" if usd else "This costs nothing"
    if left is not None and usd > left:
        says += f"; the film's budget leaves {at_most(left)}"
    return QuoteFacts(
        id=film_id, most_usd=plain(usd), left_usd=None if left is None else plain(left), says=f"{says}."
    )


def estimate_facts(estimate: Estimate, request: FilmRequest) -> EstimateFacts:
    """An estimate, by the brief that it is of."""
    budget = request.options.budget
    return EstimateFacts(
        id=usual_id(request.brief),
        most_usd=plain(estimate.usd),
        saves_usd=plain(estimate.saved),
        seconds=round(estimate.seconds, 1),
        found=estimate.found,
        shots=estimate.shots,
        film_seconds=round(estimate.film_seconds, 3),
        exact=estimate.exact,
        budget_usd=None if budget is None else plain(budget),
        steps=tuple(
            EstimatedStep(
                **step.model_dump(exclude={"usd", "saved"}),
                most_usd=plain(step.usd),
                saves_usd=plain(step.saved),
            )
            for step in estimate.steps
        ),
        cannot=estimate.cannot,
        hopeless=estimate.hopeless,
        notes=estimate.notes,
    )
