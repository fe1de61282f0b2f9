"""Where the other tenants have their things, for what a tenant names to be written into."""

from pathlib import Path

from infra.settings import Settings
from infra.tenants.table import Tenant, nested, tenants_in
from models.errors import BadInput


def check_no_others(settings: Settings, place: str) -> None:
    """See that a folder, or `s3://bucket/folder`, that a tenant names to be written into is not where another one's things are.

    Raises:
        BadInput: it is in another tenant's home, among its films' folders, or in its part of the store.

    """
    tenant = settings.of_tenant
    if tenant is None:
        return
    in_bucket = place.startswith("s3://")
    where = place.rstrip("/") if in_bucket else str(Path(place).resolve())
    for other in tenants_in(settings.tenants, settings.home).by_name.values():
        theirs = _in_store(settings, tenant, other) if in_bucket else _folders(settings, other)
        if other.name != tenant.name and any(nested(where, one) for one in theirs):
            raise BadInput(f"{place} is where another tenant has its things: choose another place.")


def _in_store(settings: Settings, tenant: Tenant, other: Tenant) -> list[str]:
    """Another one's folder of the bucket, where there is one, by what a tenant's settings say of his own."""
    store = settings.store.removesuffix(tenant.prefix)
    return [f"{store}{other.prefix}"] if store else []


def _folders(settings: Settings, other: Tenant) -> list[str]:
    """Another one's home, and where its films' folders are written."""
    own = (settings.home, Path(settings.films).expanduser())
    return [str((folder.parent / other.name).resolve()) for folder in own]
