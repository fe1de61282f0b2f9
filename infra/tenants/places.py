"""What is a tenant's own among the settings: its places, by the operator's and its table, and what opens its doors."""

from collections.abc import Mapping
from typing import Any

from infra.tenants.table import Tenant
from models.errors import BadInput


def places_of(tenant: Tenant, operators: Mapping[str, Any]) -> dict[str, Any]:
    """The settings in which a tenant differs from the operator, by his.

    Raises:
        BadInput: the operator's database is a file, which is no place for two; or his keys are meant for all.

    """
    if operators["encryption_keys"] and not tenant.encryption_keys:
        raise BadInput(
            f"LONGTAKE_ENCRYPTION_KEYS is set, and tenants have keys of their own: give {tenant.name} a file in "
            "encryption_keys of its table, or unset it."
        )
    store, films = operators["store"].rstrip("/"), (operators["films"] or "films").rstrip("/")
    return {
        "tenant": tenant.name,
        "home": operators["home"] / "tenants" / tenant.name,
        "database": _database_of(operators["database"], tenant),
        "store": f"{store}/{tenant.prefix}" if store else "",
        "films": f"{films}/{tenant.name}",
        "encryption_keys": tenant.encryption_keys,
        "weights": tenant.weights or operators["weights"] or operators["home"] / "weights",
        "budget": tenant.budget or operators["budget"],
        # What opens one tenant's doors opens no other's.
        "studio_token": "",
        "webhooks_url": "",
    }


def _database_of(address: str, tenant: Tenant) -> str:
    """A tenant's schema of a server."""
    if not address:
        return ""
    if address.strip().startswith("sqlite:"):
        raise BadInput(
            "LONGTAKE_DATABASE names one SQLite file, and each tenant has one in its own home: leave it out, or name a "
            "PostgreSQL database, of which each tenant has a schema."
        )
    return f"{address}{'&' if '?' in address else '?'}schema={tenant.schema_name}"
