"""What a film stands on, as an activity."""

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError

from activities import contracts
from activities.failures import application_error
from infra.search_attributes import attributes_fault
from models.errors import Transient


class Premises:
    """Implements `contracts.Premises`; `mark` is that of the worker's own pair."""

    def __init__(self, client: Client, mark: str) -> None:
        self._client = client
        self._mark = mark

    @activity.defn(name="premises.look")
    async def look(self, request: contracts.Surroundings) -> contracts.Facts:
        """Note the pair's mark, and whether the server knows the films' search attributes."""
        del request
        try:
            note = await attributes_fault(self._client)
        except RPCError as error:
            raise application_error(
                Transient(f"The server does not say what it knows: {error.message}.")
            ) from error
        return contracts.Facts(mark=self._mark, attributes=not note, note=note)
