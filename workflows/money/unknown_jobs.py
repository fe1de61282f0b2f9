"""Paid work of which nobody knows whether the vendor took it: it waits for a decision, or follows the film's policy."""

from typing import Literal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.run_options import UnknownSubmit
    from models.film.view import UnknownJob
    from models.money.steps import Step
    from workflows.orders import Lost

MOST_LOST = 3
"""How often something billed at once is asked for when replies are lost."""

Action = Literal["resubmit", "abandon"]


class Unknowns:
    """The jobs that wait to be resolved."""

    def __init__(self, policy: UnknownSubmit) -> None:
        self._policy = policy
        self._jobs: dict[str, UnknownJob] = {}
        self._resolved: dict[str, Action] = {}
        self._closed = False

    @property
    def jobs(self) -> tuple[UnknownJob, ...]:
        """What waits to be resolved."""
        return tuple(job for name, job in self._jobs.items() if name not in self._resolved)

    def close(self) -> None:
        """The film is ending: whatever waits is given up."""
        self._closed = True

    def drop(self, shot_id: str) -> None:
        """A shot's jobs are no longer wanted."""
        self.resolve(shot_id, "abandon")

    def resolve(self, shot_id: str, action: Action) -> None:
        """Somebody has decided about a shot's jobs; an empty id means the film's own, its score."""
        for name, job in self._jobs.items():
            if job.shot_id == shot_id:
                self._resolved.setdefault(name, action)

    async def again(self, step: Step, lost: Lost, job: UnknownJob) -> bool:
        """Whether to ask for it again; waits for a decision where the film's policy wants one."""
        if not lost.job:
            return step.attempt < MOST_LOST
        if self._policy != "ask":
            return self._policy == "resubmit" and step.attempt < MOST_LOST
        self._jobs[step.name] = job
        try:
            await workflow.wait_condition(lambda: self._closed or step.name in self._resolved)
        finally:
            self._jobs.pop(step.name, None)
        return self._resolved.pop(step.name, "abandon") == "resubmit"
