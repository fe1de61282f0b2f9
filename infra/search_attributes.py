"""The search attributes by which films tell where they stand: made known to a namespace, or done without."""

import asyncio

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

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
    for ask in (
        lambda: client.count_workflows(QUERY, rpc_timeout=ANSWER_WITHIN),
        lambda: register_search_attributes(client),
    ):
        try:
            await ask()
        except RPCError as error:
            if error.status in _SLOW:
                raise
            if error.status == RPCStatusCode.ALREADY_EXISTS:
                return ""
        else:
            return ""
    return unregistered(client)


def unregistered(client: Client) -> str:
    """What a namespace lacks, and the command that mends it."""
    names = " ".join(f"--name {name} --type {kind}" for name, (_, kind) in ATTRIBUTES.items())
    where = f"--namespace {client.namespace} --address {client.service_client.config.target_host}"
    return (
        f"Lists of films lack their stage, title and cost, for the namespace {client.namespace!r} does not know the "
        f"search attributes: `temporal operator search-attribute create {where} {names}` makes them known."
    )
