"""The search attributes by which films tell where they stand: made known to a namespace, or done without."""

import asyncio
from collections.abc import Mapping

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from infra.connection.names import is_cloud
from infra.connection.remedies import attributes_command, removal_command
from infra.temporal_faults import ANSWER_WITHIN
from models.film.view import COST_ATTRIBUTE, STAGE_ATTRIBUTE, TITLE_ATTRIBUTE

ATTRIBUTES = {
    STAGE_ATTRIBUTE: (IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD, "Keyword"),
    TITLE_ATTRIBUTE: (IndexedValueType.INDEXED_VALUE_TYPE_TEXT, "Text"),
    COST_ATTRIBUTE: (IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE, "Double"),
}
"""Each with its type, as the server and as its command line call it."""

QUERY = f"{STAGE_ATTRIBUTE} = 'x' AND {TITLE_ATTRIBUTE} = 'x' AND {COST_ATTRIBUTE} > 0"
"""What only a namespace understands that knows them all."""

_SLOW = (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.UNAVAILABLE, RPCStatusCode.CANCELLED)


async def register_search_attributes(client: Client) -> None:
    """Make the film's search attributes known to the namespace; those already known are kept.

    Queries can use them a moment later: see `search_attributes_usable`.

    Raises:
        RPCError: the server refused.

    """
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=client.namespace,
            search_attributes={name: kind for name, (kind, _) in ATTRIBUTES.items()},
        ),
        retry=True,
        timeout=ANSWER_WITHIN,
    )


async def search_attributes_usable(client: Client) -> None:
    """Return when queries can use the film's search attributes.

    Raises:
        TimeoutError: they cannot, 15 s later.

    """
    async with asyncio.timeout(15):
        while True:
            try:
                await client.count_workflows(QUERY)
            except RPCError:
                await asyncio.sleep(0.05)
            else:
                return


async def attributes_fault(client: Client) -> str:
    """Why films go without search attributes there, with the command that mends it; empty when they have them.

    Raises:
        RPCError: the server does not answer, which says nothing about them.

    """
    try:
        await client.count_workflows(QUERY, rpc_timeout=ANSWER_WITHIN)
    except RPCError as error:
        if error.status in _SLOW:
            raise
    else:
        return ""
    try:
        await register_search_attributes(client)
    except RPCError as error:
        if error.status in _SLOW:
            raise
        if error.status != RPCStatusCode.ALREADY_EXISTS:
            return unregistered(client)
    known = await known_attributes(client) or {}
    return mistyped(client, known) if wrong_types(known) else ""


async def known_attributes(client: Client) -> dict[str, str] | None:
    """The type, by its name, of each search attribute that the namespace knows; None where it is not told.

    Raises:
        RPCError: the server does not answer.

    """
    try:
        told = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace), timeout=ANSWER_WITHIN
        )
    except RPCError as error:
        if error.status in _SLOW:
            raise
        return None
    prefix = "INDEXED_VALUE_TYPE_"
    return {
        name: IndexedValueType.Name(kind).removeprefix(prefix).title().replace("_", "")
        for name, kind in told.custom_attributes.items()
    }


def wrong_types(known: Mapping[str, str]) -> list[str]:
    """Those of the films' attributes that a namespace knows by another type: a film that tells one stands still."""
    return [name for name, (_, kind) in ATTRIBUTES.items() if known.get(name, kind) != kind]


def mistyped(client: Client, known: Mapping[str, str]) -> str:
    """What a namespace knows by another type, and what mends it."""
    address, wrong = client.service_client.config.target_host, wrong_types(known)
    each = ", ".join(f"{name} is {known[name]}, not {ATTRIBUTES[name][1]}" for name in wrong)
    without = "LONGTAKE_SEARCH_ATTRIBUTES=off of the workers does without"
    if is_cloud(address):
        return f"Films tell no search attributes, for the namespace {client.namespace!r} has other types: {each}; {without}."
    removal = removal_command(address, client.namespace, wrong)
    return (
        f"Films tell no search attributes, for the namespace {client.namespace!r} has other types: {each}. `{removal}` takes "
        f"them away, the next film makes them anew, and {without}."
    )


def unregistered(client: Client) -> str:
    """What a namespace lacks, the command that mends it, and the setting for who may not."""
    kinds = {name: kind for name, (_, kind) in ATTRIBUTES.items()}
    command = attributes_command(client.service_client.config.target_host, client.namespace, kinds)
    return (
        f"Lists of films lack their stage, title and cost, for the namespace {client.namespace!r} does not know the "
        f"search attributes: `{command}` makes them known, and LONGTAKE_SEARCH_ATTRIBUTES=off of the workers does without."
    )
