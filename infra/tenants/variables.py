"""A tenant's own variables: the keys and addresses of its vendors, and the few settings that it may say itself."""

import io
import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from infra.given_files import read_given
from infra.tenants.table import Tenant, tenants_in
from models.errors import BadInput

ITS_OWN = ("budget", "at_once", "licences", "studio_token", "webhooks_url")
"""Settings that a tenant's file may give as LONGTAKE_<NAME>; all others are the operator's."""

_MOST_BYTES = 1024 * 1024
DEFAULT_HOME = Path(".longtake")
_OPERATORS = ("LONGTAKE_", "TEMPORAL_", "AWS_")


def variables_of(tenant: Tenant) -> Mapping[str, str]:
    """What a tenant's `env` file says; nothing where it has none. Nothing in it stands for what the process has.

    Raises:
        BadInput: it cannot be read, or sets what is the operator's.

    """
    if tenant.env is None:
        return {}
    try:
        text = read_given(tenant.env, _MOST_BYTES).decode()
    except OSError as error:
        raise BadInput(
            f"The env of tenant {tenant.name}, {tenant.env}, cannot be read: {error.strerror}."
        ) from error
    except UnicodeDecodeError:
        raise BadInput(f"The env of tenant {tenant.name}, {tenant.env}, is not UTF-8 text.") from None
    for line in parse_stream(io.StringIO(text)):
        if line.error or (line.key and line.value is None):
            number = line.original.line + len(line.original.string) - len(line.original.string.lstrip("\n"))
            raise BadInput(
                f"Line {number} of {tenant.env}, the env of tenant {tenant.name}, cannot be read: write NAME=value, and end what "
                "begins with a quotation mark with one."
            )
    # Without interpolation: `${NAME}` would fetch what the process has, which may be somebody else's.
    said = {
        name: (value or "").strip()
        for name, value in dotenv_values(stream=io.StringIO(text), interpolate=False).items()
    }
    own = {f"LONGTAKE_{field.upper()}" for field in ITS_OWN}
    for name in said:
        if name.upper().startswith(_OPERATORS) and name not in own:
            raise BadInput(
                f"The env of tenant {tenant.name}, {tenant.env}, sets {name[:80]}, which is the operator's: take the line out."
            )
    return {name: value for name, value in said.items() if value}


def variables_here() -> Mapping[str, str] | None:
    """What the tenant that this process works for says itself; None where there are no tenants.

    Raises:
        BadInput: there are, and it works for several, or for none; or as `variables_of`.

    """
    # By letters of either size, as the settings are read; and a variable counts though it be empty: a process that works for several.
    there = [*dotenv_values(".env").items(), *os.environ.items()]
    said = {name.upper(): value for name, value in there}
    named, tenant, home = (said.get(f"LONGTAKE_{name}") or "" for name in ("TENANTS", "TENANT", "HOME"))
    tenants = tenants_in(named, Path(home) if home else DEFAULT_HOME)
    return variables_of(tenants.find(tenant)) if tenants.by_name or tenant else None
