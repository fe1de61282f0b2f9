"""What a build that is no good has in the place of its smoke film."""

from typing import Any

from temporalio import workflow


@workflow.defn(name="SmokeWorkflow")
class BadSmoke:
    """Its step raises what nobody expects."""

    @workflow.run
    async def run(self, *given: Any) -> None:
        """Fail."""
        raise RuntimeError("no such file: libfilm.so")
