"""Where what was configured stands: the variable that gives it, or the profile."""

import os
from pathlib import Path

CLOUD_HOSTS = (".tmprl.cloud", ".api.temporal.io")
"""How the names of Temporal Cloud's endpoints end."""


def profile_file() -> Path:
    """The file of profiles, which need not be there."""
    named = os.environ.get("TEMPORAL_CONFIG_FILE")
    if named:
        return Path(named)
    # A container's account may have no home, and then it has no such file.
    base = os.environ.get("XDG_CONFIG_HOME") or f"{os.environ.get('HOME', '~')}/.config"
    return Path(base) / "temporalio" / "temporal.toml"


def giver_of(name: str) -> str:
    """The variable that gives a certificate or a key (`CLIENT_CERT`), or the field of a profile where none does."""
    for ending in ("PATH", "DATA"):
        if os.environ.get(f"TEMPORAL_TLS_{name}_{ending}"):
            return f"TEMPORAL_TLS_{name}_{ending}"
    if os.environ.get("TEMPORAL_ADDRESS"):
        return f"TEMPORAL_TLS_{name}_PATH"
    return f"`{name.lower()}_path` of the Temporal profile"


def is_cloud(address: str) -> bool:
    """Whether an address, `host:port`, is one of Temporal Cloud's."""
    return address.rpartition(":")[0].lower().endswith(CLOUD_HOSTS)
