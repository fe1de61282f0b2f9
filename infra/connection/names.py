"""Where what was configured stands: the variable that gives it, or the profile."""

import os
from pathlib import Path
from typing import cast

from temporalio.envconfig import ClientConnectConfig

CLOUD_HOSTS = (".tmprl.cloud", ".api.temporal.io")
"""How the names of Temporal Cloud's endpoints end."""


class Configured(ClientConnectConfig, total=False):
    """How to reach a server, with the `profile` that a tenant names for it; the client that is made of it knows no such thing."""

    profile: str


def profile_of(config: ClientConnectConfig) -> str:
    """The profile that a tenant's table named; empty where the environment says which server it is."""
    return cast("Configured", config).get("profile", "")


def profile_file() -> Path:
    """The file of profiles, which need not be there."""
    named = os.environ.get("TEMPORAL_CONFIG_FILE")
    if named:
        return Path(named)
    # A container's account may have no home, and then it has no such file.
    base = os.environ.get("XDG_CONFIG_HOME") or f"{os.environ.get('HOME', '~')}/.config"
    return Path(base) / "temporalio" / "temporal.toml"


def giver_of(name: str, profile: str) -> str:
    """The variable that gives a certificate or a key (`CLIENT_CERT`), or the field of a profile where none does, or of a tenant's own."""
    if profile:
        return field_of(f"{name.lower()}_path", profile)
    for ending in ("PATH", "DATA"):
        if os.environ.get(f"TEMPORAL_TLS_{name}_{ending}"):
            return f"TEMPORAL_TLS_{name}_{ending}"
    if os.environ.get("TEMPORAL_ADDRESS"):
        return f"TEMPORAL_TLS_{name}_PATH"
    return f"`{name.lower()}_path` of the Temporal profile"


def field_of(name: str, profile: str) -> str:
    """What of a tenant's own profile is meant."""
    return f"`{name}` of the Temporal profile {profile!r}"


def is_cloud(address: str) -> bool:
    """Whether an address, `host:port`, is one of Temporal Cloud's."""
    return address.rpartition(":")[0].lower().endswith(CLOUD_HOSTS)
