"""Whether a namespace knows the films' search attributes; nothing is registered."""

from collections.abc import Mapping

from temporalio.client import Client
from temporalio.service import RPCError

from infra.connection.names import is_cloud
from infra.connection.remedies import attributes_command, removal_command
from infra.search_attributes import ATTRIBUTES, QUERY, known_attributes, wrong_types
from infra.settings import Settings
from infra.temporal_faults import ANSWER_WITHIN
from studio.service.engine.check import Check

_NAME = "search attributes"
_WITHOUT = "LONGTAKE_SEARCH_ATTRIBUTES=off for the workers"


async def attributes_check(client: Client, settings: Settings) -> Check:
    """Which of them are known, by which type; nothing is amiss where films are made without.

    Raises:
        RPCError: the server does not answer.

    """
    if settings.search_attributes == "off":
        return Check(
            name=_NAME, ok=True, found="films tell none (LONGTAKE_SEARCH_ATTRIBUTES=off)", state="off"
        )
    known = await known_attributes(client)
    if known is None:
        return await _asked(client)
    address, namespace = client.service_client.config.target_host, client.namespace
    if wrong := wrong_types(known):
        each = ", ".join(f"{name} is {known[name]}, not {ATTRIBUTES[name][1]}" for name in wrong)
        anew = f"{removal_command(address, namespace, wrong)}, then {_command(address, namespace, wrong)}"
        mend = _WITHOUT if is_cloud(address) else anew
        return Check(name=_NAME, ok=False, found=f"{each}: films go without", mend=mend, state="wrong")
    if lacking := [name for name in ATTRIBUTES if name not in known]:
        return _lacking(client, lacking)
    return Check(name=_NAME, ok=True, found=", ".join(f"{name} ({known[name]})" for name in ATTRIBUTES))


async def _asked(client: Client) -> Check:
    """Where a namespace does not list them, a query that needs them all tells."""
    try:
        await client.count_workflows(QUERY, rpc_timeout=ANSWER_WITHIN)
    except RPCError:
        return _lacking(client, list(ATTRIBUTES))
    return Check(name=_NAME, ok=True, found=", ".join(ATTRIBUTES))


def _lacking(client: Client, names: list[str]) -> Check:
    address, namespace = client.service_client.config.target_host, client.namespace
    return Check(
        name=_NAME,
        ok=False,
        found=f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} not known: lists lack them; without the right to "
        f"make them known: {_WITHOUT}",
        mend=_command(address, namespace, names),
    )


def _command(address: str, namespace: str, names: list[str]) -> str:
    kinds: Mapping[str, str] = {name: ATTRIBUTES[name][1] for name in names}
    return attributes_command(address, namespace, kinds)
