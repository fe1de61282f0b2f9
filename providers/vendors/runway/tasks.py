"""Runway's tasks: submitted once, and looked at no more often than Runway allows."""

import threading
import time
from collections import OrderedDict
from typing import Any
from urllib.parse import quote

from models.errors import PaymentRequired, ProviderError, Transient, UnknownOutcome
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Delivered, Get, Post
from providers.vendors.refusals import refusal_of

_CREDITS = ("enough credits", "insufficient credits", "credit balance")
"""What Runway says to an account without credits, with a 400; a code for it is documented nowhere."""
_MOST_KEPT = 256
_MOST_ISSUES = 3


def submit(client: VendorClient, model: str, body: dict[str, Any]) -> str:
    """Ask for a clip once, and give the task's id.

    Raises:
        UnknownOutcome: it may have been taken.
        ProviderError: it was not.

    """
    came = client.post(Post("/v1/image_to_video", body, model))
    shown = client.whom(model).shown
    if came.doubtful:
        raise UnknownOutcome(f"{shown} answered with HTTP {came.status}; the job may have been taken.")
    if not came.accepted:
        raise _refusal(client, model, came)
    job_id = came.told().get("id") if came.whole else None
    if not isinstance(job_id, str) or not job_id:
        raise UnknownOutcome(f"{shown} answered without a job's id; the job may have been taken.")
    return job_id


class Tasks:
    """Looks at the tasks of one model. It remembers when it looked at each, and what it saw of those that are over."""

    def __init__(self, client: VendorClient, model: str) -> None:
        self._client = client
        self._model = model
        self._lock = threading.Lock()
        self._looked: OrderedDict[str, float] = OrderedDict()
        self._over: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def over(self, job_id: str) -> dict[str, Any] | None:
        """The task as it was seen here at its end; None where that was not seen."""
        with self._lock:
            return self._over.get(job_id)

    def look(self, job_id: str, every_s: float, *, elsewhere: bool = False) -> dict[str, Any]:
        """A task as it is now, `every_s` seconds after the last look at it.

        Another process may have looked just now, when `elsewhere` is said and this one never did.

        Raises:
            Transient, RateLimited: ask again later.
            InvalidRequest: there is no such task.

        """
        time.sleep(self._wait_s(job_id, every_s, elsewhere=elsewhere))
        get = Get(f"/v1/tasks/{quote(job_id, safe='')}", self._model)
        try:
            came = self._client.look(get)
        finally:
            with self._lock:
                _keep(self._looked, job_id, time.monotonic())
        if not came.accepted:
            raise self._client.refusal(get, came)
        told = came.read()
        if told is None or not isinstance(told.get("status"), str):
            raise Transient(f"Runway says nothing that can be read of job {job_id}.")
        if told["status"] == "SUCCEEDED":
            with self._lock:
                _keep(self._over, job_id, told)
        return told

    def _wait_s(self, job_id: str, every_s: float, *, elsewhere: bool) -> float:
        """How long to wait for one's turn, which is taken with that."""
        now = time.monotonic()
        with self._lock:
            last = self._looked.get(job_id, now if elsewhere else None)
            turn = now if last is None else max(now, last + every_s)
            _keep(self._looked, job_id, turn)
        return turn - now


def _keep(kept: "OrderedDict[str, Any]", job_id: str, value: object) -> None:
    kept[job_id] = value
    kept.move_to_end(job_id)
    while len(kept) > _MOST_KEPT:
        kept.popitem(last=False)


def _refusal(client: VendorClient, model: str, came: Delivered) -> ProviderError:
    """What an error means, with the fields that Runway names."""
    told = came.told()
    issues = told.get("issues")
    rows = [row for row in issues if isinstance(row, dict)] if isinstance(issues, list) else []
    said = "; ".join(str(row.get("message", "")) for row in rows[:_MOST_ISSUES])
    if isinstance(told.get("error"), str) and said:
        told = {"error": f"{told['error']}: {said}"}
    error = refusal_of(client.whom(model), came, told)
    if came.status == 400 and any(words in str(error).lower() for words in _CREDITS):
        return PaymentRequired(f"{client.whom(model).shown} wants its account filled up first (400).")
    return error
