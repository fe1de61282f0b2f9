"""Where the other tenants have their things, for what a tenant names to be written into."""

from pathlib import Path

from infra.settings import Settings
from infra.tenants.table import nested, tenants_in
from models.errors import BadInput


def check_no_others(settings: Settings, place: str) -> None:
    """See that a folder, or `s3://bucket/folder`, that a tenant names to be written into is not where another one's things are.

    Raises:
        BadInput: it is in another tenant's home, or in its part of the store.

    """
    tenant = settings.of_tenant
    if tenant is None:
        return
    in_bucket = place.startswith("s3://")
    where = place.rstrip("/") if in_bucket else str(Path(place).resolve())
    for other in tenants_in(settings.tenants, settings.home).by_name.values():
        if in_bucket:
            store = settings.store.removesuffix(tenant.prefix)
            theirs = f"{store}{other.prefix}" if store else ""
        else:
            theirs = str((settings.home.parent / other.name).resolve())
        if other.name != tenant.name and theirs and nested(where, theirs):
            raise BadInput(f"{place} is where another tenant has its things: choose another place.")
