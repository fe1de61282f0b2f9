"""fal's queue: a job is submitted once, looked at, and read at its end; one that failed is COMPLETED as well."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from models.errors import InvalidRequest, PaymentRequired, ProviderError, UnknownOutcome
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Delivered, Get, Post
from providers.vendors.refusals import refusal_of

_LOCKED = ("balance", "locked", "exhausted")
"""What fal says of an account without money, whose status is documented nowhere."""


class Ended(NamedTuple):
    """What came of a job: the answer for good, or the error in its place."""

    answer: Delivered

    @property
    def output(self) -> dict[str, Any]:
        """The endpoint's own output."""
        return self.answer.read() or {}


def submit(client: VendorClient, endpoint_id: str, body: dict[str, Any], callback: str) -> str:
    """Ask for a job once, and give its id; `callback` is where fal is to tell of it, if anywhere.

    Raises:
        UnknownOutcome: it may have been taken.
        ProviderError: it was not.

    """
    path = f"/{endpoint_id}" + (f"?fal_webhook={quote(callback, safe='')}" if callback else "")
    came = client.post(Post(path, body, endpoint_id))
    shown = client.whom(endpoint_id).shown
    if came.doubtful:
        raise UnknownOutcome(f"{shown} answered with HTTP {came.status}; the job may have been taken.")
    if not came.accepted:
        raise refusal(client, endpoint_id, came)
    job_id = came.told().get("request_id") if came.whole else None
    if not isinstance(job_id, str) or not job_id:
        raise UnknownOutcome(f"{shown} answered without a job's id; the job may have been taken.")
    return job_id


def look(client: VendorClient, apps: Iterable[str], job_id: str) -> tuple[str, dict[str, Any]]:
    """The application that knows a job, and where the job is.

    Raises:
        Transient, RateLimited: ask again later.
        InvalidRequest: none of the applications knows it.

    """
    unknown: ProviderError | None = None
    for app in apps:
        get = Get(f"/{app}/requests/{quote(job_id, safe='')}/status", app)
        came = client.look(get)
        if came.accepted:
            return app, came.told()
        error = refusal(client, app, came, read=get)
        if came.status != 404:
            raise error
        unknown = error
    raise InvalidRequest(f"fal knows no job {job_id}: {unknown}")


def ended(client: VendorClient, app: str, job_id: str) -> Ended:
    """What came of a job that is COMPLETED, be it an error; raises as `look` where nothing came."""
    return Ended(client.look(Get(f"/{app}/requests/{quote(job_id, safe='')}", app)))


def app_of(endpoint_id: str) -> str:
    """`owner/app`, under which fal keeps an endpoint's jobs: never the rest of the path."""
    return "/".join(endpoint_id.split("/")[:2])


def _field(rows: list[dict[str, Any]], kind: str) -> str:
    """The field that an error is about: the one of its first row of that kind; empty for the whole body."""
    places = (row.get("loc") for row in rows if str(row.get("type", "")) == kind)
    place = next(places, None)
    return str(place[1]) if isinstance(place, list) and len(place) > 1 else ""


def refusal(client: VendorClient, what: str, came: Delivered, read: Get | None = None) -> ProviderError:
    """What an error of fal's means, in either of its two shapes; `read` is what was only read, which costs nothing."""
    told = came.told()
    detail = told.get("detail")
    if isinstance(detail, list):
        rows = [row for row in detail if isinstance(row, dict)]
        said = "; ".join(str(row.get("msg", "")) for row in rows)
        kinds = [str(row.get("type", "")) for row in rows]
        kind = next((each for each in kinds if each == "content_policy_violation"), kinds[0] if kinds else "")
        told = {"error": {"message": said, "type": kind, "param": _field(rows, kind)}}
    elif isinstance(detail, str):
        told = {"error": {"message": detail, "type": told.get("error_type")}}
    if came.status in (402, 403) and any(word in str(told).lower() for word in _LOCKED):
        shown = client.whom(what).shown
        return PaymentRequired(f"{shown} wants its account filled up first ({came.status}).")
    if read is not None and came.status >= 500:
        return client.refusal(read, came)
    return refusal_of(client.whom(what), came, told)
