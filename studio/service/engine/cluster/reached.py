"""How the server is reached, and what it is."""

import re
from datetime import UTC, datetime, timedelta

from temporalio.api.workflowservice.v1 import GetSystemInfoResponse
from temporalio.envconfig import ClientConnectConfig
from temporalio.service import __version__ as sdk_version

from infra.connection.certificates import MINUTES, shown
from infra.connection.names import giver_of, profile_of
from studio.service.engine.check import Check

TRIED = (1, 32, 0)
"""The server that films are tried with; in Temporal Cloud versions have other numbers."""
SOON = timedelta(days=14)


def connection_check(config: ClientConnectConfig, now: datetime | None = None) -> Check:
    """By what we are known there, and for how much longer; `now` is this moment."""
    address, ours = config.get("target_host") or "", shown(config)
    tls = "TLS" if config.get("tls") else "no TLS"
    by = [tls, *(["an API key"] if config.get("api_key") else [])]
    if ours is None:
        return Check(name="Temporal", ok=True, found=f"{address}, by {' and '.join(by)}")
    by.append(f"the certificate of {ours.subject}, signed by {ours.issuer}, until {ours.ends:{MINUTES}}")
    found = f"{address}, by {', '.join(by)}"
    if ours.ends - (now or datetime.now(UTC)) > SOON:
        return Check(name="Temporal", ok=True, found=found)
    mend = f"put a new one where {giver_of('CLIENT_CERT', profile_of(config))} says, and start workers and `longtake studio` anew"
    return Check(name="Temporal", ok=False, found=found, mend=mend, state="ends")


def server_check(told: GetSystemInfoResponse) -> Check:
    """The server's version, and ours; an older one may do, and nobody tried it."""
    version = told.server_version or "of no version that it tells"
    found = f"Temporal server {version}, SDK {sdk_version}"
    numbers = tuple(map(int, re.findall(r"\d+", version)[:3]))
    if numbers and numbers < TRIED:
        tried = ".".join(map(str, TRIED))
        return Check(
            name="server",
            ok=False,
            found=f"{found}; films are tried with {tried}",
            mend=f"upgrade the server to {tried} or newer",
            optional=True,
            state="older",
        )
    return Check(name="server", ok=True, found=found)
