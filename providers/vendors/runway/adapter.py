"""The adapter of Runway: clips, whatever the model."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, ClassVar

from models.errors import InvalidRequest, Transient
from models.money.dollars import ZERO, Usd
from models.orders.requests import VideoRequest
from providers.base import Files, Rendered
from providers.jobs import JobState
from providers.vendors.client import VendorClient
from providers.vendors.endpoints.adapter import VideoEndpoint
from providers.vendors.endpoints.downloads import fetched
from providers.vendors.endpoints.endpoint import Endpoint
from providers.vendors.endpoints.pictures import data_uri
from providers.vendors.runway import tasks
from providers.vendors.runway.failures import failure_of

_CREDIT = Decimal("0.01")
"""Dollars."""
_MOST_CREDITS = Decimal(1_000_000)


class RunwayVideos(VideoEndpoint):
    """Clips by Runway."""

    vendor: ClassVar[str] = "runway"
    poll_every_s: float = 5.0

    def __init__(self, client: VendorClient, endpoint: Endpoint) -> None:
        super().__init__(client, endpoint)
        self._tasks = tasks.Tasks(client, endpoint.id)

    def submit(self, request: VideoRequest, files: Files, reference: str) -> str:  # noqa: ARG002 - Runway keeps no name of ours
        """As `Hosted.submit`."""
        return tasks.submit(self.client, self.endpoint_for(request).id, self.body(request, files))

    def poll(self, job_id: str) -> JobState:
        """As `Hosted.poll`; THROTTLED is taken, and waits for a place among the account's own tasks."""
        told = self._tasks.look(job_id, self.poll_every_s)
        match told["status"]:
            case "PENDING" | "THROTTLED":
                return JobState(status="queued")
            case "RUNNING":
                return JobState(status="running", progress=_share(told.get("progress")))
            case "SUCCEEDED" if _url_of(told):
                return JobState(status="done", progress=1.0)
            case "SUCCEEDED":
                why = f"{self.name} says that the clip is made, and names none"
                return JobState(status="failed", error=why, cost=_cost(told))
            case "FAILED":
                return self._failed(told)
            case "CANCELLED":
                return JobState(status="failed", error=f"{self.name} cancelled the job", cost=_cost(told))
        raise Transient(f"Runway says nothing that is known of job {job_id}.")

    def fetch(self, job_id: str, into: Path) -> Rendered:
        """As `Hosted.fetch`; a link that leads nowhere any more is asked for anew, once."""
        told = self._tasks.over(job_id)
        seen = told is not None
        told = told or self._tasks.look(job_id, self.poll_every_s, elsewhere=True)
        try:
            return self._fetched(told, job_id, into)
        except InvalidRequest:
            if not seen:
                raise
            fresh = self._tasks.look(job_id, self.poll_every_s)
            if _url_of(fresh) in ("", _url_of(told)):
                raise
        return self._fetched(fresh, job_id, into)

    def body(self, request: VideoRequest, files: Files) -> dict[str, Any]:
        """What is sent, with the picture that the clip opens with, and references."""
        endpoint = self.endpoint_for(request)
        body: dict[str, Any] = {"model": endpoint.id, **self.asked(request)}
        still = data_uri(files(request.still), endpoint.picture_bytes)
        body[endpoint.first] = [{"uri": still, "position": "first"}]
        if endpoint.references and request.references:
            uris = [data_uri(files(one.picture), endpoint.picture_bytes) for one in request.references]
            body[endpoint.references.field] = [{"uri": uri} for uri in uris]
        return body

    def prompt_length(self, prompt: str) -> int:
        """Runway counts UTF-16 units: a picture character is two."""
        return len(prompt.encode("utf-16-le")) // 2

    def _fetched(self, told: dict[str, Any], job_id: str, into: Path) -> Rendered:
        url = _url_of(told)
        if not url:
            raise InvalidRequest(f"{self.name} names no file of job {job_id}.")
        return Rendered(path=fetched(self.client, url, self.endpoint.id, into), cost=_cost(told))

    def _failed(self, told: dict[str, Any]) -> JobState:
        failure = failure_of(told.get("failureCode"))
        said = " ".join(self.client.clean(str(told.get("failure") or "")).split())[:200].rstrip(".")
        code = str(told.get("failureCode") or "no code")[:80]
        cost = _cost(told)
        return JobState(
            status="failed",
            error=f"{self.name} {failure.said} ({code}{f': {said}' if said else ''})",
            moderated=failure.moderated,
            of=failure.of,
            cost=ZERO if cost is None and not failure.billed else cost,
        )


def _cost(told: dict[str, Any]) -> Usd | None:
    """Dollars by the credits that a task cost; None where it does not say."""
    cost = told.get("cost")
    try:
        paid = Decimal(str(cost.get("credits") if isinstance(cost, dict) else None))
    except InvalidOperation:
        return None
    return paid * _CREDIT if paid.is_finite() and 0 <= paid <= _MOST_CREDITS else None


def _share(progress: object) -> float | None:
    if isinstance(progress, int | float | Decimal) and 0 <= progress <= 1:
        return float(progress)
    return None


def _url_of(told: dict[str, Any]) -> str:
    output = told.get("output")
    first = next(iter(output), None) if isinstance(output, list) else None
    return first if isinstance(first, str) else ""
