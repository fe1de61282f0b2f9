"""Models asked in order, each within what a stage may pay for; every call, lost ones too, is written down."""

from collections.abc import Callable, Sequence

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.money.dollars import ZERO
    from models.money.ledger import Charge
    from models.money.steps import Step
    from models.story.plan import ModelChoice, Problem, StageRoute
    from models.story.records import CallRecord, StageRecord
    from models.story.results import StageResult
    from workflows.errands import executed
    from workflows.failures import failure_of, let_cancelled

REFUSALS = ("Unauthorised", "MissingKeys", "PaymentRequired")
"""What a vendor answers whom it is no use to ask again in this film."""

BEYOND_REPAIR: tuple[Problem, ...] = ("refused", "empty", "not-utf8", "too-long")
"""Answers that hold nothing to repair."""


class ModelCalls:
    """The calls of one story, and the record of them."""

    def __init__(self) -> None:
        self.records: list[StageRecord] = []
        self._refused: dict[str, str] = {}

    @property
    def refusal(self) -> str:
        """Why no vendor let us in, when not one call was answered; else empty."""
        answered = any(call.answered for record in self.records for call in record.calls)
        return "" if answered else next(iter(self._refused.values()), "")

    async def ask(self, route: StageRoute, request: contracts.AskRequest) -> StageResult | None:
        """The result of one part of a stage: the first model's, repaired, or the next one's; None when none has one."""
        calls: list[CallRecord] = []
        writer = ""
        result: StageResult | None = None
        for model in route.models:
            answer = await self._call(model, request, route, calls)
            if answer is None:
                continue
            if answer.bad and answer.bad.problem not in BEYOND_REPAIR and route.repair:
                repair = request.model_copy(update={"bad": answer.bad})
                answer = await self._call(route.repair, repair, route, calls) or answer
            result = answer.result
            if result is not None:
                writer = answer.call.answered or answer.call.model
                break
        self.records.append(
            StageRecord(
                stage=route.stage,
                part=request.part,
                writer=writer,
                fell_back=_why(calls, route, given_up=result is None),
                calls=tuple(calls),
            )
        )
        return result

    async def _call(
        self, model: ModelChoice, request: contracts.AskRequest, route: StageRoute, calls: list[CallRecord]
    ) -> contracts.Answer | None:
        """One answer of one model; None when there is none, with the reason among the calls."""
        purpose = "repair" if request.bad else "draft"
        part = f" {request.part + 1} of {request.parts}" if request.parts > 1 else ""
        for attempt in range(1, retries.CALL_ATTEMPTS + 1):
            if model.vendor in self._refused or _paid(calls) >= route.paid_calls:
                return None
            try:
                answer = await executed(
                    contracts.Asking.ask,
                    request.model_copy(update={"model": model}),
                    task_queue="io",
                    summary=f"Story: {route.stage}{part}, {purpose} by {model.name}",
                    **retries.ASKING,
                )
            except ActivityError as error:
                let_cancelled(error)
                failure = failure_of(error, attempt)
                calls.append(
                    CallRecord(
                        stage=route.stage,
                        part=request.part,
                        model=model.name,
                        purpose=purpose,
                        outcome=failure.kind,
                        reason=failure.reason,
                        cost=model.quote if failure.lost else ZERO,
                        lost=failure.lost,
                    )
                )
                if failure.kind in REFUSALS:
                    self._refused[model.vendor] = failure.reason
                if failure.wait is None or failure.wait > retries.LONGEST_WAIT:
                    return None
                if attempt < retries.CALL_ATTEMPTS and failure.wait:
                    await workflow.sleep(failure.wait, summary=f"{model.vendor} asked for time")
            else:
                calls.append(answer.call)
                return answer
        return None


def charges_of(records: Sequence[StageRecord], reference: Callable[[int, CallRecord], str]) -> list[Charge]:
    """The calls that cost something, as the ledger has them; a lost one is booked at its quote.

    `reference` names a call by its number, from 1.
    """
    calls = [call for record in records for call in record.calls]
    return [_charge(call, reference(number, call)) for number, call in enumerate(calls, start=1) if call.cost]


def _charge(call: CallRecord, reference: str) -> Charge:
    vendor, _, model = call.model.partition("/")
    step = Step(stage="story", provider=vendor, model=model)
    note = "lost: booked at its quote" if call.lost else ""
    return Charge(step=step, usd=call.cost or ZERO, reference=reference, note=note)


def _paid(calls: list[CallRecord]) -> int:
    """How many of the calls may have been billed."""
    return sum(call.lost or (bool(call.answered) and not call.cached) for call in calls)


def _why(calls: list[CallRecord], route: StageRoute, *, given_up: bool) -> str:
    """Why the first model's first answer is not what was used; empty when it is."""
    bad = [call for call in calls if call.outcome != "ok"]
    if not bad:
        return "no model could be asked" if given_up else ""
    if given_up and _paid(calls) >= route.paid_calls:
        return f"all {route.paid_calls} paid calls were used: {bad[-1].reason or bad[-1].outcome}"
    return "; ".join(dict.fromkeys(f"{call.model}: {call.reason or call.outcome}" for call in bad))[:1000]
