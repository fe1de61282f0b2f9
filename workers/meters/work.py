"""What every activity tells the meters: how long it waited and took, what failed, what was made and what was found."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from temporalio import activity
from temporalio.exceptions import ApplicationError, is_cancelled_exception
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.contracts import Answer, AskRequest, Found, Job, JobTicket, LookUp, SafetyRequest
from infra.telemetry.meters import Meters
from models.errors import GaveWay, LongtakeError, WorkerStopping
from models.metrics import ASSETS, FAILURES, QUEUE_WAIT, RETRIES, WORK
from models.orders.assets import Asset
from models.orders.cast import Choice
from models.orders.requests import Order
from models.orders.shot_orders import MadeShot, ShotOrder
from models.queues import label_of
from models.story.plan import ModelChoice
from providers.vendors.accounts import vendor_of

_HANDED_ON = (WorkerStopping.__name__, GaveWay.__name__)


class Whose(NamedTuple):
    """For which kind of thing work is, and who makes that; empty where nobody is asked for anything."""

    kind: str = ""
    vendor: str = ""

    @property
    def labels(self) -> dict[str, str]:
        """As the meters take them."""
        return {"kind": self.kind, "vendor": self.vendor}


class Measured(Interceptor):
    """Measures the activities of a process."""

    def __init__(self, meters: Meters) -> None:
        self._meters = meters

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """As the SDK asks for it."""
        return _Measured(next, self._meters)


class _Measured(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, meters: Meters) -> None:
        super().__init__(following)
        self._meters = meters

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401
        info, asked = activity.info(), input.args[0] if input.args else None
        whose, where = whose_work(asked), {"namespace": info.namespace}
        labels = {"activity": info.activity_type, **whose.labels, **where}
        waited = info.started_time - info.current_attempt_scheduled_time
        queue = {"queue": label_of(info.task_queue), **whose.labels, **where}
        self._meters.observe(QUEUE_WAIT, max(0.0, waited.total_seconds()), queue)
        if info.attempt > 1 or (info.activity_type == "jobs.submit" and asked_anew(asked)):
            self._meters.count(RETRIES, labels)
        begun = time.monotonic()
        try:
            result = await super().execute_activity(input)
        except (Exception, asyncio.CancelledError) as error:
            if (end := _end_of(error)) is not None:
                self._meters.observe(WORK, time.monotonic() - begun, {**labels, "end": end})
            if end == "failed":
                self._meters.count(FAILURES, {**labels, "error": _type_of(error)})
            raise
        self._meters.observe(WORK, time.monotonic() - begun, {**labels, "end": "done"})
        for one, how in had(asked, result, info.activity_type):
            self._meters.count(ASSETS, {**one.labels, **where, "how": how})
        return result


def _end_of(error: BaseException) -> str | None:
    """How an attempt ended that raised; None for one that ends later, as a wait for a job does."""
    if is_cancelled_exception(error):
        return "cancelled"
    if isinstance(error, ApplicationError) and error.type in _HANDED_ON:
        return "gave_way"
    return None if type(error).__name__ == "_CompleteAsyncError" else "failed"


def _type_of(error: BaseException) -> str:
    named = error.type if isinstance(error, ApplicationError) else None
    return named or (type(error).__name__ if isinstance(error, LongtakeError) else "other")


def asked_anew(asked: object) -> bool:
    """Whether an activity asks for a job that its vendor was asked for before, and certainly did not take."""
    return isinstance(asked, Job) and asked.reference.rpartition("-")[2] != "1"


def whose_work(asked: object) -> Whose:
    """For what an activity's input asks, and whom."""
    if isinstance(asked, AskRequest | SafetyRequest):
        model = asked.model if isinstance(asked, AskRequest) else asked.guard
        return Whose("llm", model.vendor)
    while asked is not None:
        if isinstance(asked, Order):
            return _whose(asked.choice)
        choice = getattr(asked, "choice", None)
        if isinstance(choice, Choice):
            return _whose(choice)
        within = (getattr(asked, name, None) for name in ("job", "order"))
        asked = next((one for one in within if one is not None and not isinstance(one, ShotOrder)), None)
    return Whose()


def had(asked: object, result: object, activity_type: str) -> Iterator[tuple[Whose, str]]:
    """What came of an activity that was to be had of somebody, each with how: made, found or shared."""
    if isinstance(asked, LookUp) and isinstance(result, Found):
        yield from _found(asked, result)
    elif isinstance(result, Answer):
        yield whose_work(asked), "found" if result.call.cached else "made"
    elif isinstance(result, JobTicket):
        if result.state == "found":
            yield whose_work(asked), "found"
    elif isinstance(result, Asset) and (whose := whose_work(asked)).kind:
        taken = "shared" if activity_type == "jobs.fetch" else "found"
        yield whose, taken if result.cached else "made"


def _found(asked: LookUp, found: Found) -> Iterator[tuple[Whose, str]]:
    pairs: list[tuple[Sequence[Order[Any]], Sequence[Asset | None]]] = [
        (asked.keyframes, found.keyframes),
        (asked.scores, found.scores),
        (asked.effects, found.effects),
    ]
    for orders, assets in pairs:
        for order, asset in zip(orders, assets, strict=False):
            if asset is not None:
                yield _whose(order.choice), "found"
    for wanted, made in zip(asked.shots, found.shots, strict=False):
        yield from _found_of(wanted, made)


def _found_of(wanted: ShotOrder, made: MadeShot) -> Iterator[tuple[Whose, str]]:
    for order, voice in zip(wanted.voices, made.voices, strict=False):
        if order is not None and voice is not None:
            yield _whose(order.choice), "found"
    if made.clip is not None:
        yield _whose(wanted.clip.choice), "found"


def _whose(choice: Choice | ModelChoice) -> Whose:
    if isinstance(choice, ModelChoice):
        return Whose("llm", choice.vendor)
    return Whose(choice.kind, vendor_of(choice.provider))
