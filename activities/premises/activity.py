"""What a film stands on, as an activity."""

import asyncio
from concurrent.futures import TimeoutError as TookTooLong
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError

from activities import contracts
from activities.failures import application_error
from infra.pollers import seen_at
from infra.search_attributes import attributes_fault
from infra.temporal import is_local
from models.errors import Transient

_ANSWER_WITHIN = timedelta(seconds=10)


class Premises:
    """Implements `contracts.Premises`; `mark` is that of the worker's own pair, `loop` the one that its client works in.

    Where it is `untold`, films go without search attributes, whatever the server knows.
    """

    def __init__(
        self,
        client: Client,
        mark: str,
        loop: asyncio.AbstractEventLoop | None = None,
        *,
        untold: bool = False,
    ) -> None:
        self._client = client
        self._mark = mark
        self._loop = loop
        self._untold = untold

    def serves(self, queue: str) -> bool:
        """Whether a worker serves a queue now; for activities, which work in threads.

        Raises:
            Transient: the server does not say.

        """
        if self._loop is None:
            return False
        # By the server's clock, which wrote down when it was asked for work: this machine's may be another.
        now = activity.info().started_time
        asked = asyncio.run_coroutine_threadsafe(
            seen_at(self._client, queue, _ANSWER_WITHIN, now), self._loop
        )
        try:
            return asked.result(2 * _ANSWER_WITHIN.total_seconds())
        except (RPCError, TookTooLong) as error:
            raise Transient(f"The server does not say who serves the {queue} queue.") from error

    def is_local(self) -> bool:
        """Whether the Temporal server is on this machine."""
        return is_local(self._client)

    @activity.defn(name="premises.look")
    async def look(self, request: contracts.Surroundings) -> contracts.Facts:
        """Note the pair's mark, and whether the server knows the films' search attributes."""
        del request
        try:
            note = "" if self._untold else await attributes_fault(self._client)
        except RPCError as error:
            raise application_error(
                Transient(f"The server does not say what it knows: {error.message}.")
            ) from error
        titled = self._client.data_converter.payload_codec is None
        told = not (self._untold or note)
        return contracts.Facts(mark=self._mark, attributes=told, titled=titled, note=note)
