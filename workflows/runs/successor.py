"""The run that a film, or a reel, continues as: with a short history, under the code that is current by then."""

from collections.abc import Callable
from typing import NoReturn

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.runs.continuation import Continuation, Point

_CURRENT = workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE


class Successor:
    """Begins the next run where nothing is on its way: once Temporal suggests it, or another build of the code is current.

    `request` is what this run was started with, `still` says that nothing is on its way, `leave` gives what is left at a point,
    `before` what the run before left.
    """

    def __init__(
        self,
        request: object,
        still: Callable[[], bool],
        leave: Callable[[Point], Continuation],
        before: Continuation | None,
    ) -> None:
        self._request = request
        self._still = still
        self._leave = leave
        # A run that was to move to another build and did not is not begun again and again.
        self._stays = before is not None and before.build == running_build() != ""

    @property
    def long(self) -> bool:
        """Whether the history is so long that nothing should be begun that can wait for the next run."""
        return workflow.info().is_continue_as_new_suggested()

    @property
    def due(self) -> bool:
        """Whether the next run should be begun as soon as nothing is on its way."""
        return self.long or (
            not self._stays and workflow.info().is_target_worker_deployment_version_changed()
        )

    @property
    def ready(self) -> bool:
        """Whether the next run is due, and nothing is on its way."""
        return self.due and self._still()

    def wake(self) -> None:
        """Somebody says that another build is current."""
        self._stays = False

    async def between(self, point: Point, holds: Callable[[], bool]) -> None:
        """Between two stages: begin the next run at a point when that is due, unless that `holds` no more once nothing is on its way."""
        if self.due and holds():
            await workflow.wait_condition(lambda: self.ready or not (self.due and holds()))
            if self.ready and holds():
                self.begin(point)

    def begin(self, point: Point) -> NoReturn:
        """Continue as the next run, at once."""
        workflow.continue_as_new(
            args=[self._request, self._leave(point)], initial_versioning_behavior=_CURRENT
        )


def running_build() -> str:
    """The build of the code that runs the workflow now; empty without versions."""
    version = workflow.info().get_current_deployment_version()
    return version.build_id if version else ""
