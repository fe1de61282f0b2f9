"""Vendors that are asked by libraries of their own: what those raise as our errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import Transient, UnknownOutcome
from providers.vendors.exchange import Whom


@contextmanager
def posting(whom: Whom) -> Iterator[None]:
    """Around one paid call of a library that has a client of ours (`VendorClient.bounded`).

    Raises:
        Transient: nothing was sent.
        UnknownOutcome: the request was sent and its answer lost.

    """
    import httpx

    from infra.network.wire import TooLong

    # No failure is chained to httpx's own: its text may hold the address and the headers.
    try:
        yield
    except TooLong:
        raise UnknownOutcome(
            f"{whom.shown} answered with more than can be read; it may have been billed."
        ) from None
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
        raise Transient(f"{whom.shown} cannot be reached: nothing was sent.") from None
    except httpx.TimeoutException:
        raise UnknownOutcome(
            f"{whom.shown} did not answer within {whom.vendor.read_timeout_s:g} s; it may have been billed."
        ) from None
    except httpx.HTTPError:
        raise UnknownOutcome(
            f"The answer of {whom.shown} was lost on its way; it may have been billed."
        ) from None


@contextmanager
def reading(whom: Whom) -> Iterator[None]:
    """Around a call that only reads, which costs nothing.

    Raises:
        Transient: it could not be read now.

    """
    import httpx

    try:
        yield
    except httpx.HTTPError as error:
        raise Transient(f"{whom.shown} could not be read ({type(error).__name__}).") from None
