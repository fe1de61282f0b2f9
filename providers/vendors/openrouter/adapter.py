"""The adapters of OpenRouter: one for pictures and one for clips, whatever the model."""

import base64
import binascii
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from models.errors import InvalidRequest, Moderated, Transient, UnknownOutcome
from models.money.dollars import ZERO, Usd
from models.orders.requests import ImageRequest, VideoRequest
from providers.base import Bench, Files, Rendered
from providers.jobs import JobState, Notice
from providers.vendors.endpoints.adapter import ImageEndpoint, VideoEndpoint
from providers.vendors.endpoints.downloads import fetched, named
from providers.vendors.endpoints.pictures import data_uri
from providers.vendors.exchange import Delivered, Get, Post
from providers.vendors.openrouter.signatures import notice_of
from providers.vendors.refusals import refusal_of

_MOST_ANSWER = 96 * 2**20
"""Bytes of an answer with a picture in it."""
_MOST_USD = Decimal(1_000_000)
_REFUSED = re.compile(r"content[_ ]policy|moderat|safety|flagged|prohibited|refus", re.IGNORECASE)
"""How a job says that its content was the reason; it has no code for that."""


class OpenRouterImages(ImageEndpoint):
    """Pictures by OpenRouter, answered at once and billed each time they are asked for."""

    vendor: ClassVar[str] = "openrouter"

    def render(self, request: ImageRequest, bench: Bench) -> Rendered:
        """As `Renderer.render`; whatever may have been billed and is lost is an `UnknownOutcome`."""
        body = self.body(request, bench.files)
        came = self.client.ask(Post("/images", body, self.endpoint.id, most_bytes=_MOST_ANSWER))
        told = came.read() or {}
        cost, picture = _cost_of(told, came), _first_of(told)
        if picture is None:
            raise Moderated(
                f"{self.name} gave no picture, as it does for what it refuses.",
                billed=self.quote(request).usd if cost is None else cost,
                of="output",
            )
        try:
            data = base64.b64decode(picture, validate=True)
        except (binascii.Error, ValueError):
            raise UnknownOutcome(
                f"{self.name} gave a picture that cannot be read; it may have been billed."
            ) from None
        path = bench.into / "made"
        path.write_bytes(data)
        return Rendered(path=named(path), cost=cost)

    def body(self, request: ImageRequest, files: Files) -> dict[str, Any]:
        """What is sent, with its pictures."""
        endpoint = self.endpoint_for(request)
        body: dict[str, Any] = {"model": endpoint.id, **self.asked(request)}
        if endpoint.references and request.references:
            uris = [data_uri(files(one.picture), endpoint.picture_bytes) for one in request.references]
            body[endpoint.references.field] = [_picture(uri) for uri in uris]
        return body


class OpenRouterVideos(VideoEndpoint):
    """Clips by OpenRouter."""

    vendor: ClassVar[str] = "openrouter"
    poll_every_s: float = 30.0

    def submit(self, request: VideoRequest, files: Files, reference: str) -> str:
        """As `Hosted.submit`."""
        body = self.body(request, files)
        callback = self.client.callback(self.vendor, reference)
        if callback and self.client.callbacks.secret.get_secret_value():
            body["callback_url"] = callback
        came = self.client.post(Post("/videos", body, self.endpoint.id))
        shown = self.client.whom(self.endpoint.id).shown
        if came.doubtful:
            raise UnknownOutcome(f"{shown} answered with HTTP {came.status}; the job may have been taken.")
        told = came.told() if came.whole else {}
        if not came.accepted or told.get("error"):
            raise refusal_of(self.client.whom(self.endpoint.id), came, told)
        job_id = told.get("id")
        if not isinstance(job_id, str) or not job_id:
            raise UnknownOutcome(f"{shown} answered without a job's id; the job may have been taken.")
        return job_id

    def poll(self, job_id: str) -> JobState:
        """As `Hosted.poll`."""
        told = self._look(job_id).told()
        match told.get("status"):
            case "pending":
                return JobState(status="queued")
            case "in_progress":
                return JobState(status="running")
            case "completed":
                return JobState(status="done", progress=1.0)
            case "failed" | "cancelled" | "expired":
                said = " ".join(self.client.clean(str(told.get("error") or told["status"])).split())[:200]
                why = f"{self.name} says: {said.rstrip('.')}"
                moderated = bool(_REFUSED.search(said))
                return JobState(status="failed", error=why, moderated=moderated, cost=_cost_of(told))
        raise Transient(f"OpenRouter says nothing that is known of job {job_id}.")

    def fetch(self, job_id: str, into: Path) -> Rendered:
        """As `Hosted.fetch`; the file lies at OpenRouter's own address, behind the key."""
        told = self._look(job_id).told()
        if told.get("status") != "completed":
            raise InvalidRequest(f"{self.name} does not have the file of job {job_id}.")
        path = f"/videos/{quote(job_id, safe='')}/content?index=0"
        return Rendered(
            path=fetched(self.client, path, self.endpoint.id, into, keyed=True), cost=_cost_of(told)
        )

    @property
    def mark_key(self) -> bytes:
        """As `Notifying.mark_key`."""
        return self.client.mark_key

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """As `Notifying.read_notice`."""
        return notice_of(self.client.callbacks.secret, headers, body)

    def body(self, request: VideoRequest, files: Files) -> dict[str, Any]:
        """What is sent, with the picture that the clip opens with, and references."""
        endpoint = self.endpoint_for(request)
        body: dict[str, Any] = {"model": endpoint.id, **self.asked(request)}
        still = _picture(data_uri(files(request.still), endpoint.picture_bytes))
        body[endpoint.first] = [{**still, "frame_type": "first_frame"}]
        if endpoint.references and request.references:
            uris = [data_uri(files(one.picture), endpoint.picture_bytes) for one in request.references]
            body[endpoint.references.field] = [_picture(uri) for uri in uris]
        return body

    def _look(self, job_id: str) -> Delivered:
        return self.client.get(Get(f"/videos/{quote(job_id, safe='')}", self.endpoint.id))


def _picture(uri: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": uri}}


def _first_of(told: dict[str, Any]) -> str | None:
    data = told.get("data")
    first = next(iter(data), None) if isinstance(data, list) else None
    picture = first.get("b64_json") if isinstance(first, dict) else None
    return picture if isinstance(picture, str) and picture else None


def _cost_of(told: dict[str, Any], came: Delivered | None = None) -> Usd | None:
    """Dollars by the vendor's own word; None where it says nothing. What comes out of its cache costs nothing."""
    if came is not None and came.headers.get("x-openrouter-cache-status", "").upper() == "HIT":
        return ZERO
    usage = told.get("usage")
    try:
        cost = Decimal(str(usage.get("cost") if isinstance(usage, dict) else None))
    except InvalidOperation:
        return None
    return cost if cost.is_finite() and 0 <= cost <= _MOST_USD else None
