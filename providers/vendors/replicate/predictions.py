"""Replicate's predictions: a model is asked once, by its name or its version, and looked at until it is over."""

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from models.errors import InvalidRequest, Moderated, ProviderError, RateLimited, Transient, UnknownOutcome
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Delivered, Get, Post
from providers.vendors.refusals import refusal_of

MOST_BYTES = 128 * 2**20
"""Of an answer: a prediction repeats all that it was given, its pictures included."""
_MOST_PAGES = 5
_MOST_PAGE_BYTES = 8 * 2**20
"""Of a page of a hundred predictions, which repeat what they were given."""
_CURSOR = re.compile(r"[?&]cursor=([A-Za-z0-9%_=-]{1,400})(?:&|$)")
_EVENTS = ["start", "completed"]
_REFUSALS = ("nsfw", "flagged as sensitive", "(e005)", "content policy")
"""What models say of content that they refuse; Replicate has no code for it."""
_RESETS = re.compile(r"resets in ~?(\d{1,5}) ?s")


def submit(client: VendorClient, model: str, given: dict[str, Any], callback: str) -> str:
    """Ask a model, `owner/name` or `owner/name:version`, once, and give the prediction's id.

    A name alone asks an official model; of any other one its latest version is looked up and asked.
    `callback` is where Replicate is to tell of it, if anywhere it can reach.

    Raises:
        UnknownOutcome: it may have been taken.
        ProviderError: it was not.

    """
    body: dict[str, Any] = {"input": given}
    if callback.startswith("https://"):  # it takes no other address
        body |= {"webhook": callback, "webhook_events_filter": _EVENTS}
    name, _, version = model.partition(":")
    if not version:
        came = client.post(Post(f"/v1/models/{quote(name)}/predictions", body, model, most_bytes=MOST_BYTES))
        if came.status != 404:
            return _id_of(client, model, came)
        version = _latest_version(client, name)
    asked = Post("/v1/predictions", {"version": version, **body}, model, most_bytes=MOST_BYTES)
    return _id_of(client, model, client.post(asked))


def look(client: VendorClient, model: str, job_id: str) -> dict[str, Any]:
    """A prediction as it is now.

    Raises:
        Transient, RateLimited: ask again later.
        InvalidRequest: there is no such prediction.

    """
    get = Get(f"/v1/predictions/{quote(job_id, safe='')}", model, most_bytes=MOST_BYTES)
    came = client.look(get)
    if not came.accepted:
        raise _throttled(came, client.refusal(get, came))
    told = came.read()
    if told is None or not isinstance(told.get("status"), str):
        raise Transient(f"Replicate says nothing that can be read of job {job_id}.")
    return told


def listed(client: VendorClient, wanted: Collection[str]) -> dict[str, str]:
    """The status of those of the account's predictions that its list has, the newest first, on its first pages.

    Raises:
        Transient, RateLimited: ask again later.
        InvalidRequest: a page cannot be read: predictions repeat the pictures that they were given, and it is too long.

    """
    found: dict[str, str] = {}
    address = "/v1/predictions"
    for _ in range(_MOST_PAGES):
        get = Get(address, "predictions", most_bytes=_MOST_PAGE_BYTES)
        came = client.look(get)
        if not came.accepted:
            raise _throttled(came, client.refusal(get, came))
        told = came.told()
        rows = told.get("results")
        if not isinstance(rows, list):
            raise InvalidRequest("Replicate lists no predictions.")
        for row in rows:
            job_id = row.get("id") if isinstance(row, dict) else None
            if isinstance(job_id, str) and job_id in wanted:
                found[job_id] = str(row.get("status"))
        cursor = _CURSOR.search(str(told.get("next") or ""))
        if cursor is None or len(found) == len(wanted):
            break
        address = f"/v1/predictions?cursor={cursor[1]}"
    return found


def refuses(said: str) -> bool:
    """Whether that is what a model says of content that it refuses."""
    return any(words in said.lower() for words in _REFUSALS)


def _latest_version(client: VendorClient, name: str) -> str:
    told = client.get(Get(f"/v1/models/{quote(name)}", name, most_bytes=MOST_BYTES)).read() or {}
    latest = told.get("latest_version")
    version = latest.get("id") if isinstance(latest, dict) else None
    if not isinstance(version, str) or not version:
        raise InvalidRequest(f"Replicate has no version of {name} that can be asked: choose another model.")
    return version


def _id_of(client: VendorClient, model: str, came: Delivered) -> str:
    shown = client.whom(model).shown
    if came.doubtful:
        raise UnknownOutcome(f"{shown} answered with HTTP {came.status}; the job may have been taken.")
    if not came.accepted:
        error = _throttled(came, refusal_of(client.whom(model), came, came.told()))
        raise Moderated(str(error)) if came.status == 422 and refuses(str(error)) else error
    job_id = came.told().get("id") if came.whole else None
    if not isinstance(job_id, str) or not job_id:
        raise UnknownOutcome(f"{shown} answered without a job's id; the job may have been taken.")
    return job_id


def _throttled(came: Delivered, error: ProviderError) -> ProviderError:
    """The error, with the wait that Replicate asks for in words where no header has it."""
    if isinstance(error, RateLimited) and error.retry_after_s is None:
        found = _RESETS.search(str(came.told().get("detail", "")))
        return RateLimited(str(error), float(found[1])) if found else error
    return error
