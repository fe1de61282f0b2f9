"""The adapter of Replicate: pictures, whatever the model."""

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, ClassVar, Literal

from models.errors import InvalidRequest, Transient
from models.money.dollars import ZERO, Usd
from models.orders.requests import ImageRequest
from providers.base import Files, Rendered
from providers.jobs import JobState, Notice
from providers.vendors.endpoints.adapter import ImageEndpoint
from providers.vendors.endpoints.costs import cost_of
from providers.vendors.endpoints.downloads import fetched
from providers.vendors.endpoints.endpoint import Endpoint
from providers.vendors.endpoints.pictures import data_uri
from providers.vendors.replicate import predictions
from providers.vendors.replicate.signatures import notice_of

_ON_THEIR_WAY: dict[str, Literal["queued", "running"]] = {"starting": "queued", "processing": "running"}
_RUNS_S = Decimal(60)
"""What is quoted of a model that is paid by the second, where its table's `options` have no `run_s`."""
_MOST_RUN_S = Decimal(86_400)


class ReplicateImages(ImageEndpoint):
    """Pictures by Replicate."""

    vendor: ClassVar[str] = "replicate"
    poll_every_s: float = 2.0

    def submit(self, request: ImageRequest, files: Files, reference: str) -> str:
        """As `Hosted.submit`."""
        callback = self.client.callback(self.vendor, reference)
        model = self.endpoint_for(request).id
        return predictions.submit(self.client, model, self.body(request, files), callback)

    def poll(self, job_id: str) -> JobState:
        """As `Hosted.poll`."""
        told = predictions.look(self.client, self.endpoint.id, job_id)
        match told["status"]:
            case "starting":
                return JobState(status="queued")
            case "processing":
                return JobState(status="running")
            case "succeeded" if told.get("data_removed") or _url_of(told):
                return JobState(status="done", progress=1.0)
            case "succeeded":
                why = f"{self.name} gave no picture, as models do for what they refuse"
                return JobState(
                    status="failed", error=why, moderated=True, of="output", cost=self._cost(told)
                )
            case "failed" | "canceled":
                return self._failed(told)
            case "aborted":
                return JobState(status="failed", error=f"{self.name} was not begun before its deadline")
        raise Transient(f"Replicate says nothing that is known of job {job_id}.")

    def oversee(self, job_ids: Collection[str]) -> dict[str, JobState]:
        """As `Overseeing.oversee`, by the first pages of the account's list."""
        listed = predictions.listed(self.client, job_ids)
        return {
            job_id: JobState(status=_ON_THEIR_WAY[status])
            for job_id, status in listed.items()
            if status in _ON_THEIR_WAY
        }

    def fetch(self, job_id: str, into: Path) -> Rendered:
        """As `Hosted.fetch`; what nobody fetched within an hour of its end is gone at Replicate."""
        told = predictions.look(self.client, self.endpoint.id, job_id)
        url = _url_of(told)
        if not url:
            raise InvalidRequest(
                f"Replicate no longer has the picture of job {job_id}: it deletes each an hour after it was made."
            )
        return Rendered(path=fetched(self.client, url, self.endpoint.id, into), cost=self._cost(told))

    @property
    def mark_key(self) -> bytes:
        """As `Notifying.mark_key`."""
        return self.client.mark_key

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """As `Notifying.read_notice`."""
        return notice_of(self.client, headers, body)

    def body(self, request: ImageRequest, files: Files) -> dict[str, Any]:
        """The model's input, with its pictures."""
        endpoint = self.endpoint_for(request)
        body: dict[str, Any] = dict(self.asked(request))
        if (taken := endpoint.references) and request.references:
            uris = [data_uri(files(one.picture), endpoint.picture_bytes) for one in request.references]
            body[taken.field] = uris[0] if taken.single else uris
        return body

    def units(self, request: ImageRequest) -> Decimal:
        """As of any picture; of a model that is paid by the second the seconds that it is thought to run."""
        endpoint = self.endpoint_for(request)
        if endpoint.price is None or endpoint.price.unit != "second":
            return super().units(request)
        return _seconds(endpoint.options.get("run_s")) or _RUNS_S

    def cautions(self, request: ImageRequest) -> tuple[str, ...]:
        """As of any endpoint, and what is not known of one that no table has."""
        said, endpoint = list(super().cautions(request)), self.endpoint_for(request)
        if not endpoint.size.ratio and not endpoint.size.pixels:
            said.append(f"{self.name} is told no size: its pictures have a shape of their own.")
        if endpoint.price and endpoint.price.unit == "second":
            seconds = self.units(request)
            said.append(
                f"{self.name} is paid by the second: {seconds} s are quoted, and what it runs is booked."
            )
        return tuple(said)

    def _asked_at(self, told: dict[str, Any]) -> Endpoint:
        """Which of its endpoints a prediction was asked of."""
        other = self.endpoint.other
        return other if other and other.id.partition(":")[0] == told.get("model") else self.endpoint

    def _failed(self, told: dict[str, Any]) -> JobState:
        said = " ".join(self.client.clean(str(told.get("error") or "")).split())[:200].rstrip(".")
        moderated = predictions.refuses(said)
        why = f"{self.name} {'refused the content' if moderated else told['status']}"
        cost = ZERO if self._asked_at(told).failed == "nothing" else self._cost(told)
        return JobState(
            status="failed", error=f"{why}: {said}" if said else why, moderated=moderated, cost=cost
        )

    def _cost(self, told: dict[str, Any]) -> Usd | None:
        """Dollars by the seconds that it ran, where it is paid by them; of others Replicate says nothing."""
        price, metrics = self._asked_at(told).price, told.get("metrics")
        if price is None or price.unit != "second" or not isinstance(metrics, dict):
            return None
        seconds = _seconds(metrics.get("predict_time"))
        return None if seconds is None else cost_of(price, seconds)


def _seconds(value: object) -> Decimal | None:
    try:
        seconds = Decimal(str(value))
    except InvalidOperation:
        return None
    return seconds if seconds.is_finite() and 0 <= seconds <= _MOST_RUN_S else None


def _url_of(told: dict[str, Any]) -> str:
    """Where the first file of a prediction is; some models give a list, others one address."""
    output = told.get("output")
    first = next(iter(output), None) if isinstance(output, list) else output
    return first if isinstance(first, str) else ""
