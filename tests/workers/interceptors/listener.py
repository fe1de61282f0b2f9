"""A workflow that is told one thing, and does something else when it could not read it."""

from datetime import timedelta
from typing import Any

from temporalio import workflow


@workflow.defn
class Listener:
    """Ends with what it was told; over what it cannot read it rests for a moment first."""

    def __init__(self) -> None:
        self._told: list[str] = []

    @workflow.run
    async def run(self) -> str:
        """What it was told, or "nothing"."""
        await workflow.wait_condition(lambda: bool(self._told))
        if self._told[0] == "nothing":
            await workflow.sleep(timedelta(milliseconds=1))
        return self._told[0]

    @workflow.signal
    def tell(self, payload: Any = None) -> None:
        """Anything."""
        self._told.append(payload if isinstance(payload, str) else "nothing")
