"""Which object store the settings name: a bucket, or the folder in the home."""

import re
from urllib.parse import urlsplit

from infra.settings import Settings
from infra.storage.local import LocalStore
from infra.storage.moved import check_not_moved
from infra.storage.store import Store
from models.errors import BadInput

_STORE = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<folders>(/[\w!*'()-][\w!*'().=-]*)*)/?"
)


def open_store(settings: Settings) -> Store:
    """The object store of these settings; a bucket is asked for at once, so that a wrong one is known early.

    A bucket that does not answer now is no error yet: whoever needs it will wait for it.

    Raises:
        BadInput: the settings are no bucket's, or there is no such bucket, or it refuses us; or the home was moved.

    """
    if not settings.store:
        check_not_moved(settings.home)
        return LocalStore(settings.assets_dir)
    named = _STORE.fullmatch(settings.store)
    if named is None:
        raise BadInput(
            f"LONGTAKE_STORE must be like s3://bucket/folder{_not(settings.store)}; "
            "a bucket has 3 to 63 characters: lower-case letters, digits, dots and hyphens."
        )
    _check_endpoint("LONGTAKE_S3_ENDPOINT", settings.s3_endpoint)
    _check_endpoint("LONGTAKE_S3_PUBLIC", settings.s3_public)
    # boto3 takes a third of a second to import.
    from infra.storage.cache import Cache
    from infra.storage.s3 import S3Store

    folders = named["folders"].strip("/")
    store = S3Store(
        named["bucket"],
        f"{folders}/" if folders else "",
        Cache(settings.cache_dir, int(settings.cache_gb * 1000**3)),
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
    )
    if settings.s3_public:
        store.lead_to(settings.s3_public)
    store.check()
    return store


def _check_endpoint(variable: str, endpoint: str) -> None:
    try:
        url = urlsplit(endpoint)
        right = bool(url.scheme in ("http", "https") and url.hostname and url.port != 0)
        right = right and url.username is None and not url.query and not url.fragment
    except ValueError:  # a port that is no number
        right = False
    if endpoint and not right:
        raise BadInput(f"{variable} must be like https://host:port{_not(endpoint)}.")


def _not(value: str) -> str:
    """The wrong value, unless somebody may have written a password into it."""
    return "; give credentials in AWS's own variables" if "@" in value or "?" in value else f", not {value!r}"
