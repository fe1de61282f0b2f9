"""A workflow that waits for a timer, and then for an activity."""

from datetime import timedelta

from temporalio import activity, workflow


@activity.defn
async def after_the_timer() -> None:
    """Begun when the timer has fired."""


@workflow.defn
class TimerWorkflow:
    """Waits two seconds."""

    @workflow.run
    async def run(self) -> None:
        """Wait, and have the activity done."""
        await workflow.sleep(2)
        await workflow.execute_activity(after_the_timer, start_to_close_timeout=timedelta(minutes=1))

    @workflow.query
    def asked(self) -> str:
        """An answer."""
        return "here"
