"""The configured Temporal server, by Temporal's own variables and profiles, looked at before it is used."""

import os
import re
from ipaddress import ip_address
from pathlib import Path

from temporalio.envconfig import ClientConfig, ClientConnectConfig

from infra.connection.certificates import check_certificates
from infra.connection.names import Configured, profile_file
from models.errors import BadInput


def configured(profile: str = "") -> ClientConnectConfig | None:
    """The server that the environment or a profile names; None where neither does. A `profile` of a tenant's own is taken alone.

    Raises:
        BadInput: it cannot be used as it is written; no key and no certificate is in the message.

    """
    config = _loaded(profile)
    address = config.get("target_host")
    if not address:
        return None
    tls = config.get("tls")
    if _has_key(config) and not tls and not is_loopback(address):
        raise BadInput(
            f"An API key would go to {address} unencrypted: leave TLS on (unset TEMPORAL_TLS, and `disabled` in the "
            "profile), or take the key away."
        )
    if not re.fullmatch(r"[!-~]*", config.get("api_key") or ""):
        raise BadInput(
            "The Temporal API key has blanks, line breaks or letters that no key has: give the key alone."
        )
    if tls and not isinstance(tls, bool):
        check_certificates(tls, profile)
    return Configured(**config, profile=profile) if profile else config


def is_loopback(address: str) -> bool:
    """Whether an address, `host:port`, is on this machine alone."""
    host = address.rpartition(":")[0].strip("[]")
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _has_key(config: ClientConnectConfig) -> bool:
    metadata = config.get("rpc_metadata") or {}
    return bool(config.get("api_key")) or any(name.lower() == "authorization" for name in metadata)


def _loaded(own: str) -> ClientConnectConfig:
    asked, file = own or os.environ.get("TEMPORAL_PROFILE"), profile_file()
    if os.environ.get("TEMPORAL_CONFIG_FILE") and not file.is_file():
        raise BadInput(f"TEMPORAL_CONFIG_FILE is {str(file)!r}, and there is no such file.")
    try:
        if own:
            # The environment's address, namespace and key are the operator's: they would go before the profile's.
            return ClientConfig.load_client_connect_config(own, config_file=str(file), disable_env=True)
        return ClientConfig.load_client_connect_config(asked)
    except OSError as error:
        raise BadInput(_unread(error, file)) from error
    except (RuntimeError, ValueError) as error:
        # Only the first line: what follows it quotes the file, and with it a key.
        said = (str(error).splitlines() or [""])[0].removeprefix("Configuration loading error: ").rstrip(". ")
        if "not found" in said:
            raise BadInput(
                f"There is no Temporal profile {asked!r} in {file}: let {'`profile` of the tenant' if own else 'TEMPORAL_PROFILE'} name one that is."
            ) from None
        raise BadInput(f"The Temporal profile cannot be used: {said}.") from None


def _unread(error: OSError, file: Path) -> str:
    """A file that the variables or the profile name and that cannot be read."""
    path = str(error.filename or "")
    setters = [name for name, value in os.environ.items() if name.startswith("TEMPORAL_") and value == path]
    return f"The file {path!r} of {' and '.join(setters) or file} cannot be read: {error.strerror or error}."
