"""Makers whose vendors take jobs: `submit`, then `poll` until it is done, then `fetch`.

One whose vendor lists its jobs is a **listing** as well: `find_job` says what became of a submit that broke off.
One whose vendor says of many jobs at once where they are is **overseeing**: `oversee` takes the place of many a `poll`.
One whose vendor calls back is **notifying**: `read_notice` says of which job it tells.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal, Protocol, TypeVar, runtime_checkable

from pydantic import Field

from models.base import Frozen
from models.errors import Refused
from models.money.dollars import ZERO, Usd
from models.orders.requests import Request
from providers.base import Files, Maker, Rendered

R = TypeVar("R", bound=Request, contravariant=True)


class JobState(Frozen):
    """Where a hosted job is; `progress` is 0 to 1, `position` its place in the vendor's queue, from 1, where the vendor tells it.

    Of one that failed `error` says why, `moderated` that its content was refused, `of` what, and `cost` what the vendor bills
    for it: None where nobody says, and its quote is booked.
    """

    status: Literal["queued", "running", "done", "failed"]
    progress: float | None = None
    position: int | None = None
    error: str = ""
    moderated: bool = False
    of: Refused = "input"
    cost: Usd | None = ZERO


@runtime_checkable
class Hosted(Maker[R], Protocol[R]):
    """A maker whose vendor takes jobs."""

    @property
    def poll_every_s(self) -> float:
        """The least seconds between two looks at a job that its vendor asks for."""

    def submit(self, request: R, files: Files, reference: str) -> str:
        """Ask for the job once and return the vendor's id; `reference` is our own name for it.

        `files` has what the request is made from.

        Raises:
            UnknownOutcome: the request may have been accepted; it must not be repeated blindly. So it is
                when a connection breaks or nothing comes in time after the first byte was sent, at any
                HTTP 5xx, and at an answer that cannot be read.
            Transient, RateLimited: it was certainly not accepted, and may be later.
            ProviderError: it was refused.

        """

    def poll(self, job_id: str) -> JobState:
        """Where the job is.

        Raises:
            Transient, RateLimited: ask again later.
            InvalidRequest: the vendor knows no such job, or no longer.

        """

    def fetch(self, job_id: str, into: Path) -> Rendered:
        """Download the finished job's file into the empty folder `into`, with its actual cost.

        Raises:
            Transient, RateLimited: try again later.
            ProviderError: the file can never be had.

        """


@runtime_checkable
class Listing(Hosted[R], Protocol[R]):
    """A hosted maker whose vendor can say which jobs it took; optional, and better than asking a person."""

    def find_job(self, reference: str) -> str | None:
        """The vendor's id of the job that was submitted under `reference`.

        None only when the vendor is certain to have taken no such job, and not to take it any more:
        one that lists its jobs a moment late is asked for as long as that takes.

        Raises:
            Transient, RateLimited: ask again later.
            ProviderError: it cannot be told.

        """


@runtime_checkable
class Overseeing(Hosted[R], Protocol[R]):
    """A hosted maker whose vendor says of many jobs in one answer where they are; optional: then thousands wait for few requests."""

    def oversee(self, job_ids: Collection[str]) -> Mapping[str, JobState]:
        """Where those of the jobs are that are on their way, by whichever of the vendor's providers they were asked for.

        What is over, or is not found in few requests, is not in it: that is looked at by `poll`.

        Raises:
            Transient, RateLimited: ask again later.
            ProviderError: it cannot be told; each job is looked at for a while.

        """


class Notice(Frozen):
    """What a vendor tells by itself: it has the job `job_id`, which we call `reference`, and may be done with it.

    The reference is empty where what the vendor signs does not have it; the address that it calls then has it.
    One of a job's beginning, which is no reason to look at it at once, says that it is not `over`.
    """

    reference: str = Field(default="", max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")
    job_id: str = Field(min_length=1, max_length=400, pattern=r"^[!-~]+$")
    over: bool = True


@runtime_checkable
class Notifying(Hosted[R], Protocol[R]):
    """A hosted maker whose vendor tells of its jobs; optional: a job that was lost is found, one that is over is fetched at once.

    A notice is a POST to `/jobs/VENDOR`, VENDOR being the first part of the provider's name; where only the address can
    carry our own name for the job, it is the one that `VendorClient.callback` gives, with the vendor for a provider.
    """

    @property
    def mark_key(self) -> bytes:
        """What our mark in such an address is made with, a vendor's `client.mark_key`; empty where there are none."""

    @property
    def hears(self) -> bool:
        """Whether the vendor is told an address to call."""

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """What a notice says, once its signature holds; `headers` by their names in lower case.

        The signature is compared in constant time (`hmac.compare_digest`), and of `body` as it came.

        Raises:
            Unauthorised: the signature is missing, wrong or too old, or there is no secret to check it with.
            InvalidRequest: it is signed and cannot be read.

        """
