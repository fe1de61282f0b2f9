"""Work at vendors that take jobs: submitted once, then looked after and fetched by any worker."""

from datetime import datetime
from typing import Literal, Protocol

from temporalio import activity

from models.base import Frozen
from models.money.dollars import ZERO, Usd
from models.orders.assets import Asset
from models.orders.requests import AnyOrder


class Job(Frozen):
    """An order for a vendor that takes jobs: `reference` is our name for it, never used twice, `quote` the most it may cost.

    A vendor that is down is waited for, for `patience_s` seconds.
    """

    order: AnyOrder
    reference: str
    quote: Usd = ZERO
    patience_s: float = 3600.0


class AtVendor(Frozen):
    """What a job waits for, in the heartbeats of its activities: `fal`, `in its queue`, the 3rd, since when.

    `shot_id` is empty for what is the whole film's; `what` it is: a keyframe, a clip. `until` is when a vendor that is out of
    order is asked again.
    """

    vendor: str
    shot_id: str
    what: str
    since: datetime
    doing: str = ""
    position: int | None = None
    until: datetime | None = None


class OnCard(Frozen):
    """Work on a card, in the heartbeats of its activity: of which shot, `step` of `steps`, seconds a step, or what it is `doing` besides.

    `kept` is the sha256 of what whoever goes on with it reads, empty where nothing is kept yet.
    """

    shot_id: str = ""
    step: int = 0
    steps: int = 0
    step_s: float = 0.0
    doing: str = ""
    kept: str = ""


TicketState = Literal["submitted", "found", "unknown", "void"]


class JobTicket(Frozen):
    """A job at a vendor: `submitted` under the vendor's `job_id`, or nobody knows whether it was (`unknown`).

    `found` is set when the same recipe was made before. A `void` ticket was never asked for, and never
    will be: the order needs another reference. `reference` is the name under which the vendor was asked;
    a job that another film pays for is `shared`.
    """

    job: Job
    state: TicketState = "submitted"
    job_id: str = ""
    reference: str = ""
    found: Asset | None = None
    shared: bool = False


class Jobs(Protocol):
    """Work at vendors that take jobs: submitted once, then looked after and fetched by any worker."""

    @activity.defn(name="jobs.submit")
    def submit(self, job: Job) -> JobTicket:
        """Ask the vendor once; the job's id goes into history."""

    @activity.defn(name="jobs.reconcile")
    def reconcile(self, job: Job) -> JobTicket:
        """What became of a submit that never came back."""

    @activity.defn(name="jobs.wait")
    def wait(self, ticket: JobTicket) -> JobTicket:
        """Wait until the job is done; void when it was another film's and failed.

        It is executed under the name that `names.wait_id` gives, at the queue `queues.WAIT`, and ends from outside: no thread
        waits. It fails with InvalidRequest or Moderated when the vendor could not make it, what that bills all the same going
        with it, and with UnknownOutcome when the vendor no longer knows the job it took.
        """

    @activity.defn(name="jobs.fetch")
    def fetch(self, ticket: JobTicket) -> Asset:
        """Download, verify and keep what was made."""
