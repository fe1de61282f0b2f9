"""The end of the certificate that a long-lived process shows: it was read once, and only a new process reads another."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from temporalio.envconfig import ClientConnectConfig

from infra.connection.certificates import MINUTES, shown
from infra.connection.names import giver_of, profile_of
from models.errors import EngineUnavailable

SPARE_S = 5.0
"""What is done by then is told to the server, whose connection has to be there for it."""
_LOOK_EVERY_S = 600.0
"""A clock may be set meanwhile."""

log = logging.getLogger("longtake.worker")


async def expiry(config: ClientConnectConfig, before_s: float) -> EngineUnavailable:
    """Return so many seconds before our certificate ends, with what is then to be said; never, where we show none."""
    ours = shown(config)
    if ours is None:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets that")
    where = giver_of("CLIENT_CERT", profile_of(config))
    log.info("known as %s until %s", ours.subject, f"{ours.ends:{MINUTES}}")
    stop_at = ours.ends - timedelta(seconds=before_s + SPARE_S)
    while True:
        left = (stop_at - datetime.now(UTC)).total_seconds()
        if left <= 0:
            break
        await asyncio.sleep(min(left, _LOOK_EVERY_S))
    return EngineUnavailable(
        f"The client's certificate of {ours.subject} ends on {ours.ends:{MINUTES}}: put a new one where {where} says, and "
        "start the worker again."
    )
