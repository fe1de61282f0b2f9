"""Work at vendors that take jobs, as activities: submit once, then poll and fetch from any worker."""

import time
from typing import Any

from temporalio import activity

from activities import contracts
from activities.assets.making import Workshop
from activities.boards.activity import image_request
from activities.failures import translated
from activities.heartbeat import beating
from activities.shots.activity import video_request
from activities.sound.activity import music_request, speech_request
from models.assets import Asset
from models.errors import InvalidRequest
from providers.registry import Registry

POLL_EVERY_S = 2.0


class Jobs:
    """Implements `contracts.Jobs`."""

    def __init__(self, registry: Registry, workshop: Workshop, poll_every_s: float = POLL_EVERY_S) -> None:
        self._registry = registry
        self._workshop = workshop
        self._poll_every_s = poll_every_s

    @activity.defn(name="jobs.submit", no_thread_cancel_exception=True)
    @translated
    def submit(self, order: contracts.HostedOrder) -> contracts.JobTicket:
        """Ask the vendor once; the job's id goes into history."""
        provider, request, fresh = self._meaning(order)
        found = self._workshop.library.find(provider.recipe(request), fresh)
        if found is not None:
            return contracts.JobTicket(order=order, found=found)
        info = activity.info()
        reference = f"{info.workflow_id}/{info.workflow_run_id}/{info.activity_id}"
        return contracts.JobTicket(order=order, job_id=provider.submit(request, reference))

    @activity.defn(name="jobs.wait", no_thread_cancel_exception=True)
    @translated
    def wait(self, ticket: contracts.JobTicket) -> contracts.JobTicket:
        """Poll until the job is done."""
        provider, _, _ = self._meaning(ticket.order)
        with beating() as progress:
            while True:
                state = provider.poll(ticket.job_id)
                progress(state.progress or 0.0)
                if state.status == "done":
                    return ticket
                if state.status == "failed":
                    raise InvalidRequest(
                        f"{provider.name} could not make job {ticket.job_id}: {state.error}."
                    )
                time.sleep(self._poll_every_s)

    @activity.defn(name="jobs.fetch", no_thread_cancel_exception=True)
    @translated
    def fetch(self, ticket: contracts.JobTicket) -> Asset:
        """Download, verify and keep what was made."""
        provider, request, fresh = self._meaning(ticket.order)
        with beating(), self._workshop.folder() as folder:
            rendered = provider.fetch(ticket.job_id, folder)
            return self._workshop.keep(
                provider.recipe(request), rendered, fresh=fresh, attempt=activity.info().attempt
            )

    def _meaning(self, order: contracts.HostedOrder) -> tuple[Any, Any, str]:
        """The provider, its request, and whether it must be made afresh."""
        if order.keyframe:
            return self._found(order.keyframe), image_request(order.keyframe), order.keyframe.fresh
        if order.voice:
            return self._found(order.voice), speech_request(order.voice), order.voice.fresh
        if order.clip:
            request = video_request(order.clip, self._workshop.library.store)
            return self._found(order.clip), request, order.clip.fresh
        if order.score:
            return self._found(order.score), music_request(order.score), order.score.fresh
        raise InvalidRequest("A hosted order names nothing to make.")

    def _found(self, order: contracts.Order) -> Any:  # noqa: ANN401 - a Hosted of the order's kind
        return self._registry.find(order.choice.kind, order.choice.provider)
