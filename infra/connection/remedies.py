"""The commands that mend a cluster: Temporal's own, or, where the namespace is in Temporal Cloud, Cloud's."""

from collections.abc import Mapping

from infra.connection.names import is_cloud

CLOUD_DAYS, OWN_HOURS = 90, 8760
"""How long finished films should be known: as long as Cloud offers, and a year on a server of one's own."""


def attributes_command(address: str, namespace: str, kinds: Mapping[str, str]) -> str:
    """What makes search attributes known to a namespace, each by its name and its type."""
    if is_cloud(address):
        pairs = " ".join(f'--sa "{name}={kind}"' for name, kind in kinds.items())
        return f"tcld namespace search-attributes add -n {namespace} {pairs}"
    pairs = " ".join(f"--name {name} --type {kind}" for name, kind in kinds.items())
    return f"temporal operator search-attribute create {_where(address, namespace)} {pairs}"


def removal_command(address: str, namespace: str, names: list[str]) -> str:
    """What takes search attributes of a wrong type away; Cloud offers nothing of that kind."""
    named = " ".join(f"--name {name}" for name in names)
    return f"temporal operator search-attribute remove {_where(address, namespace)} {named} --yes"


def retention_command(address: str, namespace: str) -> str:
    """What has a namespace know finished films for longer."""
    if is_cloud(address):
        return f"tcld namespace retention set -n {namespace} --retention-days {CLOUD_DAYS}"
    return f"temporal operator namespace update {_where(address, namespace)} --retention {OWN_HOURS}h"


def namespace_command(address: str, namespace: str) -> str:
    """What makes a namespace; Cloud's are made by its console."""
    return f"temporal operator namespace create {_where(address, namespace)}"


def _where(address: str, namespace: str) -> str:
    return f"--namespace {namespace} --address {address}"
