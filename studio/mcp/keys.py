"""The answers of paid calls that leave no run behind by which they are known when they are sent again."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from studio.client.runs.keys import is_among

T = TypeVar("T")

_MOST_KEPT = 1000


class KeptAnswers:
    """The answers of the last thousand keys; a call that is sent twice at once waits for the first."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, tuple[str, asyncio.Future[Any]]] = OrderedDict()

    async def once(self, mark: str, call: Callable[[], Awaitable[T]]) -> T:
        """What a call of that mark (`studio/client/runs/keys.py`) answered before, else what it answers now.

        Raises:
            KeyTaken: its key was given with another request.
            Exception: whatever the call raises, which is not kept.

        """
        key, _, _ = mark.partition(":")
        while known := self._calls.get(key):
            before, answer = known
            is_among(mark, (before,))
            await asyncio.wait([answer])
            if not answer.cancelled():
                found: T = answer.result()
                return found
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._calls[key] = (mark, future)
        try:
            result = await call()
        except BaseException:
            self._calls.pop(key, None)
            future.cancel()
            raise
        future.set_result(result)
        while len(self._calls) > _MOST_KEPT:
            self._calls.popitem(last=False)
        return result
