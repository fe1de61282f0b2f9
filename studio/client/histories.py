"""Of which films a server has histories, running or ended."""

from temporalio.client import Client

from infra.payloads.names import film_mark
from infra.temporal import mark_of_server
from library.garbage import Histories
from studio.client.server_answers import answered


async def histories_of(client: Client) -> Histories | None:
    """Every workflow of the namespace, whoever started it; None where the server does not tell who it is.

    Raises:
        EngineUnavailable: the server does not answer.

    """

    server = await mark_of_server(client)
    return Histories(server, await films_there(client)) if server else None


async def films_there(client: Client) -> set[str]:
    """The marks of the films of which the namespace has any workflow.

    Raises:
        EngineUnavailable: the server does not answer.

    """

    async def read() -> set[str]:
        return {film_mark(each.id) async for each in client.list_workflows()}

    return await answered(read())
