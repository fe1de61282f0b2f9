"""What YouTube's errors mean, by the reason that each names: an error of ours, a sentence, and when to try again."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.errors import InvalidRequest, ProviderError, RateLimited, Transient, Unauthorised
from models.excerpt import excerpt
from providers.vendors.exchange import Delivered
from providers.vendors.refusals import wait_of

LOGIN = "`longtake login youtube` where the workers run"
"""What mends a login that is gone."""

CHANNEL_WAIT_S = 6 * 3600.0
"""How long a channel that takes no more uploads for a day is left alone: its day began when nobody knows."""
BUSY_WAIT_S = 60.0
_MOST_SAID = 200


class Meaning(NamedTuple):
    """What an error is, and what is said of it; `wait_s` is when it is tried again, where that is known beforehand."""

    kind: type[ProviderError]
    said: str
    wait_s: float | None = None


NO_CHANNEL = "youtubeSignupRequired"
"""The reason of an account that has no channel: no other login of it does better."""
_CANNOT = "cannot be used by YouTube"
MEANINGS: dict[str, Meaning] = {
    "quotaExceeded": Meaning(
        RateLimited, "The project's quota at YouTube is used up until midnight in California"
    ),
    "dailyLimitExceeded": Meaning(
        RateLimited, "The project's quota at YouTube is used up until midnight in California"
    ),
    "uploadLimitExceeded": Meaning(RateLimited, "The channel takes no more uploads today", CHANNEL_WAIT_S),
    "rateLimitExceeded": Meaning(RateLimited, "YouTube is asked too often", BUSY_WAIT_S),
    "userRateLimitExceeded": Meaning(RateLimited, "YouTube is asked too often", BUSY_WAIT_S),
    "invalidTitle": Meaning(InvalidRequest, f"The title {_CANNOT}: release again with another one"),
    "invalidDescription": Meaning(
        InvalidRequest, f"The description {_CANNOT}: release again with another one"
    ),
    "invalidTags": Meaning(InvalidRequest, f"The tags {_CANNOT}: release again with others"),
    "invalidCategoryId": Meaning(InvalidRequest, "YouTube does not know the category of films any more"),
    "invalidPublishAt": Meaning(
        InvalidRequest, "The time of publication has passed, or cannot be used by YouTube"
    ),
    "invalidVideoMetadata": Meaning(InvalidRequest, f"Title, description or tags {_CANNOT}"),
    "invalidFilename": Meaning(InvalidRequest, "YouTube does not take the file's name"),
    "mediaBodyRequired": Meaning(InvalidRequest, "YouTube has received no film"),
    "forbiddenPrivacySetting": Meaning(
        InvalidRequest,
        "YouTube does not let this project or channel choose who may see the video: release it private",
    ),
    "forbiddenLicenseSetting": Meaning(
        InvalidRequest, "YouTube does not let this channel choose the licence"
    ),
    "forbiddenEmbedSetting": Meaning(
        InvalidRequest, "YouTube does not let this channel choose where it is embedded"
    ),
    NO_CHANNEL: Meaning(
        Unauthorised, "The Google account has no YouTube channel: make one at youtube.com, then release again"
    ),
    "authorizationRequired": Meaning(Unauthorised, f"YouTube does not accept the login: run {LOGIN}"),
    "authError": Meaning(Unauthorised, f"YouTube does not accept the login: run {LOGIN}"),
    "insufficientPermissions": Meaning(
        Unauthorised, f"The login may not do this at YouTube: run {LOGIN} and leave every box ticked"
    ),
    "accessNotConfigured": Meaning(
        Unauthorised,
        "The YouTube Data API is not enabled in the project of the OAuth client: enable it, then release again",
    ),
    "channelSuspended": Meaning(Unauthorised, "The channel is suspended"),
    "channelClosed": Meaning(Unauthorised, "The channel is closed"),
    "videoNotFound": Meaning(InvalidRequest, "The video is not at YouTube any more: somebody has removed it"),
    "uploadTooLarge": Meaning(InvalidRequest, "The film is larger than YouTube takes"),
}
"""By the reason of the first error in an answer; docs/release.md has them as a table."""

UNTOLD: dict[str, Meaning] = {
    "401": Meaning(Unauthorised, f"YouTube does not accept the login: run {LOGIN}"),
    "403": Meaning(Unauthorised, "YouTube does not let this login do that"),
    "408, 429": Meaning(RateLimited, "YouTube is asked too often", BUSY_WAIT_S),
    "5xx": Meaning(Transient, "YouTube is out of order for the moment"),
    "other": Meaning(InvalidRequest, "YouTube cannot take what it is asked for"),
}
"""By the status of an answer whose reason is none of those."""

_PACIFIC_BEHIND = timedelta(hours=8)
"""In winter; in summer it is an hour less, and the quota then an hour longer there than is waited for."""


def reason_of(came: Delivered) -> str:
    """The reason that an answer names first; empty where it names none."""
    error = came.told().get("error")
    first = error.get("errors") if isinstance(error, dict) else None
    entry = first[0] if isinstance(first, list) and first else None
    reason = entry.get("reason") if isinstance(entry, dict) else None
    return reason if isinstance(reason, str) else ""


def refusal_of(what: str, came: Delivered) -> ProviderError:
    """The error that an answer amounts to; `what` was asked for, for people."""
    reason = reason_of(came)
    meaning = MEANINGS.get(reason) or UNTOLD[_status(came.status)]
    said = (
        f"{meaning.said} ({what}, {came.status}{f' {excerpt(reason, 40)}' if reason else ''}){_words(came)}"
    )
    wait_s = wait_of(came.headers, {}) or meaning.wait_s
    if meaning.kind is RateLimited:
        return RateLimited(said, _until_midnight_s() if "midnight" in meaning.said else wait_s)
    if meaning.kind is Transient:
        return Transient(said, wait_s)
    return meaning.kind(said)


def _status(status: int) -> str:
    if status >= 500:
        return "5xx"
    return {401: "401", 403: "403", 408: "408, 429", 429: "408, 429"}.get(status, "other")


def _words(came: Delivered) -> str:
    """What YouTube says of it itself, as the end of a sentence."""
    error = came.told().get("error")
    message = error.get("message") if isinstance(error, dict) else None
    words = " ".join(message.split()) if isinstance(message, str) else ""
    return f": {excerpt(words, _MOST_SAID).rstrip('.')}." if words else "."


def _until_midnight_s() -> float:
    """Seconds until the quota begins anew, and a minute more."""
    now = datetime.now(UTC)
    try:
        there = now.astimezone(ZoneInfo("America/Los_Angeles"))
    except ZoneInfoNotFoundError:  # a machine without the tables of time zones
        there = (now - _PACIFIC_BEHIND).replace(tzinfo=None)
    midnight = (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - there).total_seconds() + 60
