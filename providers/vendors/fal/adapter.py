"""The adapters of fal: one for pictures, one for clips and one for lips, whatever the endpoint."""

from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, ClassVar, Generic

from models.errors import InvalidRequest, Moderated, ProviderError, Transient
from models.money.dollars import ZERO, Usd
from models.orders.requests import ImageRequest, LipsRequest, VideoRequest
from providers.base import Files, Rendered
from providers.jobs import JobState, Notice
from providers.vendors.endpoints.adapter import ImageEndpoint, VideoEndpoint
from providers.vendors.endpoints.any_endpoint import A, AnyEndpoint
from providers.vendors.endpoints.costs import cost_of
from providers.vendors.endpoints.downloads import fetched
from providers.vendors.endpoints.endpoint import Endpoint
from providers.vendors.endpoints.lips import LipsEndpoint
from providers.vendors.endpoints.pictures import data_uri
from providers.vendors.fal import queue
from providers.vendors.fal.signatures import notice_of

_MOST_UNITS = Decimal(1_000_000)


class FalEndpoint(AnyEndpoint[A], Generic[A]):
    """What all adapters share: the queue, and what became of a job in it."""

    vendor: ClassVar[str] = "fal"
    poll_every_s: float = 2.0

    def submit(self, request: A, files: Files, reference: str) -> str:
        """As `Hosted.submit`."""
        callback = self.client.callback(self.vendor, reference)
        return queue.submit(self.client, self.endpoint_for(request).id, self.body(request, files), callback)

    def poll(self, job_id: str) -> JobState:
        """As `Hosted.poll`; the end of a job is read, since only that says whether it was made."""
        app, told = queue.look(self.client, self._apps, job_id)
        status = told.get("status")
        if status == "IN_QUEUE":
            place = told.get("queue_position")
            return JobState(status="queued", position=place + 1 if isinstance(place, int) else None)
        if status == "IN_PROGRESS":
            return JobState(status="running")
        if status != "COMPLETED":
            raise Transient(f"fal says nothing that is known of job {job_id}.")
        return self._outcome(queue.ended(self.client, app, job_id), failed=bool(told.get("error")))

    def fetch(self, job_id: str, into: Path) -> Rendered:
        """As `Hosted.fetch`."""
        app, _ = queue.look(self.client, self._apps, job_id)
        ended = queue.ended(self.client, app, job_id)
        if not ended.answer.accepted:
            raise queue.refusal(self.client, app, ended.answer)
        url = self.url_of(ended.output)
        if not url:
            raise InvalidRequest(f"{self.name} names no file of job {job_id}.")
        return Rendered(path=fetched(self.client, url, self.endpoint.id, into), cost=self._cost(ended))

    @property
    def mark_key(self) -> bytes:
        """As `Notifying.mark_key`."""
        return self.client.mark_key

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """As `Notifying.read_notice`."""
        return notice_of(self.client, headers, body)

    @abstractmethod
    def body(self, request: A, files: Files) -> dict[str, Any]:
        """What is sent, with its files."""

    @abstractmethod
    def url_of(self, output: dict[str, Any]) -> str:
        """Where the file of a finished job is; empty where none is named."""

    @abstractmethod
    def refused(self, output: dict[str, Any]) -> str:
        """Why what was made of a finished job is no use, though it is billed; empty when it is some."""

    def _outcome(self, ended: queue.Ended, *, failed: bool) -> JobState:
        answer = ended.answer
        if answer.accepted and not failed and not ended.output.get("error"):
            if why := self.refused(ended.output):
                cost = self._cost(ended)
                return JobState(status="failed", error=why, moderated=True, of="output", cost=cost)
            return JobState(status="done", progress=1.0)
        error = queue.refusal(self.client, self.endpoint.id, answer)
        if not failed and answer.status >= 500:
            raise Transient(f"What came of the job cannot be read now: {error}")
        refused = error if isinstance(error, Moderated) else None
        # fal bills nothing for its own faults; a request that a runner had begun on may be billed.
        free = answer.status >= 500 or self.endpoint.failed == "nothing"
        return JobState(
            status="failed",
            error=_said(error),
            moderated=refused is not None,
            of=refused.of if refused else "input",
            cost=ZERO if free else None,
        )

    def _cost(self, ended: queue.Ended) -> Usd | None:
        """Dollars by the units that fal says to bill, where their price is one and the same; else None."""
        price = self.endpoint.price
        if price is None or price.by or price.reference or self.endpoint.other:
            return None
        if isinstance(price.sound, Decimal):  # whether a job had one, nobody says
            return None
        try:
            units = Decimal(ended.answer.headers.get("x-fal-billable-units", ""))
        except InvalidOperation:
            return None
        return cost_of(price, units) if units.is_finite() and 0 <= units <= _MOST_UNITS else None

    @property
    def _apps(self) -> list[str]:
        ids = [self.endpoint.id, *([self.endpoint.other.id] if self.endpoint.other else [])]
        return list(dict.fromkeys(map(queue.app_of, ids)))


class FalImages(FalEndpoint[ImageRequest], ImageEndpoint):
    """Pictures by fal."""

    def body(self, request: ImageRequest, files: Files) -> dict[str, Any]:
        """What is sent, with its references."""
        return {**self.asked(request), **_references(self.endpoint_for(request), request, files)}

    def url_of(self, output: dict[str, Any]) -> str:
        """The first picture's address."""
        return _url(next(iter(_listed(output, "images")), None))

    def refused(self, output: dict[str, Any]) -> str:
        """A picture that was blacked out, or one that is not there."""
        if any(_listed(output, "has_nsfw_concepts")):
            return f"{self.name} blacked the picture out, as its filter does"
        return "" if self.url_of(output) else f"{self.name} gave no picture, as it does for what it refuses"


class FalVideos(FalEndpoint[VideoRequest], VideoEndpoint):
    """Clips by fal."""

    def body(self, request: VideoRequest, files: Files) -> dict[str, Any]:
        """What is sent, with the picture that the clip opens with."""
        endpoint = self.endpoint_for(request)
        return {
            **self.asked(request),
            **_references(endpoint, request, files),
            endpoint.first: data_uri(files(request.still), endpoint.picture_bytes),
        }

    def url_of(self, output: dict[str, Any]) -> str:
        """The clip's address."""
        return _url(output.get("video"))

    def refused(self, output: dict[str, Any]) -> str:
        """A clip that is not there."""
        return "" if self.url_of(output) else f"{self.name} gave no clip, as it does for what it refuses"


class FalLips(FalEndpoint[LipsRequest], LipsEndpoint):
    """Lips that move, by fal."""

    def body(self, request: LipsRequest, files: Files) -> dict[str, Any]:
        """What is sent, with the clip and what is said in it."""
        return {**self.asked(request), **self.files(request, files)}

    def url_of(self, output: dict[str, Any]) -> str:
        """The clip's address."""
        return _url(output.get("video"))

    def refused(self, output: dict[str, Any]) -> str:
        """A clip that is not there."""
        return "" if self.url_of(output) else f"{self.name} gave no clip, as it does for what it refuses"


def _references(endpoint: Endpoint, request: ImageRequest | VideoRequest, files: Files) -> dict[str, Any]:
    """The pictures that a request shows, as an endpoint is given them; nothing where it takes none."""
    taken = endpoint.references
    uris = (
        [data_uri(files(one.picture), endpoint.picture_bytes) for one in request.references] if taken else []
    )
    return {taken.field: uris[0] if taken.single else uris} if taken and uris else {}


def _listed(output: dict[str, Any], name: str) -> list[object]:
    found = output.get(name)
    return found if isinstance(found, list) else []


def _url(file: object) -> str:
    url = file.get("url") if isinstance(file, dict) else None
    return url if isinstance(url, str) else ""


def _said(error: ProviderError) -> str:
    return str(error).rstrip(".")
