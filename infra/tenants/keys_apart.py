"""Tenants' keys: two files are two only where no key of one is a key of the other."""

from infra.payloads.keys import KeyRing, KmsKey, read_keys
from infra.tenants.table import Tenant, Tenants
from models.errors import BadInput


def check_keys_apart(tenant: Tenant, tenants: Tenants) -> None:
    """See that nobody else has a key of a tenant, as far as both files can be read here; one that cannot is told who needs it.

    Raises:
        BadInput: another tenant has one of its keys, or one at the same address of a service.

    """
    own = _secrets(tenant)
    for other in tenants.by_name.values() if own else ():
        if other.name != tenant.name and own & _secrets(other):
            raise BadInput(
                f"{tenants.path}: {tenant.name} and {other.name} have a key in common: give each keys of its own "
                "(`longtake keys new FILE`)."
            )


def _secrets(tenant: Tenant) -> set[bytes | str]:
    """What payloads and films' ids are made with: keys themselves, and where those at a service are."""
    if tenant.encryption_keys is None:
        return set()
    try:
        ring: KeyRing = read_keys(tenant.encryption_keys)
    except BadInput:
        return set()
    names = ring.names if isinstance(ring.names, bytes) else _place(ring.names.address)
    return {names, *(_place(key.address) if isinstance(key, KmsKey) else key for key in ring.keys.values())}


def _place(address: str) -> str:
    """A key's address at a service; one of several regions is the same key in each of them."""
    before, replicated, name = address.partition(":key/mrk-")
    if not replicated:
        return address
    service, _, account = before.rpartition(":")
    return f"{service.rpartition(':')[0]}:{account}{replicated}{name}"
